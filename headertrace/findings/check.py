"""The contract of a check: its row, what it is given and what it gives back.

A family is a file with ``CHECKS``, a table of ``Check`` rows, and is named in ``index``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from headertrace.findings.survey import Survey
from headertrace.named import NamedTuple
from headertrace.records.evidence import Field
from headertrace.records.path import Hop
from headertrace.records.vocabulary import Severity

# What is told after the words of a line, by whether one's own servers wrote it (``provenance.placing.Place``).
CLAIMS = {True: "", False: "; a claim that came with the message", None: "; or the sender says so in its name"}


def weight(trusted: bool | None) -> Severity | None:
    """How much words weigh by whose they are: what came with the message warns of nothing."""
    return "info" if trusted is False else None


class Hit(NamedTuple):
    """One place where a check strikes: what it says there, and the line it rests on.

    ``severity`` and ``advice`` are those of the check where None is given: a hit may weigh less, and ask for
    something else.
    """

    text: str
    field: Field | None = None
    hop: Hop | None = None
    severity: Severity | None = None
    advice: str | None = None


class Check(NamedTuple):
    """``code`` and ``name`` are stable; ``advice`` is one sentence on what to do next.

    ``needs`` are words of ``facts``, parted by spaces: without any of them in the message the check
    finds nothing and is not asked. An empty text stands for what the family needs.
    """

    code: str
    name: str
    severity: Severity
    advice: str
    look: Callable[[Survey], Iterable[Hit]]
    needs: str = ""
