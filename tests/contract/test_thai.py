import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract import thai

VECTORS = json.loads(
    (Path(__file__).parents[1] / "data" / "thai-vectors.json").read_text(encoding="utf-8")
)
STORAGE = [v for v in VECTORS if v["note"] != "search key"]
SEARCH = [v for v in VECTORS if v["note"] == "search key"]
THAI = st.text(st.characters(min_codepoint=0x0E01, max_codepoint=0x0E5B) | st.sampled_from(" a1\n"))


@pytest.mark.parametrize("vector", STORAGE, ids=lambda v: v["note"])
def test_normalise_gives_the_storage_form(vector):
    assert thai.normalise(vector["input"]) == vector["expect"]


@pytest.mark.parametrize("vector", SEARCH, ids=lambda v: v["input"])
def test_search_key_folds_what_readers_do_not_tell_apart(vector):
    assert thai.search_key(vector["input"]) == vector["expect"]


@given(THAI | st.text())
def test_normalise_is_idempotent(text):
    once = thai.normalise(text)
    assert thai.normalise(once) == once


@given(THAI)
def test_the_storage_form_is_nfc_and_keeps_line_breaks(text):
    once = thai.normalise(text)
    assert unicodedata.is_normalized("NFC", once)
    assert once.count("\n") == text.count("\n")


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E) | st.sampled_from("\n\t")))
def test_ascii_is_left_alone(text):
    assert thai.normalise(text) == text


def test_what_no_text_may_hold_is_dropped():
    assert thai.normalise("a\x0b\u202ab\r\nc\ufeff\x00") == "ab\nc"
    assert thai.normalise("a\u2066b\u2069c") == "abc"
    assert thai.normalise("ก\u200bข") == "ก\u200bข"  # a place to break a line


@pytest.mark.parametrize("sign", "\u200b\u200f\u3164\u2800\xad\u034f\u115f\ufe0f\U000e0020")
def test_a_text_that_shows_nothing_is_none(sign):
    assert thai.normalise(f"{sign} {sign}\n{sign}") == ""
    assert thai.normalise(f"{sign}a") == f"{sign}a"


@pytest.mark.parametrize("text", ["", "a", "เทศบาลเมืองทุ่งสง เปิดตัวแอป", "Opening of the park", "ก"])
def test_words_join_to_the_text_again(text):
    assert "".join(thai.words(text)) == text


def test_cut_ends_at_a_word_with_an_ellipsis():
    assert thai.cut("เทศบาลเมืองทุ่งสงเปิดตัวแอปพลิเคชัน", 16) == "เทศบาลเมือง…"
    assert thai.cut("The park is open", 12) == "The park is…"
    assert thai.cut("short", 12) == "short"


@given(THAI, st.integers(2, 40))
def test_cut_keeps_the_limit(text, limit):
    cut = thai.cut(text, limit)
    assert len(cut) <= limit
    assert cut.removesuffix("…") in text


def test_a_word_longer_than_the_limit_is_never_cut_inside_a_letter_with_marks():
    assert thai.cut("กี่กี่กี่กี่", 6) in ("กี่…", "กี่กี…"[:4] + "…")
    assert thai.cut("น้ำ" * 40, 12).removesuffix("…").endswith("น้ำ")


def test_sorting_puts_leading_vowels_after_their_consonant():
    names = ["เกาะ", "กา", "ขา", "แก้ว", "ก้าว"]
    assert sorted(names, key=thai.sort_key) == ["กา", "ก้าว", "เกาะ", "แก้ว", "ขา"]


def test_digits_translate_both_ways():
    assert thai.arabic_digits("๒๕๖๙") == "2569"
    assert thai.thai_digits("2569") == "๒๕๖๙"


@pytest.mark.parametrize(
    ("text", "latin"),
    [
        ("จัดงาน ณ ลานกีฬา", "chatngan na lan kila"), ("“ณ”", "“ na ”"), ("ธ", "tha"),
        ("ต่าง ๆ", "tang tang"), ("นานๆ", "nan nan"), ("ๆ", ""), ("ฯ", ""), ("ฯลฯ", "lae uen uen"),
        ("นายกฯ", "nayok"), ("เทศบาลฯ", "thetban"), ("ฯพณฯ", "phana than"),
        ("ก็", "ko"), ("บ่", "bo"), ("ฤ", "rue"),
        ("ข้อ ก", "kho ko"), ("ห้อง อ", "hong o"), ("ห", "ho"), ("อบต.", "o bo to"),
        ("พ.ศ.", "pho so"), ("ดร.", "dr"),
    ],
)  # fmt: skip
def test_single_letters_and_signs_are_romanised_as_they_are_read(text, latin):
    assert thai.romanise(text) == latin


@pytest.mark.parametrize(
    ("word", "latin"),
    [
        ("แห่ง", "haeng"), ("ให้", "hai"), ("ห้าม", "ham"), ("หิน", "hin"), ("หน", "hon"),
        ("ใหญ่", "yai"), ("ใหม่", "mai"), ("เหนือ", "nuea"), ("แหล่ง", "laeng"), ("หมู่", "mu"),
        ("หรือ", "rue"), ("บล็อก", "blok"), ("แข็ง", "khaeng"), ("เป็น", "pen"), ("ทุ่งสง", "thungsong"),
    ],
)  # fmt: skip
def test_a_leading_ho_hip_and_a_shortened_vowel_are_romanised_as_they_are_said(word, latin):
    assert thai.romanise(word) == latin
