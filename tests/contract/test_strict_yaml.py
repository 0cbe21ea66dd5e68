import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from contract import strict_yaml
from contract.strict_yaml import YamlError
from tests.contract import strategies

# Every character that a text may hold, line breaks and tabs included.
CHARACTERS = st.characters(
    codec="utf-8",
    exclude_categories=("Cc", "Cs", "Zl", "Zp"),
    exclude_characters="\ufeff\ufffe\uffff",
).filter(lambda char: not "\u202a" <= char <= "\u202e") | st.sampled_from("\n\t")
TEXTS = st.text(CHARACTERS, max_size=30) | strategies.words
SCALARS = TEXTS | st.booleans() | st.integers(-(10**17), 10**17)
ROWS = st.lists(TEXTS, max_size=3)
PLAIN = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3)
        | st.dictionaries(strategies.slug(), inner, min_size=1, max_size=3)
    ),
    max_leaves=8,
)
MAPPINGS = st.dictionaries(strategies.slug(), PLAIN | st.lists(ROWS, max_size=3), max_size=4)


def _nested_lists_hold_only_lists_and_scalars(value):
    """The schemas have lists of lists of strings (table rows), but no mapping inside those."""
    if isinstance(value, dict):
        return all(map(_nested_lists_hold_only_lists_and_scalars, value.values()))
    if isinstance(value, list):
        return all(
            not (isinstance(item, list) and _holds_mapping(item))
            and _nested_lists_hold_only_lists_and_scalars(item)
            for item in value
        )
    return True


def _holds_mapping(value):
    if isinstance(value, list):
        return any(map(_holds_mapping, value))
    return isinstance(value, dict)


@given(MAPPINGS.filter(_nested_lists_hold_only_lists_and_scalars))
def test_what_is_dumped_loads_as_the_same(value):
    assert strict_yaml.load(strict_yaml.dump(value))[0] == (value or None)


@given(st.dictionaries(strategies.slug(), TEXTS, min_size=1, max_size=4))
def test_other_readers_see_the_same_strings(value):
    assert yaml.safe_load(strict_yaml.dump(value)) == value


@pytest.mark.parametrize(
    "text",
    ["yes", "No", "null", "~", "", "1", "1.5", "0o7", "0x1F", "1_000", "2026-11-23", "12:30:00",
     ".inf", "- a", "a: b", "a #b", "#a", "&a", "*a", "!a", "|", ">", "%a", "@a", "`a", "'a", '"a',
     "[a", "{a", "a ", " a", "?", "=", "<<", "a\n", "\na", "a\n\n b\nc", "a\tb", "ก: ข", "---", "..."],
)  # fmt: skip
def test_strings_that_look_like_something_else_stay_strings(text):
    dumped = strict_yaml.dump({"key": text})
    assert strict_yaml.load(dumped)[0] == {"key": text}
    assert yaml.safe_load(dumped) == {"key": text}


def test_plain_scalars_are_strings_integers_and_constants_only():
    text = "a: 2026-11-23\nb: 12\nc: 1.5\nd: yes\ne: true\nf:\ng: 0x1F\nh: 007\ni: -3\n"
    assert strict_yaml.load(text)[0] == {
        "a": "2026-11-23", "b": 12, "c": "1.5", "d": "yes", "e": True, "f": None, "g": "0x1F",
        "h": "007", "i": -3,
    }  # fmt: skip


def test_an_integer_too_long_for_a_machine_word_stays_text():
    assert strict_yaml.load("a: " + "9" * 5000)[0] == {"a": "9" * 5000}


def test_every_value_has_the_line_on_which_its_key_stands():
    lines = strict_yaml.load("a: 1\nb:\n  c:\n    - x\n    - y\n")[1]
    assert lines[("a",)] == 1
    assert lines[("b",)] == 2
    assert lines[("b", "c")] == 3
    assert lines[("b", "c", 1)] == 5


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a: 1\nb: !!python/object:os.system x", "yaml.tag", 2),
        ("a: !x 1", "yaml.tag", 1),
        ("a: &x 1", "yaml.alias", 1),
        ("a: *x", "yaml.alias", 1),
        ("a: &a [b]\nc: [*a, *a]", "yaml.alias", 1),
        ("a: 1\nb: 2\na: 3", "yaml.duplicate_key", 3),
        ("a:\n  b: 1\n  b: 2", "yaml.duplicate_key", 3),
        ("a: 1\n---\nb: 2", "yaml.many_documents", 2),
        ("a: 1\n  b: 2", "yaml.syntax", 2),
        ('a: "open', "yaml.syntax", 1),
        ("a:\n\t- b", "yaml.syntax", 2),
        ("[a]: 1", "yaml.key", 1),
        ("a: " + "[" * 20 + "]" * 20, "yaml.too_complex", 1),
        ("[" * 100_000, "yaml.too_complex", 1),
        ("a: " + "{a: " * 20, "yaml.too_complex", 1),
        ("a: [" + "1," * 60_000 + "]", "yaml.too_complex", 1),
        ('a: "\\x00"', "file.control", 1),
        ('a: 1\nb: "\\u202e"', "file.control", 2),
        ('"\\x07": 1', "file.control", 1),
    ],
)
def test_what_is_outside_the_subset_is_refused_with_code_and_line(text, code, line):
    with pytest.raises(YamlError) as caught:
        strict_yaml.load(text)
    assert (caught.value.code, caught.value.line) == (code, line)


@pytest.mark.parametrize("text", ['a: "\\ud800"', "a: \x00", "a: \x85\x01", "\ufffe"])
def test_characters_outside_unicode_text_are_syntax_errors(text):
    with pytest.raises(YamlError):
        strict_yaml.load(text)


def test_an_empty_text_has_no_value():
    assert strict_yaml.load("")[0] is None
    assert strict_yaml.load("# only a comment\n")[0] is None
