"""What is asked of one input: a table of functions of bytes, each with the seeds that it is begun with.

A check returns nothing where all holds. It raises ``Wrong`` where a promise is broken; any other error that comes out of
it is the product's.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from ipaddress import ip_address
from itertools import chain, islice, pairwise
from pathlib import Path
from typing import Any, NamedTuple

import headertrace
from fuzz.seeds import LINE, seeds, tarred, zipped
from fuzz.seeds import logs as seeds_of_logs
from fuzz.sound import FORMATS, Sound, document, page, text
from headertrace.limits import Limits
from headertrace.path import BARE
from headertrace.records.message import Message
from headertrace.records.trace import Trace
from headertrace.redact import PRESETS, Redactor, as_bytes, as_mailbox_entry
from headertrace.renderings import render
from headertrace.syntax.fields import HOPS
from helpers.samples import SAMPLES

KEY = bytes(32)
# So many messages of an input are traced: a mailbox's further ones are read by the same code.
_MOST = 20
_BEFORE, _AFTER = "<before@fuzz.example>", "<after@fuzz.example>"


class Wrong(Exception):
    """A promise that the input shows to be broken."""


class Target(NamedTuple):
    """``slow`` is how many times the usual time an input may take: where it is done several times over. Inputs have at
    most ``longest`` bytes.
    """

    check: Callable[[bytes], None]
    seeds: Callable[[], list[bytes]]
    slow: float = 1.0
    longest: int = 70_000


# What holds of every message.


def counted(trace: Trace) -> None:
    """Every Received line that was read is a hop, or stands among what is unparsed and says why."""
    lines = [field.number for field in trace.fields if field.key in HOPS]
    beyond = f"beyond the first {Limits().received_lines} Received lines"
    bare = [item.field for item in trace.unparsed if item.reason == BARE]
    told = bare + [item.field for item in trace.unparsed if item.reason == beyond]
    hops = [hop.field.number for hop in trace.hops]
    _hold(sorted([*hops, *filter(None, told)]) == lines, f"lines {lines}, hops {hops}, left out {told}")
    _hold([hop.n for hop in trace.hops] == list(range(1, len(hops) + 1)), "hops are not numbered from 1")
    _hold(all(below > above for below, above in pairwise(hops)), "hops are not the oldest first")
    _hold(trace.path.hops == len(hops), f"path.hops is {trace.path.hops} of {len(hops)}")
    _hold(trace.path.received == len(lines) - len(bare), f"path.received is {trace.path.received}")
    if trace.returned is not None:
        counted(trace.returned)


def traced(message: Message) -> Trace:
    """The trace, counted; its document is plain JSON."""
    _hold(bool(message.fields or message.defects), "a message of which nothing is told")
    trace = headertrace.trace(message)
    counted(trace)
    _plain(trace.to_dict())
    return trace


def _plain(made: dict[str, Any]) -> None:
    """Lists, strings and numbers alone: a tuple, or what is no number, would come out of JSON otherwise."""
    if json.loads(json.dumps(made, allow_nan=False)) != made:
        raise Wrong(f"the document is not what JSON makes of it: {', '.join(_odd(made))[:500]}")


def _odd(item: object, place: str = "") -> Iterator[str]:
    """Where something else stands in a document."""
    if isinstance(item, dict):
        for name, value in item.items():
            yield from _odd(value, f"{place}.{name}")
    elif isinstance(item, list):
        for value in item:
            yield from _odd(value, f"{place}[]")
    elif not isinstance(item, (str, int, float, type(None))):
        yield f"{place}: {type(item).__name__}"


def shown(trace: Trace, format: str) -> None:
    judged(FORMATS[format], render(trace, format).encode("utf-8", "backslashreplace"), format)


def judged(sound: Sound, out: bytes, what: str) -> None:
    why = sound(out)
    _hold(why is None, f"{what}: {why}")


def redacted(message: Message, trace: Trace, preset: str) -> bytes:
    """The message redacted, read again: as many hops, with as much left out, and as many reports."""
    made = Redactor(preset, KEY).message(message)
    again = traced(made)
    _same_way(trace, again, f"redact --preset {preset}")
    out = as_bytes(made)
    for found in islice(headertrace.read(out), 1):
        _same_way(trace, traced(found), f"redact --preset {preset}, read again")
    return out


def _same_way(one: Trace, other: Trace, what: str) -> None:
    for name in ("received", "hops"):
        _hold(getattr(one.path, name) == getattr(other.path, name), f"{what}: {name} {one.path} {other.path}")
    _hold(len(one.reports) == len(other.reports), f"{what}: {len(one.reports)} reports, then {len(other.reports)}")
    ways = [trace.returned and trace.returned.path.received for trace in (one, other)]
    _hold(ways[0] == ways[1], f"{what}: the returned header had {ways[0]} Received lines, now {ways[1]}")


def _hold(holds: bool, why: str) -> None:
    if not holds:
        raise Wrong(why[:2_000])


def _messages(data: bytes) -> list[Message]:
    found = list(islice(headertrace.read(data), _MOST))
    _hold(bool(found) or _is_empty(data), "nothing is told of this input")
    return found


def _is_empty(data: bytes) -> bool:
    """A file, or a mailbox, without anything in it."""
    return not (data[2_048:] if data.startswith(b"*mbx*") and len(data) >= 2_048 else data).strip(b"\0\1\r\n")


def _turn(data: bytes, words: tuple[str, ...]) -> str:
    """One of the words, by the input alone."""
    return words[zlib.crc32(data) % len(words)]


# The targets.


def message(data: bytes) -> None:
    """Read, trace, document, and one of the renderings or presets of redaction."""
    asked = _turn(data, (*FORMATS, *PRESETS))
    for found in _messages(data):
        trace = traced(found)
        if asked in FORMATS:
            shown(trace, asked)
        else:
            _same_way(trace, headertrace.trace(Redactor(asked, KEY).message(found)), f"redact --preset {asked}")


def header(data: bytes) -> None:
    """One header block; where nothing in it is damaged, its Received lines are counted by another way as well."""
    found = _messages(data)
    for one in found:
        shown(traced(one), "table")
    codes = {defect.code for one in found for field in one.fields for defect in field.defects}
    if len(found) == 1 and found[0].source.format == "rfc5322" and not found[0].defects and codes <= _COUNTS_AS_ONE:
        block = data.partition(b"\r\n\r\n" if b"\r\n\r\n" in data else b"\n\n")[0]
        lines = (line.partition(b":")[0].rstrip(b" \t").lower() for line in block.split(b"\n"))
        many = sum(line in (b"received", b"x-received") for line in lines)
        read = sum(field.key in HOPS for field in found[0].fields)
        _hold(read == many, f"{read} Received fields were read of {many} lines that begin one")


# Damage after which each line that begins a field is one still.
_COUNTS_AS_ONE = frozenset({"space-before-colon", "no-colon", "fold-lost"})


def received(data: bytes) -> None:
    """One value: folding is nothing, what is said of places in it lies in it, and what is read is of its kind."""
    words = " ".join(data.decode("utf-8", "surrogateescape").split())
    got = headertrace.parse_received(data)
    _hold(got.raw in words, "raw is not what stood there")
    for defect in got.defects:
        start, end = defect.span or (0, 0)
        _hold(0 <= start <= end <= len(got.raw), f"{defect.code} at {defect.span} of {len(got.raw)}")
    _hold(got.port is None or 0 <= got.port < 65_536, f"port {got.port}")
    for ip in filter(None, (got.ip, got.by_ip)):
        _hold(str(ip_address(ip)) == ip, f"{ip} is not written as addresses are")
    if len(words) < 10_000:
        _hold(
            headertrace.parse_received("\r\n\t".join(words.split(" "))) == headertrace.parse_received(words), "folding"
        )
    _dated(got.stamp)


def date(data: bytes) -> None:
    """A moment and a zone that belong together, which read the same when they are written plainly."""
    from headertrace.syntax.dates import find_date, parse_date

    words = data.decode("utf-8", "surrogateescape")
    stamp = parse_date(words)
    _hold(stamp.raw == words.strip(), "raw is not what stood there")
    _dated(stamp)
    start, end = find_date(words) or (0, 0)
    _hold(0 <= start <= end <= len(words), "a date is found outside of the text")


def _dated(stamp: Any) -> None:
    from headertrace.syntax.dates import parse_date

    if stamp is None or stamp.utc is None:
        return
    _hold(stamp.utc.utcoffset() == timedelta(), "utc is not in UTC")
    if stamp.offset is None or not 1900 < stamp.utc.year < 9_999:
        return
    sign, minutes = "-" if stamp.offset < 0 else "+", abs(stamp.offset)
    local = stamp.utc + timedelta(minutes=stamp.offset)
    plain = f"{local:%a, %d %b %Y %H:%M:%S} {sign}{minutes // 60:02}{minutes % 60:02}"
    again = parse_date(plain)
    _hold(again.utc == stamp.utc.replace(microsecond=0), f"{stamp.raw!r} is {stamp.utc}, {plain!r} {again.utc}")
    _hold(again.offset == stamp.offset, f"{stamp.raw!r} is {stamp.offset} min east, {plain!r} {again.offset}")


_CHECKS = (
    "Authentication-Results", "ARC-Authentication-Results", "Received-SPF", "DKIM-Signature", "ARC-Seal",
    "ARC-Message-Signature", "X-SID-Result", "DomainKey-Signature",
)  # fmt: skip


def results(data: bytes) -> None:
    """A value in each of the fields that checks write; of one in Authentication-Results something is told."""
    from headertrace.authentication.results import says_none

    value = b" ".join(data.split())
    mail = SAMPLES[0].read_bytes()
    for name in _CHECKS:
        for found in headertrace.read(name.encode() + b": " + value + b"\n" + mail):
            trace = traced(found)
            shown(trace, "checks")
            field = found.first(name)
            if name == _CHECKS[0] and field is not None and field.value and trace.authentication is not None:
                told = {item.field for item in (*trace.authentication.results, *trace.unparsed)}
                _hold(field.number in told or says_none(field.value), "nothing is told of Authentication-Results")


def bounce(data: bytes) -> None:
    """The body of a notice: what it says stays when it is redacted."""
    for found in _messages(b"" if not data else data if data.lstrip()[:5] == b"From:" else _NOTICE + data):
        trace = traced(found)
        shown(trace, _turn(data, ("table", "json", "markdown", "html")))
        redacted(found, trace, _turn(data, tuple(PRESETS)))


_NOTICE = (
    b"From: Mail Delivery System <MAILER-DAEMON@mx.example.org>\nTo: ann@example.net\nSubject: Undelivered Mail Returned"
    b" to Sender\nReturn-Path: <>\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status;"
    b' boundary="=x"\n\n'
)


def logs(data: bytes) -> None:
    """A log: each of its lines by itself, the whole of it, and a message that is followed through it."""
    from headertrace.document import followed_row
    from headertrace.logs.following import follow
    from headertrace.logs.reading import LogFile
    from headertrace.logs.searching import every, read
    from headertrace.renderings import Options
    from headertrace.renderings.logged import followed
    from headertrace.view.followed import Way, answer

    said = [read(line.decode("utf-8", "replace"), "mail.log", 1) for line in data.split(b"\n")[:200]]
    with _file(data) as path:
        log = LogFile("mail.log", path)
        events = [event for _, event in islice(every(log, _untold), 500) if event is not None]
        ids = {event.id for event in chain(filter(None, said), events) if event.id}
        names = {event.message_id for event in events if event.message_id}
        wanted = [(one, None) for one in sorted(ids)[:2]] + [(None, one) for one in sorted(names)[:2]]
        for found in chain.from_iterable(follow([log], *pair, _untold) for pair in wanted):
            words = answer(Way(found.logged.stays, found.open, found.beyond), Options())
            _plain(followed_row(found.message_id, words, found.logged, found.open))
            out = followed(words, found.message_id, found.logged, Options())
            judged(text, out.encode("utf-8", "backslashreplace"), "logs")


def beside(data: bytes) -> None:
    """A log beside the header whose message it tells of."""
    from headertrace.logs import collect
    from headertrace.logs.reading import LogFile
    from logs.way import MAIL

    (found,) = headertrace.read(MAIL.encode())
    with _file(data) as path:
        (logged,) = collect([headertrace.trace(found)], [LogFile("mail.log", path)], _untold)
        trace = headertrace.trace(found, logged=logged)
        counted(trace)
        _plain(trace.to_dict())
        shown(trace, _turn(data, tuple(FORMATS)))


def _untold(_name: str, _why: str) -> None:
    pass


@contextmanager
def _file(data: bytes) -> Iterator[Path]:
    """A file in memory where there is one, as what reads it wants a path."""
    place = "/dev/shm" if os.path.isdir("/dev/shm") else None
    with tempfile.NamedTemporaryFile(dir=place, prefix="headertrace-fuzz-") as made:
        made.write(data)
        made.flush()
        yield Path(made.name)


def archive(data: bytes) -> None:
    """A container as it comes, and as one file among sound ones: those are read whatever it holds."""
    for found in _messages(data):
        shown(traced(found), "brief")
    files = {"a.eml": _sentinel(_BEFORE), "b": data, "c.eml": _sentinel(_AFTER)}
    for packed in (zipped(files), tarred(files)):
        _beside_sentinels(packed, 1)


def mailbox(data: bytes) -> None:
    """A mailbox as it comes, and as what stands between two messages of one, in each kind of mailbox."""
    for found in _messages(data):
        shown(traced(found), "ndjson")
    before, after = _sentinel(_BEFORE), _sentinel(_AFTER)
    _beside_sentinels(LINE + before + b"\n" + LINE + data + b"\n\n" + LINE + after, 0)
    mark = b"\1\1\1\1\n"
    if mark not in data and b"\1\1\1\1\r\n" not in data:
        _beside_sentinels(b"".join(mark + one + b"\n" + mark for one in (before, data, after)), 0)


def _sentinel(name: str) -> bytes:
    return (
        f"Received: from a.example.net by b.example.org with ESMTP id 1; Tue, 24 Nov 2026 08:00:00 +0000\n"
        f"Message-ID: {name}\nFrom: ann@example.net\nTo: bob@example.org\nSubject: x\n\ntext\n"
    ).encode()


def _beside_sentinels(data: bytes, between: int) -> None:
    """The first and the last message in there are the sound ones, with at least so many between them."""
    names = []
    for found in headertrace.read(data):
        field = found.first("Message-ID")
        names.append(field.value if field else None)
    _hold(names[:1] == [_BEFORE] and names[-1:] == [_AFTER], f"a message beside it is lost: {names[:9]}")
    _hold(len(names) >= 2 + between, "nothing is told of this input")


def pasted(data: bytes) -> None:
    """A text that was copied from somewhere."""
    for found in _messages(data):
        trace = traced(found)
        shown(trace, _turn(data, ("table", "headers", "html", "json")))


def json_(data: bytes) -> None:
    """JSON as it comes; as a value of a field in JSON; and the document of what was read, read again."""
    for found in _messages(data):
        _messages(json.dumps(traced(found).to_dict()).encode())
    value = data.decode("utf-8", "surrogateescape")
    rows = [{"headers": {"Received": value, "Message-ID": name}} for name in (_BEFORE, "<x>", _AFTER)]
    found = _messages(json.dumps(rows).encode())
    _hold(len(found) == 3, f"{len(found)} messages were read of 3 in JSON")
    for one in found:
        traced(one)


def renderings(data: bytes) -> None:
    """Every rendering that is text."""
    for found in islice(_messages(data), 3):
        trace = traced(found)
        for format in FORMATS:
            shown(trace, format)


def redaction(data: bytes) -> None:
    """Every preset; and as many entries of a mailbox as there were messages."""
    found = islice(_messages(data), 3)
    kept = []
    for one in found:
        trace = traced(one)
        for preset in PRESETS:
            redacted(one, trace, preset)
        kept.append(as_mailbox_entry(Redactor("standard", KEY).message(one)))
    again = list(headertrace.read(b"".join(kept)))
    _hold(len(again) == len(kept), f"{len(kept)} messages were redacted, {len(again)} are read")


def served(data: bytes) -> None:
    """What ``headertrace serve`` answers: a report or a problem, and never that it failed."""
    for path, content_type, sound in (
        ("/api/trace", "message/rfc822", document),
        ("/report", "multipart/form-data; boundary=x", page),
    ):
        body = data if path == "/api/trace" else _FORM % data
        status, out = asyncio.run(_answer(path, content_type, body))
        _hold(status in (200, 400, 413, 422), f"{path}: {status}: {out[:300]!r}")
        judged(sound if status == 200 else text, out, path)


_FORM = b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n%b\r\n--x--\r\n'


@cache
def _application() -> Any:
    """The routes, with their work done here instead of in a process of its own."""
    from headertrace.web import app
    from headertrace.web.settings import Limits, Settings
    from headertrace.web.work import Reply, Task, work

    class Here:
        def __init__(self, limits: Limits) -> None:
            pass

        async def do(self, task: Task, body: bytes) -> Reply:
            return work(task, body)

    workers, app.Workers = app.Workers, Here  # type: ignore[assignment, misc]
    try:
        return app.application(Settings(limits=Limits(rate=1_000_000_000)))
    finally:
        app.Workers = workers  # type: ignore[misc]


async def _answer(path: str, content_type: str, body: bytes) -> tuple[int, bytes]:
    """(status, body) of a POST, by ASGI."""
    parts: list[dict[str, Any]] = []
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": path, "raw_path": path.encode(), "root_path": "", "query_string": b"", "client": ("127.0.0.1", 9),
        "server": ("127.0.0.1", 80),
        "headers": [(b"host", b"127.0.0.1"), (b"content-type", content_type.encode()), (b"content-length", b"%d" % len(body))],
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(part: dict[str, Any]) -> None:
        parts.append(part)

    await _application()(scope, receive, send)
    return parts[0]["status"], b"".join(part.get("body", b"") for part in parts[1:])


def compared(data: bytes) -> None:
    """With itself it is alike; with another, all hops of both stand in their order, whichever comes first."""
    from headertrace.compare import compare
    from headertrace.compare.rendering import FORMATS as WRITTEN
    from headertrace.renderings import Options

    first, _, second = data.partition(_CUT)
    pair = [next(iter(headertrace.read(part)), None) for part in (first, second or SAMPLES[0].read_bytes())]
    if None in pair:
        return
    a, b = (traced(found) for found in pair if found is not None)
    _hold(compare(a, a).alike, "a message is not like itself")
    found, turned = compare(a, b), compare(b, a)
    _hold(found.alike == turned.alike, "which of the two comes first makes a difference")
    for trace, name in ((a, "a"), (b, "b")):
        numbers = [hop.n for step in found.steps if (hop := getattr(step, name)) is not None]
        _hold(numbers == [hop.n for hop in trace.hops], f"the hops of {name} are {numbers}")
    _plain(found.to_dict())
    format = _turn(data, tuple(WRITTEN))
    out = WRITTEN[format](found, Options()).encode("utf-8", "backslashreplace")
    judged({"json": document, "html": page}.get(format, text), out, format)


_CUT = b"\n%%%%\n"


# The seeds.


def _kinds(*words: str) -> Callable[[], list[bytes]]:
    return lambda: [data for kind, data in seeds() if kind.startswith(words)]


def _values(*names: str) -> Callable[[], list[bytes]]:
    """The values of those fields in the samples."""

    def made() -> list[bytes]:
        found = chain.from_iterable(headertrace.read(data) for _, data in seeds() if _ in ("sample", "poison"))
        fields = [field for one in found for field in one.fields if field.key in names]
        return sorted({field.raw.partition(b":")[2].strip() for field in fields})

    return made


def _dates() -> list[bytes]:
    values = _values("date")() + [value.rpartition(b";")[2].strip() for value in _values("received")()]
    return sorted(
        {*values, b"Nov 24 08:00:00 2026", b"2026-11-24T08:00:00Z", b"24.11.2026 08:00", b"11/24/2026 8:00:00 PM -0500"}
    )


def _headers() -> list[bytes]:
    return [data.partition(b"\n\n")[0] + b"\n\n" for data in _kinds("sample", "poison")()]


def _bodies() -> list[bytes]:
    return [
        *(data.partition(b"\n\n")[2] for data in _kinds("notice")()),
        *(data for data in _kinds("sample")() if b"MAILER-DAEMON" in data or b"report-type" in data),
    ]


def _of_the_way() -> list[bytes]:
    from logs.way import MX, RELAY

    return [RELAY.encode(), MX.encode(), (RELAY + MX).encode()]


def _pairs() -> list[bytes]:
    mails = _kinds("sample")()
    chance = random.Random(7)
    return [one + _CUT + chance.choice(mails) for one in mails]


def _json() -> list[bytes]:
    rows = [{"name": "Received", "value": "from a by b; Tue, 24 Nov 2026 08:00:00 +0000"}] * 2
    more = [
        json.dumps(shape).encode()
        for shape in (rows, {"payload": {"headers": rows}}, {"message-headers": [["Received", "x"]]})
    ]
    documents = [json.dumps(headertrace.trace(data).to_dict()).encode() for data in _kinds("sample")()[:3]]
    return [*_kinds("json", "pasted, Graph")(), *more, *documents]


_PACKED = (
    "gzip",
    "bzip2",
    "xz",
    "zip",
    "stored",
    "tar",
    "nest",
    "olm",
    "zstd",
    "7z",
    "msg",
    "pst",
    "emlx",
    "utf-16",
    "opf",
)

_MAIL = ("sample", "poison", "pasted", "message/", "rfc822", "global", "digest", "attached", "tnef", "notice")

TARGETS: dict[str, Target] = {
    "message": Target(message, _kinds(*_MAIL), longest=12_000),
    "header": Target(header, _headers),
    "received": Target(received, _values("received", "x-received")),
    "date": Target(date, _dates),
    "results": Target(results, _values("authentication-results", "arc-authentication-results", "dkim-signature", "arc-seal", "received-spf"), 4),
    "bounce": Target(bounce, _bodies, 2),
    "logs": Target(logs, seeds_of_logs, 2),
    "beside": Target(beside, _of_the_way),
    "archive": Target(archive, _kinds(*_PACKED), 3),
    "mailbox": Target(mailbox, _kinds("mbox", "mbx", "mmdf", "sample", "message/rfc822"), 3),
    "pasted": Target(pasted, _kinds("pasted", "csv")),
    "json": Target(json_, _json, 2),
    "renderings": Target(renderings, _kinds("sample", "poison"), 10),
    "redaction": Target(redaction, _kinds("sample", "poison", "notice"), 6),
    "served": Target(served, _kinds(""), 3),
    "compared": Target(compared, _pairs, 4),
}  # fmt: skip
