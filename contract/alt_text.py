"""Words for pictures that say nothing of them: a bare "image", the name of a file.

Source of the rule: WCAG 2.2, failure F30 (text alternatives that are not alternatives).
"""

import re
import unicodedata

_FILE = re.compile(r"\.(jpe?g|jfif|png|gif|webp|avif|hei[cf]|tiff?|bmp|svg)\Z")
# Digits and ASCII signs part words here; Thai vowels and tone marks are not among them.
_BETWEEN = re.compile(r"[\s\d!-/:-@\[-`{-~–—…«»“”‘’]+")
_HEXADECIMAL = re.compile(r"(?=.*[0-9])[0-9a-f]{8}[0-9a-f-]{4,}\Z")
_THAI = re.compile("(?:รูป|ภาพ|ถ่าย|ประกอบ|กิจกรรม|ข่าว|ปก|ที่|หมายเลข|ไม่มีชื่อ)+")
_WORDS = frozenset(
    "a alt am an at attachment copy cover download edited file final fullsize gallery graphic "
    "icon image images img no number of original photo photograph photos pic pics picture "
    "pictures pm scan screenshot the thumbnail untitled "
    # What cameras, phones and messengers call their files.
    "album burst collage cimg dcim dji dsc dscf dscn fb gopr hdr imag inshot line messageimage "
    "mvimg p pano portrait pxl received s signal snapchat telegram tmp vid viber wa wechat "
    "whatsapp".split()
)


def says_nothing(text: str) -> bool:
    """Whether a reader who cannot see the picture learns nothing from this text."""
    said = unicodedata.normalize("NFKC", text).strip().casefold()
    if _FILE.search(said) or _HEXADECIMAL.match(said):
        return True
    words = [word for word in _BETWEEN.split(said) if word]
    return all(word in _WORDS or len(word) == 1 or _THAI.fullmatch(word) for word in words)
