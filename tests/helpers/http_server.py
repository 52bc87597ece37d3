"""An HTTP server on loopback that answers as it is told and keeps what it was asked."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit


class Asked(NamedTuple):
    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        return {key: values[-1] for key, values in parse_qs(urlsplit(self.target).query).items()}

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Says(NamedTuple):
    """An answer: ``body`` is JSON unless it is bytes; ``wait`` in seconds; ``drop`` breaks the connection off."""

    body: Any = None
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    wait: float = 0
    drop: bool = False


class Server:
    """``url`` and what was ``asked`` so far. ``answer`` is called for each request, or is a list used up in order."""

    def __init__(self, answer: Callable[[Asked], Says] | list[Says]) -> None:
        self.asked: list[Asked] = []
        self.answer = answer
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.http.server_port}"

    def says(self, asked: Asked) -> Says:
        self.asked.append(asked)
        if callable(self.answer):
            return self.answer(asked)
        return self.answer.pop(0) if self.answer else Says({"error": "asked too often"}, 500)

    @property
    def lines(self) -> list[str]:
        return [f"{asked.method} {asked.path}" for asked in self.asked]


@contextmanager
def serving(answer: Callable[[Asked], Says] | list[Says]) -> Iterator[Server]:
    """A server while the block runs."""
    server = Server(answer)
    thread = threading.Thread(target=server.http.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.http.shutdown()
        server.http.server_close()
        thread.join()


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # An answer in two packets waits for the client's delayed acknowledgement.
        disable_nagle_algorithm = True
        wbufsize = -1

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {key.lower(): value for key, value in self.headers.items()}
            says = server.says(Asked(self.command, self.path, headers, body))
            time.sleep(says.wait)
            if says.drop:
                self.close_connection = True
                return
            data = (
                says.body
                if isinstance(says.body, bytes)
                else b""
                if says.body is None
                else json.dumps(says.body).encode()
            )
            self.send_response(says.status)
            for name, value in says.headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer

        def log_message(self, format: str, *args: Any) -> None:
            pass

    return Handler
