"""Renderings keep to the width and their columns, whatever script the names are in."""

from __future__ import annotations

import json
import re
from datetime import timedelta, timezone

import pytest

import headertrace
from headertrace.renderings import Options
from headertrace.renderings.json_ import dumps
from headertrace.syntax.encoded_words import decoded
from headertrace.text.layout import pad, shorten, width, wrap
from headertrace.text.safe import safe
from headertrace.text.spans import several

NAMES = {
    "latin": "mail-gateway-with-a-long-name.department.example.org",
    "wide": "郵便局郵便局郵便局郵便局郵便局郵便局郵便局郵便局郵便局.example.org",
    "right-to-left": "דואר.example.org",
    "marks": "e\u0301cole-ni\u0303o.example.org",
    "thai": "ที่ทำการไปรษณีย์.example.org",
    "emoji": "\U0001f4ec\U0001f4ec.example.org",
}
MAIL = """\
Received: from relay.example.net (relay.example.net [192.0.2.1]) by {name} (Postfix) with ESMTPS id 4ABC123
 for <bob@example.org>; Tue, 24 Nov 2026 12:10:00 +0000
Received: from {name} (pc.example.net [192.0.2.2]) by relay.example.net (Postfix) with ESMTPSA id 4ABC122
 for <bob@example.org>; Tue, 24 Nov 2026 08:00:02 +0000
Date: Tue, 24 Nov 2026 08:00:00 +0000
Subject: {name} {name} {name}

"""


def shown(name: str, format: str, columns: int) -> str:
    trace = headertrace.trace(MAIL.format(name=name).encode())
    return headertrace.render([trace, trace], format, Options(width=columns, verbosity=1))


@pytest.mark.parametrize("columns", [60, 71, 80, 100, 137, 200])
@pytest.mark.parametrize("format", ["table", "tree", "timeline"])
@pytest.mark.parametrize("name", NAMES)
def test_no_line_is_wider_than_asked(name: str, format: str, columns: int) -> None:
    for line in shown(NAMES[name], format, columns).splitlines():
        assert width(line) <= columns, line


@pytest.mark.parametrize("columns", [60, 63, 70, 100])
def test_deep_path_stays_within_the_width(columns: int) -> None:
    lines = "".join(
        f"Received: by mail-gateway.office.example{n}.org with SMTP; {1 + n % 28} Nov 20{10 + n % 3} 08:10:00 +0000\n"
        for n in range(120)
    )
    trace = headertrace.trace(lines.encode())
    for format in ("table", "tree", "timeline"):
        shown = headertrace.render(trace, format, Options(width=columns))
        assert max(map(width, shown.splitlines())) <= columns


@pytest.mark.parametrize("columns", [60, 80, 200])
@pytest.mark.parametrize("name", NAMES)
def test_columns_of_the_table_line_up(name: str, columns: int) -> None:
    rows = [
        line
        for line in shown(NAMES[name], "table", columns).splitlines()
        if re.match(r" *\d+[?! ] .*\d\d:\d\d:\d\d", line)
    ]
    assert len(rows) == 4
    assert len({width(row[: re.search(r"\d\d:\d\d:\d\d", row).start()]) for row in rows}) == 1


def test_right_to_left_ends_where_its_column_does() -> None:
    assert pad("דואר", 6) == "דואר\u200e  "
    assert pad("mail", 6) == "mail  "
    assert width(pad("דואר", 6)) == 6


@pytest.mark.parametrize(
    ("text", "cells"),
    [("abc", 3), ("日本", 4), ("e\u0301", 1), ("ที่", 1), ("한글", 4), ("ᄒ\u1161\u11ab", 2), ("a\u200eb", 2), ("", 0)],
)
def test_width(text: str, cells: int) -> None:
    assert width(text) == cells


@pytest.mark.parametrize(
    ("text", "cells", "lines"),
    [
        ("one two three", 7, ["one two", "three"]),
        ("abcdefgh ij", 3, ["abc", "def", "gh", "ij"]),
        ("日本語 日本", 4, ["日本", "語", "日本"]),
        ("日本", 1, ["日", "本"]),
        ("a  b", 10, ["a  b"]),
        ("", 10, []),
    ],
)
def test_wrap(text: str, cells: int, lines: list[str]) -> None:
    assert wrap(text, cells) == lines


def test_shortened_in_the_middle() -> None:
    assert shorten("mail.department.example.org", 15) == "mail.de…ple.org"
    assert width(shorten(NAMES["wide"], 15)) <= 15


