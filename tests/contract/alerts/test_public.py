import json
from datetime import datetime
from urllib.parse import urlsplit

from hypothesis import given

from contract import dates, records, validation
from contract.alerts import Alert, dump, merge, parse, public, public_json, shown
from tests.contract import SITE
from tests.contract.alerts import LATER, loaded, statement
from tests.contract.alerts import strategies as given_alerts

NOW = datetime.fromisoformat("2026-11-23T22:00:00+07:00")
PRIVATE = {"written_by", "approved_by", "override"}


def body(*alerts, now=NOW):
    return json.loads(public_json(alerts, now, SITE))


@given(given_alerts.records, given_alerts.moments)
def test_it_is_as_its_schema_says_whatever_is_in_force(known, now):
    raw = public_json(known, now, SITE)
    assert validation.problems("alerts", records.parse(raw, "alerts.json"), "alerts.json") == []
    assert [(a["id"], a["status"]) for a in json.loads(raw)["alerts"]] == [
        (alert.id, alert.status) for alert in shown(known, now)
    ]


def test_a_full_statement_is_as_its_schema_says():
    second = loaded(number=2, type="update", references=LATER)
    assert validation.problems("alerts", body(second), "alerts.json") == []
    (said,) = body(second)["alerts"]
    assert said.keys() == set(validation.keys("alert")) - PRIVATE | {"category", "url"}


def test_nothing_private_is_in_it():
    override = {"by": "ลับหนึ่ง", "reason": "ลับสอง"}
    raw = public_json(
        [statement(written_by="ลับสาม", approved_by="ลับสี่", override=override)], NOW, SITE
    )
    assert "ลับ" not in raw.decode()
    assert "ลับ" not in raw.decode("unicode_escape", "replace")


def test_every_key_is_either_public_or_private():
    assert {*public._ORDER} | PRIVATE == {*validation.keys("alert")}
    assert not {*public._ORDER} & PRIVATE


def test_its_bytes_follow_from_the_alerts_in_force_alone():
    over = statement(id="over", expires="2026-11-23T21:59:00+07:00")
    first = public_json([statement()], NOW, SITE)
    assert public_json(merge([over], [statement()]), NOW, SITE) == first
    assert public_json([statement()], NOW.replace(minute=30), SITE) == first


def test_its_bytes_do_not_depend_on_the_order_in_which_the_officer_wrote():
    alert = statement(references=LATER, type="update", number=2)
    (kept,) = parse(dump([alert], NOW))
    assert [*kept.data["texts"]] != [*alert.data["texts"]]
    turned = Alert(dict(reversed(alert.data.items())))
    for other in (kept, turned):
        assert public_json([other], NOW, SITE) == public_json([alert], NOW, SITE)


def test_it_says_when_the_set_changes_by_itself():
    alert = statement()
    assert dates.parse(body(alert)["next_change"]) == alert.expires
    assert body() == {"version": 1, "next_change": None, "alerts": []}


def test_a_name_is_always_given_by_locale():
    (said,) = body(loaded())["alerts"]
    assert said["communities"] == [
        {"th": "ชุมชนตัวอย่าง 1", "en": "Example quarter 1"}, {"th": "ชุมชนตัวอย่าง 2"},
    ]  # fmt: skip
    assert said["shelters"][0]["name"] == {"th": "โรงเรียนตัวอย่าง"}
    assert said["phones"][0] == {
        "label": {"th": "ศูนย์ตัวอย่าง", "en": "Example centre"}, "number": "00-0000-0000",
    }  # fmt: skip


def test_each_alert_has_an_address_on_the_page_of_every_locale():
    (said,) = body(loaded())["alerts"]
    assert said["url"] == {
        "th": "https://www.example.go.th/th/alerts/#alert-flood-drill",
        "en": "https://www.example.go.th/en/alerts/#alert-flood-drill",
    }
    assert urlsplit(said["url"]["th"]).fragment == public.fragment(loaded())


def test_every_hazard_has_a_category_of_cap():
    hazards = validation.schema("alert")["properties"]["hazard"]["enum"]
    assert {*public.CATEGORIES} == {*hazards}
    for hazard in hazards:
        assert validation.problems("alerts", body(loaded(hazard=hazard)), "alerts.json") == []
