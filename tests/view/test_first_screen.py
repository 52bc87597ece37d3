"""The first screen: the line of verdicts, the ends of the way and its total, the border, names that keep their domain."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import headertrace
from headertrace.answer import facts
from headertrace.records.timeline import Held
from headertrace.records.trace import Trace
from headertrace.renderings import Options
from headertrace.text.layout import width
from headertrace.view.bars import timeline
from headertrace.view.border import border
from headertrace.view.findings import told
from headertrace.view.first import beyond, first
from headertrace.view.hosts import fitted, is_same, pair
from headertrace.view.legend import legend
from headertrace.view.steps import parts
from headertrace.view.way import Edge, way
from helpers.samples import HOME, SAMPLES

STAMP = "; Tue, 24 Nov 2026 08:00:{:02} +0000\n"
DATE = "Date: Tue, 24 Nov 2026 08:00:00 +0000\n"
CLAIM = "Received: from pc.example.net by out.example.net (Postfix) with ESMTP id 4ABC1230" + STAMP.format(2)
SEEN = (
    "Received: from {helo} ({rdns} [{ip}]) by mx.example.org (Postfix) with ESMTPS id 4ABC1231 for <bob@example.org>"
    + STAMP.format(5)
)
AR = "Authentication-Results: mx.example.org; "
GOOGLE = (
    "Received: from mail-ej1-f47.google.com (mail-ej1-f47.google.com [209.85.218.47])"
    " by mx.example.org (Postfix) with ESMTPS id 4ABC1231 for <bob@example.org>" + STAMP.format(5)
    + "Received: by mail-ej1-f47.google.com with SMTP id a1b2c3" + STAMP.format(4).replace("\n", "; \n").replace("; \n", "\n")
    + "X-Received: by 2002:a17:907:7842:b0:ab7:c358:2fec with SMTP id a1-20020a1" + STAMP.format(3)
)  # fmt: skip


def traced(*lines: str) -> Trace:
    return headertrace.trace("".join((*lines, "From: ann@example.net\n\n")).encode())


def seen(helo: str = "out.example.net", rdns: str = "out.example.net", ip: str = "192.0.2.1") -> str:
    return SEEN.format(helo=helo, rdns=rdns, ip=ip)


def sample(name: str) -> Trace:
    return headertrace.trace((HOME / f"{name}.eml").read_bytes())


# lines above the border → the marks, and the words of formats without signs
VERDICTS = [
    ("", "SPF –  DKIM –  DMARC –", "no SPF result, no DKIM result, no DMARC result"),
    (AR + "spf=pass smtp.mailfrom=example.net; dkim=fail header.d=example.net; dmarc=fail header.from=example.net\n",
     "SPF ✓  DKIM ✗  DMARC ✗", "SPF pass, DKIM fail, DMARC fail"),
    (AR + "spf=softfail smtp.mailfrom=example.net; dkim=none; dmarc=permerror header.from=example.net\n",
     "SPF softfail  DKIM none  DMARC permerror", "SPF softfail, DKIM none, DMARC permerror"),
    (AR + "dkim=fail header.d=a.example; dkim=pass header.d=example.net\n", "SPF –  DKIM ✓  DMARC –",
     "no SPF result, DKIM pass, no DMARC result"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "signs", "words"), VERDICTS)
def test_checks_of_the_readers_own_server(lines: str, signs: str, words: str) -> None:
    shown = first(traced(lines, seen(), CLAIM))
    assert shown.parts()[0] == signs and shown.parts(signs=False)[0] == words


def test_a_claimed_result_gives_no_mark() -> None:
    shown = first(traced(seen(), CLAIM, "Authentication-Results: mx.example.org; spf=pass; dkim=pass; dmarc=pass\n"))
    assert shown.parts()[0] == "SPF –  DKIM –  DMARC –"


# (results, From, whether the block of results is shown beside the line of verdicts, where all of them passed)
SIGNED = [
    ("dkim=pass header.d=example.net", "example.net", False),
    ("dkim=pass header.d=desk.example", "example.net", True),
    ("dkim=pass header.d=desk.example; dkim=pass header.d=mail.example.net", "example.net", False),
    ("dkim=pass header.d=example.net", "pot", False),
]


@pytest.mark.parametrize(("results", "author", "shown"), SIGNED)
def test_who_else_signed_is_told(results: str, author: str, shown: bool) -> None:
    line = AR + f"spf=pass smtp.mailfrom=example.net; dmarc=pass header.from=example.net; {results}\n"
    trace = headertrace.trace(f"{line}{seen()}{CLAIM}From: ann@{author}\n\n".encode())
    assert bool(beyond(trace)[0]) == shown


def test_the_filter_and_its_folder() -> None:
    microsoft = (
        "Received: from a.outlook.com (2603:10a6:208:55::21) by b.outlook.com with Microsoft SMTP Server"
        + STAMP.format(6)
        + "Received: from out.example.net (192.0.2.1) by a.mail.protection.outlook.com with Microsoft SMTP Server"
        + STAMP.format(5)
    )
    shown = first(
        traced(
            microsoft,
            "X-Forefront-Antispam-Report: CIP:192.0.2.1;SCL:5;SFV:SPM;\n",
            "X-Microsoft-Antispam-Mailbox-Delivery: ucf:0;jmr:0;auth:0;dest:J;OFR:SpamFilterAuthJ;\n",
        )
    )
    assert "Microsoft 365: spam, score 5, placed in Junk Email by the spam filter" in shown.parts()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (seen(), "handed over by 192.0.2.1 (out.example.net)"),
        (
            seen("mail.bank.example", "unknown", "203.0.113.5"),
            'handed over by 203.0.113.5 (calls itself "mail.bank.example", unproven)',
        ),
    ],
)
def test_who_handed_over(line: str, words: str) -> None:
    assert first(traced(line, CLAIM)).parts()[-1] == words


def test_a_message_that_came_from_nowhere_has_no_line_of_verdicts() -> None:
    assert (
        first(traced("Received: from localhost (localhost [127.0.0.1]) by a.example" + STAMP.format(1))).parts() == []
    )


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_parts_add_up_to_the_total(path: object) -> None:
    trace = headertrace.trace(path.read_bytes())  # type: ignore[attr-defined]
    if trace.path.total_s is None:
        return
    # Where stamps run back by seconds the document's total is what they differ by in all.
    assert sum(parts(trace).values()) == pytest.approx(trace.path.total_s, abs=4.5)
    shown = way(trace, Options())
    told = [step.delay_s for step in shown.steps if step.delay_s is not None]
    told += [shown.stored.delay_s] if shown.stored and shown.stored.delay_s else []
    assert sum(told) == pytest.approx(sum(parts(trace).values()))
    # And the part inside is the time that the answer names.
    inside = facts(trace).inside.took
    if inside is not None:
        start = next(hop.n for hop in trace.hops if hop.trust in ("vouched", "operator"))
        assert inside.low_s <= sum(took for n, took in parts(trace).items() if n > start) <= inside.high_s


def test_a_stamp_that_runs_back_is_told_beside_the_time_that_passed() -> None:
    late = CLAIM.replace("08:00:02", "08:00:07")
    trace = traced(seen(), late, DATE)
    rows = headertrace.render(trace, "table", Options(width=100)).splitlines()
    assert any(re.search(r"08:00:05 +0 s.*\(stamps: −2 s\)", row) for row in rows)


def test_the_date_has_a_row_and_the_first_hop_the_time_since() -> None:
    rows = headertrace.render(traced(seen(), CLAIM, DATE), "table", Options(width=80)).splitlines()
    assert any(re.match(r"·\?  writer .* Date .* 08:00:00$", row) for row in rows)
    assert any(re.match(r"1\?  MSA .* 08:00:02 +2 s", row) for row in rows)
    assert any(re.fullmatch(r" +total since the Date +5 s", row) for row in rows)


def test_a_date_that_does_not_count_says_so() -> None:
    trace = traced(seen(), CLAIM, DATE)
    trace = trace._replace(timeline=trace.timeline._replace(steps=trace.timeline.steps[1:]))
    shown = way(trace, Options())
    assert shown.written is not None and not shown.written.counts
    table = headertrace.render(trace, "table", Options(width=80))
    assert "Date (not counted)" in table and "total since the Date" not in table


def test_a_date_whose_clock_is_wrong_says_so_and_leaves_the_timeline_its_room() -> None:
    trace = traced(seen(), CLAIM, "Date: Mon, 24 Nov 2025 08:00:00 +0000\n")
    assert "Date (its clock is wrong)" in headertrace.render(trace, "table", Options(width=80))
    found = timeline(way(trace, Options()), Options())
    assert found is not None and found[0].span < 10 and [row.number for row in found[1]] == ["1", "2"]


# (the Date, the stamp of the first server, the reader's own two stamps, what is said of the Date)
DATES = [
    ("08:20:00", "08:00:02", "08:00:05", "Date, by Mutt/2.2 (its clock is wrong)"),
    ("06:00:00", "09:00:02", "08:00:05", "Date, by Mutt/2.2"),
    ("08:00:00", "09:00:02", "08:00:05", "Date, by Mutt/2.2"),
    ("07:40:00", "08:20:23", "08:00:05", "Date, by Mutt/2.2"),
]


@pytest.mark.parametrize(("date", "first", "own", "words"), DATES, ids=[row[0] + row[1] for row in DATES])
def test_the_date_is_called_wrong_only_where_the_writer_s_clock_is(date: str, first: str, own: str, words: str) -> None:
    lines = CLAIM.replace("08:00:02", first), DATE.replace("08:00:00", date), "User-Agent: Mutt/2.2\n"
    inner = "Received: from mx.example.org ([10.0.0.2]) by store.example.org (Postfix) with ESMTP id 4ABC1232"
    shown = way(traced(inner + STAMP.format(5), seen(), *lines), Options())
    assert shown.written is not None and shown.written.words == words


def test_a_date_that_may_be_right_is_not_called_wrong() -> None:
    shown = way(traced(seen(), DATE.replace("24 Nov", "22 Nov").replace("Tue", "Sun")), Options())
    assert shown.written is not None and shown.written.words == "Date (its clock may be wrong)"


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (60, "Date, by Example Mailer 3.14 for Windows (not counted)"),
        (38, "Date, by Example Mailer… (not counted)"),
        (26, "Date (not counted)"),
        (12, "Date …unted)"),
    ],
)
def test_the_program_gives_way_to_what_is_to_be_known_of_the_date(cells: int, words: str) -> None:
    end = Edge("writer", "Date", "?", "", None, "", None, 0.0, counts=False, program="Example Mailer 3.14 for Windows")
    assert end.fitted(cells) == words


def test_a_stranger_s_direct_delivery_has_a_border_too() -> None:
    found = border(traced(seen(), DATE))
    assert found is not None and (found.at, found.words) == (1, "handed to example.org by 192.0.2.1")
    assert found.above == "above: the sender's word (?)"
    assert border(traced(seen(ip="127.0.0.1"), DATE)) is None


@pytest.mark.parametrize("format", ["table", "tree", "timeline"])
@pytest.mark.parametrize("columns", [60, 80, 140])
def test_the_border_is_the_heavy_line(format: str, columns: int) -> None:
    rows = headertrace.render(traced(seen(), CLAIM, DATE), format, Options(width=columns)).splitlines()
    (line,) = [row for row in rows if row.startswith("━━ ")]
    assert line.startswith("━━ handed to example.org by 192.0.2.1 ") and line.endswith("━")


def test_only_a_claim_is_dim_and_only_what_is_contradicted_is_struck() -> None:
    trace = traced(seen(), CLAIM, DATE)
    rows = headertrace.render(trace, "table", Options(width=100, color=True)).splitlines()
    claimed = next(row for row in rows if "1?" in row)
    vouched = next(row for row in rows if re.match(r"(\x1b\[\d+m)*2  ", row))
    assert claimed.startswith("\x1b[2m") and not vouched.startswith("\x1b[2m") and "\x1b[9m" not in claimed + vouched


def test_inner_addresses_of_an_operator_say_that_they_are() -> None:
    shown = way(sample("gmail-to-microsoft365"), Options())
    assert "inside Google" in {step.by for step in shown.steps}
    assert not any(step.by.startswith("2002:a") for step in shown.steps)


NAMES = [
    ("mail-ej1-f47.google.com", 17, "mail-….google.com"),
    ("mail-ej1-f47.google.com", 23, "mail-ej1-f47.google.com"),
    ("mail-ej1-f47.google.com", 12, "….google.com"),
    ("a.b.example.co.uk", 16, "a….example.co.uk"),
    ("mail-ej1-f47.google.com", 9, "…ogle.com"),
    ("evil-google.com", 12, "…-google.com"),
    ("xn--mnchen-3ya.example (münchen.example)", 24, "xn--mnchen-3ya.example"),
    ("[192.0.2.1]", 7, "[19….1]"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "cells", "shown"), NAMES)
def test_a_name_is_cut_left_of_its_domain(name: str, cells: int, shown: str) -> None:
    assert fitted(name, cells) == shown


def test_one_of_two_names_gives_way_first() -> None:
    assert pair("mail-ej1-f47.google.com", "mx.example.org", 35) == ("mail-e….google.com → mx.example.org", "")
    text, left = pair("mail.long-domain-name.example", "mx.other-domain-name.example", 40)
    assert (text, left) == ("→ mx.other-domain-name.example", "mail.long-domain-name.example")


@given(st.from_regex(r"[a-z]{1,12}(\.[a-z]{1,12}){0,4}", fullmatch=True), st.integers(2, 60))
def test_a_fitted_name_fits_and_ends_as_it_did(name: str, cells: int) -> None:
    shown = fitted(name, cells)
    assert width(shown) <= cells
    assert shown == name or shown.rpartition("…")[2] == name[len(name) - len(shown.rpartition("…")[2]) :]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("MX.example.org", "mx.example.org", True),
        ("a1.eurprd02.prod.outlook.com", "a1.mail.protection.outlook.com", True),
        ("a1.outlook.com", "a1.example.com", False),
        ("a2.example.com", "a1.example.com", False),
        ("[192.0.2.1]", "[192.0.2.1]", True),
        ("localhost", "localhost", True),
        ("", "", False),
    ],
)
def test_hosts_that_are_plainly_one(one: str, other: str, same: bool) -> None:
    assert is_same(one, other) is same


def test_the_filter_s_role_is_called_so_and_explained() -> None:
    trace = sample("filter-round-trip")
    assert "MFA" in {role for hop in trace.hops for role in hop.role}
    shown = way(trace, Options())
    assert "filter" in {step.role for step in shown.steps}
    assert dict(legend(shown))["filter"].endswith("(MFA in JSON)")
    for format in ("table", "tree", "headers", "html", "markdown", "text"):
        text = headertrace.render(trace, format)
        assert not re.search(r"\bMFA\b(?! in JSON)", text), format
    assert '"MFA"' in headertrace.render(trace, "json")


def test_terminal_and_picture_have_the_same_rows() -> None:
    trace = sample("queue-retry")
    found = timeline(way(trace, Options()), Options())
    assert found is not None
    axis, rows = found
    assert [row.number for row in rows] == ["·", "1", "2", "3"] and [bool(row.border) for row in rows][3]
    assert rows[3].bar is not None and rows[3].bar.kind == "wait" and 0.0 <= rows[3].bar.start < rows[3].bar.end <= 1.0
    text, picture = headertrace.render(trace, "timeline"), headertrace.render(trace, "svg")
    for row in rows:
        assert row.name in text and row.name in picture and row.delay in text and row.delay in picture
    assert "queue-retry (possible)" in text and "queue-retry (possible)" in picture
    assert axis.share(axis.start) == 0.0


def test_a_forged_stamp_draws_no_bar_and_moves_no_axis() -> None:
    """NNFMP is spoken by Yahoo's own servers alone."""
    forged = "".join(
        f"Received: from [198.51.100.{n}] by mail{n}.example.com with NNFMP; Mon, {20 + n} Nov 2026 15:16:54 +0000\n"
        for n in (3, 2)
    )
    trace = traced(seen(), forged, DATE)
    unheard = way(trace, Options()).unheard
    assert unheard, [hop.trust for hop in trace.hops]
    found = timeline(way(trace, Options()), Options())
    assert found is not None and found[0].span < 60
    rows = [row for row in found[1] if row.step]
    assert [row.bar is None for row in rows] == [row.step.n <= unheard for row in rows if row.step]
    for format in ("timeline", "svg"):
        assert "stamped 23 Nov 15:16:54" in headertrace.render(trace, format)


