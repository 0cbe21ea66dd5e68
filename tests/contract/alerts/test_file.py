import dataclasses
from typing import Any

import pytest

from contract import records, strict_yaml
from contract.alerts import file, load, rules
from contract.problems import ContractError, Problem
from contract.site_config import SiteConfig
from tests.contract import SITE
from tests.contract.alerts import DATA, LATER, data, loaded

ENGLISH = DATA["texts"]["en"]
THAI = DATA["texts"]["th"]


def found(raw: bytes, name: str = "alert.json", site: SiteConfig = SITE) -> list[Problem]:
    with pytest.raises(ContractError) as caught:
        load(raw, name, site)
    return caught.value.problems


def codes(**changes: Any) -> list[str]:
    return [problem.code for problem in found(records.dump(data(**changes)).encode())]


def texts(**changes: Any) -> dict[str, Any]:
    return {"th": {**THAI, **changes}, "en": ENGLISH}


def test_yaml_and_json_say_the_same():
    raw = strict_yaml.dump(DATA).encode()
    assert load(raw, "a.yaml", SITE) == load(raw, "A.YML", SITE) == loaded()
    assert loaded().data == DATA


def test_windows_line_ends_and_a_byte_order_mark_are_taken():
    raw = strict_yaml.dump(DATA).replace("\n", "\r\n").encode("utf-8-sig")
    assert load(raw, "a.yaml", SITE) == loaded()


@pytest.mark.parametrize(
    ("raw", "name", "code"),
    [
        (b"{}", "alert.txt", "alert.ending"), (b"{}", "yaml", "alert.unapproved"),
        (b"", "a.yaml", "alert.no_statement"), (b"[]", "a.json", "alert.no_statement"), (b"{", "a.json", "json.syntax"),
        (b"a: &x 1\nb: *x", "a.yaml", "yaml.alias"), (b"\xff", "a.yaml", "file.encoding"),
        (b"a: \x00", "a.yaml", "file.control"), (b'{"id": "a", "id": "b"}', "a.json", "yaml.duplicate_key"),
        (b" " * (file.MAX_BYTES + 1), "a.yaml", "file.too_large"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_has_a_problem_and_no_alert(raw, name, code):
    assert code in [problem.code for problem in found(raw, name)]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"nickname": "x"}, "key.unknown"), ({"id": "Flood 1"}, "value.form"), ({"id": None}, "key.missing"),
        ({"number": 0}, "value.too_little"), ({"number": "1"}, "value.type"), ({"type": "warning"}, "value.choice"),
        ({"status": "draft"}, "value.choice"), ({"hazard": "dragon"}, "value.choice"), ({"flag": "blue"}, "value.choice"),
        ({"severity": None}, "key.missing"), ({"urgency": None}, "key.missing"), ({"certainty": None}, "key.missing"),
        ({"source": None}, "key.missing"), ({"source": "\u200b"}, "value.too_little"), ({"written_by": None}, "key.missing"),
        ({"expires": None}, "key.missing"), ({"expires": "2026-11-24"}, "value.date"),
        ({"expires": "2026-11-24T09:00:00"}, "value.date"), ({"expires": "2569-11-24T09:00:00+07:00"}, "value.buddhist_year"),
        ({"issued": "2569-11-23T09:00:00+07:00"}, "value.buddhist_year"), ({"onset": "2569-11-23T09:00:00+07:00"}, "value.buddhist_year"),
        ({"expires": DATA["issued"], "onset": None}, "alert.ends_early"), ({"onset": DATA["expires"]}, "alert.ends_early"),
        ({"expires": "2026-11-30T21:00:01+07:00"}, "alert.ends_late"),
        ({"references": [{"id": "other", "number": 1}]}, "alert.first"), ({"type": "update", "number": 2}, "alert.replaces_nothing"),
        ({"type": "update", "references": LATER}, "alert.replaces_later"),
        ({"approved_by": None}, "alert.unapproved"), ({"approved_by": " ผู้เขียนตัวอย่าง"}, "alert.same_person"),
        ({"override": {"by": "ก"}}, "key.missing"),
        ({"texts": {"en": ENGLISH}}, "key.missing"), ({"texts": {"th": THAI, "fr": ENGLISH}}, "locale.unknown"),
        ({"texts": {"th": {"headline": "ทดสอบ"}}}, "key.missing"), ({"texts": texts(all_clear="ก")}, "alert.all_clear_early"),
        ({"type": "all_clear", "number": 2, "references": LATER}, "key.missing"),
        ({"communities": [{"en": "Example"}]}, "key.missing"), ({"communities": [{"th": "ก", "fr": "x"}]}, "locale.unknown"),
        ({"communities": ["ก", "ก"]}, "value.repeated"), ({"communities": []}, "value.too_little"),
        ({"phones": [{"label": "ก", "number": "javascript:x"}]}, "value.form"), ({"phones": [{"label": "ก"}]}, "key.missing"),
        ({"web": "javascript:alert(1)"}, "value.form"), ({"web": "https://a@b.example/"}, "link.target"),
        ({"texts": texts(headline="ก" * 121)}, "value.too_much"), ({"texts": texts(text="ก" * 1100)}, "alert.too_long"),
    ],
)  # fmt: skip
def test_each_rule_is_kept(changes, code):
    assert codes(**changes) == [code]


