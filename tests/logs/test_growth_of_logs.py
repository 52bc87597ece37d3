"""Logs that somebody made to hurt: what is asked of them takes time by their length, whatever stands in them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import headertrace
from headertrace.logs import collect, files_of, indexing, searching
from headertrace.logs.collecting import of_index
from headertrace.logs.following import follow
from headertrace.logs.lines import MAX_LINE
from headertrace.logs.searching import Wanted
from headertrace.renderings import Options
from headertrace.view.followed import Way, answer
from helpers import growth

from .test_programs import ROWS

ID, MESSAGE_ID = "A00001", "1@example.net"
MAIL = (
    f"Received: from a.example.net (a.example.net [192.0.2.1]) by b.example.org (Postfix) with ESMTPS id {ID};"
    f" Tue, 24 Nov 2026 08:00:00 +0000\nMessage-ID: <{MESSAGE_ID}>\nDate: Tue, 24 Nov 2026 08:00:00 +0000\n\n"
).encode()
SENT = "to=<b@example.org>, relay=mx[192.0.2.9]:25, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 Ok{})"
DEFERRED = (
    "to=<b@example.org>, relay=mx[192.0.2.9]:25, delay=1, delays=0/0/0/1, dsn=4.2.0, status=deferred (450 4.2.0 busy)"
)


def said(id: str, program: str, text: str, k: int = 1) -> str:
    return f"Nov 24 {8 + k // 3600 % 12:02}:{k // 60 % 60:02}:{k % 60:02} b postfix/{program}[1]: {id}: {text}\n"


def hexed(k: int) -> str:
    return f"{0xA00000 + k:X}"


def named(id: str) -> str:
    return said(id, "cleanup", f"message-id=<{MESSAGE_ID}>")


def of_one(many: int) -> str:
    """The log of so many messages that bear one Message-ID."""
    return "".join(named(hexed(k)) + said(hexed(k), "smtp", SENT.format("")) for k in range(many))


def table(many: int, row: str) -> str:
    return "EventId,InternalMessageId,MessageId,Recipients\n" + row * many


# What is repeated, by how many times.
SHAPES: dict[str, tuple[int, Callable[[int], str]]] = {
    "a line": (200_000, lambda n: named(ID) + said(ID, "smtp", "x" * n)),
    "a line without an end": (500_000, lambda n: named(ID).rstrip("\n") + " " + "x" * n),
    "the id in a line": (50_000, lambda n: said(ID, "smtp", f"{ID} " * n)),
    "lines of one id": (1_500, lambda n: named(ID) + said(ID, "smtpd", "client=a[192.0.2.1]") * n),
    "lines of no id": (20_000, lambda n: named(ID) + "Nov 24 08:00:01 b kernel: x\n" * n),
    "lines of nothing": (200_000, lambda n: named(ID) + "\n" * n),
    "attempts": (1_000, lambda n: named(ID) + "".join(said(ID, "smtp", DEFERRED, k) for k in range(n))),
    "recipients": (1_000, lambda n: named(ID) + "".join(said(ID, "smtp", SENT.format("").replace("<b", f"<b{k}")) for k in range(n))),
    "an id given out again": (500, lambda n: (said(ID, "smtpd", "client=a[192.0.2.1]") + named(ID) + said(ID, "qmgr", "removed")) * n),
    "an id given out to others": (500, lambda n: "".join(
        said(ID, "smtpd", "client=a[192.0.2.1]", k) + said(ID, "cleanup", f"message-id=<{k}@example.net>", k) + said(ID, "qmgr", "removed", k)
        for k in range(n))),
    "many ids": (500, of_one),
    "ids that lead on": (500, lambda n: "".join(
        named(hexed(k)) + said(hexed(k), "smtp", SENT.format(f": queued as {hexed(k + 1)}")) for k in range(n))),
    "ids that lead back": (500, lambda n: "".join(
        named(hexed(k)) + said(hexed(k + 1), "smtp", SENT.format(f": queued as {hexed(k)}")) for k in range(n, 0, -1))),
    "ids in a ring": (500, lambda n: "".join(
        named(hexed(k)) + said(hexed(k), "smtp", SENT.format(f": queued as {hexed((k + 1) % n)}")) for k in range(n))),
    "ids requeued": (500, lambda n: "".join(
        said(hexed(k + 1), "pickup", f"uid=0 from=<root> orig_id={hexed(k)}") + named(hexed(k)) for k in range(n))),
    "refusals without an id": (1_000, lambda n: named(ID) + said(ID, "smtp", SENT.format("")) + said(
        "NOQUEUE", "smtpd", "reject: RCPT from a[192.0.2.1]: 450 4.2.0 <b@example.org>: Greylisted; from=<a@example.net> to=<b@example.org> proto=ESMTP helo=<a>") * n),
    "objects": (1_500, lambda n: json.dumps({
        "__REALTIME_TIMESTAMP": "1795507201000000", "_HOSTNAME": "b", "SYSLOG_IDENTIFIER": "postfix/cleanup", "MESSAGE": f"{ID}: message-id=<{MESSAGE_ID}>"}) .join("\n\n") * n),
    "an object in objects": (2_000, lambda n: '{"a":' * n + "\n" + named(ID)),
    "rows of a table": (1_000, lambda n: table(n, f"RECEIVE,{ID},<{MESSAGE_ID}>,b@example.org\n")),
    "recipients of a row": (5_000, lambda n: table(1, f"RECEIVE,{ID},<{MESSAGE_ID}>,{';b@example.org' * n}\n")),
    "cells of a row": (50_000, lambda n: table(1, f"RECEIVE,{ID},<{MESSAGE_ID}>" + ",x" * n)),
    "quotes of a table": (50_000, lambda n: table(n, '"')),
    "a quote that nothing ends": (5_000, lambda n: table(n, f'"RECEIVE,{ID}\n')),
    "events in an array": (1_000, lambda n: json.dumps([{"event": "delivered", "timestamp": 1795507201.5, "id": ID, "recipient": "b@example.org",
        "message": {"headers": {"message-id": MESSAGE_ID}}}] * n)),
    "brackets": (20_000, lambda n: "[" * n),
    "a listing": (1_000, lambda n: "-Queue ID-  --Size-- ----Arrival Time---- -Sender/Recipient-------\n" + (
        f"{ID}       9 Tue Nov 24 08:00:01  a@example.net\n      (busy)\n                    b@example.org\n\n") * n),
}  # fmt: skip


def followed(log: Path) -> None:
    files = list(files_of((str(log),)))
    for ids in ((ID, None), (None, MESSAGE_ID)):
        for one in follow(files, *ids, lambda *_: None):
            answer(Way(one.logged.stays, one.open, one.beyond), Options())


def collected(log: Path) -> None:
    collect([headertrace.trace(MAIL)], list(files_of((str(log),))), lambda *_: None)


def indexed(log: Path) -> None:
    made = log.with_suffix(".index")
    made.unlink(missing_ok=True)
    indexing.index(files_of((str(log),)), str(made), lambda *_: None)
    of_index(headertrace.trace(MAIL), indexing.Indexed(str(made)))


WAYS: dict[str, Callable[[Path], None]] = {"logs": followed, "--log": collected, "scan --log": indexed}


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("shape", SHAPES)
def test_time_grows_with_length(shape: str, way: str, tmp_path: Path) -> None:
    count, make = SHAPES[shape]
    short, long = (tmp_path / name for name in ("short.log", "long.log"))
    short.write_text(make(count))
    long.write_text(make(growth.TIMES * count))
    WAYS[way](short)
    growth.grows_by_length(lambda: WAYS[way](short), lambda: WAYS[way](long))


# What the patterns of lines go through again where they are not held.
PIECES = (
    " ",
    "a ",
    "a",
    "a=b, ",
    "a.",
    "<a@",
    "(",
    "[",
    "1:",
    "id=",
    ": ",
    "; ",
    "<>",
    "to=<a>, ",
    "/",
    "\\",
    "'",
    '"',
    "=> ",
)


@pytest.mark.slow
@pytest.mark.parametrize("piece", PIECES)
def test_lines_of_every_program_take_time_by_length(piece: str) -> None:
    """At their end, and behind the first word that the program wrote."""

    def read(length: int) -> None:
        for text, _ in ROWS:
            head, colon, tail = text.partition(": ")
            filled = piece * (length // len(piece))
            for line in (
                text + filled,
                head + colon + filled + tail,
                f"{head}{colon}{tail.partition(' ')[0]} {filled}",
            ):
                searching.read(line[:MAX_LINE], "mail.log", 1)

    read(10)
    growth.grows_by_length(lambda: read(MAX_LINE // growth.TIMES), lambda: read(MAX_LINE))


@pytest.mark.parametrize("indexed", [True, False])
def test_a_message_id_of_many_costs_each_no_more_than_its_share(
    indexed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "MOST_NAMING", 20)
    (tmp_path / "mail.log").write_text(of_one(200))
    files = list(files_of((str(tmp_path / "mail.log"),)))
    wanted = Wanted(frozenset([hexed(150)]), frozenset([MESSAGE_ID]))
    if indexed:
        indexing.index(files, str(tmp_path / "index"), lambda *_: None)
        found = indexing.Indexed(str(tmp_path / "index")).of(wanted)
    else:
        found = searching.FoundById(searching.search(files, wanted, lambda *_: None)).of(wanted)
    assert found.crowded
    # Its own lines, wherever they stand, and those of the first that bear the Message-ID.
    assert {event.id for event in found.events} == {hexed(k) for k in (*range(20), 150)}


def test_an_answer_about_thousands_of_queues_is_short(tmp_path: Path) -> None:
    (tmp_path / "mail.log").write_text(of_one(300))
    (one,) = follow(list(files_of((str(tmp_path / "mail.log"),))), None, MESSAGE_ID, lambda *_: None)
    said = answer(Way(one.logged.stays * 60, one.open * 60, one.beyond * 60), Options())
    assert len(said) < 20_000 and f"It was in {300 * 60 - 50:,} more queues." in said
    assert said.count("The evidence stops there") == 1
