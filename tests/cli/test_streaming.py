"""A mailbox is shown message by message: none is held, nothing is read that is not wanted, no file is half written."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

import headertrace
from headertrace.records.trace import Trace
from headertrace.renderings import FORMATS, index, pieces, render
from helpers.command import COMMAND, interruptible, run

LINE = (
    b"Received: from a.example.net (a.example.net [192.0.2.1]) by mx%d.example.org; Tue, 24 Nov 2026 08:00:00 +0000\n"
)
FROM = b"From ann@example.net Tue Nov 24 08:00:00 2026\n"
ENTRY = [FROM + LINE % n + b"From: ann@example.net\nSubject: number %d\n\nhello\n\n" % n for n in range(1, 6)]
MAILBOX = b"".join(ENTRY)
FLOWING = [row.name for row in index.ROWS if not row.whole]


@pytest.mark.parametrize("format", FLOWING)
def test_each_is_written_before_the_one_after_the_next_is_traced(format: str) -> None:
    taken = []

    def coming() -> Iterator[Trace]:
        for message in headertrace.read(MAILBOX):
            taken.append(message)
            yield headertrace.trace(message)

    made = []
    for piece in pieces(coming(), format):
        made.append(piece)
        assert len(taken) <= max(2, len(made))
    assert len(taken) == len(ENTRY) <= len(made)
    assert b"".join(made).decode() == render([headertrace.trace(m) for m in headertrace.read(MAILBOX)], format)


@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_json_is_one_document(count: int) -> None:
    traces = [headertrace.trace(message) for message in headertrace.read(b"".join(ENTRY[:count]))]
    documents = [trace.to_dict() for trace in traces]
    assert json.loads(render(traces, "json")) == (documents[0] if count == 1 else documents)
    assert render(traces, "json") == json.dumps(documents[0] if count == 1 else documents, indent=2) + "\n"
    assert render(traces, "csv").count("\r\n") == 1 + count


@pytest.mark.parametrize("format", FORMATS)
def test_the_index_says_what_a_file_has(format: str) -> None:
    from headertrace.renderings.engine import _module

    row = index.row(format)
    has = {name for name in ("message", "render", "render_bytes") if hasattr(_module(row), name)}
    assert has == {"render_bytes" if row.binary else "render" if row.whole else "message"}


def start(*words: str, preexec_fn: Callable[[], object] = interruptible) -> subprocess.Popen[bytes]:
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    return subprocess.Popen([*COMMAND, *words], **pipes, preexec_fn=preexec_fn if os.name == "posix" else None)  # type: ignore[call-overload,no-any-return]


@pytest.mark.parametrize("words", [["-f", "ndjson"], ["redact"]], ids=" ".join)
def test_the_first_is_there_while_others_are_awaited(words: list[str]) -> None:
    with start(*words) as child:
        assert child.stdin and child.stdout
        child.stdin.write(b"".join(ENTRY[:3]))
        child.stdin.flush()
        assert child.stdout.readline().startswith((b"{", b"From "))
        child.stdin.write(b"".join(ENTRY[3:]))
        child.stdin.close()
        assert child.stdout.read().count(b"mx5.example.org") >= 1
    assert child.returncode == 0


def test_the_rest_is_not_waited_for() -> None:
    with start("-f", "json", "--message", "2") as child:
        assert child.stdin and child.stdout
        child.stdin.write(b"".join(ENTRY[:3]))
        child.stdin.flush()
        assert json.loads(child.stdout.read())["message"]["subject"] == "number 2"
    assert child.returncode == 0


# What ends a run, and how the run ends then.
ENDS = {"SIGINT": 130, "SIGTERM": 143, "SIGHUP": 129}


@pytest.mark.skipif(os.name == "nt", reason="signals")
@pytest.mark.parametrize(
    "words", [["-o", "OUT.ndjson", "-"], ["redact", "-o", "OUT.mbox", "-"]], ids=["show", "redact"]
)
@pytest.mark.parametrize("name", ENDS)
def test_a_signal_leaves_no_file(name: str, words: list[str], tmp_path: Path) -> None:
    with start(*(word.replace("OUT", str(tmp_path / "out")) for word in words)) as child:
        assert child.stdin and child.stdout
        child.stdin.write(b"".join(ENTRY[:4]))
        child.stdin.flush()
        while not list(tmp_path.iterdir()):
            assert child.poll() is None
        child.send_signal(getattr(signal, name))
        assert b"Traceback" not in child.communicate()[1]
    assert (child.returncode, list(tmp_path.iterdir())) == (ENDS[name], [])


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_a_signal_that_is_to_be_ignored_is(tmp_path: Path) -> None:
    """As nohup has it."""
    ignored = partial(signal.signal, signal.SIGHUP, signal.SIG_IGN)
    with start("-f", "ndjson", preexec_fn=ignored) as child:
        assert child.stdin and child.stdout
        child.stdin.write(b"".join(ENTRY[:3]))
        child.stdin.flush()
        child.stdout.readline()
        child.send_signal(signal.SIGHUP)
        assert child.communicate()[0].count(b"\n") == 2
    assert child.returncode == 0


def test_a_file_that_comes_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    out = tmp_path / "out.ndjson"
    with start("-o", str(out), "-") as child:
        assert child.stdin and child.stderr
        child.stdin.write(b"".join(ENTRY[:4]))
        child.stdin.flush()
        while not list(tmp_path.iterdir()):
            assert child.poll() is None
        out.write_text("of somebody else")
        child.stdin.close()
        assert b"--force replaces it" in child.stderr.read()
    assert child.returncode == 2
    assert out.read_text() == "of somebody else"
    assert list(tmp_path.iterdir()) == [out]


def test_several_have_headings_and_one_has_none() -> None:
    many, one = run(stdin=MAILBOX).stdout, run(stdin=ENTRY[0]).stdout
    heads = [line for line in many.splitlines() if line.startswith(b"standard input")]
    assert heads == [b"standard input", *(b"standard input, message %d" % n for n in range(2, 6))]
    assert b"standard input" not in one
    assert b"standard input" not in run("--message", "3", stdin=MAILBOX).stdout


def test_nothing_is_written_where_there_is_nothing(tmp_path: Path) -> None:
    for words in (["-f", "json"], ["-f", "csv"], ["redact"]):
        done = run(*words, stdin=b"")
        assert (done.returncode, done.stdout) == (3, b"")
    assert run("-o", str(tmp_path / "out.json"), stdin=b"").returncode == 3
    assert list(tmp_path.iterdir()) == []
