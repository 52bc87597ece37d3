"""Findings chosen by the words of ``--select`` and ``--ignore``: the beginning of a code, or a name."""

from __future__ import annotations

from collections.abc import Iterable

from headertrace.findings.engine import checks
from headertrace.records.judgements import Finding


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
