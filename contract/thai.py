"""Thai text: normalising for storage, search keys, cutting at words, romanising, sorting.

Unicode's NFC leaves several spellings of the same Thai word apart, and NFKC breaks SARA AM, so
the storage form is our own: NFC plus the rules of `normalise`.
"""

import re
import unicodedata
from typing import Any

from contract import characters, thai_dictionary

_TONES = "\u0e48-\u0e4b"
_VOWEL_MARKS = "\u0e31\u0e34-\u0e3a\u0e47\u0e4d"
_LEADING_VOWELS = "เแโใไ"
_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")

_RULES = (
    (re.compile("\u00a0"), " "),
    (re.compile("เเ"), "แ"),
    (re.compile(f"([{_TONES}{_VOWEL_MARKS}])\\1+"), r"\1"),
    # A tone mark typed before the vowel sign that belongs below it.
    (re.compile(f"([{_TONES}])([\u0e31\u0e34-\u0e3a\u0e4d])"), r"\2\1"),
    # NIKHAHIT and SARA AA, a tone mark between them or not, are one letter: SARA AM.
    (re.compile(f"\u0e4d([{_TONES}]?)\u0e32"), "\\1\u0e33"),
    # The tone mark stands before SARA AM.
    (re.compile(f"\u0e33([{_TONES}])"), "\\1\u0e33"),
)
_HAS_THAI = re.compile("[\u0e01-\u0e3a\u0e40-\u0e4e]")
# A mark belongs to the letter before it, SARA AA/AM to their consonant's syllable.
_MARKS = re.compile(f"[{_TONES}{_VOWEL_MARKS}\u0e33\u0e4c\u0e4e\u0300-\u036f\u200d\ufe0f]")
# What the engine would spell by its letters, though it is said otherwise.
_READINGS = {
    "ณ": "na",
    "ธ": "tha",
    "ก็": "ko",
    "บ่": "bo",
    "ดร.": "dr",
    "ฯลฯ": "lae uen uen",
    "ฯพณฯ": "phana than",
}
_ABBREVIATION = re.compile(r"[ก-รลว-ฮ]|[ก-รลว-ฮ.]+\.")
_SOUNDS = (
    # HO HIP is silent where it leads these letters, and said elsewhere. The engine mistakes both
    # («ใหญ่» -> "ain", «แห่ง» -> "aeng", «หน» -> "on").
    (re.compile("^([ใไ])ห([งญนมยรลว])|^([เแโ])ห([งญนมยรลว])(?=.)"), r"\1\2\3\4"),
    (re.compile("^([เแโใไ]?)ห(?![งญนมยรลว])|^()ห(?=[ก-ฮ](?:[ก-ฮ]์)?$)"), r"\1ฮ"),
    # It knows the sign of a short vowel only with SARA E («บล็อก» -> "bl็k").
    (re.compile("^([^เ].*)็"), r"\1"),
)


def normalise(text: str) -> str:
    """The storage form: one spelling for what looks the same, and no character that no text may
    hold (pasting brings them along). Idempotent; keeps line breaks. A text of signs that show
    nothing becomes empty, so that whoever needs a text asks for it."""
    text = characters.without_forbidden(text)
    if text.isascii():
        return text
    if text.strip() and not characters.visible(text):
        return ""
    while True:
        result = unicodedata.normalize("NFC", text)
        for pattern, replacement in _RULES:
            result = pattern.sub(replacement, result)
        if result == text:
            return result
        text = result


def search_key(text: str) -> str:
    """For comparing, never for storing: no zero-width characters, Arabic digits, lower case."""
    text = re.sub("[\u200b-\u200d\u2060\ufeff]", "", normalise(text)).translate(_DIGITS)
    return re.sub(r"\s+ๆ", "ๆ", re.sub(r"\s+", " ", text)).casefold().strip()


def has_thai(text: str) -> bool:
    return bool(_HAS_THAI.search(text))


def arabic_digits(text: str) -> str:
    return text.translate(_DIGITS)


def thai_digits(text: str) -> str:
    return text.translate(_THAI_DIGITS)


def words(text: str) -> list[str]:
    """The text cut into words; joining them gives the text again."""
    if not has_thai(text):
        return re.findall(r"\s+|\S+", text)
    from pythainlp.tokenize import word_tokenize  # not for those who never ask

    known: Any = thai_dictionary.dictionary()  # of a trie it has what is asked here
    return list(word_tokenize(text, custom_dict=known, engine="newmm"))


def load_dictionary() -> None:
    """All of the dictionary, for those who share it with other processes: it takes a second."""
    words("ก")
    thai_dictionary.dictionary().load()


def cut(text: str, limit: int) -> str:
    """At most `limit` characters, ended at a word with «…» when something was cut off."""
    if len(text) <= limit:
        return text
    kept = ""
    for word in words(text):
        if len(kept) + len(word) > limit - 1:
            break
        kept += word
    return (kept.rstrip() or _graphemes(text, limit - 1)) + "…"


def romanise(text: str) -> str:
    """Thai words in Latin letters by the Royal Institute's rules, separated by spaces."""
    latin = [_latin(word) if has_thai(word) else word.strip() for word in words(text)]
    return " ".join(word for word in latin if word)


def _latin(word: str) -> str:
    if reading := _READINGS.get(word):
        return reading
    if _ABBREVIATION.fullmatch(word):  # «ก», «อบต.»: read letter by letter
        return " ".join(f"{_royin(letter)}o" for letter in word if letter != ".")
    said = word.rstrip("ๆ").rstrip()
    latin = "".join(map(_royin, _syllables(said))) if said else ""
    return f"{latin} {latin}" if latin and said != word else latin


def _syllables(word: str) -> list[str]:
    from pythainlp.tokenize import subword_tokenize

    # The engine joins the consonants of neighbouring syllables («ทุ่งสง» -> "thungtng").
    return list(subword_tokenize(word, engine="dict"))


def _royin(syllable: str) -> str:
    from pythainlp.transliterate import romanize

    for pattern, replacement in _SOUNDS:
        syllable = pattern.sub(replacement, syllable)
    return str(romanize(syllable, engine="royin"))


def sort_key(text: str) -> tuple[str, str]:
    """Dictionary order: a leading vowel sorts after its consonant, tone marks count second."""
    letters = re.sub(f"([{_LEADING_VOWELS}])([ก-ฮ])", r"\2\1", search_key(text))
    return re.sub(f"[{_TONES}\u0e47\u0e4c]", "", letters), letters


def _graphemes(text: str, limit: int) -> str:
    while limit > 0 and limit < len(text) and _MARKS.match(text[limit]):
        limit -= 1
    return text[:limit]
