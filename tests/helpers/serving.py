"""``headertrace serve`` as a user starts it, on a free port of the loopback."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from .command import COMMAND, interruptible

_SOON_S = 60


class Answer(NamedTuple):
    """An HTTP answer; names of ``headers`` are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


class Server(NamedTuple):
    """A running server, and the ``url`` of its page."""

    process: subprocess.Popen[bytes]
    url: str

    def ask(self, path: str, body: bytes | None = None, /, **headers: str) -> Answer:
        """GET, or POST of a body."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            with urlopen(Request(self.url + path, body, named), timeout=_SOON_S) as got:
                return Answer(got.status, _lower(got.headers.items()), got.read())
        except HTTPError as error:
            with error:
                return Answer(error.code, _lower(error.headers.items()), error.read())

    def end(self, number: int = signal.SIGTERM) -> tuple[int, bytes, bytes]:
        """(exit code, the rest of what it wrote, what it complained of)."""
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=_SOON_S)
        return self.process.returncode, out, err


@contextmanager
def serving(*args: str, **environment: str) -> Iterator[Server]:
    """It runs until this ends."""
    process = subprocess.Popen(
        [*COMMAND, "serve", "--port", "0", *args],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **environment},
        preexec_fn=interruptible,
    )
    try:
        assert process.stdout is not None
        found = re.search(rb"http://\S+/", process.stdout.readline())
        assert found, process.communicate()[1].decode()
        yield Server(process, found[0].decode())
    finally:
        if process.poll() is None:
            process.terminate()
            process.communicate(timeout=_SOON_S)


def form(text: bytes = b"", file: bytes = b"", name: str = "") -> tuple[bytes, str]:
    """(body, Content-Type) as a browser sends the page's form."""
    mark = "----WebKitFormBoundaryAbCdEfGh"
    body = b"".join((
        f'--{mark}\r\nContent-Disposition: form-data; name="text"\r\n\r\n'.encode(), text,
        f'\r\n--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'.encode(),
        b"Content-Type: application/octet-stream\r\n\r\n", file, f"\r\n--{mark}--\r\n".encode(),
    ))  # fmt: skip
    return body, f"multipart/form-data; boundary={mark}"


def _lower(pairs: object) -> dict[str, str]:
    return {name.lower(): value for name, value in pairs}  # type: ignore[attr-defined]
