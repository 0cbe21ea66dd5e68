"""The commands that bring the site to the public: what they say, and their exit codes."""

import contextlib
import io
import json
import os
import shutil
from datetime import UTC, datetime, timedelta
from functools import partial
from unittest import mock

import pytest

from contract import records
from site_builder import cli
from site_builder.deploy import live
from site_builder.errors import ContentError
from site_builder.pipeline import alerting
from tests.site_builder.deploy import buckets
from tests.site_builder.deploy.conftest import credentials, moto
from tests.site_builder.sites import CONFIG, Site, tree

__all__ = ["credentials", "moto"]


class Town(Site):
    """With commands that deploy it; nobody gives it out."""

    def run(self, command, *words):
        stdout, stderr = io.StringIO(), io.StringIO()
        environment = {
            "SITE_TOML": str(self.folder / "site.toml"), "DATA_DIR": str(self.folder / "data"),
        }  # fmt: skip
        with (
            mock.patch.dict(os.environ, environment),
            contextlib.redirect_stdout(stdout),
            contextlib.redirect_stderr(stderr),
        ):
            code = cli.main([command, *words, *self.arguments("--jobs", "1")[1:]])
        return code, stdout.getvalue(), stderr.getvalue()

    @property
    def target(self):
        return self.folder / "public"

    def public(self):
        found = tree(self.target)
        beside = (".br", ".gz", ".gone")
        return {
            path: digest
            for path, digest in found.items()
            if not path.startswith((".newsroom/", ".well-known/"))
            and not path.endswith(beside)
            and path != "alerts.json"
        }


@pytest.fixture
def town(tmp_path, monkeypatch):
    monkeypatch.setattr(live, "asking", lambda url: lambda path: live.Answer(0))
    made = Town(tmp_path / "town", tmp_path / "renditions")
    made.document("market", topics=["water"])
    made.document("school")
    return made


def built(town):
    found = tree(town.output)
    return {path: digest for path, digest in found.items() if not path.startswith(".newsroom")}


def test_a_deploy_brings_what_was_built(town):
    town.build()
    code, out, said = town.run("deploy", town.target.as_uri())
    assert (code, out) == (0, "")
    assert town.public() == built(town)
    assert "Release 1 is at" in said
    assert "Not verified" in said


def test_without_a_target_it_goes_to_a_folder_of_the_installation(town):
    town.build()
    assert town.run("deploy")[0] == 0
    assert (town.folder / "data/public/index.html").exists()


def test_the_first_target_of_the_configuration_is_taken(town):
    town.configure(CONFIG + f'[[targets]]\nurl = "{town.target.as_uri()}"\n')
    town.build()
    assert town.run("deploy")[0] == 0
    assert town.public() == built(town)


def test_publish_builds_first(town):
    code, _, said = town.run("publish", town.target.as_uri())
    assert code == 0
    assert "Built 2 documents" in said
    assert town.public() == built(town)


def test_publish_says_what_was_left_out_and_brings_the_rest(town):
    town.write("th/news/2026/broken.md", "---\ntitle: [\n---\n")
    code, _, said = town.run("publish", town.target.as_uri())
    assert code == 3
    assert "error: th/news/2026/broken.md" in said
    assert town.public() == built(town)


def test_a_page_that_stays_as_it_was_is_named_and_makes_the_exit_code_3(town):
    town.build()
    town.run("deploy", town.target.as_uri())
    town.write("th/news/2026/market.md", "---\ntitle: [\n---\n")
    shutil.rmtree(town.folder / "state")  # with the last good version
    town.build()
    stood = town.public()["th/news/market/index.html"]
    for _ in range(2):
        code, _, said = town.run("deploy", town.target.as_uri())
        assert (code, town.public()["th/news/market/index.html"]) == (3, stood)
        assert "stay public as they were, with what they lead to: /th/news/market/, " in said


