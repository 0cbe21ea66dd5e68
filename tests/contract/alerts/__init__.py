"""Tests of alerts. Every statement here is a marked test."""

from typing import Any

from contract import records
from contract.alerts import Alert, load
from tests.contract import SITE

DATA: dict[str, Any] = {
    "id": "flood-drill",
    "number": 1,
    "type": "alert",
    "status": "test",
    "hazard": "flood",
    "flag": "red",
    "severity": "severe",
    "urgency": "immediate",
    "certainty": "likely",
    "issued": "2026-11-23T21:00:00+07:00",
    "onset": "2026-11-23T23:00:00+07:00",
    "expires": "2026-11-24T09:00:00+07:00",
    "texts": {
        "th": {
            "headline": "ทดสอบ: น้ำท่วมชุมชนตัวอย่าง",
            "text": "ข้อความทดสอบระบบ\nไม่มีเหตุการณ์จริง",
            "actions": ["ยกของขึ้นที่สูง", "ฟังเสียงตามสาย"],
        },
        "en": {"headline": "TEST: flood in the example quarter", "text": "A test of the system."},
    },
    "communities": [{"th": "ชุมชนตัวอย่าง 1", "en": "Example quarter 1"}, "ชุมชนตัวอย่าง 2"],
    "shelters": [{"name": "โรงเรียนตัวอย่าง", "place": {"th": "ถนนตัวอย่าง", "en": "Example Road"}}],
    "phones": [{"label": {"th": "ศูนย์ตัวอย่าง", "en": "Example centre"}, "number": "00-0000-0000"}],
    "source": {"th": "เทศบาลตัวอย่าง", "en": "Example Town"},
    "web": "https://www.example.go.th/th/news/",
    "written_by": "ผู้เขียนตัวอย่าง",
    "approved_by": "ผู้อนุมัติตัวอย่าง",
}

LATER = [{"id": "flood-drill", "number": 1}]  # what the next statement of the alert refers to


def data(**changes: Any) -> dict[str, Any]:
    """What an officer wrote, with changes; None removes a key."""
    changed = {**DATA, **changes}
    return {key: value for key, value in changed.items() if value is not None}


def statement(**changes: Any) -> Alert:
    """A statement that nobody checks; for the rules there are tests of `load`."""
    return Alert(data(**changes))


def loaded(**changes: Any) -> Alert:
    return load(records.dump(data(**changes)).encode(), "alert.json", SITE)
