"""The command itself: started, asked over a socket, and ended by its pid."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from headertrace.installing import command
from helpers.command import said
from helpers.samples import TOP
from helpers.serving import form, serving

LATE = (TOP / "samples" / "greylisted.eml").read_bytes()
SECRET = "zebra-lunch-subject"


def children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_it_ends_quietly_and_leaves_nothing(number: int, code: int) -> None:
    with serving() as server:
        body, content_type = form(LATE.replace(b"Subject: ", f"Subject: {SECRET} ".encode()))
        got = server.ask("report", body, Content_Type=content_type)
        assert got.status == 200 and SECRET.encode() in got.body
        workers = children(server.process.pid)
        assert workers
        assert server.end(number) == (code, b"", b"")
        for _ in range(100):
            if all(map(gone, workers)):
                break
            time.sleep(0.05)
        assert all(map(gone, workers))


def test_its_workers_end_with_it_however_it_ends() -> None:
    with serving() as server:
        assert server.ask("healthz").body == b"ok\n"
        workers = children(server.process.pid)
        server.end(signal.SIGKILL)
        for _ in range(200):
            if all(map(gone, workers)):
                break
            time.sleep(0.05)
        assert workers and all(map(gone, workers))


def test_a_worker_that_dies_costs_one_request_at_most() -> None:
    with serving() as server:
        assert server.ask("healthz").status == 200
        workers = children(server.process.pid)
        for worker in workers:
            os.kill(worker, signal.SIGKILL)
        assert workers and server.ask("api/trace", LATE, Content_Type="message/rfc822").status in (200, 422)
        assert server.ask("api/trace", LATE, Content_Type="message/rfc822").status == 200


def test_many_at_once() -> None:
    with serving() as server, ThreadPoolExecutor(20) as threads:
        body, content_type = form(LATE)
        asked = [threads.submit(server.ask, "report", body, Content_Type=content_type) for _ in range(40)]
        assert {one.result().status for one in asked} == {200}


def test_a_token_from_the_environment() -> None:
    token = "correct-horse-battery"
    with serving("--bind", "0.0.0.0", HEADERTRACE_TOKEN=token) as server:
        url = server.url.replace("0.0.0.0", "127.0.0.1")
        there = server._replace(url=url)
        assert there.ask("").status == 401
        assert there.ask("api/trace", LATE, Authorization=f"Bearer {token}", Content_Type="text/plain").status == 200
        worker = children(server.process.pid)[0]
        assert token.encode() not in Path(f"/proc/{worker}/environ").read_bytes()
        code, out, err = server.end()
        assert (code, out, err) == (0, b"", b"")


def test_a_token_is_made_up_and_told_once() -> None:
    with serving("--bind", "0.0.0.0", HEADERTRACE_TOKEN="") as server:
        there = server._replace(url=server.url.replace("0.0.0.0", "127.0.0.1"))
        assert there.ask("").status == 401
        told = server.end()[2].decode().strip()
        assert "\n" not in told and len(told.rpartition(" ")[2]) == 32


def test_options_reach_the_messages() -> None:
    with serving("--redact=public", "--trust", "example.net", "--root-path", "/mail/", "--max-size", "1") as server:
        got = server.ask("api/trace", LATE, Content_Type="message/rfc822")
        assert got.status == 200 and b"ann@" not in got.body
        assert server.ask("mail/api/trace", b"x" * 1_048_577, Content_Type="text/plain").status == 413
        assert json.loads(server.ask("api/openapi.json").body)["servers"] == [{"url": "/mail"}]
        assert b"pseudonyms" in server.ask("").body


def test_a_connection_that_says_nothing_holds_up_nobody() -> None:
    with serving() as server:
        host, port = server.url.removeprefix("http://").rstrip("/").split(":")
        with socket.create_connection((host, int(port))) as slow, socket.create_connection((host, int(port))) as half:
            half.sendall(b"POST /api/trace HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99\r\n\r\nab")
            assert server.ask("api/trace", LATE, Content_Type="text/plain").status == 200
            slow.sendall(b"no HTTP at all\r\n\r\n")
            assert b"400" in slow.recv(999)


def test_a_port_in_use_is_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = said("serve", "--port", str(port))
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr == f"headertrace: --bind 127.0.0.1 --port {port}: Address already in use\n"


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("--bind", "example.org"), "is not an IP address"),
        (("--port", "99999"), "not a number from 0 to 65535"),
        (("--port", "x"), "not a number from 0 to 65535"),
        (("--root-path", "mail"), "is not a path"),
        (("--root-path", "/a b"), "is not a path"),
        (("--root-path", "/../x"), "is not a path"),
        (("--host", "a b"), "is not a host name"),
        (("--max-size", "101"), "above 100"),
        (("--max-seconds", "0"), "not a whole number"),
        (("--redact=nonsense",), "--redact"),
        (("--redact-key", "x"), "needs --redact"),
    ],
)
def test_wrong_usage_is_one_line(args: tuple[str, ...], says: str) -> None:
    done = said("serve", *args)
    assert done.returncode == 2 and says in done.stderr and done.stderr.count("\n") == 1


def test_a_short_token_is_refused() -> None:
    done = said("serve", env={"HEADERTRACE_TOKEN": "short"})
    assert done.returncode == 2 and "16 characters" in done.stderr and "short" not in done.stderr


def test_without_the_extra_one_line_says_how_to_get_it() -> None:
    code = (
        "import sys; sys.modules['uvicorn'] = None; sys.argv[1:] = ['serve']; from headertrace.cli import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == f"headertrace: serve needs more packages: {command('web')}\n"


def test_other_verbs_load_nothing_of_it() -> None:
    code = (
        "import sys; from headertrace.cli.running import run; run(['samples/greylisted.eml']); "
        "print([name for name in sys.modules if name.startswith(('starlette', 'uvicorn', 'headertrace.web'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=TOP, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
