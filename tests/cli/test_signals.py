"""A signal at any moment: the exit code that is documented, one line at most, no half of a file, nothing left behind."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from helpers.command import interruptible, run
from helpers.mailboxes import mailbox
from helpers.samples import HOME

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="signals, and /proc")
MAIL = str(HOME / "greylisted.eml")
ENDS = {signal.SIGINT: 130, signal.SIGTERM: 143}
# Python's own start is nobody's to catch: the command says when that is over, by the first module that it loads.
READY = """
import os, sys
from headertrace.cli import main
class Ready:
    def find_spec(self, name, path=None, target=None):
        if name == "headertrace.cli.running":
            os.write({0}, b".")
            os.close({0})
sys.meta_path.insert(0, Ready())
main()
"""
SQL = ("stats", "DATASET", "--sql")
# What DuckDB is at for hours: rows without end, a round after the other, one value that nothing interrupts.
ENDLESS = {
    "rows": "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range % 7 = b.range % 11",
    "rounds": "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 1e12) SELECT count(*) FROM t",
    "value": "SELECT list_sort(range(2000000000))",
    "comparison": "SELECT levenshtein(repeat('a', 200000), repeat('b', 200000))",
}
LONG: dict[str, tuple[str, ...]] = {
    "show": ("MAILBOX",),
    "show into a file": ("MAILBOX", "-o", "out.ndjson"),
    "a page": ("MAILBOX", "-o", "out.html"),
    "redact": ("redact", "MAILBOX", "-o", "out.mbox"),
    "received": ("received", "LOG"),
    "scan": ("scan", "MAILBOX", "-o", "out"),
    "scan into one file": ("scan", "MAILBOX", "-o", "out.sqlite"),
    "scan with logs": ("scan", "MAILBOX", "-o", "out", "--log", "LOG"),
    "stats of mail": ("stats", "MAILBOX"),
    "logs": ("logs", "LOG", "--id", "A00007"),
    "show with logs": (MAIL, "--log", "LOG"),
    "serve": ("serve", "--port", "0"),
    "verify": ("verify", MAIL, "--resolver", "RESOLVER", "-o", "out.json"),
    "report": ("report", MAIL, "--to", "email", "--smtp", "SERVER", "--set", "from=a@example.org", "--set", "to=b@example.org"),
    **{f"a question of {name}": (*SQL, ENDLESS[name]) for name in ENDLESS},
}  # fmt: skip
# What may lie there when it has been ended: what a scan goes on from, and the report that was not delivered.
KEPT = {"scan": "out", "scan into one file": "out.sqlite", "scan with logs": "out"}


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """What the words in capitals stand for: the servers are silent."""
    folder = tmp_path_factory.mktemp("given")
    line = "Nov 24 08:00:01 relay postfix/cleanup[1]: {:X}: message-id=<{}@example.net>\n"
    (folder / "mail.log").write_text("".join(line.format(0xA00000 + n % 1_000, n % 1_000) for n in range(200_000)))
    box = mailbox(folder / "mail.mbox", range(3_000))
    assert run("scan", str(mailbox(folder / "few.mbox", range(9))), "-o", str(folder / "dataset"), "-q").returncode == 0
    with socket.socket(type=socket.SOCK_DGRAM) as resolver, socket.create_server(("127.0.0.1", 0)) as server:
        resolver.bind(("127.0.0.1", 0))
        yield {
            "MAILBOX": str(box),
            "LOG": str(folder / "mail.log"),
            "DATASET": str(folder / "dataset"),
            "RESOLVER": f"127.0.0.1:{resolver.getsockname()[1]}",
            "SERVER": f"127.0.0.1:{server.getsockname()[1]}",
        }


# The signal comes when a function of that name is called the first time, before or after the verb has begun.
AT = """
import os, sys
from headertrace.cli import main
begun = not {2}
def called(frame, event, _):
    global begun
    begun = begun or frame.f_code.co_name == "through"
    if begun and frame.f_code.co_name == {0!r}:
        sys.settrace(None)
        os.kill(os.getpid(), {1})
