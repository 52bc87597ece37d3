"""Hostile text through every field, every rendering and every error line: none comes out live.

Live is any character that a terminal, a pager or a viewer obeys rather than shows: controls,
bidirectional marks, invisible and private characters. Colour sequences are ours alone.
"""

from __future__ import annotations

import base64
import json
import os
import re
import unicodedata
from pathlib import Path

import pytest

import headertrace
from headertrace.renderings import BINARY, FORMATS, Options
from headertrace.text.safe import safe
from helpers.command import run
from helpers.poison import ALL, BYTES, POISONS, SLOTS, live, message

TERMINAL = frozenset({"table", "tree", "timeline", "headers", "checks", "brief"})
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def _unmarked(text: str) -> str:
    """Without the marks that end cells of right-to-left letters (``text.layout.pad``); elsewhere none may stand."""
    rows = text.split("\n")
    return "\n".join(row.replace("\u200e", "") if any(map(_is_right_to_left, row)) else row for row in rows)


def _is_right_to_left(char: str) -> bool:
    return unicodedata.bidirectional(char) in ("R", "AL")


def check(data: bytes) -> None:
    traces = [headertrace.trace(item) for item in headertrace.read(data)]
    assert traces
    for shown in (traces[0], [*traces, *traces]):
        for format in FORMATS:
            if "json" in format:
                text = headertrace.render(shown, format)
                assert text.isascii() and live(text) == []
                documents = [json.loads(line) for line in (text.splitlines() if format == "ndjson" else [text])]
                # No half of a surrogate pair, which other parsers refuse.
                json.dumps(documents, ensure_ascii=False).encode("utf-8")
                continue
            if format in BINARY:
                continue
            for width in (60, 200) if format in TERMINAL else (100,):
                for verbosity in (0, 1):
                    plain = headertrace.render(shown, format, Options(width=width, verbosity=verbosity))
                    assert live(_unmarked(plain)) == []
                    coloured = headertrace.render(shown, format, Options(width=width, color=True, verbosity=verbosity))
                    assert live(_unmarked(_COLOUR.sub("", coloured))) == []
                    assert _COLOUR.sub("", coloured) == plain


@pytest.mark.parametrize("poison", ALL)
def test_each_poison_in_every_field_at_once(poison: str) -> None:
    check(message(ALL[poison], *SLOTS))


@pytest.mark.parametrize("slot", SLOTS)
def test_all_poison_in_each_field(slot: str) -> None:
    check(message(b"".join(text.encode() for text in POISONS.values()) + BYTES["c1-bytes"], slot))


@pytest.mark.parametrize("poison", ALL)
@pytest.mark.slow
def test_encoded_words_hide_nothing(poison: str) -> None:
    packed = base64.b64encode(ALL[poison]).decode()
    for charset in ("utf-8", "latin-1", "utf-7", "utf-16", "idna", "unicode_escape", "rot13", "x" * 70):
        word = f"=?{charset}?B?{packed}?=".encode()
        check(b"Subject: " + word + b"\nFrom: " + word + b"\nMessage-ID: " + word + b"\n\n")


def test_mailbox_line() -> None:
    for poison in (ALL["esc"], ALL["c1"], ALL["bidi"]):
        line = b"From ann" + poison.replace(b" ", b"") + b"@example.net Tue Nov 24 08:00:00 2026\n"
        check(line + message(b"") + b"\n" + line + message(poison, "Subject"))


def test_markup_is_text() -> None:
    data = message(b"[bold red]x[/]", "by", "Subject")
    trace = next(headertrace.trace(item) for item in headertrace.read(data))
    for format in ("table", "tree", "timeline"):
        text = headertrace.render([trace, trace], format, Options(width=200, color=True))
        assert "[bold red]x[/]" in text


def test_every_dead_character_is_spelled() -> None:
    text = "".join(chr(code) for code in range(0x110000))
    assert live(safe(text)) == []


def test_what_people_write_is_left_alone() -> None:
    for text in ("mx.example.org", "Grüße", "日本語", "שלום", "مرحبا", "e\u0301", "\U0001f600", "→ ✓ …", "☀\ufe0f 22°"):
        assert safe(text) == text


