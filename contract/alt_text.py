"""Words for pictures that say nothing of them: a bare "image", the name of a file.

Source of the rule: WCAG 2.2, failures F30 (text alternatives that are not alternatives) and F39.
"""

import re
import unicodedata

_FILE = re.compile(
    r"\.(jpe?g|jfif|png|gif|webp|avif|hei[cf]|tiff?|bmp|svg|cr[23]|nef|arw|dng|raw|psd|mov|mp4|pdf)\Z"
)
# Digits and ASCII signs part words here; Thai vowels and tone marks are not among them.
_SIGNS = r"[\s\d!-/:-@\[-`{-~–—…«»“”‘’]+"
_BETWEEN = re.compile(_SIGNS)
_BEHIND = re.compile(rf"{_SIGNS}\Z")  # "IMG_2034.jpg (1)"
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\xad"))
_HEXADECIMAL = re.compile(r"(?=.*[0-9])[0-9a-f]{8}[0-9a-f-]{4,}\Z")
_THAI = re.compile(
    "(?:รูป|ภาพ|ถ่าย|ประกอบ|กิจกรรม|ข่าว|ประชาสัมพันธ์|ปก|หน้าปก|บรรยากาศ|ประมวล|ต่าง|ๆ|ที่|หมายเลข"
    "|ไม่มี|ชื่อ|คำบรรยาย)+"
)
_WORDS = frozenset(
    "a alt am an at attachment blank caption compressed copy cover crop cropped description"
    " download edit edited file final fullsize gallery graphic icon image images img logo no none"
    " null number of original photo photograph photos pic pics picture pictures placeholder pm"
    " resize resized scan screenshot spacer text the thumb thumbnail title tmp unnamed"
    " untitled".split()
)
# What cameras, phones and messengers call their files. Alone they may be what is to be seen.
_SOURCES = frozenset(
    "album burst camera cimg collage dcim dji dsc dscf dscn facebook fb gopr hdr imag inshot"
    " instagram line messageimage mvimg p pano portrait pxl received s signal snapchat telegram vid"
    " viber wa wechat whatsapp".split()
)


def says_nothing(text: str) -> bool:
    """Whether a reader who cannot see the picture learns nothing from this text."""
    said = unicodedata.normalize("NFKC", text).translate(_UNSEEN).strip().casefold()
    if _FILE.search(said) or _FILE.search(_BEHIND.sub("", said)) or _HEXADECIMAL.match(said):
        return True
    words = [word for word in _BETWEEN.split(said) if word]
    telling = [word for word in words if word not in _WORDS and not _THAI.fullmatch(word)]
    if len(words) > len(telling) or re.search(r"[\d_]", said):
        telling = [word for word in telling if word not in _SOURCES]
    # One letter is a number of some kind; several are an abbreviation.
    return not telling or (len(telling) == 1 and len(telling[0]) == 1)
