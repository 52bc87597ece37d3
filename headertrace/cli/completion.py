"""What the shell's completion needs beyond typer's own: the verb may be left out.

The shell hands over the command line in the environment, each in its own way: bash as
``COMP_WORDS`` (a word a line) with ``COMP_CWORD`` (which word the cursor is in), the others
as ``_TYPER_COMPLETE_ARGS`` (the line up to the cursor). Where it holds an option or a file
in the place of the verb, ``show`` is put there, so that its options complete.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, MutableMapping

    Completion = Callable[[str], list[str]]

VARIABLE = "_HEADERTRACE_COMPLETE"
_DEFAULT = "show"


def name_the_verb(verbs: Collection[str], environ: MutableMapping[str, str] = os.environ) -> None:
    """Put the default verb into the command line that is being completed, if it has none."""
    if "COMP_WORDS" in environ:
        words = environ["COMP_WORDS"].split("\n")
        cursor = environ.get("COMP_CWORD", "")
        if len(words) > 1 and cursor.isdecimal() and _lacks_verb(words[1], int(cursor) == 1, verbs):
            environ["COMP_WORDS"] = "\n".join([words[0], _DEFAULT, *words[1:]])
            environ["COMP_CWORD"] = str(int(cursor) + 1)
    elif "_TYPER_COMPLETE_ARGS" in environ:
        line = environ["_TYPER_COMPLETE_ARGS"]
        words = line.split(None, 2)
        if len(words) > 1 and _lacks_verb(words[1], len(words) == 2 and not line[-1:].isspace(), verbs):
            _, _, rest = line.partition(words[0])
            environ["_TYPER_COMPLETE_ARGS"] = f"{words[0]} {_DEFAULT} {rest.lstrip()}"


def _lacks_verb(first: str, unfinished: bool, verbs: Collection[str]) -> bool:
    return first not in verbs and (not unfinished or first.startswith("-"))


def one_of(words: Collection[str]) -> Completion | None:
    """A completion that offers those words."""
    return when_asked(lambda incomplete: [word for word in words if word.startswith(incomplete)])


def begun(words: Collection[str]) -> Completion | None:
    """A completion that offers those words once one was begun; before that the shell offers files."""
    return when_asked(lambda incomplete: [word for word in words if incomplete and word.startswith(incomplete)])


def when_asked(completion: Completion) -> Completion | None:
    """``completion`` while a shell asks for it; else None, as typer takes its time to look at one."""
    return completion if VARIABLE in os.environ else None


def presets(incomplete: str) -> list[str]:
    """The presets of redaction."""
    from headertrace.redact import PRESETS

    return [name for name in PRESETS if name.startswith(incomplete)]


def zones(incomplete: str) -> list[str]:
    """The names of time zones, for ``--tz``."""
    from zoneinfo import available_timezones

    return sorted(name for name in available_timezones() if name.lower().startswith(incomplete.lower()))
