"""What stands outside AWS: LINE's API and the city's chatbot, as one small loopback server that writes down its calls."""

import contextlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ANSWERS = {
    "/oauth2/v3/token": {
        "access_token": "a-token",
        "token_type": "Bearer",
        "expires_in": 900,
        "key_id": "a-key",
    },
    "/oauth2/v2.1/token": {
        "access_token": "a-token",
        "token_type": "Bearer",
        "expires_in": 2592000,
        "key_id": "k",
    },
    "/v2/bot/message/quota": {"type": "none"},
    "/v2/bot/message/quota/consumption": {"totalUsage": 0},
    "/v2/bot/message/reply": {"sentMessages": []},
}


@dataclass
class Call:
    """One call that arrived."""

    path: str
    headers: dict[str, str]
    body: bytes

    def json(self):
        return json.loads(self.body)


@dataclass
class Outside:
    """The server's address and everything it was asked."""

    origin: str
    calls: list[Call] = field(default_factory=list)

    def to(self, path: str) -> list[Call]:
        return [call for call in self.calls if call.path == path]


@contextlib.contextmanager
def outside() -> Iterator[Outside]:
    """Runs the server while the block lasts."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self):
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            path = self.path.split("?")[0]
            world.calls.append(Call(path, {k.lower(): v for k, v in self.headers.items()}, body))
            reply = json.dumps(ANSWERS.get(path, {})).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(reply)))
            self.send_header("x-line-request-id", f"request-{len(world.calls)}")
            self.end_headers()
            self.wfile.write(reply)

        do_GET = do_POST = answer

        def log_message(self, *_):
            """The calls themselves are the log."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    world = Outside(f"http://127.0.0.1:{server.server_port}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield world
    finally:
        server.shutdown()
        server.server_close()
