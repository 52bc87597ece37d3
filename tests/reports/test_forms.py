"""Each product's notice for people: its recipients, and the codes in the words beside them."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from headertrace import reports
from headertrace.reports import codes
from headertrace.reports.form import Form, rows
from headertrace.reports.index import INDEX
from headertrace.reports.parts import Line
from headertrace.reports.reading import read
from headertrace.syntax.fields import parse_block

from .notices import TEXTS, Row

HEADER = b"From: MAILER-DAEMON@out.example.net\nTo: ann@example.net\nSubject: failure notice\n\n"
FOLDER = Path(reports.__file__).parent
# What is no leaf: the contract, the index, and what all notices need.
NO_LEAVES = {
    "body", "codes", "form", "gate", "hosts", "index", "parts", "phrases", "reading", "reasons", "reporting", "returned", "rfc3464", "signs", "statuses",
    "whose", "words",
}  # fmt: skip


def lines(text: str) -> list[Line]:
    return [Line(line, number) for number, line in enumerate(text.split("\n"), 1)]


@pytest.mark.parametrize(("leaf", "text", "expected"), TEXTS, ids=[f"{row[0]}-{at}" for at, row in enumerate(TEXTS)])
def test_a_products_notice(leaf: str, text: str, expected: list[Row]) -> None:
    module = import_module(f"headertrace.reports.{leaf}")
    found = rows(module.FORM, lines(text)) if hasattr(module, "FORM") else module.read(lines(text))
    told = [(row.recipient, codes.reply(row.words), codes.status(row.words)) for row in found if row.recipient]
    assert told == expected


@pytest.mark.parametrize(("leaf", "text", "expected"), TEXTS, ids=[f"{row[0]}-{at}" for at, row in enumerate(TEXTS)])
def test_the_index_finds_the_leaf(leaf: str, text: str, expected: list[Row]) -> None:
    fields, _ = parse_block(HEADER)
    notice = read(fields, text.encode())
    if not expected:
        assert notice is None or notice.form == leaf
        return
    assert notice is not None and notice.form == leaf
    assert [(item.recipient, item.reply, item.status) for item in notice.reports] == expected


def test_every_leaf_has_its_row_and_its_example() -> None:
    files = {path.stem for path in FOLDER.glob("[a-z]*.py")} - NO_LEAVES
    assert {mark.name for mark in INDEX} == files == {leaf for leaf, _, _ in TEXTS}
    assert len({mark.name for mark in INDEX}) == len(INDEX)


@pytest.mark.parametrize("mark", INDEX, ids=lambda mark: mark.name)
def test_a_leaf_says_where_it_was_learned(mark: object) -> None:
    module = import_module(f"headertrace.reports.{mark.name}")  # type: ignore[attr-defined]
    form = getattr(module, "FORM", None)
    assert module.__doc__ and (form is None or (isinstance(form, Form) and form.source and form.product))
    assert all(word == word.lower() for word in mark.words)  # type: ignore[attr-defined]
