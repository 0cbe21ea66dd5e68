"""`make run` says what is in its way instead of half starting."""

import socket

from tools import run


def test_busy_port_is_named_with_the_setting_that_moves_it(monkeypatch, capsys):
    with socket.create_server(("127.0.0.1", 0)) as busy:
        monkeypatch.setenv("CMS_URL", f"http://127.0.0.1:{busy.getsockname()[1]}")
        assert run.main() == 1
    said = capsys.readouterr().err
    assert "is in use" in said
    assert "CMS_URL" in said
