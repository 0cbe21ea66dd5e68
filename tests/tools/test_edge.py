import pytest

from site_builder.deploy.edge import nginx
from tools import edge


@pytest.fixture
def folder(tmp_path, monkeypatch):
    for name in ("viewer-request.js", "viewer-response.js"):
        (tmp_path / "cloudfront").mkdir(exist_ok=True)
        (tmp_path / "cloudfront" / name).write_text(f"// {name}\n")
    (tmp_path / "nginx").mkdir()
    monkeypatch.setattr(edge, "DEPLOY", tmp_path)
    return tmp_path


def test_it_writes_all_that_it_says(folder, capsys):
    assert edge.main([]) == 0
    said = capsys.readouterr().err.split()
    assert said == [
        "deploy/nginx/site.conf",
        "deploy/nginx/logrotate",
        "deploy/cloudfront/site.yaml",
    ]
    assert (folder / "nginx" / "site.conf").read_text() == nginx.site(nginx.Server())
    assert "// viewer-request.js" in (folder / "cloudfront" / "site.yaml").read_text()


def test_for_a_machine_of_yours_it_prints_and_writes_nothing(folder, capsys):
    arguments = ["--root", "/data/site", "--listen", "443 ssl", "--name", "www.example.go.th",
                 "--certificate", "/a/cert.pem", "--key", "/a/key.pem"]  # fmt: skip
    assert edge.main(arguments) == 0
    printed = capsys.readouterr().out
    for line in ('root "/data/site";', "listen 443 ssl;", "server_name www.example.go.th;",
                 'ssl_certificate_key "/a/key.pem";', 'access_log "/var/log/newsroom/access.log"'):  # fmt: skip
        assert line in printed
    assert not (folder / "nginx" / "site.conf").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--root", "relative"], "cannot stand in the configuration of nginx"),
        (["--key", "/a/key.pem"], "belong together"),
        (["--certificate", "/a/cert.pem", "--name", "a"], "belong together"),
    ],
)
def test_what_it_cannot_use_it_names(folder, capsys, arguments, said):
    assert edge.main(arguments) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.out == ""
