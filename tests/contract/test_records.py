import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract import attachments, problems, records
from contract.problems import ContractError

GOOD = {"file": "a.jpg", "width": 8, "height": 6}


def codes(raw: bytes, file: str) -> list[str]:
    with pytest.raises(ContractError) as caught:
        records.load(raw, file)
    return [problem.code for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"{", "json.syntax"), (b"", "json.syntax"), (b"\xff", "file.encoding"),
        (b"[]", "value.type"), (b"{}", "key.missing"), (b'{"a": 1, "a": 2}', "yaml.duplicate_key"),
        (b"[" * 100_000, "json.syntax"), (b'{"width": ' + b"9" * 6000 + b"}", "json.number"),
        (b'{"width": 1.5}', "json.number"), (b'{"width": NaN}', "json.number"),
        (b'{"width": 8.0}', "json.number"), (b'{"title": "\\u0000"}', "file.control"),
        (b'{"title": "\\ud800"}', "file.control"), (b'{"\\u202e": 1}', "file.control"),
    ],
)  # fmt: skip
def test_broken_json_has_one_kind_of_problem(raw, code):
    assert set(codes(raw, f"media/{'a' * 64}/image.json")) == {code}


@pytest.mark.parametrize(
    "name",
    ["../a.jpg", "/etc/passwd", "a/b.jpg", ".hidden.jpg", "a.jpg\n", "a", "ก.jpg", "a\\b.jpg"],
)
def test_the_file_of_a_record_cannot_leave_its_folder(name):
    raw = records.dump({**GOOD, "file": name}).encode()
    assert codes(raw, f"media/{'a' * 64}/image.json") == ["value.form"]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("image", "a.svg"), ("image", "a.gif"), ("image", "a.pdf"),
        ("attachment", "a.html"), ("attachment", "a.svg"), ("attachment", "a.js"), ("attachment", "a.pdf.exe"),
    ],
)  # fmt: skip
def test_only_files_of_known_types_are_served(kind, name):
    rest = {"width": 8, "height": 6} if kind == "image" else {"size": 1, "type": "application/pdf"}
    raw = records.dump({**rest, "file": name}).encode()
    assert codes(raw, f"media/{'a' * 64}/{kind}.json") == ["file.ending"]
    raw = records.dump({**rest, "file": "a.webp" if kind == "image" else "a.pdf"}).encode()
    assert records.load(raw, f"media/{'a' * 64}/{kind}.json")


@pytest.mark.parametrize("ending", attachments.TYPES)
def test_the_type_of_an_attachment_is_that_of_its_ending(ending):
    def raw(type_):
        return records.dump({"file": f"a.{ending}", "size": 1, "type": type_}).encode()

    file = f"media/{'a' * 64}/attachment.json"
    assert records.load(raw(attachments.TYPES[ending]), file)
    for type_ in ("text/html", "application/octet-stream", "image/svg+xml"):
        assert codes(raw(type_), file) == ["media.type"]


def test_many_faults_of_one_file_are_cut_short():
    found = codes(records.dump([{"from": "a", "to": "/b/"}] * 90).encode(), "redirects.json")
    assert found == ["value.form"] * problems.MAX_OF_FILE + ["file.more"]


def test_a_file_without_a_schema_is_refused():
    assert codes(b"{}", "other.json") == ["file.unknown"]


@given(
    st.dictionaries(st.sampled_from(["th", "en"]), st.text("abกข “”").filter(str.strip), min_size=1)
)
def test_canonical_json_holds_still(alt):
    text = records.dump({**GOOD, "alt": alt})
    assert records.dump(records.load(text.encode(), f"media/{'a' * 64}/image.json")) == text
    assert text.endswith("}\n")
    assert "\\u" not in text
