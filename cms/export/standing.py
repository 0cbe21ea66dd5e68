"""How pages stand on the site: what would keep one from it, and what did."""

import json
import logging
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.core.models import ContentPage
from cms.export import media, serializers
from cms.export.models import ExportedDocument, ExportFailure
from cms.export.references import References
from contract import dates
from contract.problems import ContractError

log = logging.getLogger(__name__)

MAX_FILES = 500  # of a build that went wrong altogether; nobody reads more


def refusals(page: Page) -> list[str]:
    """Why the page cannot stand on the site as its latest revision has it: sentences."""
    try:
        if isinstance(page, ContentPage):
            draft = page.get_latest_revision_as_object()
            _rehearse(draft)
            return draft.alt_faults()
    except ContractError as error:
        return _sentences(problem.as_json() for problem in error.problems)
    except Exception:  # the exporter will find it too; until then the editor's work goes on
        log.exception("Page %s could not be tried", page.pk)
    return []


def _rehearse(draft: ContentPage) -> None:
    """Exports a revision to nowhere. Raises ContractError."""
    references = References([draft])
    document = serializers.document(draft, references, None)
    now, zone = timezone.now(), settings.SITE_CONFIG.zone
    document.front.setdefault("date", dates.format_seconds(now, zone))
    document.front["modified"] = dates.format_microseconds(now, zone)
    serializers.checked_text(document)
    media.checked_records(document, references)


def faults(*, warnings: bool = False) -> dict[int, list[str]]:
    """page id -> sentences, of the pages that the site does not show as they were published."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for failure in ExportFailure.objects.order_by("-failed_at"):
        found[failure.page_id] += failure.problems
    problems = [
        problem for problem in _last_build() if warnings or problem.get("severity") != "warning"
    ][:MAX_FILES]
    rows = ExportedDocument.objects.filter(file__in={problem["file"] for problem in problems})
    pages = dict(rows.values_list("file", "page_id"))
    for problem in problems:
        if problem["file"] in pages:
            found[pages[problem["file"]]].append(problem)
    return {page_id: _sentences(problems) for page_id, problems in found.items()}


def _last_build() -> list[dict[str, Any]]:
    """The problems that the builder wrote down; none when its file is missing or damaged."""
    try:
        text = (settings.DATA_DIR / "state" / "last-build.json").read_text(encoding="utf-8")
        problems = json.loads(text)["problems"]
    except (OSError, ValueError, LookupError, TypeError):
        return []
    found = problems if isinstance(problems, list) else []
    return [p for p in found if isinstance(p, dict) and isinstance(p.get("file"), str)]


def _sentences(problems: Iterable[dict[str, Any]]) -> list[str]:
    """Each once, in the language of the reader."""
    return list(dict.fromkeys(map(_sentence, problems)))


def _sentence(problem: dict[str, Any]) -> str:
    thai = problem.get("th") if (get_language() or "").startswith("th") else None
    said = thai if isinstance(thai, dict) else problem
    if isinstance(said.get("reason"), str):
        return f"{said['reason']} {said.get('mend', '')}".strip()
    fault = _("The software failed at this page: tell whoever looks after it.")
    return f"{fault} ({problem.get('detail') or problem.get('code')})"
