"""Pictures in a body: one, or a gallery of up to 400."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import Media
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.telepath import register
from wagtail.blocks.struct_block import (
    BlockGroup,
    StructBlockAdapter,
    StructBlockValidationError,
)
from wagtail.images.blocks import ImageChooserBlock

from cms.core import alternative_text
from cms.core.blocks.lines import optional_line
from cms.core.enums import Consent

GALLERY_MAX = 400


def _consent() -> blocks.ChoiceBlock:
    return blocks.ChoiceBlock(choices=Consent.choices, required=False, label=_("Consent basis"))


def _minors() -> blocks.BooleanBlock:
    return blocks.BooleanBlock(required=False, label=_("Shows children or young people"))


class PictureUseBlock(blocks.StructBlock):
    """A picture where it stands; what is empty here is taken from the picture's own record."""

    image = ImageChooserBlock(label=_("Picture"))
    alt = optional_line(
        _("Alternative text"),
        500,
        help_text=_("What the picture shows, for people who cannot see it."),
    )
    decorative = blocks.BooleanBlock(
        required=False, label=_("Decoration only"), help_text=_("Says nothing to the reader.")
    )
    caption = optional_line(_("Caption"), 1000)
    credit = optional_line(_("Credit"))
    consent = _consent()
    minors = _minors()

    alt_needed = True

    def clean(self, value: Any) -> Any:
        return _checked_alt(self, super().clean(value))

    def alt_fault(self, value: Any) -> Promise | None:
        return alternative_text.fault(
            value["alt"],
            decorative=value["decorative"],
            picture=value["image"],
            needed=self.alt_needed,
        )

    class Meta:
        icon = "image"
        label = _("Picture")
        form_layout = BlockGroup(
            children=["image", "alt", "decorative", "caption"],
            settings=["credit", "consent", "minors"],
        )


class GalleryPictureBlock(PictureUseBlock):
    alt_needed = False  # the gallery may give it for all

    class Meta:
        form_layout = BlockGroup(
            children=["image"],
            settings=["alt", "decorative", "caption", "credit", "consent", "minors"],
        )
        label_format = "{image}"


class GalleryBlock(blocks.StructBlock):
    """What stands at the gallery holds for every picture that says nothing else."""

    title = optional_line(_("Title"))
    alt = optional_line(
        _("Alternative text for all pictures"),
        500,
        help_text=_(
            "For the pictures that have no words in the library: each is read with its number,"
            " “…, picture 17 of 40”."
        ),
    )
    caption = optional_line(_("Caption for all pictures"), 1000)
    credit = optional_line(_("Credit for all pictures"))
    consent = _consent()
    minors = _minors()
    images = blocks.ListBlock(
        GalleryPictureBlock(), min_num=1, max_num=GALLERY_MAX, label=_("Pictures")
    )

    def clean(self, value: Any) -> Any:
        return _checked_alt(self, super().clean(value))

    def alt_fault(self, value: Any) -> Promise | None:
        """The gallery's words are needed as soon as one picture has none of its own."""
        faults = {
            number: fault
            for number, use in enumerate(value["images"], 1)
            if (fault := _alt_fault_in_gallery(value["alt"], use))
        }
        missing = [n for n, fault in faults.items() if fault is alternative_text.MISSING]
        if missing:
            return alternative_text.missing_in_gallery(missing)
        return next(iter(faults.values()), None)

    class Meta:
        icon = "image"
        label = _("Gallery")
        form_layout = BlockGroup(
            children=["title", "alt", "caption", "images"], settings=["credit", "consent", "minors"]
        )


def _alt_fault_in_gallery(for_all: str, use: Any) -> Promise | None:
    own = use["alt"] or ("" if use["decorative"] else for_all)
    return alternative_text.fault(own, decorative=use["decorative"], picture=use["image"])


def _checked_alt(block: PictureUseBlock | GalleryBlock, value: Any) -> Any:
    """Drafts may lack words."""
    if not block.is_deferred_validation and (fault := block.alt_fault(value)):
        raise StructBlockValidationError({"alt": ValidationError(fault)})
    return value


class GalleryBlockAdapter(StructBlockAdapter):
    """Adds to the gallery of the page editor what Wagtail has not: many pictures at once."""

    js_constructor = "newsroom.GalleryBlock"

    def js_args(self, block: GalleryBlock) -> list[Any]:
        name, children, meta = super().js_args(block)
        upload = {
            # HEIC is not among them: iPhones then send JPEG, and Safari's picker has crashed on it.
            "accept": "image/jpeg,image/png,image/webp",
            "chooser": reverse("wagtailimages_chooser:choose"),
            "most": GALLERY_MAX,
            "texts": {key: str(text) for key, text in UPLOAD_TEXTS.items()},
            "url": reverse("picture_upload"),
        }
        return [name, children, {**meta, "upload": upload}]

    @cached_property
    def media(self) -> Media:
        script = versioned_static("images/gallery-block.js")
        style = versioned_static("images/gallery-block.css")
        return super().media + Media(js=[script], css={"all": [style]})


UPLOAD_TEXTS = {
    "upload": _("Upload pictures"),
    "choose": _("Choose from the library"),
    "hint": _("Or drop pictures or a whole folder here: JPEG, PNG, WebP, HEIC."),
    "progress": _("{done} of {total} pictures uploaded"),
    "failed": _("{failed} failed"),
    "retry": _("Try the failed ones again"),
    "lost": _("It could not be sent: is the network there?"),
    "login": _("You are logged out. Log in in another tab, then try again."),
    "full": _("The gallery is full."),
    "twice": _("This picture is in the gallery already."),
    "waiting": _("The page is saved when all pictures are sent."),
}

register(GalleryBlockAdapter(), GalleryBlock)


def files_in(raw: Iterable[dict[str, Any]]) -> set[tuple[str, int]]:
    """(image or file, id) of every picture and attachment that stored blocks name."""
    return {
        (name, use[name])
        for block in raw
        if block["type"] in _USES
        for name, use in _named(block)
        if use.get(name)
    }


def without(raw: Iterable[dict[str, Any]], gone: set[tuple[str, int]]) -> list[dict[str, Any]]:
    """Stored blocks without the pictures and attachments that are gone. An editor would be asked
    to fill in what nobody can find any more; a place that was never filled stays."""
    return [kept for block in raw if (kept := _without(block, gone))]


def item_value(item: Any) -> Any:
    """The value of an item of a stored list, whether it carries an id or, as in old rows, not."""
    return item["value"] if isinstance(item, dict) and item.get("type") == "item" else item


# Kind of block -> where its list stands, if it is one, and the key of the picture or attachment.
_USES = {"image": (None, "image"), "gallery": ("images", "image"), "attachments": ("files", "file")}


def _named(block: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    place, name = _USES[block["type"]]
    if place is None:
        yield name, block["value"]
    else:
        yield from ((name, item_value(item)) for item in block["value"].get(place) or ())


def _without(block: dict[str, Any], gone: set[tuple[str, int]]) -> dict[str, Any] | None:
    if block["type"] not in _USES or not any((n, use.get(n)) in gone for n, use in _named(block)):
        return block
    place, name = _USES[block["type"]]
    if place is None:
        return None
    kept = [
        item for item in block["value"][place] if (name, item_value(item).get(name)) not in gone
    ]
    return {**block, "value": {**block["value"], place: kept}} if kept else None