def test_a_dry_run_says_what_and_why_and_changes_nothing(town):
    town.build()
    code, out, _ = town.run("deploy", town.target.as_uri(), "--dry-run")
    assert code == 0
    assert not town.target.exists()
    upload = json.loads(out)["upload"]
    assert {each["path"] for each in upload} == {
        path for path in built(town) if path != "th/alerts/index.html"
    }  # fmt: skip
    town.run("deploy", town.target.as_uri())
    before = tree(town.folder)
    town.document("market", title="อีกชื่อหนึ่ง", topics=["water"])
    town.build()
    after_build = tree(town.folder)
    found = json.loads(town.run("deploy", town.target.as_uri(), "--dry-run")[1])
    assert {"path": "th/news/market/index.html", "reason": "changed"}.items() <= next(
        each for each in found["upload"] if each["path"] == "th/news/market/index.html"
    ).items()
    assert tree(town.target) == {
        path.removeprefix("public/"): d for path, d in before.items() if path.startswith("public/")
    }  # fmt: skip
    assert tree(town.output) == {
        path.removeprefix("output/"): d for path, d in after_build.items() if "output/" in path
    }  # fmt: skip
    real = town.run("deploy", town.target.as_uri())[2]
    assert f"{len(found['upload'])} files written" in real


def test_a_dry_run_of_a_first_deploy_warns_of_no_store_that_writes_over_all(town):
    town.build()
    said = town.run("deploy", town.target.as_uri(), "--dry-run")[2]
    assert "writes over whatever is there" not in said


def test_before_a_build_there_is_nothing_to_deploy(town):
    code, _, said = town.run("deploy", town.target.as_uri())
    assert code == 1
    assert "run build.py build first" in said
    assert not town.public()


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("/srv/www", "is no target"),
        ("ftp://town/site", "is no target"),
        ("file://host/srv", "is no target"),
        ("s3://", "is no target"),
    ],
)
def test_a_target_that_is_none_is_told(town, target, words):
    town.build()
    code, _, said = town.run("deploy", target)
    assert code == 1
    assert words in said


@pytest.mark.parametrize("folder", ["output", "output/deep", "content", "state", "."])
def test_a_target_is_a_folder_of_its_own(town, folder):
    town.build()
    before = tree(town.folder)
    code, _, said = town.run("deploy", (town.folder / folder).as_uri())
    assert code == 1
    assert "cannot be a target" in said
    after = tree(town.folder)
    assert {path: after[path] for path in before} == before
    assert not (town.folder / folder / ".newsroom").exists()


def test_a_bucket_is_no_place_for_the_site_of_this_machine(town, moto):
    town.configure(CONFIG.replace("https://www.example.go.th", "http://localhost:8001"))
    town.build()
    target = moto.target()
    code, _, said = town.run("deploy", target.url, "--endpoint-url", target.endpoint_url)
    assert code == 1
    assert "which only this machine reads" in said
    with buckets.opened(target) as store:
        assert [*store.keys("")] == []
        assert store.read(".newsroom/release.json") is None


def test_to_a_bucket_and_back(town, moto):
    target = moto.target()
    to = (target.url, "--endpoint-url", target.endpoint_url)
    assert town.run("publish", *to)[0] == 0
    town.document("market", title="ชื่อที่ผิด", topics=["water"])
    assert town.run("publish", *to)[0] == 0
    code, _, said = town.run("rollback", "1", *to)
    assert code == 0
    assert "held at release 1" in said
    code, out, _ = town.run("releases", *to)
    lines = [line.split("\t") for line in out.splitlines()]
    assert [(line[0], line[2]) for line in lines] == [
        ("3", "rollback"), ("2", "deploy"), ("1", "deploy")
    ]  # fmt: skip
    assert lines[0][-1] == "now"
    assert lines[2][-1] == "held"
    code, _, said = town.run("deploy", *to)
    assert code == 3
    assert f"build.py deploy {target.url} --resume --endpoint-url" in said
    assert town.run("deploy", "--resume", *to)[0] == 0
    with buckets.opened(target) as store:
        assert "ชื่อที่ผิด" in store.read("th/feed.json")[0].decode()


def test_a_way_back_that_is_not_there_is_told(town):
    town.run("publish", town.target.as_uri())
    code, _, said = town.run("rollback", "7", town.target.as_uri())
    assert code == 1
    assert "no way back to release 7" in said
    assert f"build.py releases {town.target.as_uri()} lists" in said


def test_a_rollback_where_nothing_was_deployed_leaves_no_trace(town):
    town.run("publish", town.target.as_uri())
    typo, before = town.folder / "typo", tree(town.folder)
    code, _, said = town.run("rollback", "1", typo.as_uri())
    assert code == 1
    assert "no way back to release 1" in said
    assert not typo.exists()
    assert tree(town.folder) == before


