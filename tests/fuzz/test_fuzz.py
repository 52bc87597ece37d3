"""What was found by ``hunt.py``, each as a row of what must hold, and a few harmed inputs through each reader."""

from __future__ import annotations

import functools
import gc
import json
import random
from pathlib import Path

import pytest

import headertrace
from fuzz.guided import Judge, Tally
from fuzz.hunt import COMMANDS, Command, Done, judged, live
from fuzz.mutation import MUTATIONS, mutated
from fuzz.seeds import seeds
from fuzz.targets import TARGETS, Target, Wrong, counted
from headertrace.logs.exports.reading import events, recognised
from headertrace.redact import PRESETS, Redactor, as_bytes
from headertrace.renderings import render
from headertrace.syntax.dates import parse_date
from headertrace.timeline import solver
from helpers.command import run

SEEDS = seeds()
KINDS = sorted({kind for kind, _ in SEEDS})


@pytest.mark.parametrize("kind", KINDS)
def test_harmed_inputs_raise_nothing_and_show_nothing_live(kind: str) -> None:
    chance = random.Random(kind)
    data = next(data for name, data in SEEDS if name == kind)
    for _ in range(3):
        for message in list(headertrace.read(mutated(data, b"", chance)))[:3]:
            assert message.fields or message.defects
            assert live(render(headertrace.trace(message), "table")) == []


@pytest.mark.parametrize("name", MUTATIONS)
def test_each_mutation_harms_and_is_the_same_each_time(name: str) -> None:
    data = SEEDS[0][1]
    once, again = ([MUTATIONS[name](data, random.Random(n)) for n in range(9)] for _ in range(2))
    assert once == again and any(made != data for made in once)


def test_the_judge_sees_what_is_wrong() -> None:
    command = Command(("-f", "table", "FILE"), COMMANDS[0].sound)
    sound = Done(0, b"fine\n", b"", 0.1, 0)
    assert judged(command, sound) is None
    for fields in (
        {"code": 99}, {"code": -9}, {"err": b"Traceback (most recent call last):\n"}, {"err": b"oops\n"},
        {"err": b"headertrace: x: this message was left out: KeyError: 1\n"}, {"err": b"headertrace: \x1b[31m\n"},
        {"seconds": 9.0}, {"most": 1 << 30}, {"out": b"\x1b]0;x\x07"},
    ):  # fmt: skip
        assert judged(command, sound._replace(**fields)) is not None, fields


def test_a_hop_that_is_missing_is_seen() -> None:
    trace = headertrace.trace(SEEDS[0][1])
    counted(trace)
    for hops in (trace.hops[1:], trace.hops[::-1], (*trace.hops, trace.hops[-1])):
        with pytest.raises(Wrong):
            counted(trace._replace(hops=hops))


def test_the_guided_fuzzer_counts_what_is_wrong_and_keeps_three_of_a_kind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def check(data: bytes) -> None:
        if data.startswith(b"key"):
            raise KeyError(data)
        if data.startswith(b"promise"):
            raise Wrong(f"{len(data)} hops")

    monkeypatch.setitem(TARGETS, "made up", Target(check, list))
    judge = Judge("made up", tmp_path, Tally())
    for data in (b"sound", *(b"key%d" % n for n in range(5)), b"promise", b"promises"):
        judge(data)
    tried, wrong, _ = judge.tally.read()
    assert (tried, wrong) == (8, 7)
    assert sorted(path.read_bytes() for path in tmp_path.glob("*-?")) == [
        b"key0",
        b"key1",
        b"key2",
        b"promise",
        b"promises",
    ]
    assert len(list(tmp_path.glob("*.why"))) == 5


DAMAGED_XML = b'<?xml version="1.0"?>\n<emails><email><OPFMessage>\x01<</OPFMessage></email></emails>\n'


@pytest.mark.parametrize(
    "words", [("redact", "FILE"), ("compare", "FILE", "FILE"), ("FILE",), ("report", "--to", "file", "FILE")]
)
def test_damaged_xml_of_outlook_is_told_by_every_verb(words: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "mail.xml").write_bytes(DAMAGED_XML)
    done = run(*(word.replace("FILE", "mail.xml") for word in words), cwd=tmp_path)
    assert done.returncode == 4
    assert b"its XML is damaged" in done.stderr and b"Traceback" not in done.stderr


def test_clauses_that_stand_again_are_told_once_they_are_many() -> None:
    got = headertrace.parse_received(
        "from a by b with SMTP id 1 " + "with ESMTP " * 3_000 + "; 24 Nov 2026 08:00:00 +0000"
    )
    told = [defect.text for defect in got.defects if defect.code == "repeated-clause"]
    assert len(told) == 21 and told[-1].startswith("2,980 more")


