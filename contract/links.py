"""Links: the forms that may stand in content, and typed addresses in one of these forms."""

import re
from urllib.parse import quote

from contract import characters

_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_REST = r"[^\s<>\"'\\]*"
_MAILBOX = r"[^\s<>\"'\\:?@,&]+@[^\s<>\"'\\:?@,&]+"
_MAIL_FIELD = r"(?:subject|body|cc|bcc)=[^\s<>\"'\\&#]*"
# An allow-list, and no colon, slash or backslash trick can pass: the whole link must have one of
# these forms. No user name stands before a host, for readers take it for the host.
_FORMS = re.compile(
    rf"https?://[^\s<>\"'\\/?#@]+(?:[/?#]{_REST})?"
    rf"|mailto:{_MAILBOX}(?:,{_MAILBOX})*(?:\?{_MAIL_FIELD}(?:&{_MAIL_FIELD})*)?"
    r"|tel:[+0-9().-]+"
    rf"|/(?![/\\]){_REST}"
    rf"|#{_REST}"
    rf"|page:{_UUID}"
    r"|attachment:[0-9a-f]{64}"
)
SCHEMES = frozenset({"http", "https", "mailto", "tel", "page", "attachment"})

_SCHEME = re.compile(r"[A-Za-z]+(?=:)")
# What may be encoded: all behind the host of a web address, the fields of a mail address.
_ENCODABLE = re.compile(r"(https?://[^/?#]*|mailto:[^?]*)(.*)", re.DOTALL)
_UNSAFE = re.compile(r"[\s<>\"']|[^\x00-\x7f]")


def allowed(href: str) -> bool:
    return _FORMS.fullmatch(href) is not None and characters.forbidden(href) is None


def tidied(href: str) -> str:
    """The link as it is stored: blanks, quotation marks and letters of other scripts encoded, as
    a browser does on following it. What is still not `allowed` cannot be used."""
    href = re.sub(r"[\t\r\n]", "", characters.without_forbidden(href).strip())
    href = _SCHEME.sub(lambda scheme: scheme[0].lower(), href, count=1)
    if href.startswith("tel:"):
        return re.sub(r"\s", "", href)
    if match := _ENCODABLE.fullmatch(href):
        return match[1] + _UNSAFE.sub(lambda sign: quote(sign[0]), match[2])
    return href
