"""Keeping subscription documents small: readers fetch them whole, again and again."""

LIMIT = 20  # stories
MAX_BYTES = 235_000  # with the frame of the feed below the 250 KB that readers bear


class Room:
    """What is left of MAX_BYTES. Every story gets its short form, bodies go in while they fit."""

    def __init__(self) -> None:
        self.bytes = MAX_BYTES

    def reserve(self, size: int) -> None:
        self.bytes -= size

    def take(self, size: int) -> bool:
        if size > self.bytes:
            return False
        self.bytes -= size
        return True
