"""Reading what deploys keep on a target: it may be damaged, or others may have written it."""

from collections.abc import Iterator
from contextlib import contextmanager

from site_builder.errors import DeployError


class Damaged(DeployError):
    pass


@contextmanager
def believing(key: str) -> Iterator[None]:
    """Raises Damaged where what is read is not what a deploy writes."""
    try:
        yield
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise Damaged(
            f"{key} on the target is not what a deploy of this version writes ({error})."
            " deploy --audit looks at every file and makes it anew."
        ) from error