def taken_down(town, slug):
    (town.content / f"th/news/2026/{slug}.md").unlink()
    found = json.loads((town.output / "th/feed.json").read_text())["items"]
    item = next(item for item in found if item["url"].endswith(f"/{slug}/"))
    gone = {
        "id": item["_newsroom"]["id"], "locale": "th", "path": f"/th/news/{slug}/",
        "kind": "withdrawn", "deleted_at": "2026-11-23T09:00:00+07:00",
    }  # fmt: skip
    town.json("tombstones.json", {"documents": [gone], "media": []})


def test_a_takedown_goes_out_when_the_build_fails(town):
    town.run("publish", town.target.as_uri())
    taken_down(town, "market")
    with mock.patch("site_builder.pipeline._Build._gather", side_effect=ContentError("no theme")):
        code, _, said = town.run("publish", town.target.as_uri())
    assert code == 1
    assert "off the public" in said
    texts = [p.read_text("utf-8") for p in town.target.rglob("*.html")]
    assert not any("เรื่อง market" in text for text in texts)


def alert_file(town):
    now = datetime.now(UTC).replace(microsecond=0)
    file = town.folder / "alert.json"
    file.write_text(records.dump({
        "id": "flood-test-1", "number": 1, "type": "alert", "status": "test", "hazard": "flood",
        "severity": "severe", "urgency": "immediate", "certainty": "likely",
        "issued": now.isoformat(), "expires": (now + timedelta(hours=1)).isoformat(),
        "texts": {"th": {"headline": "ทดสอบ", "text": "ทดสอบระบบ"}},
        "source": {"th": "เมืองตัวอย่าง"}, "written_by": "ก", "approved_by": "ข",
    }))  # fmt: skip
    return str(file)


def alerts_of(town):
    return [each["id"] for each in json.loads((town.target / "alerts.json").read_text())["alerts"]]


def test_an_alert_is_out_though_nobody_answers_at_the_public_address(town):
    code, _, said = town.run("alert", alert_file(town), town.target.as_uri())
    assert code == 0
    assert "Not verified: nobody answers" in said
    assert alerts_of(town) == ["flood-test-1"]


def test_an_alert_that_the_public_does_not_get_is_told(town, monkeypatch):
    monkeypatch.setattr(live, "asking", lambda url: lambda path: live.Answer(404))
    monkeypatch.setattr(live, "check", partial(live.check, patience=0.2))
    code, _, said = town.run("alert", alert_file(town), town.target.as_uri())
    assert code == 3
    assert "Not live yet" in said


def test_what_fails_after_an_alert_is_out_is_a_warning(town):
    target = town.target.as_uri()
    (town.target / ".newsroom").mkdir(parents=True)
    (town.target / ".newsroom/release.json").write_text("{damaged")
    with mock.patch.object(alerting, "note_next_change", side_effect=OSError(28, "disk full")):
        code, _, said = town.run("alert", alert_file(town), target)
    assert code == 3
    assert "warning: The alert is out, but publish --watch may not end it in time" in said
    assert f"build.py deploy {target}" in said
    assert "warning: The alert is out, but the next deploy may not be: .newsroom/release" in said
    assert "Not verified: nobody answers" in said
    assert alerts_of(town) == ["flood-test-1"]


def test_an_alert_with_mistakes_is_not_published(town):
    town.run("publish", town.target.as_uri())
    file = town.folder / "alert.json"
    file.write_text(records.dump({"id": "flood-test-1", "number": 1}))
    code, _, said = town.run("alert", str(file), town.target.as_uri())
    assert code == 1
    assert "Nothing was published" in said
    assert json.loads((town.target / "alerts.json").read_text())["alerts"] == []


def test_a_file_that_is_not_there_is_told(town):
    town.run("publish", town.target.as_uri())
    code, _, said = town.run("alert", str(town.folder / "none.yaml"), town.target.as_uri())
    assert code == 1
    assert "none.yaml" in said


def test_a_dry_run_shows_what_would_be_refused(town):
    for number in range(30):
        town.document(f"story-{number}")
    target = town.target.as_uri()
    town.run("publish", target)
    for number in range(30):
        (town.content / f"th/news/2026/story-{number}.md").unlink()
    town.build()
    code, _, said = town.run("deploy", target)
    assert code == 1
    assert f"build.py deploy {target} --allow-deletes" in said
    code, out, said = town.run("deploy", target, "--dry-run")
    assert code == 0
    assert "th/news/story-7/index.html" in json.loads(out)["unexplained"]
    assert "would be refused" in said
    assert (town.target / "th/news/story-7/index.html").exists()


