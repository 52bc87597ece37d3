"""What readers meet is plain English of one kind: no riddles, no words of this program alone, British spelling."""

from __future__ import annotations

import re

import pytest

from words.strings import Said, code, pages

SAID = [*code(), *pages()]
# What is never said → what is said instead.
BANNED = {
    r"can(?:no|')t be told": "unknown",
    r"\btakes? (?:it|this|that line|the \w+|both lines|from) (?:for|as)\b": "treat as",
    r"\btaken for (?!a part)": "considered, treated as",
    r"\bkeepers?\b": "administrator",
    r"\bone's own\b": "your own",
    r"\b(?:never )?minds? (?:it|the|that)\b|\bwhat to mind\b": "allow for, note",
    r"\bgainsa(?:y|id)": "contradict",
    r"\bgiven in\b|\bgave it in\b": "submitted",
    r"\bnot to be had\b": "unreachable",
    r"\bby a time server\b": "with NTP",
    r"\bhouses?\b": "organisation, provider",
    r"\banew\b|\basked again\b": "checked again, differently, rewritten",
    r"\bone's\b": "your",
    r"\blet(?:s|ting)? (?:it |them )?go\b": "release",
    r"\bput(?:s|ting)? (?:it|the \w+) off\b|\bput off\b": "refuse temporarily",
    r"\bh(?:o|e)ld (?:it |them |the \w+ |\w+ )?against\b": "compare with, check for",
    r"\bmend(?:s|ed|ing)?\b": "repair, correct",
    r"\b(?:is|are|was|were) (?:not )?told\b(?! (?:not )?(?:to\b|\"))": "report, state",
    r"\bby way of\b": "through",
    r"\bheed(?:s|ed)?\b": "obey",
    r"\bstruck\b": "matched",
    r"\bwithout leave\b|\bby leave\b": "without permission",
    r"\bgive[sn]? (?:away|out)\b|\bgave (?:away|out)\b": "reveal, show, assign",
    r"\b(?:is|are|was) drawn like\b": "looks like",
    r"\borganiz": "organisation: British throughout",
    r"\b(?<![-`\[({.])colors?\b(?![`=:(])": "colour: British throughout",
    r"\b(?:behavior|recogniz|synchroniz|analyz|canceled)": "British throughout",
}
# Names, formats and what other programs write.
_NO_WORDS = re.compile(
    r"--color|\bcolor_|prefers-color|\[tools?\.|`color`|color, |\(--color\)|color:|currentColor|Organization(?:[-:]|$)|Header Analyzer"
)
_SKIPPED = ("dictionary/vocabulary.py", "organisations/")


def offends(said: Said, pattern: str) -> bool:
    return not said.file.startswith(_SKIPPED) and bool(re.search(pattern, _NO_WORDS.sub("", said.text), re.I))


@pytest.mark.parametrize("pattern", BANNED)
def test_never_said(pattern: str) -> None:
    found = [f"{said.file}:{said.line}: {said.text[:120]}" for said in SAID if offends(said, pattern)]
    assert found == [], f"say {BANNED[pattern]!r}"


def test_there_is_much_to_read() -> None:
    assert len(SAID) > 4_000


def test_advice_is_a_sentence() -> None:
    from headertrace.findings import checks

    odd = [check.code for check in checks() if not re.fullmatch(r"[A-Z].*[^.]\.", check.advice)]
    assert odd == []


def test_help_is_a_sentence() -> None:
    from importlib import import_module

    from headertrace.cli.declaring import declared
    from headertrace.cli.verbs import VERBS

    odd = {
        f"{verb} {field.name}: {field.said.help}"
        for verb, module in VERBS.items()
        for field in declared(import_module(module).Options)
        if not re.fullmatch(r"\S.*\.", field.said.help)
    }
    assert odd == set()
