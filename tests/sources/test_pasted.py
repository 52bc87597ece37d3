"""Headers that were copied: the same hops as the raw message gives, one finding on what was mended, and no others."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import headertrace
from headertrace.records.message import Message
from headertrace.records.trace import Trace
from headertrace.sources.pasted import MAX_HEADERS, readings
from headertrace.sources.pasted.kinds import KINDS, stretches
from headertrace.sources.pasted.names import start
from helpers.pasting import DAMAGES
from helpers.samples import SAMPLES

from .paste_damage import hops_of, judged

R = "Received: from a.example.net (a.example.net [192.0.2.1])\n\tby mx.example.org (Postfix) with ESMTPS id 4ABC12\n\tfor <bob@example.org>; Tue, 24 Nov 2026 08:00:05 +0000 (UTC)\n"
OLD = "Received: from [198.51.100.7] (helo=pc)\n\tby a.example.net with esmtpsa (Exim 4.96)\n\tid 1xVlRb-0003Ab-1x\n\tfor bob@example.org; Tue, 24 Nov 2026 08:00:03 +0000\n"
REST = "From: Ann Example <ann@example.net>\nTo: bob@example.org\nSubject: late\nDate: Tue, 24 Nov 2026 08:00:00 +0000\nMessage-ID: <1@example.net>\n"
WHOLE = R + OLD + REST
# With lines that are long enough to be wrapped, and quotes and dashes to be made typographic.
LONG = R.replace("\n\t", " ", 1) + OLD.replace("+0000", "-0000") + REST.replace("Ann Example", '"Ann Example"')
# These are no copies: what is wrong with them was sent so.
SOUND = [path for path in SAMPLES if path.name != "broken-header.eml"]


def header(path: str) -> str:
    data = next(item for item in SAMPLES if item.name == path).read_bytes()
    return data.decode("utf-8", "surrogateescape").replace("\r\n", "\n").partition("\n\n")[0] + "\n"


def traces(text: str) -> list[Trace]:
    return [headertrace.trace(message) for message in headertrace.read(text.encode("utf-8", "surrogateescape"))]


def only(text: str) -> Trace:
    (trace,) = traces(text)
    return trace


def codes(trace: Trace) -> set[str]:
    return {finding.code for finding in trace.findings if finding.code < "HT200"}


@pytest.mark.parametrize("kind", DAMAGES)
@pytest.mark.parametrize("path", SOUND, ids=lambda path: path.stem)
def test_a_sample_is_read_the_same(path: str, kind: str) -> None:
    text = header(path.name)  # type: ignore[attr-defined]
    raw = headertrace.trace(text.encode("utf-8", "surrogateescape") + b"\n")
    for seed in (1, 2):
        assert judged(raw, DAMAGES[kind](text, random.Random(seed)), kind == "oldest first") == "same"


@pytest.mark.parametrize("kind", DAMAGES)
def test_what_was_mended_is_told_in_one_finding_that_names_lines(kind: str) -> None:
    trace = only(DAMAGES[kind](LONG, random.Random(3)))
    told = [finding for finding in trace.findings if finding.code == "HT105"]
    # These are read without any repair.
    if kind in ("lower-case names, no tabs", "in the body of a mail", "in base64 in a mail"):
        told = told or [finding for finding in trace.findings if finding.code == "HT107"]
    expected = 0 if kind == "lower-case names, no tabs" else 1
    assert len(told) == expected
    assert all(finding.severity == "info" for finding in told)
    if kind not in (
        "Graph",
        "oldest first",
        "lower-case names, no tabs",
        "in the body of a mail",
        "in base64 in a mail",
    ):
        assert "line" in told[0].text


def test_a_sound_message_is_not_touched() -> None:
    message = next(iter(headertrace.read(WHOLE.encode() + b"\nReceived: in good order, from Ann\n")))
    assert (message.defects, [field.defects for field in message.fields]) == ((), [()] * 7)


# What was pasted, and which times the hops have, oldest first.
SHAPES: dict[str, str] = {
    "words before the first line's name": "Internet headers: " + WHOLE,
    "a rule around": "----- Original header -----\n" + WHOLE + "----- End -----\n",
    "words right above and below": "See here\n" + WHOLE + "Thanks, Bob\n",
    "a greeting above and below": "Hi,\n\nplease look:\n\n" + WHOLE + "\nThanks: Bob\n",
    "Outlook 2003's line": "Microsoft Mail Internet Headers Version 2.0\n" + WHOLE,
    "an indent": "".join(f"    {line}\n" for line in WHOLE.splitlines()),
    "an indent, and the folds' own lost": "".join(f"    {line.lstrip()}\n" for line in WHOLE.splitlines()),
    "a quotation of a quotation": "".join(f"> > {line}\n" for line in WHOLE.splitlines()),
    "a quoted list": "".join(f"> {n}. {line}\n" for n, line in enumerate(WHOLE.splitlines(), 9)),
    "grep -n": "".join(f"{n}:{line}\n" for n, line in enumerate(WHOLE.splitlines(), 1)),
    "cat -n": "".join(f"{n:6}\t{line}\n" for n, line in enumerate(WHOLE.splitlines(), 1)),
    "comment marks": "".join(f"# {line}\n" for line in WHOLE.splitlines()),
    "trailing blanks": "".join(f"{line}   \n" for line in WHOLE.splitlines()),
    "carriage returns": WHOLE.replace("\n", "\r\n"),
    "escaped twice": WHOLE.replace("&", "&amp;").replace("<", "&amp;lt;").replace(">", "&amp;gt;"),
    "a table in HTML": "<table>" + "".join(
        f"<tr><td>{name}</td><td>{' '.join(value.split()).replace('<', '&lt;')}</td></tr>"
        for name, _, value in (field.partition(":") for field in WHOLE.replace("\n\t", " ").splitlines())) + "</table>",
    "an analyser's table": "#\tHeader\tValue\n" + "".join(
        f"{n}\t{name}\t{value.strip()}\n"
        for n, (name, _, value) in enumerate((line.partition(":") for line in WHOLE.replace("\n\t", " ").splitlines()), 1)),
    "CSV": "".join('"{}","{}"\n'.format(name, value.strip().replace('"', '""'))
                   for name, _, value in (line.partition(":") for line in WHOLE.replace("\n\t", " ").splitlines())),
    "zero-width letters": WHOLE.replace("Received", "\u200bReceived"),
    "smart dashes in bytes of Windows": WHOLE.replace("+0000", "+0000").replace("Message-ID", "Message\u2011ID"),
    "two blank lines": (R + "\n" + OLD + "\n" + REST),
    "a blank line in a fold": WHOLE.replace("\n\tby mx", "\n\n\tby mx"),
    "a blank line before the zone": WHOLE.replace("08:00:05 +0000", "08:00:05\n\n\t+0000"),
}  # fmt: skip


@pytest.mark.parametrize("name", SHAPES)
def test_shape(name: str) -> None:
    raw, trace = only(WHOLE + "\n"), only(SHAPES[name])
    assert hops_of(trace) == hops_of(raw)
    assert trace.message.date is not None and trace.message.from_ == raw.message.from_
    assert codes(trace) <= {"HT105"}


def test_the_block_above_a_quoted_mail_is_not_the_mails_own() -> None:
    block = (
        "From: Bob <bob@example.org>\nSent: Tuesday, 24 November 2026 13:00\nTo: help@example.org\nSubject: slow\n\n"
    )
    trace = only(block + WHOLE)
    assert (trace.message.from_, trace.message.subject) == ("Ann Example <ann@example.net>", "late")


# What may be read in two ways: the text, and the finding that says so.
UNDECIDED: dict[str, tuple[str, str]] = {
    "two headers": ("One:\n\n" + WHOLE + "\nand the other:\n\n" + WHOLE.replace("08:00", "09:00"), "HT109"),
    "more words than hops": ("> " + R.replace("\n\t", " ") + "> and it said Received: from there\n", "HT108"),
    "a line cut in a name": (
        "Received: from a-very-long-name-that-fills-a-line.example.net by ma\nil with ESMTP id 5;\n"
        " Tue, 24 Nov 2026 08:00:00 +0000\n" + REST, "HT109"),
    "a list with one time": ("".join(
        f"Received: by {host}.example.net; Tue, 24 Nov 2026 08:00:00 +0000\n" for host in ("a", "b")), "HT109"),
}  # fmt: skip


@pytest.mark.parametrize("name", UNDECIDED)
def test_what_is_not_sure_is_said(name: str) -> None:
    text, code = UNDECIDED[name]
    assert any(code in codes(trace) for trace in traces(text))


def test_a_list_that_is_in_order_is_not_turned() -> None:
    listed = (R + OLD).replace("\n\t", " ")
    assert hops_of(only(listed)) == hops_of(only(WHOLE))
    assert "HT105" not in codes(only(listed))
    turned = "".join(reversed(listed.splitlines(keepends=True)))
    assert hops_of(only(turned)) == hops_of(only(WHOLE))
    assert [finding.text for finding in only(turned).findings if finding.code == "HT105"] == [
        "The Received lines stood oldest first, and were turned round."
    ]
    assert [hop.field.lines for hop in only(turned).hops] == [(1, 1), (2, 2)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Received: from x", "Received"),
        ("**Received:** from x", "Received"),
        ("Message\u2013ID : <1@x>", "Message-ID"),
        ("X-Anything:value", "X-Anything"),
        ("Subject:Re: x", "Subject"),
        ("h=From:To:Subject", None),
        ("Subject:To:Cc:", None),
        ("Content-Type:Content-Transfer-Encoding;", None),
        ("https://example.org/", None),
        ("Hello Bob: look", None),
        ("note: this", None),
        ("BCL:0;PCL:0", None),
        ("(version=TLS1.2:ECDHE", None),
    ],
)
def test_where_a_field_begins(text: str, name: str | None) -> None:
    begun = start(text)
    assert (begun.name if begun else None) == name


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ([3], "line 3"),
        ([2, 3, 4, 7], "lines 2-4 and 7"),
        ([1, 1], "line 1"),
        (range(1, 40, 2), "lines 1, 3, 5, 7, 9 and 15 more places"),
    ],
)
def test_lines_are_named(lines: list[int], text: str) -> None:
    assert stretches(lines) == text


def test_kinds_are_said_in_words() -> None:
    assert all(words and not words.endswith(".") for words in KINDS.values())


WORDS = st.sampled_from(
    [*WHOLE.splitlines(), "", "> ", "| x", "by b", "Received: from", "Received: (", "=3D", "&lt;", "<pre>", "<br>", "+x",
     "1. y", "\u00a0z", "\\nReceived: by x\\n", "From: a", "Sent: b", "Date: c", "UmVjZWl2ZWQ6IGZyb20geCBieSB5CgpSZWNlaXZlZA=="]
)  # fmt: skip


@given(st.lists(WORDS, max_size=25), st.sampled_from(["\n", "\r\n", "\n\n", " ", "\t"]))
@settings(deadline=None)
def test_whatever_is_put_together_is_read(lines: list[str], end: str) -> None:
    text = end.join(lines).encode()
    for message in headertrace.read(text):
        assert isinstance(message, Message)
        assert "failed" not in {defect.code for defect in message.defects}
        assert [field.number for field in message.fields] == list(range(1, len(message.fields) + 1))
    for reading in readings(text):
        assert any(field.key in ("received", "x-received") for field in reading.fields)


@given(st.binary(max_size=300))
def test_any_bytes_are_read(data: bytes) -> None:
    for reading in readings(b"Received: from a by b\n" + data):
        assert reading.fields


# What is repeated, by how many times: each way to mend is asked to do it often.
GROWING: dict[str, tuple[int, Callable[[int], bytes]]] = {
    "lost folds": (1_000, lambda n: ("Received: from a\n" + "by b\n" * n + REST).encode()),
    "blank lines": (1_000, lambda n: (WHOLE.replace("\n", "\n\n") + "X-A: b\n\n" * n).encode()),
    "run together": (500, lambda n: ("Received: from a by b; 24 Nov 2026 08:00:01 X-A: b " * n).encode()),
    "quoted": (500, lambda n: b"".join(b"> " + line + b"\n" for line in (WHOLE * n).encode().splitlines())),
    "marks before marks": (4_000, lambda n: b"> " * n + WHOLE.encode()),
    "HTML tags": (3_000, lambda n: b"<pre>" + b"<p" * n + WHOLE.encode() + b"<br>" * n),
    "comments in HTML": (3_000, lambda n: b"<pre>" + b"<!--" * n + WHOLE.encode()),
    "entities": (3_000, lambda n: b"&lt;" * n + b"\n" + WHOLE.encode().replace(b"<", b"&lt;")),
    "quoted-printable": (3_000, lambda n: b"=3D" * n + b"=\n" * n + b"\n" + WHOLE.encode()),
    "base64": (3_000, lambda n: b"UmVjZWl2ZWQ6IGZyb20geCBieSB5CgpSZWNlaXZlZDogZnJvbSB4IGJ5IHkK\n" * n),
    "tables": (1_000, lambda n: ("Received\t" + R.partition(":")[2].replace("\n\t", " ") + "X-A\tb\n" * n).encode()),
    "blanks in a table": (3_000, lambda n: b"| Received | from a" + b" " * n + b"|\n" * 2),
    "signatures' names": (1_000, lambda n: (R + "DKIM-Signature: v=1; h=From:\n" + "To:\n" * n + REST).replace("\n\t", "\n").encode()),
    "headers": (100, lambda n: (WHOLE.replace("\n\t", "\n") + "\n").encode() * n),
    "parts between blank lines": (500, lambda n: ("Received: from a\n\n" + R + "\nX-A: b\n" * n).encode()),
    "a JSON list": (1_000, lambda n: b'[{"name":"Received","value":"from a by b"}' + b',{"name":"X","value":"y"}' * n + b"]"),
    "nested JSON": (2_000, lambda n: b"[" * n + b"]" * n),
}  # fmt: skip


def seconds(data: bytes) -> float:
    """CPU time of reading, the best of three."""
    took = []
    for _ in range(3):
        began = time.process_time()
        for _ in headertrace.read(data):
            pass
        took.append(time.process_time() - began)
    return min(took)


@pytest.mark.parametrize("name", GROWING)
def test_time_grows_with_length(name: str) -> None:
    """Eight times as long takes about eight times as long: by the square it were sixty-four times."""
    count, make = GROWING[name]
    short, long = seconds(make(count)), seconds(make(8 * count))
    assert long < 30 * short + 0.05


def test_more_headers_than_are_read_are_told() -> None:
    found = readings((WHOLE.replace("\n\t", "\n") + "\n").encode() * (MAX_HEADERS + 3))
    assert len(found) == MAX_HEADERS
    told = {defect.code: defect.text for defect in found[0].defects}
    assert told["several-headers"] == f"this is header 1 of {MAX_HEADERS + 3} in the same text"
    assert told["text-too-long"] == f"the text is long: only the first {MAX_HEADERS} headers were read"
    assert "not-whole" not in told


# Lines that begin with neither from nor by: a mailing program's own, and one that a program put a mark before.
ODD = (
    "Received: indimail-mta queue 7 by host mx.example.org\n (invoked by alias); Tue, 24 Nov 2026 08:00:05 +0000\n"
    "Received: indimail-mta queue 6 by host mx.example.org\n (invoked for bounce); Tue, 24 Nov 2026 08:00:04 +0000\n" + REST
)  # fmt: skip


@pytest.mark.parametrize("kind", DAMAGES)
def test_lines_of_another_beginning_are_never_lost_unsaid(kind: str) -> None:
    raw = headertrace.trace(ODD.encode() + b"\n")
    assert len(raw.hops) == 2
    assert judged(raw, DAMAGES[kind](ODD, random.Random(3)), kind == "oldest first") != "unsaid"


def test_a_quoted_line_in_a_sound_header_is_told() -> None:
    trace = only(R + ">" + OLD + REST + "\n")
    assert len(trace.hops) == 1
    assert "HT108" in codes(trace) and "HT108" not in codes(only(WHOLE + "\n"))


def test_one_unknown_name_hides_no_cut() -> None:
    """A name that nobody knows, with no value, is taken for the rest of the field above it."""
    long = "".join(f"X-Note-{at}: " + "word " * 9 + f"{at}{'x' * 80}\n" for at in range(12))
    text = LONG.replace(
        "a.example.net (a.example.net",
        "mail-a7nam10abcd2067.outbound.example.net (mail-a7nam10abcd2067.outbound.example.net",
    )
    whole = f"{text}{long}X-Odd:\nmsip_labels:\n"
    raw = headertrace.trace(whole.encode() + b"\n")
    assert judged(raw, DAMAGES["cut at 80"](whole, random.Random(1))) == "same"
