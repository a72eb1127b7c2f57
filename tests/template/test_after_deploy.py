"""scripts/after_deploy.sh says what is wrong with a front, against fronts that are right and wrong in one thing each."""

import hashlib
import os
import subprocess
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

ROOT = Path(__file__).parents[2]
PAGE = {"x-cache": "Miss from cloudfront", "cache-control": "no-store"}


@contextmanager
def serving(answer):
    """`answer(method, path, headers, body)` gives a status and headers."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):  # noqa: N802
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            status, headers = answer(self.command, self.path, self.headers, body)
            self.send_response(status)
            for name, value in ({"content-length": "0"} | headers).items():
                self.send_header(name, value)
            self.end_headers()

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def front(method, path, headers, body):
    if method == "POST":
        is_right = headers["x-amz-content-sha256"] == hashlib.sha256(body).hexdigest()
        return (401 if is_right else 403), PAGE
    return 200, PAGE


def shut(*_):
    return 403, PAGE


def looked(page, direct, *words):
    with serving(page) as page_url, serving(direct) as direct_url:
        env = os.environ | {"ADMIN_URL": page_url, "ADMIN_API_URL": direct_url}
        command = [ROOT / "scripts/after_deploy.sh", "test", *words]
        done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)
    wrong = [line for line in done.stdout.splitlines() if line.startswith("WRONG")]
    assert done.returncode == (1 if wrong else 0), done
    return wrong, done.stdout


def test_a_front_as_it_has_to_be_is_found_right_and_what_is_not_shown_is_said():
    wrong, said = looked(front, shut)
    assert not wrong, said
    assert said.count("ok ") == 15
    assert "not shown from here" in said
    wrong, said = looked(shut, shut, "outside")
    assert not wrong and said.count("ok ") == 9, said


def changed(name, value):
    def answer(*asked):
        status, headers = front(*asked)
        return status, headers | {name: value}

    return answer


@pytest.mark.parametrize(
    ("page", "direct", "words", "sentence"),
    [
        (front, lambda *_: (200, {}), (), "the Function URL itself"),
        (changed("x-cache", "Hit from cloudfront"), shut, (), "x-cache is 'hit from cloudfront'"),
        (changed("x-cache", "RefreshHit from cloudfront"), shut, (), "never a hit"),
        (changed("cache-control", "max-age=60"), shut, (), "cache-control is 'max-age=60'"),
        (lambda method, *_: (401 if method == "POST" else 200, PAGE), shut, (), "a body with another hash"),
        (lambda method, *_: (403 if method == "POST" else 200, PAGE), shut, (), "a body with its hash"),
        (shut, shut, (), "from one of the two addresses"),
        (front, shut, ("outside",), "from outside: /api/home answers 200"),
    ],
)
def test_whatever_is_wrong_is_said_and_ends_it_with_a_mistake(page, direct, words, sentence):
    wrong, said = looked(page, direct, *words)
    assert any(sentence in line for line in wrong), said
