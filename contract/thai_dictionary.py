"""The dictionary of Thai words, ready at once: pythainlp's own takes most of a second to build, of
which a page needs a small part."""

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pythainlp.util import Trie

_HEAD = 3  # letters


class Dictionary:
    """What pythainlp asks of a trie: the words that a text has at a place. Words that begin alike
    are put into a trie when the first of them is asked for."""

    def __init__(self, words: frozenset[str]) -> None:
        self._short = {word for word in words if len(word) < _HEAD}
        self._words: dict[str, list[str]] = defaultdict(list)
        for word in words - self._short:
            self._words[word[:_HEAD]].append(word)
        self._tries: dict[str, Trie | None] = {}

    def prefixes(self, text: str, start: int = 0) -> list[str]:
        """The words that begin at `start`, shortest first."""
        head = text[start : start + _HEAD]
        trie = self._tries[head] if head in self._tries else self._made(head)
        return trie.prefixes(text, start) if trie is not None else []

    def load(self) -> None:
        """All of it at once: for those who share it with other processes."""
        for head in self._words:
            self._made(head)

    def _made(self, head: str) -> "Trie | None":
        from pythainlp.util import Trie

        words = [head[:length] for length in range(1, _HEAD) if head[:length] in self._short]
        words += self._words.get(head, [])
        trie = self._tries[head] = Trie(words) if words else None
        return trie


@cache
def dictionary() -> Dictionary:
    from pythainlp.corpus import thai_words

    return Dictionary(frozenset(word.strip() for word in thai_words()) - {""})
