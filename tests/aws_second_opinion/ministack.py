"""One ministack on a free loopback port: somebody else's idea of AWS, for a second opinion on ours."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import boto3

REGION = "ap-northeast-1"
ACCOUNT = "000000000000"
SECRET = "test"  # ministack knows the key pair test, test as the account itself, too


@dataclass
class Ministack:
    """A running ministack."""

    endpoint: str

    def client(self, service: str):
        """A boto3 client that talks to nothing but this ministack."""
        return boto3.client(
            service,
            endpoint_url=self.endpoint,
            region_name=REGION,
            aws_access_key_id=ACCOUNT,  # the account itself: ministack's root
            aws_secret_access_key=SECRET,
        )


def free_port() -> int:
    """A loopback port that nobody uses right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def started(log: Path, functions_see: dict[str, str]) -> Iterator[Ministack]:
    """Starts ministack and stops it at the end; its functions inherit `functions_see` as environment."""
    port = free_port()
    endpoint = f"http://127.0.0.1:{port}"
    own = {
        "BIND_HOST": "127.0.0.1",  # its default is every address of the machine
        "GATEWAY_PORT": str(port),
        "IOT_MTLS_ENABLED": "0",  # or it listens on one more port
        "MINISTACK_REGION": REGION,
        "AUTH": "true",  # roles and policies are enforced: a function may do what the template grants, no more
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_DEFAULT_REGION": REGION,
    }
    program = Path(sys.executable).with_name("ministack")
    with log.open("wb") as output:
        process = subprocess.Popen(
            [program], env={**os.environ, **own, **functions_see}, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            wait_for(port, process, log)
            yield Ministack(endpoint)
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait_for(port: int, process: subprocess.Popen, log: Path) -> None:
    """Waits until the port answers; a ministack that ended instead shows its log."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=0.2):
            return
        time.sleep(0.1)
    raise RuntimeError(f"ministack did not start:\n{log.read_text(errors='replace')}")


def eventually(question, seconds: float = 30.0):
    """Asks until the answer is truthy, and gives the last answer either way."""
    deadline = time.monotonic() + seconds
    while not (answer := question()) and time.monotonic() < deadline:
        time.sleep(0.2)
    return answer