def test_sets_of_waits_are_tried_as_far_as_there_is_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """A host at every second of very many steps, whose clock is wrong."""
    tried = 0
    waiting = solver._Beside._waiting

    def counted(beside: solver._Beside, waits: tuple[int, ...]) -> object:
        nonlocal tried
        tried += len(beside.steps)
        return waiting(beside, waits)

    monkeypatch.setattr(solver._Beside, "_waiting", counted)
    steps = 60
    differences = tuple((-1) ** at * 3_000.0 + (at % 7) * 400 for at in range(steps))
    group = tuple(0 if at % 2 else 1 + at // 2 % 9 for at in range(steps + 1))
    given = solver.Chain(differences, group, ((1.0,),) * 10, {}, {}, -1)
    solver.solve(given)
    assert 0 < tried < 3 * solver._MOST_STEPS


def test_the_pattern_of_a_broken_from_is_bounded() -> None:
    from headertrace.findings.identity import _BROKEN

    assert _BROKEN.search("Ann (<ann@example.net>) ")
    # Neither part goes on over another address, or without an end.
    for text in ("Ann <ann@example.net>", "(<a@b> <a@b>)", f"(<{'a' * 999}@b>)", f"(<a@{'b' * 999}>)"):
        assert not _BROKEN.search(text)


def test_redaction_of_a_line_that_no_server_wrote_tries_only_so_much(monkeypatch: pytest.MonkeyPatch) -> None:
    from headertrace.redact import words

    scrubbed = 0
    scrub = words.Words.scrub

    def counted(self: words.Words, text: str, exact: dict[str, str] | None = None) -> str:
        nonlocal scrubbed
        scrubbed += len(text)
        return scrub(self, text, exact)

    monkeypatch.setattr(words.Words, "scrub", counted)
    line = " ".join(f"by{n} a{n}@b.example (c-{n}) with" for n in range(2_000))
    data = f"Received: from {line} id 1; Tue, 24 Nov 2026 08:00:00 +0000\n".encode() * 3 + b"From: a@example.net\n\n"
    Redactor("standard", bytes(32)).message(next(iter(headertrace.read(data))))
    assert scrubbed < 2 * (words._MAX_ANEW + 4 * len(data))


def test_numbers_that_no_date_has_are_no_date() -> None:
    """python-dateutil reads them with decimal, whose errors are of another kind."""
    huge = "Tue, 24 Nov 20208:" + "9" * 40 + "a"
    assert parse_date(huge).utc is None
    text = f"eventid,internalmessageid,messageid,datetime\nRECEIVE,1,<7@example.net>,{huge[5:]}\n".encode()
    export = recognised(text)
    assert export is not None
    assert [event.line.local for event in events(export, text, "x")] == [None]


def test_a_clause_that_stands_again_is_shown_where_it_stands() -> None:
    for value in (
        "from a by b.example with SMTP by b.example and more with ESMTP by b.example; 24 Nov 2026 08:00:00 +0000",
        f"from a by b.example {'x' * 60} by b.example {'x' * 60}y by b.example {'x' * 60}; 24 Nov 2026 08:00:00 +0000",
        "from \u0130\u0130 by b.example BY c.example; 24 Nov 2026 08:00:00 +0000",
    ):
        got = headertrace.parse_received(value)
        told = [defect for defect in got.defects if defect.code == "repeated-clause"]
        shown = [(got.raw[slice(*defect.span)], defect.text) for defect in told if defect.span]
        assert told and all(text.lower().endswith(clause.lower()[:80]) for clause, text in shown)


def test_spans_are_lists_in_the_document() -> None:
    made = headertrace.trace(b"Received: junk by b.example; 24 Nov 2026 08:00:00 +0000\n\n").to_dict()
    assert any(defect["span"] for hop in made["hops"] for defect in hop["defects"])
    assert json.loads(json.dumps(made)) == made


TOP_OF_MBX = b"*mbx*\r\n3a3b3c3d00000004\r\n".ljust(2_048, b"\0")
MAIL_OF_MBX = b"24-Nov-2026 08:00:00 +0000,14;000000000001-00000001\r\nSubject: x\r\n\r\n"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (TOP_OF_MBX + MAIL_OF_MBX, ["sound"]),
        (TOP_OF_MBX + MAIL_OF_MBX + b"\0" * 900, ["sound"]),
        (TOP_OF_MBX + b"\0" * 300 + MAIL_OF_MBX, ["failed"]),
        (TOP_OF_MBX[:600], ["failed"]),
        (TOP_OF_MBX, []),
    ],
    ids=["sound", "filled up", "shifted", "cut", "empty"],
)
def test_an_mbx_loses_nothing_silently(data: bytes, told: list[str]) -> None:
    found = [next((item.code for item in one.defects), "sound") for one in headertrace.read(data)]
    assert found == told


