"""Two messages side by side: where the ways part, who waited longer, what differs."""

from __future__ import annotations

import json
import re
from functools import partial
from html import unescape
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import headertrace
from headertrace.compare import Comparison, compare
from headertrace.compare.rendering import FORMATS
from headertrace.records.trace import Trace
from headertrace.renderings import Options
from helpers import command
from helpers.poison import ALL, SLOTS, live, message
from helpers.samples import HOME as SAMPLES
from helpers.samples import TOP

PAIRS = (
    ("two-clean-hops", "greylisted"),
    ("two-clean-hops", "forwarded-with-arc"),
    ("greylisted", "queue-retry"),
    ("queue-retry", "wrong-clock"),
    ("two-clean-hops", "scheduled-sending"),
    ("filter-round-trip", "list-moderation"),
    ("two-clean-hops", "forged-chain"),
    ("gmail-to-microsoft365", "international"),
    ("two-clean-hops", "collected-by-pop"),
    ("broken-header", "queue-retry"),
)  # fmt: skip


def traced(name: str) -> Trace:
    return headertrace.trace((SAMPLES / f"{name}.eml").read_bytes())


def both(a: str, b: str) -> Comparison:
    return compare(traced(a), traced(b))


def lines(*received: str) -> Trace:
    """A trace of these Received lines, oldest first."""
    text = "".join(f"Received: {line}\n" for line in reversed(received))
    return headertrace.trace(f"{text}Date: Tue, 24 Nov 2026 08:00:00 +0000\nFrom: ann@example.net\n\n".encode())


def step(sender: str, by: str, seconds: int) -> str:
    time = f"{8 + seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return f"from {sender} ({sender} [192.0.2.1]) by {by} (Postfix) with ESMTP id {seconds:08X}; Tue, 24 Nov 2026 {time} +0000"


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_a_line_a_step(pair: tuple[str, str]) -> None:
    found = both(*pair)
    text = FORMATS["table"](found, Options(width=140))
    assert " ".join(text.split()).startswith(" ".join(found.answer.split()))
    rows = re.findall(r"^ *(\d+|·) +(\d+|·) +\S", text, re.MULTILINE)
    assert rows == [tuple(str(hop.n) if hop else "·" for hop in (step.a, step.b)) for step in found.steps]
    assert ("the ways part" in text.split("\n\n", 1)[1]) == (found.parted is not None)
    shown = [item for item in found.differences if item.area != "headers"]
    assert all(item.what in text for item in shown)


@pytest.mark.parametrize("width", [60, 80, 140, 200])
@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_no_line_is_wider_than_asked_for(pair: tuple[str, str], width: int) -> None:
    for verbosity in (-1, 0, 1):
        text = FORMATS["table"](both(*pair), Options(width=width, verbosity=verbosity))
        assert max(map(len, text.splitlines())) <= width


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_the_document_fits_its_schema(pair: tuple[str, str]) -> None:
    schemas: dict[str, Any] = {
        name: json.loads((TOP / "headertrace" / f"{name}.schema.json").read_text("utf-8"))
        for name in ("comparison", "trace")
    }
    document = json.loads(FORMATS["json"](both(*pair), Options()))
    jsonschema.validate(document, schemas["comparison"])
    for side in "ab":
        jsonschema.validate(document[side], schemas["trace"])


def test_a_message_is_like_itself() -> None:
    for path in SAMPLES.glob("*.eml"):
        found = both(path.stem, path.stem)
        assert found.alike and found.parted is None and found.differences == ()
        assert {item.ground for item in found.steps} <= {"line"}


def test_the_other_way_round_says_the_same_of_the_other() -> None:
    for a, b in PAIRS:
        one, other = both(a, b), both(b, a)
        assert [(item.a and item.a.n, item.b and item.b.n) for item in one.steps if item.ground] == [
            (item.b and item.b.n, item.a and item.a.n) for item in other.steps if item.ground
        ]
        assert one.alike == other.alike
        assert sorted((item.area, item.what, item.a or "", item.b or "") for item in one.differences) == sorted(
            (item.area, item.what, item.b or "", item.a or "") for item in other.differences
        )


ANSWERS = (
    # (A, B, what the answer begins with)
    ([("pc.example.net", "a.example.net", 1), ("a.example.net", "mx.example.org", 2)],
     [("pc.example.net", "a.example.net", 1), ("a.example.net", "mx.example.org", 902)],
     "The same way over 2 hops; B waited 15 min longer at"),
    ([("pc.example.net", "a.example.net", 1), ("a.example.net", "mx1.example.org", 2)],
     [("pc.example.net", "a.example.net", 1), ("a.example.net", "mx2.example.org", 3)],
     "The same way over 2 hops, by other hosts of example.org; no step took one of them notably longer"),
    ([("pc.example.net", "a.example.net", 1), ("a.example.net", "mx.example.org", 2)],
     [("pc.example.net", "a.example.net", 1), ("a.example.net", "mx.example.com", 3)],
     "The same way until hop 1 (a.example.net); from there A went to mx.example.org, B to mx.example.com"),
    ([("pc.example.net", "a.example.net", 1)],
     [("pc.example.com", "a.example.com", 1)],
     "Different ways throughout; no step"),
    ([("pc.example.com", "b.example.com", 1), ("b.example.com", "mx.example.org", 2)],
     [("pc.example.net", "a.example.net", 1), ("a.example.net", "mx.example.org", 202)],
     "Different ways at first, which meet at mx.example.org; B waited 3 min 20 s longer at a.example.net"),
    ([], [("pc.example.net", "a.example.net", 1)], "A has no Received line"),
    ([], [], "Neither message has a Received line"),
)  # fmt: skip


