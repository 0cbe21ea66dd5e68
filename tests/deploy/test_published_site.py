"""The whole way: content, `build.py publish --watch`, nginx, and what a reader then gets."""

import json
import re
import signal
import subprocess
from datetime import UTC, datetime, timedelta

from tests.deploy.office import ROOT
from tests.site_builder.sites import document

# A heading's Thai words are kept whole by a span around each.
WORD = re.compile(r'<span class="word">(.*?)</span>')


def shows(office, path, words):
    answer = office.get(path)
    return answer.status == 200 and words in WORD.sub(r"\1", answer.body.decode())


def note(office):
    answer = office.get("/.well-known/release.json")
    return json.loads(answer.body) if answer.status == 200 else {}


def states(office):
    return {told["id"]: told["state"] for told in note(office)["documents"]}


def statement(number=1):
    now = datetime.now(UTC).replace(microsecond=0)
    return {
        "id": "flood-test-1", "number": number, "type": "alert" if number == 1 else "update",
        "status": "test", "hazard": "flood", "severity": "severe", "urgency": "immediate",
        "certainty": "likely", "issued": now.isoformat(),
        "expires": (now + timedelta(hours=1)).isoformat(),
        "texts": {"th": {"headline": f"ทดสอบ: ประกาศฉบับที่ {number}", "text": "ทดสอบระบบ"}},
        "source": {"th": "เมืองตัวอย่าง"}, "written_by": "ก", "approved_by": "ข",
        **({"references": [{"id": "flood-test-1", "number": number - 1}]} if number > 1 else {}),
    }  # fmt: skip


def alert(office, number=1):
    file = office.site.folder / f"alert-{number}.json"
    file.write_text(json.dumps(statement(number), ensure_ascii=False), encoding="utf-8")
    return office.run("alert", str(file))


def test_a_change_is_live_and_the_receipt_says_so(office):
    office.serve()
    office.until(lambda: shows(office, "/th/news/market/", "market"))
    office.until(lambda: note(office).get("release") == 1)
    office.site.document("market", title="ตลาดนัดวันเสาร์", topics=["water"])
    office.until(lambda: shows(office, "/th/news/market/", "ตลาดนัดวันเสาร์"))
    office.until(lambda: note(office).get("release") == 2)
    told = states(office)
    assert told[document("market").front["id"]] == "live"
    assert "ตลาดนัด" not in json.dumps(note(office), ensure_ascii=False)
    assert office.get("/.newsroom/release.json").status == 404


def test_a_takedown_is_answered_with_410_and_is_in_no_list(office):
    office.serve()
    office.until(lambda: note(office).get("release") == 1)
    office.take_down("flood-plan")
    office.until(lambda: office.get("/th/news/flood-plan/").status == 410)
    office.until(lambda: note(office).get("release", 0) >= 2)
    for path in ("/th/news/", "/th/feed.json", "/th/feed.xml", "/", "/th/topics/water/"):
        assert "flood-plan" not in office.get(path).body.decode()
    assert states(office)[document("flood-plan").front["id"]] == "gone"


def test_an_alert_is_public_in_seconds_and_no_deploy_takes_it_back(office):
    office.serve()
    office.until(lambda: note(office).get("release") == 1)
    done = alert(office)
    assert done.returncode == 0, done.stderr
    assert "Live:" in done.stderr
    assert shows(office, "/th/alerts/", "ประกาศฉบับที่ 1")
    office.site.document("market", title="ตลาดนัดวันเสาร์", topics=["water"])
    office.until(lambda: note(office).get("release") == 2)
    assert shows(office, "/th/alerts/", "ประกาศฉบับที่ 1")
    assert json.loads(office.get("/alerts.json").body)["alerts"][0]["number"] == 1


def test_a_rollback_holds_and_alerts_and_takedowns_go_through(office):
    office.site.document("contact", type_="page")
    assert office.run("publish").returncode == 0
    office.site.document("contact", type_="page", title="หัวข้อที่ผิดพลาด")
    assert office.run("publish").returncode == 0
    back = office.run("rollback", "1")
    assert back.returncode == 0
    assert "held at release 1" in back.stderr
    assert not shows(office, "/th/contact/", "หัวข้อที่ผิดพลาด")
    assert note(office)["pinned"] is True
    assert alert(office).returncode == 0
    assert shows(office, "/th/alerts/", "ประกาศฉบับที่ 1")
    office.take_down("flood-plan")
    taken = office.run("publish")
    assert taken.returncode == 3
    assert office.get("/th/news/flood-plan/").status == 410
    assert not shows(office, "/th/contact/", "หัวข้อที่ผิดพลาด")
    assert "flood-plan" not in office.get("/th/news/").body.decode()
    resumed = office.run("deploy", "--resume")
    assert resumed.returncode == 0, resumed.stderr
    assert shows(office, "/th/contact/", "หัวข้อที่ผิดพลาด")
    assert note(office)["pinned"] is False
    listed = office.run("releases").stdout.splitlines()
    assert [line.split("\t")[0] for line in listed] == ["5", "4", "3", "2", "1"]


def test_a_takedown_and_an_alert_go_through_when_no_build_does(office, tmp_path):
    theme = tmp_path / "theme"
    subprocess.run(["cp", "-r", ROOT / "themes/thungsong", theme], check=True)
    office.site.theme = theme
    assert office.run("publish").returncode == 0
    (theme / "templates/base.html").write_text("{% broken")
    office.take_down("flood-plan")
    done = office.run("publish")
    assert done.returncode == 1
    assert office.get("/th/news/flood-plan/").status == 410
    for path in ("/th/news/", "/th/feed.json", "/th/feed.xml", "/", "/th/topics/water/"):
        body = office.get(path).body.decode()
        assert "flood-plan" not in body
        assert "market" in body
    assert alert(office).returncode == 0
    assert shows(office, "/th/alerts/", "ประกาศฉบับที่ 1")


def test_a_service_that_is_killed_in_the_middle_is_completed_by_the_next(office):
    for number in range(40):
        office.site.document(f"story-{number}", topics=["water"])
    office.serve()
    office.until(lambda: (office.server.root / "img").exists() or office.get("/").status == 200)
    office.stop(signal.SIGKILL)
    office.serve()
    office.until(lambda: note(office).get("release", 0) >= 1)
    office.until(lambda: shows(office, "/th/news/story-39/", "story-39"))
    office.stop()
    audit = office.run("deploy", "--audit")
    assert audit.returncode == 0, audit.stderr
    assert "up to date" in audit.stderr


def test_an_old_address_leads_on(office):
    office.site.json("redirects.json", [{"from": "/th/old/", "to": "/th/news/market/"}])
    assert office.run("publish").returncode == 0
    office.server.reload()
    office.until(lambda: office.get("/th/old/").status == 301)
    assert office.get("/th/old/")["Location"].endswith("/th/news/market/")
