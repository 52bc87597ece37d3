"""The dictionary of field names: every row is sound, and no other table of names stands beside it."""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path
from typing import get_args

import pytest

import headertrace
from headertrace.clocks import index as clocks
from headertrace.dictionary import SUBJECTS, entry, families, lists, names
from headertrace.dictionary.entries import Adds, Agent, Check, Holds, ListMark
from headertrace.dictionary.rows import Row
from headertrace.redact import KINDS, redact

PACKAGE = Path(headertrace.__file__).parent
ROWS: list[Row] = [
    row for subject in (*SUBJECTS, "families") for row in import_module(f"headertrace.dictionary.{subject}").ROWS
]
# Module and table: why names of fields stand there all the same.
ELSEWHERE = {
    "delays/client_offline.py _BULK": "what of a machine's mail speaks against a person's client",
    "syntax/fields.py _ADDRESSES": "which fields go on where a folded line has lost its indent",
    "findings/survey.py _ADDRESSED": "the fields in which a check looks for addresses",
    "sources/mending.py _MADE": "what a mail program writes into each mail, and a quotation lacks",
    "sources/pasted/names.py ONCE": "RFC 5322 section 3.6: of these a second one begins another header",
    "filters/index.py INDEX": "which file reads which header: a row a leaf, and those names stand nowhere else",
    "logs/exports/index.py INDEX": "columns of exports, and no header fields",
    "clocks/index.py BY_FIELD": "the index of the schemes; a test here holds it against the dictionary",
    "authentication/signatures.py _REQUIRED": "what the grammar of each signature asks for",
    "compare/differences.py _COMPARED": "what is compared first, in that order",
    "findings/confidentiality.py _NAMED_IN": "where a finding looks for a mailbox",
    "findings/confidentiality.py _SCRIPTS": "what a finding looks for, in that order",
    "findings/facts.py ONCE": "RFC 5322 section 3.6: at most one of each",
    "findings/facts.py _TOLD": "what tells a check something in which field",
    "findings/identity.py _AUTHORS": "what a finding looks at, in that order",
    "view/observables.py _SENDERS": "whose mailboxes are observables, and what each field is called there",
    "findings/trust.py _MARKS": "whose servers take which marks away",
    "reports/signs.py _LOOKED_AT": "the fields whose values may tell a notice",
    "roles/writers.py _OWN_WORD": "which field tells the program, the surest first",
    "verification/breakage/edits.py _COPIES": "where lists keep what they changed",
    "verification/breakage/edits.py _ADDRESS_FIELDS": "which edits are tried on which field",
    "verification/breakage/edits.py _USUAL": "how names are usually written",
    "verification/breakage/edits.py _LIKELY": "which edits are tried on which field",
    "verification/breakage/edits.py _CONSTANTS": "which values are tried for which field",
    "verification/breakage/fields.py _ADDED": "what lists add to a message that lacked it",
}
ENOUGH = 4


def test_no_name_has_two_rows() -> None:
    found = [row[0] for row in ROWS]
    assert sorted(found) == sorted(set(found))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_row_is_of_the_words_that_there_are(row: Row) -> None:
    name, agent, adds, holds, marks, meaning, source = row
    assert name == name.lower().strip()
    assert holds in get_args(Holds)
    assert bool(agent) == bool(adds) == bool(meaning) == bool(source)
    assert not agent or (agent in get_args(Agent) and adds in get_args(Adds))
    words = {
        "delivered", "moderated", *(f"list:{mark}" for mark in get_args(ListMark)),
        *(f"check:{check}" for check in get_args(Check)), *(f"clock:{scheme}" for scheme in clocks.BY_FIELD.values()),
    }  # fmt: skip
    assert set(marks.split()) <= words


def test_marks_stand_where_they_are_looked_for() -> None:
    where = {
        word.partition(":")[0]: subject
        for subject in SUBJECTS
        for row in import_module(f"headertrace.dictionary.{subject}").ROWS
        for word in row[4].split()
        if not word.startswith("clock:")
    }
    assert where == {"list": "lists", "moderated": "lists", "check": "checks", "delivered": "servers"}


def test_a_name_s_own_row_comes_before_its_family() -> None:
    own, family = entry("list-id"), entry("list-of-ours")
    assert own is not None and own.meaning == "the mailing list" and own.list_mark == "name"
    assert family is not None and family.name == "list-"
    assert entry("x-strange") is None


def test_every_kind_of_secret_is_one_that_redaction_knows() -> None:
    assert {known.secret for name in names() if (known := entry(name))} - {None} <= set(KINDS)


def test_clocks_and_dictionary_agree() -> None:
    told = {name: known.clock for name in names() if (known := entry(name)) and known.clock}
    assert told == clocks.BY_FIELD


def test_lists_are_told_from_the_surest_name_on() -> None:
    assert set(lists.NAMING) < lists.ADDRESSING < lists.ALL


@pytest.mark.parametrize("name", ["X-Authenticated-Sender", "X-Report-Abuse-To"])
def test_a_mailbox_is_redacted_as_one(name: str) -> None:
    made = redact(f"{name}: Ann <ann.example@example.net>\n\n".encode(), key=b"k" * 16)
    assert b"Ann" not in made and b"ann.example" not in made
    assert b"<" in made.partition(b"\n")[0] and b"@example.net>" in made


def tables(path: Path) -> list[str]:
    """The names of a module's tables that hold several names of fields."""
    known = names() | {family[0] for family in families.ROWS}
    found = []
    for node in ast.parse(path.read_text("utf-8")).body:
        if not isinstance(node, (ast.Assign, ast.AnnAssign)):
            continue
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        told = set()
        for part in ast.walk(node):
            if isinstance(part, ast.Constant) and isinstance(part.value, (str, bytes)):
                text = part.value if isinstance(part.value, str) else part.value.decode("latin-1")
                words = text.lower().replace("|", " ").split()
                # Prose is none, though it has words in it that are names too.
                if all(word in known or ":" in word for word in words):
                    told.update(word for word in words if word in known)
        if len(told) >= ENOUGH and told & HYPHENED:
            found.append(f"{path.relative_to(PACKAGE)} {ast.unparse(target)}")
    return found


# Words like "from" and "date" alone are grammar, not names of fields.
HYPHENED = {name for name in names() if "-" in name}


def test_no_table_of_names_stands_beside_the_dictionary() -> None:
    found = {
        table
        for path in PACKAGE.rglob("*.py")
        if path.parent.name != "dictionary"
        for table in tables(path)
        # A filter's own file says how each of its lines is read, a check which fields it looks for.
        if (path.parent.name, table.rpartition(" ")[2]) not in (("filters", "FILTER"), ("findings", "CHECKS"))
    }
    assert found - set(ELSEWHERE) == set()
    assert set(ELSEWHERE) - found == set(), "an exception that is needed no longer"
