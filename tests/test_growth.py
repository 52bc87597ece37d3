"""What somebody made to hurt, in every shape: time grows with length, whatever is done with it.

What is told of the limits stands with the limits (``syntax/test_fields_hostile``), and logs with logs
(``logs/test_growth_of_logs``); here is what reads, shows, redacts, compares, reports on, scans and counts.
"""

from __future__ import annotations

import base64
import io
import json
import tarfile
import tempfile
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import headertrace
from headertrace.renderings import BINARY, FORMATS, Options
from helpers import growth
from helpers.inline import scanned

STAMP = "Tue, 24 Nov 2026 08:00:00 +0000"
LINE = f"Received: from a.example.net (a.example.net [192.0.2.1]) by b.example.org (Postfix) with ESMTPS id 4XABC; {STAMP}\n"
HEAD = (
    f"{LINE}From: Ann <ann@example.net>\nTo: bob@example.org\nSubject: a\nDate: {STAMP}\nMessage-ID: <1@example.net>\n"
)
TEXT = f"{HEAD}\nhello\n"
FROM = "From ann@example.net Tue Nov 24 08:00:00 2026\n"


def received(words: str = "a.example.net", id: str = "4XABC", by: str = "b.example.org") -> str:
    return f"Received: from {words} by {by} with ESMTP id {id}; {STAMP}\n"


def field(name: str, value: str) -> str:
    return f"{HEAD}{name}: {value}\n\nhello\n"


def nested(n: int) -> str:
    made = TEXT
    for _ in range(n):
        made = f"{HEAD}MIME-Version: 1.0\nContent-Type: message/rfc822\n\n{made}"
    return made


def multipart(kind: str, parts: str) -> str:
    return f'{HEAD}MIME-Version: 1.0\nContent-Type: multipart/{kind}; boundary="b"\n\n--b\n{parts}--b--\n'


def bounced(n: int) -> str:
    each = "".join(
        f"\nFinal-Recipient: rfc822; u{k}@example.org\nAction: failed\nStatus: 5.1.1\n"
        f"Diagnostic-Code: smtp; 550 5.1.1 <u{k}@example.org> unknown\n"
        for k in range(n)
    )
    parts = f"Content-Type: text/plain\n\nfailed\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n{each}\n"
    return multipart("report; report-type=delivery-status", parts)


def mailboxed(n: int) -> str:
    return "".join(f"{FROM}{TEXT.replace('<1@', f'<{k}@')}\n" for k in range(n))


def packed(data: bytes) -> str:
    return "\n".join(base64.encodebytes(data).decode().split("\n"))


def zipped(n: int) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for k in range(n):
            archive.writestr(f"{k}.eml", TEXT)
    return made.getvalue()


def tarred(n: int) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        for k in range(n):
            member = tarfile.TarInfo(f"{k}.eml")
            member.size = len(TEXT)
            archive.addfile(member, io.BytesIO(TEXT.encode()))
    return made.getvalue()