NOTICES = {
    "of nobody": b"Reporting-MTA: dns; mx.example.org\n\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 no\n",
    "with little returned": b"Final-Recipient: rfc822; bob@example.org\nAction: failed\nStatus: 5.1.1\n\n"
    b"--=x\nContent-Type: message/rfc822\n\nFrom: a@example.org\n",
    "with a blank line in it": b"Final-Recipient: rfc822; bob@example.org\nAction: failed\nStatus: 5.1.1\n\n"
    b"--=x\nContent-Type: message/rfc822\n\nReceived: from a\n by b; 24 Nov\r\r 2026 08:00:00 +0000\n"
    b"Received: from c by d; 24 Nov 2026 07:00:00 +0000\nMessage-ID: <7@example.net>\n",
}
HEAD = (
    b"From: MAILER-DAEMON@mx.example.org\nSubject: Undelivered Mail\nReturn-Path: <>\nMIME-Version: 1.0\n"
    b"Content-Type: multipart/report; report-type=delivery-status; boundary==x\n\n"
    b"--=x\nContent-Type: message/delivery-status\n\n"
)


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("name", NOTICES)
def test_a_damaged_notice_says_the_same_when_it_is_redacted(name: str, preset: str) -> None:
    before = headertrace.trace(message := next(iter(headertrace.read(HEAD + NOTICES[name] + b"\n--=x--\n"))))
    after = headertrace.trace(as_bytes(Redactor(preset, bytes(32)).message(message)))
    told = [(len(trace.reports), trace.returned and trace.returned.path.received) for trace in (before, after)]
    assert told[0] == told[1] and told[0][0] == 1


def test_whoever_has_no_address_answers_for_nobody() -> None:
    mail = b"From: somebody\nReturn-Path: <>\nAuto-Submitted: auto-replied\nSubject: Re: Lunch\n\nI am away.\n"
    assert headertrace.trace(mail).reports == ()
    assert len(headertrace.trace(mail.replace(b"body", b"body@example.net")).reports) == 1


LONG_WORDS = (
    "from {} ([192.0.2.1]) by b.example.org", "from a by {}", "from a (x.{} [192.0.2.1]) by b.example.org", "from a by b with {}",
    "from a by b ({})", "from a ({} 1.0) by b (Postfix {})", "from a by b for <x@{}>", "from a by b id {}",
)  # fmt: skip


def test_what_is_remembered_of_hostile_names_is_little() -> None:
    """A cache that holds so many names must not hold long ones: a mailbox has room for thousands of 60 kB."""
    for number in range(20):
        name = f"{number:04}" + "ab" * 10_000
        lines = "".join(f"Received: {words.replace('{}', name)}; 24 Nov 2026 08:00:00 +0000\n" for words in LONG_WORDS)
        headertrace.trace(f"{lines}X-{name}: x\nFrom: ann@{name}.example\n\n".encode())
    caches = [item for item in gc.get_objects() if isinstance(item, functools._lru_cache_wrapper)]
    kept = [
        item for cache in caches for one in gc.get_referents(cache) if isinstance(one, dict) for item in _texts(one)
    ]
    assert kept and not [len(item) for item in kept if "ab" * 5_000 in item]


def _texts(kept: dict[object, object]) -> list[str]:
    """The words that a cache knows an answer for."""
    keys = [part for key in kept for part in (key if isinstance(key, tuple) else (key, *gc.get_referents(key)))]
    return [part for part in keys if isinstance(part, str)]


@pytest.mark.parametrize("piece", ["boundary=", "to=", "mailto:", "sip:'", "mailto:a?mailto:b", "x=/y=", "//a?"])
def test_words_in_words_and_links_in_links_are_redacted_however_deep(piece: str) -> None:
    deep = piece * (20_000 // len(piece)) + "ann@secret.example"
    mail = f"Received: from a by b {deep}; Tue, 24 Nov 2026 08:00:00 +0000\nX-Words: {deep}\n\n".encode()
    found = next(iter(headertrace.read(mail)))
    for preset in ("standard", "public"):
        made = Redactor(preset, bytes(32)).message(found)
        assert b"ann@" not in as_bytes(made) and len(headertrace.trace(made).hops) == 1


@pytest.mark.parametrize("body", [b"Received:\nReceived:\r--=xy", b"Status:\r--x\rContent-Type:\nReceived:"])
def test_a_redacted_notice_is_not_divided_by_what_came_back_in_it(body: bytes) -> None:
    """Lines like boundaries, behind carriage returns that end no line before redaction and one after it."""
    notice = b'Content-Type: multipart/report; report-type=delivery-status; boundary="=x"\n\n' + body
    before = headertrace.trace(notice).returned
    (message,) = headertrace.read(notice)
    after = headertrace.trace(as_bytes(Redactor("ticket", bytes(32)).message(message))).returned
    assert before is not None and after is not None
    assert after.path.received == before.path.received


def test_a_damaged_date_is_disguised_once_however_often_its_line_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    from headertrace.redact import fields, pseudonyms

    asked: list[str] = []
    parse = fields.parse_date
    monkeypatch.setattr(fields, "parse_date", lambda text: asked.append(text) or parse(text))
    redaction = fields.Redaction(frozenset(PRESETS["standard"]), pseudonyms.Pseudonyms(bytes(32)))
    text = "Thu, 29 Apr 1999 23:34:45 -070xEd081VlF0MzE2cWZ " + "bWludXRhLmE " * 200
    made = redaction._stamp(text, lambda _: "gone")
    first = len(asked)
    assert redaction._stamp(text, lambda _: "gone") == made != "gone"
    assert len(asked) - first < 10 < first
