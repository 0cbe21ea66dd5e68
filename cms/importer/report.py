"""What an import did, and what it left alone and why."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import IntegrityError

from cms.importer import source
from contract.documents import Document
from contract.problems import Problem


@dataclass
class Report:
    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def conflict(self, document: Document, text: str) -> None:
        self.conflicts.append(f"{document.file} {text}")

    @contextmanager
    def told(self, document: Document) -> Iterator[None]:
        """What goes wrong with one document is told, and stops no other."""
        try:
            yield
        except ValidationError as error:
            self.conflict(document, f"cannot be imported: {'; '.join(error.messages)}")
        except KeyError as error:
            self.conflict(document, f"cannot be imported: there is no {error}")
        except IntegrityError:
            self.conflict(
                document,
                "cannot be imported: the newsroom holds another page at its id or place."
                " If that was removed there, run export_content and import again.",
            )
        except Exception as error:  # a fault of ours
            self.problems.append(source.failure(document.file, error))