def test_a_leap_second_is_no_crash():
    assert codes(expires="2026-12-31T23:59:60Z") == ["value.date"]


def test_all_problems_come_at_once_with_their_lines_and_in_both_languages():
    text = strict_yaml.dump(data(expires="2569-11-24T09:00:00+07:00", approved_by=None, extra="x"))
    problems = found(text.replace("ทดสอบ: น้ำ", "น้ำ").encode(), "a.yaml")
    lines = text.splitlines()
    assert {problem.code: problem.line for problem in problems} == {
        "value.buddhist_year": lines.index('expires: "2569-11-24T09:00:00+07:00"') + 1,
        "key.unknown": lines.index("extra: x") + 1,
        "alert.unapproved": 1,
        "alert.drill_unmarked": next(n for n, line in enumerate(lines, 1) if "น้ำท่วมชุมชน" in line),
    }
    for problem in problems:
        for language in ("en", "th"):
            assert problem.reason(language)
            assert problem.mend(language)


@pytest.mark.parametrize("status", ["test", "exercise"])
@pytest.mark.parametrize("locale", ["th", "en"])
def test_a_drill_says_so_in_the_first_word_of_every_headline(status, locale):
    words = rules.DRILL_WORDS[status]
    good = {code: {"headline": f"{words[code]} ก", "text": "ก"} for code in ("th", "en")}
    assert loaded(status=status, texts=good).status == status
    for wrong in ("น้ำท่วม", f"น้ำท่วม {words[locale]}", f"{words['en']}IMONY"):
        broken = {**good, locale: {"headline": wrong, "text": "ก"}}
        assert codes(status=status, texts=broken) == ["alert.drill_unmarked"]


@pytest.mark.parametrize("headline", ["ทดสอบ น้ำท่วม", "ฝึกซ้อม", "TEST: a", "Test of a", "Exercise 1"])
def test_a_real_alert_does_not_look_like_a_drill(headline):
    said = {"th": {"headline": headline, "text": "ก"}}
    assert codes(status="actual", texts=said) == ["alert.drill_words"]


def test_an_override_takes_the_place_of_the_second_person():
    override = {"by": "ผู้ตัดสินใจ", "reason": "ติดต่อผู้อนุมัติไม่ได้"}
    assert loaded(approved_by=None, override=override).data["override"] == override


def test_a_site_of_another_language_asks_for_that_language():
    thai_only = dataclasses.replace(SITE, locales=SITE.locales[:1])
    problems = found(records.dump(DATA).encode(), site=thai_only)
    assert {problem.code for problem in problems} == {"locale.unknown"}


def test_texts_are_kept_in_storage_form_and_times_in_the_zone_of_the_site():
    alert = loaded(
        source="  เเม่นํ้า ", expires="2026-11-24T02:00:00Z", texts=texts(text="ก\u00a0ข\n\n")
    )
    assert alert.data["source"] == "แม่น้ำ"
    assert alert.data["expires"] == "2026-11-24T09:00:00+07:00"
    assert alert.data["texts"]["th"]["text"] == "ก ข"


def test_a_telephone_number_may_look_like_a_number_in_yaml():
    raw = strict_yaml.dump(DATA).replace('"00-0000-0000"', "1999").encode()
    assert b"number: 1999\n" in raw
    assert load(raw, "a.yaml", SITE).data["phones"][0]["number"] == "1999"


def test_what_html_makes_longer_counts_as_long():
    plain = rules.page_bytes(data(source="x" * 100), "th", "th")
    assert rules.page_bytes(data(source="&" * 100), "th", "th") - plain == 400


def test_hostile_keys_and_values_give_problems_and_no_crash():
    for changes in (
        {"texts": 5}, {"texts": {"th": []}}, {"communities": {"th": "ก"}}, {"shelters": ["ก"]},
        {"references": ["x"]}, {"phones": [{"label": {"th": {}}, "number": []}]}, {"override": "x"},
        {"issued": {}}, {"x" * 9000: "\u202e"}, {"source": {"../etc": "ก"}}, {"type": []},
    ):  # fmt: skip
        assert codes(**changes)
