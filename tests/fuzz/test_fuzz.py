"""What was found by ``hunt.py``, each as a row of what must hold, and a few harmed inputs through each reader."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

import headertrace
from fuzz.hunt import COMMANDS, Command, Done, judged, live
from fuzz.mutation import MUTATIONS, mutated
from fuzz.seeds import seeds
from headertrace.redact import Redactor
from headertrace.renderings import render
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
    assert len(told) == 21 and told[-1].startswith("2980 more")


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
