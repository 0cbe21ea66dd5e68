"""Asking the public address: what counts as live, how long it is asked."""

import hashlib
import socket
import threading
import time
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from site_builder.deploy import live
from site_builder.deploy.files import File
from site_builder.deploy.live import Answer, Expected, Seen, asking, check
from tests.site_builder.deploy.buckets import free_port


def file(class_="story", data=b"x"):
    return File("a/index.html", hashlib.sha256(data).hexdigest(), len(data), class_, "short")


SHA = hashlib.sha256(b"x").hexdigest()


@pytest.mark.parametrize(
    ("expected", "answer", "met"),
    [
        (Expected("a", file()), Answer(200, SHA), True),
        (Expected("a", file()), Answer(200, "other"), False),
        (Expected("a", file()), Answer(404, SHA), False),
        (Expected("a", None), Answer(404, "x"), True),
        (Expected("a", None), Answer(410, "x"), True),
        (Expected("a", None), Answer(200, "x"), False),
        (Expected("a", None), Answer(0), False),
        (Expected("a", file("gone")), Answer(410, "x"), True),
        (Expected("a", file("gone")), Answer(200, SHA), False),
        (Expected("a", file("redirect")), Answer(301, ""), True),
        (Expected("a", file("redirect")), Answer(200, SHA), True),
        (Expected("a", file("redirect")), Answer(404, ""), False),
    ],
)
def test_what_counts_as_live(expected, answer, met):
    assert expected.is_met(answer) is met


def test_it_asks_again_until_the_caches_have_it():
    answers = iter([Answer(200, "old"), Answer(200, "old"), Answer(200, SHA)])
    waits = []
    found = check([Expected("a", file())], lambda path: next(answers), wait=waits.append)
    assert found == {"a": Seen(Answer(200, SHA), True)}
    assert waits == [0.3, 0.6]


def test_it_gives_up_in_time():
    found = check(
        [Expected("a", file())], lambda path: Answer(200, "old"), patience=0.2, wait=lambda s: None
    )
    assert found == {"a": Seen(Answer(200, "old"), False)}


def test_when_nobody_answers_it_asks_once():
    asked = []
    check([Expected("a", file())], lambda path: asked.append(path) or Answer(0))
    assert asked == ["a"]


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append((self.path, self.headers["Accept-Encoding"]))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"x")

    def log_message(self, *_):
        pass


@contextmanager
def serving():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked = []
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_it_asks_for_the_address_of_a_page_as_readers_do():
    with serving() as server:
        ask = asking(f"http://127.0.0.1:{server.server_port}")
        assert ask("th/ข่าว/index.html") == Answer(200, SHA)
        assert ask("index.html") == ask("th/feed.json") == Answer(200, SHA)
    assert server.asked == [
        ("/th/%E0%B8%82%E0%B9%88%E0%B8%B2%E0%B8%A7/", "identity"),
        ("/", "identity"),
        ("/th/feed.json", "identity"),
    ]


def test_an_address_at_which_nobody_is_gives_no_answer():
    assert asking(f"http://127.0.0.1:{free_port()}")("a") == Answer(0)
    assert live.PATIENCE_SECONDS <= 60


@pytest.mark.parametrize("host", ["www..example.go.th", "a" * 70 + ".th", "a b", "x:99999"])
def test_an_address_that_none_can_have_gives_no_answer(host):
    assert asking(f"https://{host}")("a") == Answer(0)


def test_an_answer_that_drips_is_given_up(monkeypatch):
    monkeypatch.setattr(live, "_TIMEOUT_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip():
            connection, _ = server.accept()
            with connection, suppress(OSError):
                connection.recv(1000)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
                for _ in range(100):
                    connection.sendall(b"x")
                    time.sleep(0.1)

        thread = threading.Thread(target=drip)
        thread.start()
        began = time.monotonic()
        answer = asking(f"http://127.0.0.1:{server.getsockname()[1]}")("a")
        assert time.monotonic() - began < 5
        thread.join()
    assert not Expected("a", file()).is_met(answer)
