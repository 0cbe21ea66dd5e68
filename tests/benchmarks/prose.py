"""Thai and English office prose, made of a stock of words (words.toml)."""

import random
import re
import tomllib
from pathlib import Path
from typing import Any

WORDS: dict[str, Any] = tomllib.loads(
    (Path(__file__).parent / "words.toml").read_text(encoding="utf-8")
)
LANGUAGES = ("th", "en")  # of the stock; a name in it is a list in this order

_SLOT = re.compile(r"\{(\w+)\}")


def names(kind: str, slug: str, locales: tuple[str, ...]) -> dict[str, str]:
    """The names of a department, topic, category or page by locale."""
    words = WORDS[kind][slug]
    return {locale: words[LANGUAGES.index(locale)] for locale in locales}


class Prose:
    """Draws texts in one language. The same `rng` gives the same texts."""

    def __init__(self, language: str, rng: random.Random) -> None:
        self.words, self.rng = WORDS[language], rng

    def draw(self, kind: str) -> str:
        """One of the texts of a kind, its slots filled."""
        return self.fill(self.rng.choice(self.words[kind]))

    def fill(self, text: str) -> str:
        return _SLOT.sub(lambda slot: self._slot(slot[1]), text)

    def title(self) -> str:
        """30 to 70 characters."""
        while not 30 <= len(title := self.draw("titles")) <= 70:
            pass
        return title

    def paragraph(self) -> str:
        """200 to 500 characters."""
        wanted, text = self.rng.randint(200, 400), ""
        while len(text) < wanted:
            sentence = self.draw("sentences") + self.words["end"]
            joined = text + self.words["space"] + sentence if text else sentence
            if len(joined) <= 500:
                text = joined
        return text

    def summary(self) -> str:
        return self.draw("sentences") + self.words["end"]

    def _slot(self, name: str) -> str:
        if name == "number":
            return str(self.rng.randint(2, 960))
        return self.draw(name)
