"""The dates of a story: first publication, and significant changes only."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from cms.news.models import NewsPage
from cms.policies.models import PolicyPage
from tests.cms.admin_forms import create_url, edit_url, story_data

CORRECTED = datetime(2026, 1, 2, 3, 0, tzinfo=UTC)


def edit(office, page, publish=True, **fields):
    page = NewsPage.objects.get(pk=page.pk)
    action = {"action-publish": "1"} if publish else {}
    response = office.post(edit_url(page), story_data(slug=page.slug, **fields, **action))
    assert response.status_code == 302, response.context["form"].errors
    return NewsPage.objects.get(pk=page.pk)


def test_the_tick_moves_the_date_of_the_change_once(office, make_story):
    page = edit(office, make_story(), title="ข่าวเดิม")
    assert page.updated_at is None
    page = edit(office, page, significant_change="on", change_note="แก้วันนัด")
    first = page.updated_at
    assert first is not None
    assert first.microsecond == 0
    assert page.change_note == "แก้วันนัด"
    assert not page.significant_change
    assert not page.latest_revision.content["significant_change"]
    page = edit(office, page, title="แก้คำผิด", change_note="แก้วันนัด")
    assert page.updated_at == first


def test_a_ticked_draft_keeps_its_tick_until_it_is_published(office, make_story):
    page = edit(office, make_story(), publish=False, significant_change="on")
    assert page.updated_at is None
    draft = page.get_latest_revision_as_object()
    assert draft.significant_change
    page = edit(office, page, significant_change="on")
    assert page.updated_at is not None


def test_an_unpublished_story_offers_no_tick(office, sections):
    form = office.get(create_url("news.NewsPage", sections["th", "news"])).context["form"]
    assert "significant_change" not in form.fields


def test_the_publication_date_can_be_corrected_and_is_kept(office, make_story):
    page = edit(office, make_story(), published_at="2026-01-02 10:00")
    assert page.published_at == CORRECTED
    page.unpublish()
    page = edit(office, page, published_at="")
    assert page.published_at is not None
    page.published_at = CORRECTED
    page.save_revision().publish()
    page.unpublish()
    page.get_latest_revision_as_object().save_revision().publish()
    assert NewsPage.objects.get().published_at == CORRECTED


def test_a_significant_change_is_not_forgotten_by_unpublishing(office, make_story):
    page = edit(office, make_story(), significant_change="on")
    changed = NewsPage.objects.get().updated_at
    page.unpublish()
    page.refresh_from_db()
    page.get_latest_revision_as_object().save_revision().publish()
    assert NewsPage.objects.get().updated_at == changed


def test_a_scheduled_story_is_dated_when_it_goes_live(sections):
    page = NewsPage(title="ข่าวล่วงหน้า", purposes=["service"], live=False)
    page.go_live_at = timezone.now() + timedelta(hours=1)
    sections["th", "news"].add_child(instance=page)
    page.save_revision().publish()
    page = NewsPage.objects.get()
    assert not page.live
    assert page.published_at is None
    past = timezone.now() - timedelta(minutes=1)
    page.latest_revision.content["go_live_at"] = past.isoformat()
    page.latest_revision.approved_go_live_at = past
    page.latest_revision.save()
    call_command("publish_scheduled")
    page = NewsPage.objects.get()
    assert page.live
    assert page.published_at is not None


def test_a_copied_story_starts_without_dates(make_story, sections):
    copy = make_story(updated_at=CORRECTED, change_note="x").copy(
        update_attrs={"slug": "copy"}, keep_live=False
    )
    assert (copy.published_at, copy.updated_at, copy.change_note) == (None, None, "")


@pytest.mark.parametrize(("typed", "stored"), [("2569", 2026), ("2026", 2026)])
def test_years_are_typed_in_either_era_and_stored_as_gregorian(office, sections, typed, stored):
    url = create_url("policies.PolicyPage", sections["th", "policies"])
    data = story_data(fiscal_year=typed, **{"action-publish": "1"})
    assert office.post(url, data).status_code == 302
    policy = PolicyPage.objects.get()
    assert policy.fiscal_year == stored
    assert 'value="2569"' in office.get(edit_url(policy)).content.decode()


def test_a_year_of_no_era_is_refused(office, sections):
    url = create_url("policies.PolicyPage", sections["th", "policies"])
    response = office.post(url, story_data(fiscal_year="2410", **{"action-publish": "1"}))
    assert "fiscal_year" in response.context["form"].errors


def test_times_keep_their_seconds_until_their_minute_is_changed(office, make_story):
    moment = datetime(2026, 1, 2, 6, 0, 13, tzinfo=UTC)
    page = make_story(published_at=moment, event_start=moment)
    shown = {
        name: office.get(edit_url(page)).context["form"][name].value().strftime("%Y-%m-%d %H:%M")
        for name in ("published_at", "event_start")
    }
    page = edit(office, page, **shown)
    assert (page.published_at, page.event_start) == (moment, moment)
    page = edit(office, page, **{**shown, "published_at": "2026-01-02 13:01"})
    assert page.published_at == datetime(2026, 1, 2, 6, 1, tzinfo=UTC)
    assert page.event_start == moment
