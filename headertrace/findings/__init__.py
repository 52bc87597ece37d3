"""What stands out: a registry of checks over a Trace, one file a family.

Each module holds ``CHECKS``, a table of ``Check`` rows, and is named in ``FAMILIES``. A check
gives findings by way of ``found``, which fills in what the row says of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from importlib import import_module
from typing import NamedTuple

from headertrace.model import Evidence, Field, Finding, Hop, Trace

FAMILIES = (
    "reading", "time", "path", "trust", "forgery", "authentication", "identity", "filters", "routing",
    "confidentiality",
)  # fmt: skip
SEVERITIES = ("info", "warning", "error")


class Hit(NamedTuple):
    """One place where a check strikes: what it says there, and the line it rests on."""

    text: str
    field: Field | None = None
    hop: Hop | None = None


class Check(NamedTuple):
    """``code`` and ``name`` are stable; ``advice`` is one sentence on what to do next."""

    code: str
    name: str
    severity: str
    advice: str
    look: Callable[[Trace], Iterable[Hit]]


@cache
def checks() -> tuple[Check, ...]:
    """Every check, in the order of the families."""
    return tuple(check for family in FAMILIES for check in _checks(family))


@cache
def _checks(family: str) -> tuple[Check, ...]:
    return import_module(f"headertrace.findings.{family}").CHECKS  # type: ignore[no-any-return]


_latest: tuple[Trace | None, dict[str, list[Field]]] = (None, {})


def named(trace: Trace, name: str) -> list[Field]:
    """The fields of that name (lower case), top first; the index is made once a message."""
    global _latest
    if _latest[0] is not trace:
        index: dict[str, list[Field]] = {}
        for field in trace.fields:
            index.setdefault(field.name.lower(), []).append(field)
        _latest = (trace, index)
    return _latest[1].get(name, [])


# What a family looks at; one that has nothing to look at is not even loaded.
_SUBJECTS: dict[str, Callable[[Trace], object]] = {
    "authentication": lambda trace: trace.authentication,
    "filters": lambda trace: trace.filters or trace.unparsed,
}


def find(trace: Trace) -> tuple[Finding, ...]:
    """All findings on a trace, worst first, then in the order of the path."""
    found: list[Finding] = []
    for family in FAMILIES:
        subject = _SUBJECTS.get(family)
        if subject is None or subject(trace):
            found += [_finding(check, hit) for check in _checks(family) for hit in check.look(trace)]
    found.sort(key=lambda finding: (-SEVERITIES.index(finding.severity), finding.code, finding.hop or 0))
    return tuple(found)


def unknown(words: Iterable[str]) -> str | None:
    """The first of ``words`` that begins no finding's code and is no finding's name; None where all do."""
    return next((word for word in words if not any(_fits(check.code, check.name, word) for check in checks())), None)


def chosen(found: tuple[Finding, ...], select: Iterable[str], ignore: Iterable[str]) -> tuple[Finding, ...]:
    """The findings whose code begins with, or whose name is, one of ``select`` (all, where there is none) and of
    ``ignore`` none.
    """
    wanted, unwanted = tuple(select), tuple(ignore)
    return tuple(
        item
        for item in found
        if (not wanted or any(_fits(item.code, item.name, word) for word in wanted))
        and not any(_fits(item.code, item.name, word) for word in unwanted)
    )


def _fits(code: str, name: str, word: str) -> bool:
    return bool(word) and (code.startswith(word.upper()) or name == word.lower())


def _finding(check: Check, hit: Hit) -> Finding:
    field = hit.field or (hit.hop.field if hit.hop else None)
    return Finding(
        code=check.code,
        name=check.name,
        severity=check.severity,
        text=hit.text,
        advice=check.advice,
        hop=hit.hop.n if hit.hop else None,
        field=field.number if field else None,
        evidence=(Evidence(field.number, field.lines, field.value[:200]),) if field else (),
    )