sys.settrace(called)
main()
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
@pytest.mark.parametrize("begun", [False, True], ids=["at the start", "at work"])
@pytest.mark.parametrize("place", ["cb", "__set_name__", "_call_with_frames_removed", "cache_from_source"])
def test_python_loses_no_signal_while_it_loads(
    place: str, begun: bool, number: signal.Signals, given: dict[str, str]
) -> None:
    """What is raised in the callback of a lock is lost there, and in the body of a class it becomes another error."""
    code = AT.format(place, number.value, begun)
    env = {**os.environ, "PYTHONPATH": str(HOME.parent)}
    done = subprocess.run(
        [sys.executable, "-c", code, given["MAILBOX"]], env=env, capture_output=True, preexec_fn=interruptible
    )
    expected = {ENDS[number]} if begun or number == signal.SIGINT else {-number}
    assert (done.stderr, done.returncode in expected) == (b"", True), done.returncode


def test_next_to_nothing_is_loaded_before_the_entry_point_minds_an_interrupt() -> None:
    code = "import sys; there = set(sys.modules); import headertrace.cli; print(sorted(set(sys.modules) - there))"
    done = subprocess.run([sys.executable, "-c", code], cwd=HOME.parent, capture_output=True, check=True)
    assert done.stdout.decode().strip() == "['headertrace', 'headertrace.cli']"


@pytest.fixture
def short() -> Iterator[Path]:
    """A folder with a short name: the path of a socket in it has room for about a hundred characters."""
    with TemporaryDirectory() as folder:
        yield Path(folder)


def begun(words: list[str], folder: Path) -> subprocess.Popen[bytes]:
    """The command in a session of its own, as soon as Python runs what is ours."""
    places = {f"XDG_{name}_HOME": str(folder / name) for name in ("STATE", "CACHE", "CONFIG")}
    for name in ("here", "aside"):
        (folder / name).mkdir()
    ready, theirs = os.pipe()
    child = subprocess.Popen(
        [sys.executable, "-c", READY.format(theirs), *words],
        cwd=folder / "here",
        env={**os.environ, "PYTHONPATH": str(HOME.parent), "TMPDIR": str(folder / "aside"), **places},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        pass_fds=[theirs],
        preexec_fn=interruptible,
        start_new_session=True,
    )
    os.close(theirs)
    assert os.read(ready, 1) == b"."
    os.close(ready)
    return child


def of_session(session: int) -> list[str]:
    """The processes in it, but for those that only wait to be buried."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            state, *rest = (place / "stat").read_text().rpartition(")")[2].split()
            if int(rest[2]) == session and state != "Z":
                found.append((place / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue
    return found


def ended(name: str, given: dict[str, str], number: signal.Signals, after: float, folder: Path) -> None:
    """The run is sent the signal so many seconds after it began, and all that is said above is held."""
    child = begun([given.get(word, word) for word in LONG[name]], folder)
    time.sleep(after)
    child.send_signal(number)
    try:
        said = child.communicate(timeout=60)[1].decode()
        # Whoever has nobody to work for any more ends as well.
        for _ in range(100):
            if not (left := of_session(child.pid)):
                break
            time.sleep(0.1)
    finally:
        if child.returncode is None or of_session(child.pid):
            os.killpg(child.pid, signal.SIGKILL)
    served = name == "serve" and number == signal.SIGTERM
    # It may have been done before; what Python had not come to handle yet, the system did.
    assert child.returncode in {0, ENDS[number], -number if number != signal.SIGINT else 0}, said
    assert left == []
    assert "Traceback" not in said and (served or said.count("\n") <= (2 if child.returncode == 0 else 1)), said
    assert os.listdir(folder / "aside") == []
    here = {entry for entry in os.listdir(folder / "here") if not entry.startswith(KEPT.get(name, "\0"))}
    assert child.returncode == 0 or here == set()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
@pytest.mark.parametrize("name", ["rows", "value"])
def test_a_question_without_end_is_ended(name: str, number: signal.Signals, given: dict[str, str], short: Path) -> None:
    pytest.importorskip("duckdb")
    ended(f"a question of {name}", given, number, 1.0, short)


@pytest.mark.slow
@pytest.mark.parametrize("number", ENDS, ids=lambda number: number.name)
@pytest.mark.parametrize("name", LONG)
def test_a_signal_at_any_moment(name: str, number: signal.Signals, given: dict[str, str], short: Path) -> None:
    ended(name, given, number, random.choice((0.05, 0.4, 1.2)) * random.random(), short)
