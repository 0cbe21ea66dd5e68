"""The token of a page changes whenever its document may have to."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from cms.export import selectors
from cms.images.models import Attachment, Picture
from cms.news.models import NewsPage
from cms.taxonomy.models import Department, NewsCategory, Topic


@pytest.fixture
def story(make_story, make_picture, make_attachment, homes):
    locale = homes["th"].locale
    picture, attachment = make_picture(alt={"th": "ก"}), make_attachment()
    return make_story(
        slug="flood",
        cover=picture,
        department=Department.objects.create(name="ก", slug="works", locale=locale),
        category=NewsCategory.objects.create(name="ก", slug="notice", locale=locale),
        topics=[Topic.objects.create(name="ก", slug="water", locale=locale)],
        body=[("attachments", {"files": [{"file": attachment}]})],
    )


def token(page):
    """By both ways of asking, which must agree."""
    one = selectors.desired_pages([page.pk])[page.pk]
    assert one == selectors.desired_pages()[page.pk]
    return one.token


# Written behind the back of every signal: the reconciler must see them all the same.
CHANGES = {
    "a published revision": lambda page: page.save_revision().publish(),
    "a moved or renamed path": lambda page: Page.objects.filter(pk=page.pk).update(slug="other"),
    "a new picture file": lambda page: Picture.objects.update(digest="0" * 64),
    "a picture's alt": lambda page: Picture.objects.update(alt={"th": "ข"}),
    "a picture's credit": lambda page: Picture.objects.update(credit="ข"),
    "a picture's consent": lambda page: Picture.objects.update(consent="no_people"),
    "a picture's focal point": lambda page: Picture.objects.update(focal_point_x=4),
    "an attachment's file": lambda page: Attachment.objects.update(digest="0" * 64),
    "an attachment's title": lambda page: Attachment.objects.update(titles={"th": "ข"}),
    "a department's slug": lambda page: Department.objects.update(slug="other"),
    "a category's slug": lambda page: NewsCategory.objects.update(slug="other"),
    "a topic's slug": lambda page: Topic.objects.update(slug="other"),
    "topics": lambda page: NewsPage.topics.through.objects.all().delete(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_change_moves_the_token(story, change):
    before = token(story)
    assert token(story) == before
    change(story)
    assert token(story) != before


def test_a_significant_change_of_the_original_moves_the_translations_token(story, homes):
    english = story.copy_for_translation(homes["en"].locale)
    english.slug = "flood"
    english.save_revision().publish()
    before = token(english)
    story.save_revision()  # a draft moves nothing
    assert token(english) == before
    story.save_revision().publish()  # nor does a corrected typo
    assert token(english) == before
    story.significant_change = True
    story.save_revision().publish()
    assert token(english) != before


def test_a_draft_moves_no_token(story):
    before = token(story)
    story.title = "ร่าง"
    story.save_revision()
    assert token(story) == before


def test_the_format_moves_every_token(story, monkeypatch):
    before = token(story)
    monkeypatch.setattr(selectors, "EXPORT_FORMAT", 99)
    assert token(story) != before


def test_the_desired_state_costs_as_many_queries_for_many_pages(make_story, story):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            selectors.desired_pages()
        return len(captured)

    before = queries()
    for number in range(5):
        make_story(slug=f"s{number}")
    assert queries() == before


def test_chunks_hold_specific_pages_in_order(make_story):
    pages = [make_story(slug=f"s{number}") for number in range(5)]
    chunks = list(selectors.in_chunks({page.pk for page in pages}, size=2))
    assert [[page.pk for page in chunk] for chunk in chunks] == [
        [pages[0].pk, pages[1].pk], [pages[2].pk, pages[3].pk], [pages[4].pk]
    ]  # fmt: skip
    assert isinstance(chunks[0][0], NewsPage)
