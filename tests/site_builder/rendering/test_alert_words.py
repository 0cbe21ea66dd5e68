"""Words that an officer or an attacker wrote: none leaves its place, and all of them fit."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract import records
from contract.alerts import Alert, load, rules
from site_builder.rendering.alerts import BEGIN
from tests.contract import SITE
from tests.contract.alerts import DATA, loaded, statement
from tests.site_builder.rendering.alert_pages import SHELLS, Elements, page, plain

HOSTILE = "<script>x</script>\"'&<!--/alerts--><!--alerts--></article>{{ 7*7 }}"


@pytest.mark.parametrize("make", [page, plain], ids=["theme", "plain"])
@pytest.mark.parametrize("locale", ["th", "en"])
def test_hostile_words_stay_words(make: Any, locale: str) -> None:
    named = {"th": HOSTILE, "en": HOSTILE}
    said = {"headline": HOSTILE, "text": HOSTILE, "actions": [HOSTILE]}
    alert = loaded(
        status="actual", source=HOSTILE, communities=[named, "<b>"],
        texts={"th": said, "en": said},
        shelters=[{"name": HOSTILE, "place": named}], phones=[{"label": named, "number": "0"}],
        web="https://www.example.go.th/?a=1&b=%22",
    )  # fmt: skip
    benign, html = make(loaded(), locale=locale), make(alert, locale=locale)
    kinds = {tag for tag, _ in Elements(benign).tags}
    found = Elements(html)
    assert {tag for tag, _ in found.tags} <= kinds
    assert len(found.of("script")) == len(Elements(benign).of("script"))
    assert found.words.count(HOSTILE) == 8
    assert html.count(BEGIN.decode()) == SHELLS["th"].count(BEGIN) * (make is page)


@settings(max_examples=30)
@given(st.text(max_size=80), st.text(max_size=80))
def test_no_text_can_leave_its_place(headline: str, source: str) -> None:
    alert = statement(status="actual", source=source, texts={"th": {"headline": headline}})
    tags = [tag for tag, _ in Elements(page(alert)).tags if tag not in ("span", "br")]
    calm = statement(status="actual", source="ก", texts={"th": {"headline": "ก"}})
    assert tags == [tag for tag, _ in Elements(page(calm)).tags if tag not in ("span", "br")]


def filled(**changes: Any) -> Alert:
    """A statement that says as much as the checker allows."""
    text, widest = (
        "",
        {**DATA, "status": "exercise", "hazard": "outage", "flag": "red_siren", **changes},
    )
    words = widest["texts"]["th"]
    while True:
        longer = text + "น้ำ"
        grown = {**widest, "texts": {"th": {"text": longer, **words}}}
        if len(longer) > 1500 or rules.page_bytes(grown, "th", "th") > rules.MAX_PAGE_BYTES:
            grown["texts"]["th"]["text"] = text
            return load(records.dump(grown).encode(), "a.json", SITE)
        text = longer


HEAD = {"th": {"headline": "ฝึกซ้อม: น้ำท่วม"}}
LONG_HEAD = {"th": {"headline": ("ฝึกซ้อม" + " ประกาศเตือนภัย" * 9)[:120].strip()}}
FULLEST = {
    "text": {"texts": HEAD},
    "headline": {"texts": LONG_HEAD},
    "steps": {"texts": {"th": {**HEAD["th"], "actions": ["ก"] * 12}}},
    "places": {"texts": HEAD, "communities": [f"ก{n}" for n in range(60)]},
    "numbers": {
        "texts": HEAD,
        "shelters": [{"name": "ก", "place": "ข"}] * 10,
        "phones": [{"label": "ก", "number": "0-0-0-0-0-0-0-0-0-0"}] * 10,
    },
}


@pytest.mark.parametrize("shape", FULLEST)
@pytest.mark.parametrize("locale", ["th", "en"])
def test_three_of_the_longest_alerts_fit_into_30_kilobytes(shape: str, locale: str) -> None:
    """The frame of the starter's page has 13,100 bytes in Thai, 10,300 in English."""
    alert = filled(**FULLEST[shape])
    room = 30_000 - {"th": 13_100, "en": 10_300}[locale]
    html = page(*(Alert({**alert.data, "id": name}) for name in "abc"), locale=locale)
    assert html.count("<article") == 3
    assert len(html.encode()) - len(SHELLS[locale]) < room
