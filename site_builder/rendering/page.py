"""What a template knows of the page it makes: `page` in docs/themes.md."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property


@dataclass(frozen=True)
class Crumb:
    title: str
    url: str | None = None
    lang: str | None = None


@dataclass(frozen=True)
class Alternate:
    """The same page in a locale; `url` is None where there is no translation yet."""

    locale: str
    url: str | None
    label: str = ""
    state: str | None = None


@dataclass(frozen=True)
class Feed:
    type: str
    title: str
    url: str


@dataclass(frozen=True)
class ShareImage:
    url: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True)
class PageMeta:
    """`path` is a site path, `canonical` absolute (None for pages that are none, like 404)."""

    kind: str
    path: str
    title: str
    canonical: str | None = None
    description: str | None = None
    breadcrumbs: tuple[Crumb, ...] = ()
    alternates: tuple[Alternate, ...] = ()
    language_switch: tuple[Alternate, ...] = ()
    feeds: tuple[Feed, ...] = ()
    section: str | None = None
    share_image: ShareImage | None = None
    index: bool = True
    published: datetime | None = None
    updated: datetime | None = None

    @cached_property
    def area(self) -> str | None:
        """The address below the home page that this page is in or at: `/th/news/`."""
        words = self.path.split("/")
        return "/".join([*words[:3], ""]) if len(words) > 3 else None