def linked(n: int) -> bytes:
    """Members that hold nothing, and names that go on in a record of their own."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for k in range(n):
            member = tarfile.TarInfo(f"{'a/' * 100}{k}")
            member.type, member.linkname = tarfile.SYMTYPE, f"{'b/' * 100}{k - 1}"
            archive.addfile(member)
    return made.getvalue()


# What is repeated, by how many times.
SHAPES: dict[str, tuple[int, Callable[[int], str | bytes]]] = {
    "Received lines": (60, lambda n: "".join(received(id=f"4X{k}") for k in range(n)) + TEXT),
    "Received lines of one id": (60, lambda n: received() * n + TEXT),
    "Received lines of hosts": (60, lambda n: "".join(received(f"h{k}.example.net", f"4X{k}", f"h{k + 1}.example.net") for k in range(n)) + TEXT),
    "X-Received": (400, lambda n: f"X-Received: by 10.0.0.1 with SMTP id x1mr1; {STAMP}\n" * n + TEXT),
    "one line": (200_000, lambda n: field("X-A", "a" * n)),
    "one line of words": (20_000, lambda n: field("X-A", "a b=c; " * n)),
    "a subject": (20_000, lambda n: field("Subject", "word " * n)),
    "folds": (10_000, lambda n: field("X-A", "a" + "\n b" * n)),
    "folds of an address": (4_000, lambda n: field("Cc", "a@example.org" + ",\n b@example.org" * n)),
    "comments": (6_000, lambda n: received("a.example.net " + "(" * n + ")" * n) + TEXT),
    "comments side by side": (6_000, lambda n: received("a.example.net " + "(a) " * n) + TEXT),
    "open comments": (6_000, lambda n: received("a.example.net " + "(a " * n) + TEXT),
    "quotes": (10_000, lambda n: field("Cc", '"' * n + " <a@example.org>")),
    "escaped quotes": (10_000, lambda n: field("Cc", '"' + '\\"' * n + " <a@example.org>")),
    "angles": (10_000, lambda n: field("Cc", "<" * n + "a@example.org" + ">" * n)),
    "groups": (5_000, lambda n: field("Cc", "a: " * n + ";" * n)),
    "routes": (5_000, lambda n: field("Cc", "<" + "@a," * n + ":b@example.org>")),
    "encoded words": (3_000, lambda n: field("Subject", "=?utf-8?q?a?= " * n)),
    "encoded words unfinished": (10_000, lambda n: field("Subject", "=?utf-8?q?" * n)),
    "encoded words in From": (3_000, lambda n: field("From", "=?utf-8?b?YQ==?= " * n + "<a@example.net>")),
    "addresses": (5_000, lambda n: field("Cc", ", ".join(f"u{k}@example.org" for k in range(n)))),
    "addresses without commas": (5_000, lambda n: field("Cc", "a@example.org " * n)),
    "references": (5_000, lambda n: field("References", "<a@example.net> " * n)),
    "results": (2_000, lambda n: field("Authentication-Results", "mx.example.org; " + "spf=pass smtp.mailfrom=example.net; " * n)),
    "results' fields": (150, lambda n: "Authentication-Results: mx.example.org; dkim=pass header.d=example.net\n" * n + TEXT),
    "properties of a result": (4_000, lambda n: field("Authentication-Results", "mx.example.org; dkim=pass " + "header.d=example.net " * n)),
    "comments of a result": (4_000, lambda n: field("Authentication-Results", "mx.example.org; dkim=pass " + "(" * n + ")" * n)),
    "signatures": (100, lambda n: "DKIM-Signature: v=1; a=rsa-sha256; d=example.net; s=a; h=from:to; bh=YQ==; b=YQ==\n" * n + TEXT),
    "tags of a signature": (5_000, lambda n: field("DKIM-Signature", "v=1; d=example.net; " + "x=1; " * n)),
    "fields of a signature": (5_000, lambda n: field("DKIM-Signature", "v=1; d=example.net; h=" + "from:" * n)),
    "ARC sets": (60, lambda n: "".join(
        f"ARC-Seal: i={k}; a=rsa-sha256; cv=pass; d=example.org; s=a; t=1795507200; b=YQ==\n"
        f"ARC-Message-Signature: i={k}; a=rsa-sha256; d=example.org; s=a; h=from; bh=YQ==; b=YQ==\n"
        f"ARC-Authentication-Results: i={k}; mx.example.org; spf=pass smtp.mailfrom=example.net\n" for k in range(n, 0, -1)) + TEXT),
    "Received-SPF": (300, lambda n: "Received-SPF: pass (mx.example.org: ok) client-ip=192.0.2.1; helo=a\n" * n + TEXT),
    "spam tests": (4_000, lambda n: field("X-Spam-Status", "No, score=1 tests=" + "A_B=1," * n)),
    "a spam report": (4_000, lambda n: field("X-Spam-Report", "\n * 1.0 A_B text of it" * n)),
    "Exchange's tags": (4_000, lambda n: field("X-Forefront-Antispam-Report", "CIP:192.0.2.1;CTRY:;" + "SCL:1;" * n)),
    "latencies": (4_000, lambda n: field("X-MS-Exchange-Organization-MessageLatency", "SRV=a.example.org:TOTAL=1|" * n)),
    "blank lines between fields": (100_000, lambda n: LINE + "\n" * n + TEXT),
    "blank lines of spaces": (50_000, lambda n: LINE + " \n" * n + TEXT),
    "blank lines between all": (250, lambda n: f"{LINE}\n" * n + TEXT),
    "blank lines in front": (100_000, lambda n: "\n" * n + TEXT),
    "NULs": (100_000, lambda n: field("X-A", "\0" * n)),
    "NULs alone": (100_000, lambda n: LINE + "\0" * n + "\n" + TEXT),
    "eight bits": (50_000, lambda n: field("Subject", "a").encode() + b"\xff" * n),
    "eight bits in a field": (50_000, lambda n: LINE.encode() + b"Subject: " + b"\xe9 " * n + b"\n\n"),
    "CR alone": (2_000, lambda n: (f"{LINE}X-A: b\n" * (n // 10) + TEXT).replace("\n", "\r")),
    "CRs": (50_000, lambda n: LINE + "\r" * n + TEXT),
    "no colon": (10_000, lambda n: LINE + "no colon\n" * n + TEXT),
    "fields": (3_000, lambda n: "".join(f"X-{k}: a\n" for k in range(n)) + TEXT),
    "fields of one name": (3_000, lambda n: "Subject: a\n" * n + TEXT),
    "dates": (1_000, lambda n: f"Date: {STAMP}\n" * n + TEXT),
    "labels": (5_000, lambda n: received("a." * n + "example.net") + TEXT),
    "a label": (100_000, lambda n: received("a" * n + ".example.net") + TEXT),
    "labels of other letters": (3_000, lambda n: received("ü." * n + "example.net") + TEXT),
    "punycode": (3_000, lambda n: field("From", "a@" + "xn--" + "a" * n + ".example")),
    "dots": (20_000, lambda n: received("." * n) + TEXT),
    "zones": (10_000, lambda n: received(f"a ([fe80::1%{'e' * n}])") + TEXT),
    "colons": (20_000, lambda n: received(f"a ([{':' * n}])") + TEXT),
    "digits of an id": (100_000, lambda n: received(id="1" * n) + TEXT),
    "ids like clocks": (60, lambda n: "".join(received(id=f"1xVl{k:02}-0003Ab-1x") for k in range(n)) + TEXT),
    "a Message-ID like a clock": (10_000, lambda n: field("Message-ID", "<" + "20261124080000." * n + "@example.net>")),
    "zones of a date": (10_000, lambda n: LINE.replace("+0000", "+0000 " + "(UTC) " * n) + TEXT),
    "words of a date": (10_000, lambda n: LINE.replace(STAMP, "Tue, " * n) + TEXT),
    "quoting": (2_000, lambda n: "".join(f"{'> ' * (n // 40)}{line}\n" for line in TEXT.splitlines())),
    "quoted lines": (500, lambda n: f"> {LINE}" * n + "> \n"),
    "a paste from a page": (1_000, lambda n: "<html><body><pre>" + "<div><span>" * n + TEXT.replace("<", "&lt;") + "</span></div>" * n),
    "a paste of a table": (500, lambda n: "<table>" + "".join(f"<tr><td>Received</td><td>{received()[10:]}</td></tr>" for _ in range(n)) + "</table>"),
    "a table": (1_000, lambda n: "".join(f"| Received | {received()[10:].strip()} |\n" for _ in range(n // 10))),
    "columns": (1_000, lambda n: "".join(f"Received\t{received()[10:].strip()}\n" for _ in range(n // 10))),
    "a paste of base64": (300, lambda n: packed((received() * n + TEXT).encode())),
    "a paste of JSON": (300, lambda n: json.dumps({"internetMessageHeaders": [{"name": "Received", "value": received()[10:].strip()}] * n})),
    "JSON in JSON": (300, lambda n: '{"a":' * n + "1" + "}" * n),
    "a paste that was wrapped": (100, lambda n: "".join(f"{LINE[:40]}\n{LINE[40:]}" for _ in range(n)) + "\n"),
    "MIME parts": (500, lambda n: multipart("mixed", "Content-Type: text/plain\n\na\n--b\n" * n + "\n\na\n")),
    "parts in parts": (200, lambda n: "".join(f'{HEAD if not k else ""}Content-Type: multipart/mixed; boundary="b{k}"\n\n--b{k}\n' for k in range(n))),
    "mail in mail": (60, nested),
    "attached mail": (200, lambda n: multipart("digest", f"Content-Type: message/rfc822\n\n{TEXT}--b\n" * n + "\n\na\n")),
    "recipients of a bounce": (500, bounced),
    "a bounce's words": (900, lambda n: multipart("report; report-type=delivery-status", f"Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822; u@example.org\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 {'a.' * n}\n")),
    "a bounce in words": (2_000, lambda n: f"{HEAD.replace('ann@', 'MAILER-DAEMON@')}\nThis is the mail system.\n\n" + "<u@example.org>: host mx.example.org[192.0.2.9] said: 550 5.1.1 unknown\n" * n),
    "a quoted body": (2_000, lambda n: f"{HEAD}\n" + "> Received: from a by b; x\n" * n),
    "a body": (200_000, lambda n: f"{HEAD}\n" + "a\n" * n),
    "a mailbox": (150, mailboxed),
    "From lines": (20_000, lambda n: f"{FROM}{TEXT}\n" + "From \n" * n),
    "From lines that begin nothing": (300, lambda n: f"{FROM}\n" * n),
    "members of an archive": (150, zipped),
    "members of a tar": (150, tarred),
    "links of a tar": (2_000, linked),
}  # fmt: skip


def traces(data: bytes) -> list[Any]:
    return [headertrace.trace(message) for message in headertrace.read(data)]


def shown(format: str, data: bytes) -> None:
    headertrace.render(traces(data), format, Options(width=100))


def redacted(data: bytes) -> None:
    from headertrace.redact import Redactor, as_bytes

    redactor = Redactor("public", bytes(range(32)))
    for message in headertrace.read(data):
        as_bytes(redactor.message(message))


def compared(data: bytes) -> None:
    from headertrace.compare import compare
    from headertrace.compare.rendering import FORMATS

    found = traces(data)
    for format in FORMATS.values():
        format(compare(found[0], found[-1]), Options(width=100))


def reported(data: bytes) -> None:
    from headertrace.tickets import SYSTEMS, load
    from headertrace.tickets.report import compose

    found = traces(data)[0]
    for body in {load(name).body for name in SYSTEMS}:
        compose(found, data, body)


def looked_up(data: bytes) -> None:
    from headertrace.lookup import checking
    from headertrace.records.lookups import Options as Asked

    with checking(Asked(dry_run=True)) as check:
        for found in traces(data)[:20]:
            check(found, data)


def alone(data: bytes) -> None:
    for line in data.decode("latin-1").splitlines():
        headertrace.parse_received(line)


def posted(data: bytes) -> None:
    from headertrace.web.work import Task, work

    work(Task("html", "message/rfc822"), data)


def scan(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        _scanned(Path(folder), data)


def counted(data: bytes) -> None:
    from headertrace.cli import stats

    with tempfile.TemporaryDirectory() as folder:
        given = stats.Options([str(_scanned(Path(folder), data))], output=f"{folder}/answers")
        assert stats.run(given) == 0


def _scanned(folder: Path, data: bytes) -> Path:
    (folder / "mail").write_bytes(data)
    scanned(folder / "dataset", folder / "mail")
    return folder / "dataset"


WAYS: dict[str, Callable[[bytes], object]] = {
    "trace": traces,
    **{format: partial(shown, format) for format in FORMATS if format not in BINARY},
    "redact": redacted,
    "compare": compared,
    "report": reported,
    "verify": looked_up,
    "received": alone,
    "serve": posted,
    "scan": scan,
    "stats": counted,
}


# Each of them once took time by the square, or is the nearest to what did.
QUICK = ("escaped quotes", "a label", "digits of an id", "open comments", "a Message-ID like a clock")
SLOW_WAYS = ("redact", "serve")


def grows_by_length(way: str, shape: str) -> None:
    count, make = SHAPES[shape]
    short, long = (
        text.encode() if isinstance(text, str) else text for text in (make(count), make(growth.TIMES * count))
    )
    WAYS[way](TEXT.encode())
    growth.grows_by_length(lambda: WAYS[way](short), lambda: WAYS[way](long))


@pytest.mark.parametrize("shape", QUICK)
def test_redaction_takes_time_by_length(shape: str) -> None:
    grows_by_length("redact", shape)


@pytest.mark.slow
@pytest.mark.parametrize("way", SLOW_WAYS)
@pytest.mark.parametrize("shape", SHAPES)
def test_time_grows_with_length(shape: str, way: str) -> None:
    grows_by_length(way, shape)


@pytest.mark.slow
@pytest.mark.parametrize("way", [way for way in WAYS if way not in SLOW_WAYS])
def test_other_ways_take_time_by_length(way: str) -> None:
    for shape in ("Received lines", "comments", "addresses", "blank lines between all", "a mailbox"):
        grows_by_length(way, shape)
