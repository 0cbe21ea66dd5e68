"""All that one output may use while it is rendered: content, theme, site. And what it warns of."""

import traceback
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
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
from site_builder.rendering.fragments import Fragment, Fragments
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


@dataclass
class RenderContext:
    """One per output. `warnings` are the faults found on the way that stop nothing."""

    theme: Theme
    content: Content
    fragments: Fragments
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

    @property
    def source_label(self) -> str:
        """What stands before a source note."""
        return self.texts.t("source")

    def warn(self, problem: Problem) -> None:
        self.warnings.append(problem)

    def absolute(self, path: str) -> str:
        return themes.absolute(self.site, path)

    def article(self, document: Document) -> Article:
        return Article(document, bodies.render(document, self))

    def page(self, template: str, meta: PageMeta, **variables: Any) -> bytes:
        """The page as bytes."""
        with self.theme.current.showing(self, meta):
            return self._template(template).render(variables).encode()

    def component(self, path: str, macro: str, params: dict[str, Any]) -> Markup:
        """One component of the theme, by its macro."""
        component = getattr(self._template(f"components/{path}.html").module, macro)
        with self.theme.current.showing(self):
            return Markup(component(params))  # noqa: S704 -- rendered with autoescape

    def asset(self, name: str) -> str:
        """The address of a file of the theme."""
        url = self.theme.assets.url(name)
        self.content.recorder.read(f"asset:{name}", url)
        return url

    def _template(self, name: str) -> jinja2.Template:
        self.content.recorder.read(f"template:{name}", self.theme.templates.made_of(name))
        return self.env.get_template(name)

    def shared(self, component: Callable[..., str], *arguments: Hashable) -> Markup:
        """What the component makes of the arguments: they and `content` are all that it sees, so
        that one rendering serves every page that asks for the same."""

        def render(apart: "RenderContext") -> str:
            with self.theme.current.showing(apart):
                return component(*arguments)

        return self._fragment((component, *map(type, arguments), *arguments), render)

    def feed_body(self, card: Card) -> str:
        """The document's body for feeds: plain HTML with absolute addresses."""
        key = ("feed body", card.id, card.locale)
        return str(self._fragment(key, lambda apart: apart._feed_body(card)))

    def _fragment(self, key: Hashable, render: Callable[["RenderContext"], str]) -> Markup:
        def make() -> Fragment:
            content = self.content.recorded_by(Recorder())
            apart = replace(self, content=content, warnings=[])
            html = Markup(render(apart))  # noqa: S704 -- rendered with autoescape
            return Fragment(html, content.recorder, apart.warnings)

        fragment = self.fragments.get(key, make)
        self.content.recorder.include(fragment.reads)
        self.warnings.extend(fragment.warnings)
        return fragment.html

    def _feed_body(self, card: Card) -> str:
        document = self.content.document(card.id)
        if document is None:
            return ""
        try:
            return bodies.render(document, self, bodies.FEED)
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
        url = self.absolute(self.asset(name))
        return ShareImage(url, 1200, 630, self.site_name)