@pytest.mark.parametrize(("a", "b", "begins"), ANSWERS)
def test_answers(a: list[tuple[str, str, int]], b: list[tuple[str, str, int]], begins: str) -> None:
    found = compare(lines(*(step(*item) for item in a)), lines(*(step(*item) for item in b)))
    assert found.answer.startswith(begins)


def test_two_loops_are_compared_in_good_time() -> None:
    one = lines(*(step(f"a{n}.example.net", "b.example.net", n) for n in range(900)))
    other = lines(*(step(f"c{n}.example.net", "b.example.net", n) for n in range(900)))
    assert len(compare(one, other).steps) >= 900


@pytest.mark.parametrize("poison", ALL)
def test_nothing_hostile_comes_out_live(poison: str) -> None:
    bad, good = headertrace.trace(message(ALL[poison], *SLOTS)), headertrace.trace(message(b"x", *SLOTS))
    for pair in ((bad, good), (good, bad), (bad, bad)):
        found = compare(*pair)
        for verbosity in (0, 1):
            assert live(FORMATS["table"](found, Options(width=100, verbosity=verbosity))) == []
        assert FORMATS["json"](found, Options()).isascii()
        page = FORMATS["html"](found, Options())
        assert live(page) == []
        assert "<script" not in page and "onerror=" not in page.replace("onerror=alert(1)&gt;", "")


def test_the_page_allows_nothing_but_its_style() -> None:
    page = FORMATS["html"](both("two-clean-hops", "greylisted"), Options())
    assert "default-src 'none'; style-src 'sha256-" in unescape(page)
    assert page.count("<style>") == 1 and "http" not in page.replace("http-equiv", "")
    assert 'scope="col"' in page and "<caption>" in page


run = partial(command.run, "compare")
CLEAN, GREY = str(SAMPLES / "two-clean-hops.eml"), str(SAMPLES / "greylisted.eml")
CODES = (
    ((CLEAN, CLEAN), 0), ((CLEAN, GREY), 1), ((CLEAN,), 2), ((CLEAN, CLEAN, CLEAN), 2), (("-", "-"), 2),
    ((CLEAN, f"{CLEAN}.missing"), 4), ((CLEAN, GREY, "-f", "svg"), 2), ((CLEAN, GREY, "--width", "x"), 2),
    ((CLEAN, GREY, "--tz", "x/y"), 2), ((CLEAN, GREY, "--redact=x"), 2), ((CLEAN, GREY, "--redact-key", CLEAN), 2),
    ((CLEAN, "/dev/null"), 4),
)  # fmt: skip


@pytest.mark.parametrize(("args", "code"), CODES)
def test_exit_codes(args: tuple[str, ...], code: int) -> None:
    done = run(*args)
    assert done.returncode == code
    assert done.stderr.count(b"\n") == (code in (2, 4))


def test_one_of_them_may_be_a_pipe_and_a_mailbox_may_hold_both() -> None:
    grey = Path(GREY).read_bytes()
    assert run(CLEAN, "-", stdin=grey).stdout == run(CLEAN, GREY).stdout.replace(GREY.encode(), b"-")
    entry = b"From ann@example.net Tue Nov 24 08:00:03 2026\n"
    mailbox = entry + Path(CLEAN).read_bytes() + b"\n" + entry + grey + b"\n"
    assert b"B waited 10 min 12 s longer" in run("-", stdin=mailbox).stdout
    assert run(CLEAN, "-", stdin=b"Subject: x\n\n").returncode == 3


def test_ones_own_settings_say_whom_to_trust_and_how_much_is_read(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('trust = ["example.net"]\n[limits]\nreceived_lines = 1\n')
    plain, set_ = (json.loads(run(CLEAN, GREY, "-f", "json", *more).stdout) for more in ((), ("--config", str(own))))
    own.write_text('trust = ["example.net"]\n')
    trusted = run(CLEAN, GREY, "-f", "json", "--config", str(own)).stdout
    assert trusted == run(CLEAN, GREY, "-f", "json", "--trust", "example.net").stdout
    assert json.loads(trusted) != plain and len(set_["a"]["hops"]) == 1 < len(plain["a"]["hops"])


def test_redacted_side_by_side() -> None:
    done = run(CLEAN, GREY, "--redact=public", "-f", "json", "-v")
    assert done.returncode == 1
    assert b"example.net" not in done.stdout and b"Lunch" not in done.stdout
    steps = json.loads(done.stdout)["steps"]
    assert [item["ground"] for item in steps] == ["line", "host"]


def test_which_of_mails_that_lie_in_each_other(tmp_path: Path) -> None:
    inner = (SAMPLES / "greylisted.eml").read_bytes()
    outer = (
        b"Received: from a.example.net (a.example.net [192.0.2.9]) by mx.example.org; Wed, 25 Nov 2026 08:00:00 +0000\n"
        b"From: bob@example.org\nDate: Wed, 25 Nov 2026 08:00:00 +0000\nMessage-ID: <1@example.org>\n"
        b"Content-Type: multipart/mixed; boundary=edge\n\n--edge\nContent-Type: message/rfc822\n\n"
        + inner
        + b"\n--edge--\n"
    )
    (tmp_path / "sent-on.eml").write_bytes(outer)
    (tmp_path / "plain.eml").write_bytes(inner)
    same = partial(command.run, "compare", "-f", "json", "sent-on.eml", "plain.eml", cwd=tmp_path)
    assert [same(option).returncode for option in ("--inner", "--outer")] == [0, 1]
    assert same("--inner", "--outer").returncode == 2