def test_ten_hops_stay_aligned() -> None:
    lines = [
        f"Received: from h{n}.example.net (h{n}.example.net [192.0.2.{n}]) by h{n + 1}.example.net (Postfix) with ESMTP"
        f" id 4ABC{n:04}{STAMP.format(n)}"
        for n in range(11, 0, -1)
    ]
    trace = traced(*lines, DATE)
    for format in ("table", "timeline"):
        rows = headertrace.render(trace, format, Options(width=100)).splitlines()
        at = {row.index("h1") for row in rows if re.match(r" ?\d+[?~! ] ", row) and "h1" in row}
        assert format == "table" or len(at) == 1
        assert [row[:2] for row in rows if re.match(r"[ \d]\d[?~! ] ", row)] == [f"{n:2}" for n in range(1, 12)]


def test_each_of_several_files_is_headed_by_its_name() -> None:
    traces = [trace._replace(source=trace.source._replace(name=name)) for name, trace in
              (("a.eml", sample("greylisted")), ("box.mbox", sample("queue-retry")))]  # fmt: skip
    for format in ("table", "tree", "timeline", "headers"):
        lines = headertrace.render(traces, format).splitlines()
        assert [line for line in lines if line in ("a.eml", "box.mbox")] == ["a.eml", "box.mbox"]