def test_a_selector_is_spelled_where_it_makes_no_picture() -> None:
    assert safe("☀\ufe0f\ufe0f a\ufe0f ☀\ufe01") == "☀\ufe0f\\ufe0f a\\ufe0f ☀\\ufe01"


ARGV = {name: text for name, text in ALL.items() if b"\0" not in text}
# Beside this file, as anything may lie in the root of the machine.
MISSING = os.fsencode(Path(__file__).with_name("missing"))
ERRORS: dict[str, tuple[bytes, ...]] = {
    "file": (MISSING + b"/%b",),
    "option": (b"--%b",),
    "format": (b"-f", b"%b"),
    "tz": (b"--tz", b"%b"),
    "width": (b"--width", b"%b"),
    "message": (b"--message", b"%b"),
    "fail-on": (b"--fail-on", b"%b"),
    "color": (b"--color", b"%b"),
    "output": (b"-o", MISSING + b"/%b", b"-"),
    "explain": (b"explain", b"%b"),
    "received": (b"received", MISSING + b"/%b"),
    "verb-option": (b"explain", b"--%b"),
    "log": (b"--log", MISSING + b"/%b"),
    "config": (b"--config", MISSING + b"/%b"),
    "template": (b"-f", b"html", b"--template", MISSING + b"/%b"),
    "geo-db": (b"--geo-db", MISSING + b"/%b"),
    "clocks": (b"--clocks", MISSING + b"/%b"),
    "redact": (b"--redact=%b",),
    "redact-key": (b"redact", b"--redact-key", MISSING + b"/%b"),
    "to": (b"report", b"--to", b"%b"),
    "set": (b"report", b"--to", b"email", b"--set", b"%b"),
    "url": (b"report", b"--to", b"rt", b"--set", b"queue=a", b"--set", b"url=https://%b"),
    "resolver": (b"verify", b"--resolver", b"%b"),
    "deadline": (b"verify", b"--deadline", b"%b"),
    "port": (b"serve", b"--port", b"%b"),
    "since": (b"stats", MISSING, b"--since", b"%b"),
    "engine": (b"scan", b"-o", b"out", b"--engine", b"%b", MISSING),
    "log-tz": (b"logs", b"-", b"--id", b"4ABCDEF0", b"--log-tz", b"%b"),
}


@pytest.mark.parametrize("where", ERRORS)
def test_error_lines(where: str) -> None:
    poison = b" ".join(ARGV.values())
    done = run(*(arg.replace(b"%b", poison) for arg in ERRORS[where]), stdin=message(b""))
    assert done.returncode in (2, 4)
    assert done.stdout == b"" or where == "file"
    line = done.stderr.decode()
    assert line.startswith("headertrace: ") and line.count("\n") == 1
    assert live(line) == []


@pytest.mark.skipif(os.name == "nt", reason="such names cannot be there")
def test_file_names(tmp_path: Path) -> None:
    for poison in (ARGV["osc8"], ARGV["bidi"], ARGV["c1-bytes"], ARGV["crlf"]):
        file = os.fsencode(tmp_path) + b"/" + poison.replace(b"/", b"_") + b".eml"
        try:
            with open(file, "wb") as stream:
                stream.write(b"X: y\n\n")
        except OSError:
            pytest.skip("the file system refuses such names")
        for format in set(FORMATS) - BINARY:
            done = run("-f", format, file, file)
            assert done.returncode == 3
            assert live(done.stdout.decode()) == []
            assert "json" not in format or done.stdout.isascii()


def test_received_verb_writes_ascii() -> None:
    lines = b"".join(b"from a by b%b with SMTP id 1; x%b\n" % (text, text) for text in ALL.values())
    done = run("received", stdin=lines)
    assert done.returncode == 0 and done.stdout.isascii()
    assert live(done.stdout.decode()) == []
    for line in done.stdout.splitlines():
        json.loads(line)["raw"].encode("utf-8")