@pytest.mark.parametrize(
    ("text", "safe_text"),
    [("a\x1b[0m", "a\\x1b[0m"), ("\u202e", "\\u202e"), ("\udc9b", "\\x9b"), ("\u00a0\u3000", "\u00a0\u3000")],
)
def test_spelled(text: str, safe_text: str) -> None:
    assert safe(text) == safe_text


def test_json_has_no_half_pairs_and_keeps_whole_ones() -> None:
    text = dumps({"a": "\udcff\U0001f600\ud83d", "b": "\\udcff \\\\ud83d", "c": "\\\udcff"})
    assert text.isascii()
    assert json.loads(text) == {"a": "\ufffd\U0001f600\ufffd", "b": "\\udcff \\\\ud83d", "c": "\\\ufffd"}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("=?utf-8?Q?Gr=C3=BC=C3=9Fe?= all", "Grüße all"),
        ("=?x-unknown?Q?a?=", "=?x-unknown?Q?a?="),
        ("=?unicode_escape?Q?=5Cx1b?=", "=?unicode_escape?Q?=5Cx1b?="),
        ("=?idna?Q?xn--a?=", "=?idna?Q?xn--a?="),
        ("a =? b", "a =? b"),
        ("=?utf-8?Q?J=C3=BCrgen?= <jürgen@bücher.example>", "Jürgen <jürgen@bücher.example>"),
        ("=?utf-8?B?w7w=?= =?utf-8?B?w58=?= \\u0041 ü", "üß \\u0041 ü"),
        ("=?utf-8?B?ww==?=\t=?utf-8?B?vA==?=", "ü"),
        ("=?x-unknown?Q?a?= and =?utf-8?Q?=C3=BC?=", "=?x-unknown?Q?a?= and ü"),
    ],
)
def test_encoded_words(written: str, read: str) -> None:
    assert decoded(written) == read


def test_a_moment_that_has_no_place_in_a_zone_is_shown_in_utc() -> None:
    mail = b"Received: from a by b with SMTP; Fri, 31 Dec 9999 23:59:59 +0000\n"
    shown = headertrace.render(headertrace.trace(mail), "table", Options(zone=timezone(timedelta(hours=5))))
    assert "31 Dec (UTC)" in shown and "23:59:59" in shown


def test_no_line_ends_in_blanks() -> None:
    trace = headertrace.trace(b"Return-Path: <y@b.example>\n" + MAIL.format(name="mx.example.org").encode())
    for format in ("table", "tree", "timeline"):
        for line in headertrace.render(trace, format, Options(width=80)).splitlines():
            assert line == line.rstrip()


def test_the_axis_of_a_timeline_shows_round_moments() -> None:
    trace = headertrace.trace(MAIL.format(name="mx.example.org").encode())
    shown = headertrace.render(trace, "timeline", Options(width=100))
    axis = next(line for line in shown.splitlines() if "08:00" in line)
    assert axis.split() == ["08:00", "10:00", "12:00"]


def test_a_border_marks_a_name_that_was_not_confirmed() -> None:
    line = (
        "Received: from b.example (HELO a.example) (192.0.2.1) by mx.example.org with SMTP; 24 Nov 2026 08:00:02 +0000\n"
        "Received: from pc (pc [192.0.2.9]) by a.example (Postfix) with ESMTP id 1; 24 Nov 2026 08:00:00 +0000\n\n"
    )
    shown = headertrace.render(headertrace.trace(line.encode()), "table", Options(width=120))
    assert 'by 192.0.2.1 (named "b.example", unproven)' in shown


def test_each_finding_of_a_kind_has_its_own_lines() -> None:
    """Three lines in two wordings: what is the same is said once, and no line counts for another's words."""
    lines = [
        "Received: from c.example.net (c.example.net [192.0.2.3]) by mx.example.org with ESMTP; Tue, 99 Nov 2026 08:00:00 +0000",
        "Received: from b.example.net (b.example.net [192.0.2.2]) by c.example.net with ESMTP",
        "Received: from a.example.net (a.example.net [192.0.2.1]) by b.example.net with ESMTP",
    ]
    trace = headertrace.trace("\n".join([*lines, "From: a@example.net", "", ""]).encode())
    unknown = [item for item in trace.findings if item.code == "HT203"]
    assert len({item.text for item in unknown}) == 2 < len(unknown)
    shown = " ".join(headertrace.render(trace, "table", Options(width=200)).split())
    for text in {item.text.rstrip(".") for item in unknown}:
        at = several(item.evidence[0].lines[0] for item in unknown if item.text.rstrip(".") == text)
        assert shown.count(f"{text} ({at}).") == 1