def test_what_to_do_stands_after_an_arrow() -> None:
    text = headertrace.render(sample("queue-retry"), "table", Options(width=80, color=True))
    assert "\x1b[1m→ \x1b[0mCheck that host" in text


@pytest.mark.parametrize("format", ["table", "tree", "timeline", "html", "svg", "markdown", "text"])
def test_the_way_into_the_mailbox_has_a_row(format: str) -> None:
    trace = traced(seen(), CLAIM, DATE)
    stored = Held(len(trace.hops) + 1, 90.0, 90.0, 90.0)
    trace = trace._replace(timeline=trace.timeline._replace(steps=(*trace.timeline.steps, stored)))
    shown = way(trace, Options())
    assert shown.stored is not None and (shown.stored.time, shown.total) == ("24 Nov 08:01:35", "1 min 35 s")
    text = headertrace.render(trace, format, Options(width=80))
    assert "into the mailbox" in text and "1 min 30 s" in text
    assert format in ("tree", "timeline", "svg") or "1 min 35 s" in text


def test_what_is_said_of_several_lines_in_the_same_words_is_said_once_with_all_of_them() -> None:
    trace = traced(seen().replace("Tue", "Thu"), CLAIM.replace("Tue", "Thu"), DATE)
    (found,) = (item for item in told(trace.findings) if item.code == "HT204")
    ((text, places),) = found.texts
    assert text == "That day was a Tuesday, not a Thursday."
    assert sorted(place.first for place in places) == [1, 2] and sorted(found.hops) == [1, 2]


def test_a_hop_that_several_findings_name_is_told_once() -> None:
    inside = (
        "Received: from pc.example.net (10.0.0.7) by out.example.net (10.0.0.9) with Microsoft SMTP Server id 15.1.1.1"
    )
    (found,) = (item for item in told(traced(seen(), inside + STAMP.format(2)).findings) if item.code == "HT904")
    assert len(found.texts) == 2 and found.hops == (1,)
