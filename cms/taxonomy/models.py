"""Departments, topics and news categories.

A term has one row per locale. The rows of a term share their slug, so that it does not matter for
the public site which of them a page points at.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Orderable, TranslatableMixin

from cms.core import addresses
from cms.core.text import NormalisedTextMixin


class Term(NormalisedTextMixin, TranslatableMixin, Orderable):
    name = models.CharField(_("name"), max_length=250)
    slug = models.SlugField(
        _("address"),
        max_length=60,
        blank=True,
        help_text=_(
            "The last part of the web address, the same in every language. "
            "Leave it empty: the system proposes one."
        ),
    )
    description = models.CharField(_("description"), max_length=1000, blank=True)

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.name

    @classmethod
    def offered_in(cls, locale: Locale) -> models.QuerySet:
        """The terms in a locale; where one has no translation, its row in the default locale."""
        translated = cls.objects.filter(locale=locale).values("translation_key")
        rest = models.Q(locale=Locale.get_default()) & ~models.Q(translation_key__in=translated)
        return cls.objects.filter(models.Q(locale=locale) | rest)

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self._fill_slug()
        super().full_clean(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        addresses.check(self.slug)
        if self._taken(self.slug):
            raise ValidationError({"slug": _("Another entry already has this address.")})

    @transaction.atomic  # with what the signals of the save write
    def save(self, *args: Any, **kwargs: Any) -> None:
        self._fill_slug()
        super().save(*args, **kwargs)
        self.get_translations().exclude(slug=self.slug).update(slug=self.slug)

    def _fill_slug(self) -> None:
        if not self.slug:
            names = self.get_translations().values_list("name", flat=True)
            self.slug = addresses.propose(
                [self.name, *names],
                fallback=f"{self._meta.model_name}-{str(self.translation_key)[:8]}",
                taken=self._taken,
            )

    def _taken(self, slug: str) -> bool:
        return (
            type(self)
            .objects.filter(slug=slug)
            .exclude(translation_key=self.translation_key)
            .exists()
        )


class Department(Term):
    class Meta(Term.Meta):
        verbose_name = _("department")
        verbose_name_plural = _("departments")


class Topic(Term):
    class Meta(Term.Meta):
        verbose_name = _("topic")
        verbose_name_plural = _("topics")


class NewsCategory(Term):
    class Meta(Term.Meta):
        verbose_name = _("news category")
        verbose_name_plural = _("news categories")
