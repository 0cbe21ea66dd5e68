"""The bytes of what was public before, kept by their digest: the way back to earlier releases."""

from site_builder.deploy.files import PRIVATE, File, TakenDown

FOLDER = f"{PRIVATE}blobs/"


def key(sha256: str) -> str:
    return f"{FOLDER}{sha256[:2]}/{sha256}"


def is_worth_keeping(file: File, taken: TakenDown) -> bool:
    """Not what was taken down, nor what nobody knows."""
    return bool(file.sha256) and not file.goes_with(taken)
