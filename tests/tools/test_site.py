"""`make site` ends with what it made and where to look."""

import json

from tools import site

TOML = """url = "http://192.0.2.7:9000"
timezone = "Asia/Bangkok"
[tag]
authority = "city.example"
year = 2026
[[locales]]
code = "th"
label = "ไทย"
name = "เมืองตัวอย่าง"
"""


def test_the_summary_names_the_address_of_site_toml(tmp_path, monkeypatch):
    (tmp_path / "site.toml").write_text(TOML, encoding="utf-8")
    monkeypatch.setenv("SITE_TOML", str(tmp_path / "site.toml"))
    monkeypatch.setattr(site, "DATA_DIR", tmp_path)
    (tmp_path / "state").mkdir()
    counts = {"documents": 1200, "pages": 1300, "feeds": 4}
    (tmp_path / "state" / "last-build.json").write_text(json.dumps({"counts": counts}))
    said = site.summary(changed=True, seconds=1.0)
    assert "look at http://192.0.2.7:9000/\n" in said
    assert "127.0.0.1" not in said
    assert "documents  1,200" in said
