"""All that one output may use while it is rendered: content, theme, site. And what it warns of."""

import traceback
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from contract import thai
from contract.problems import Problem
from contract.site_config import SiteConfig
from site_builder.index.facade import Content
from site_builder.index.recorder import Recorder
from site_builder.index.views import Card, Document
from site_builder.rendering import bodies
from site_builder.rendering import theme as themes
from site_builder.rendering.page import PageMeta, ShareImage
from site_builder.rendering.texts import Texts
from site_builder.rendering.theme import Theme

DESCRIPTION_LENGTH = 160


def described(error: Exception) -> str:
    """An error with the place in the theme, when it comes from there."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{Path(f.filename).name}:{f.lineno}" for f in frames if f.filename.endswith(".html")]
    return f"{type(error).__name__}: {error}" + (f" ({places[-1]})" if places else "")


class Article:
    """A document as templates see it: the fields of its card and its own, and its `body`."""

    def __init__(self, document: Document, body: Markup) -> None:
        self.document, self.body = document, body

    def __getattr__(self, name: str) -> Any:
        document = object.__getattribute__(self, "document")
        owner = document if name in _DOCUMENT_FIELDS else document.card
        return getattr(owner, name)


_DOCUMENT_FIELDS = frozenset(Document.__slots__)


class FeedBodies:
    """Feed bodies of recent documents, with what they read: many feeds show the same stories."""

    LIMIT = 400

    def __init__(self) -> None:
        self.bodies: OrderedDict[tuple[str, str], tuple[str, Recorder]] = OrderedDict()

    def get(self, key: tuple[str, str]) -> tuple[str, Recorder] | None:
        return self.bodies.get(key)

    def put(self, key: tuple[str, str], body: str, recorder: Recorder) -> None:
        self.bodies[key] = (body, recorder)
        if len(self.bodies) > self.LIMIT:
            self.bodies.popitem(last=False)


@dataclass
class RenderContext:
    """One per output. `warnings` are the faults found on the way that stop nothing."""

    theme: Theme
    content: Content
    feed_bodies: FeedBodies
    warnings: list[Problem] = field(default_factory=list)

    @property
    def site(self) -> SiteConfig:
        return self.theme.site

    @property
    def locale(self) -> str:
        return self.content.locale

    @property
    def texts(self) -> Texts:
        return self.theme.texts[self.locale]

    @property
    def env(self) -> jinja2.Environment:
        return self.theme.envs[self.locale]

    @property
    def site_name(self) -> str:
        return self.site.locale(self.locale).name

    def warn(self, problem: Problem) -> None:
        self.warnings.append(problem)

    def absolute(self, path: str) -> str:
        return themes.absolute(self.site, path)

    def article(self, document: Document) -> Article:
        return Article(document, bodies.render(document, self))

    def page(self, template: str, meta: PageMeta, **variables: Any) -> bytes:
        """The page as bytes."""
        with self.theme.page.showing(meta), self.theme.content.showing(self.content):
            return self.env.get_template(template).render(variables).encode()

    def component(self, path: str, macro: str, params: dict[str, Any]) -> Markup:
        """One component of the theme, by its macro."""
        component = getattr(self.env.get_template(f"components/{path}.html").module, macro)
        with self.theme.content.showing(self.content):
            return Markup(component(params))  # noqa: S704 -- rendered with autoescape

    def feed_body(self, card: Card) -> str:
        """The document's body for feeds: plain HTML with absolute addresses."""
        key = (card.id, card.locale)
        if (cached := self.feed_bodies.get(key)) is None:
            inner = RenderContext(
                self.theme,
                Content(
                    self.content.store,
                    self.site,
                    card.locale,
                    self.content.make_picture,
                    Recorder(),
                ),
                self.feed_bodies,
            )
            cached = (self._new_feed_body(inner, card), inner.content.recorder)
            self.feed_bodies.put(key, *cached)
        body, recorder = cached
        mine = self.content.recorder
        mine.reads.update(recorder.reads)
        mine.ids |= recorder.ids
        mine.media |= recorder.media
        return body

    def _new_feed_body(self, inner: "RenderContext", card: Card) -> str:
        document = inner.content.document(card.id)
        if document is None:
            return ""
        try:
            return str(bodies.render(document, inner, bodies.FEED))
        except Exception as error:  # one story never stops a feed
            self.warn(Problem("render.failed", card.url, 0, {"detail": described(error)}))
            return ""

    def section_title(self, section: str) -> str:
        """The editors' name for a section, else the theme's."""
        for card in self.content.sections():
            if card.section == section:
                return card.title
        return self.texts.t(f"section_{section}")

    def description(self, text: str | None) -> str | None:
        return thai.cut(text, DESCRIPTION_LENGTH) if text else None

    def share_image(self, card: Card | None) -> ShareImage | None:
        """The picture that a shared link shows: the cover's, else the theme's own."""
        picture = None
        if card and card.cover:
            picture = self.content.picture(card.cover.image, "share")
        if card and card.cover and picture:
            alt = card.cover.alt or picture.alt
            return ShareImage(self.absolute(picture.src), picture.width, picture.height, alt)
        name = self.theme.assets.theme.get("share_image")
        if not name:
            return None
        url = self.absolute(self.theme.assets.url(name))
        return ShareImage(url, 1200, 630, self.site_name)