def test_what_was_taken_down_is_named(town):
    town.run("publish", town.target.as_uri())
    taken_down(town, "market")
    code, _, said = town.run("publish", town.target.as_uri())
    assert code == 0
    assert "Taken down: /th/news/market/." in said
    assert "Release 2 is at" in said
    assert "Release 3 is at" in said


def test_files_of_others_are_named_together(town):
    town.build()
    for slug in ("market", "school"):
        file = town.target / f"th/news/{slug}/index.html"
        file.parent.mkdir(parents=True)
        file.write_text("not ours")
    code, _, said = town.run("deploy", town.target.as_uri())
    assert code == 1
    assert "th/news/market/index.html, th/news/school/index.html are on the target" in said


def test_of_many_files_of_others_the_first_are_named_harmlessly(town):
    town.build()
    town.target.mkdir()
    for number in range(20):
        (town.target / f"foreign-{number:02}").write_text("")
    for name in ("\x1b]0;title\x07", "a\nb", "# ก่อน"):
        (town.target / name).write_text("")
    code, _, said = town.run("deploy", town.target.as_uri())
    assert code == 0
    told = [line for line in said.splitlines() if "no deploy wrote" in line]
    assert told[0].startswith(r"warning: \x1b]0;title\x07 is on the target")
    assert told[1].startswith("warning: # ก่อน is on the target")
    assert told[2].startswith(r"warning: a\nb is on the target")
    assert len(told) == 11
    assert told[-1] == "warning: so are 13 more files that no deploy wrote."


def test_what_is_not_live_is_named(town, monkeypatch):
    """By a public address that gives out something else."""
    other = live.Answer(200, "other")
    monkeypatch.setattr(live, "asking", lambda url: lambda path: other)
    monkeypatch.setattr(live, "check", partial(live.check, patience=0.2))
    code, _, said = town.run("publish", town.target.as_uri())
    assert code == 3
    assert "Not live yet: /" in said
    assert "(another version)" in said


def test_a_target_without_a_release_is_told(town):
    code, out, said = town.run("releases", town.target.as_uri())
    assert (code, out) == (0, "")
    assert "There is no release" in said


def test_a_resumption_of_what_is_not_held_is_told(town):
    town.run("publish", town.target.as_uri())
    assert "No release is held" in town.run("deploy", town.target.as_uri(), "--resume")[2]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("alert", "/dev/zero"), "Nothing was published"),
        (("alert", "/"), "cannot be read"),
        (("deploy", "file:///srv/a%00b"), "is no target"),
        (("deploy", "s3://town/a?b=c"), "is no target"),
        (("deploy", "s3://town/a", "--endpoint-url", "127.0.0.1:9000"), "begins with http"),
        (("deploy", "s3://town/a", "--endpoint-url", "http://[x"), "like https://host:port"),
        (("deploy", "s3://[x"), "is no target"),
    ],
)
def test_bad_words_are_answered_with_a_sentence(town, words, said):
    town.build()
    code, _, stderr = town.run(*words)
    assert code == 1
    assert said in stderr
    assert "Traceback" not in stderr


@pytest.mark.parametrize(
    "words",
    [
        ("s3://town/a", "--endpoint-url", "http://u:secretpw@127.0.0.1:9000"),
        ("s3://u:secretpw@town/a",),
    ],
)
def test_a_password_in_an_address_is_refused_and_not_shown(town, words):
    code, _, said = town.run("deploy", *words)
    assert code == 1
    assert "holds a user name or a password" in said
    assert "secretpw" not in said


def test_a_profile_that_is_not_there_is_told(town, monkeypatch):
    monkeypatch.setenv("AWS_PROFILE", "nope")
    town.build()
    code, _, said = town.run("deploy", "s3://town/site")
    assert code == 1
    assert "AWS_PROFILE" in said


def test_a_problem_of_an_alert_is_said_in_thai_as_well(town):
    file = town.folder / "alert.yaml"
    file.write_text("")
    said = town.run("alert", str(file), town.target.as_uri())[2]
    assert "The file holds no statement" in said
    assert "ไฟล์นี้ไม่มีข้อความประกาศ" in said
