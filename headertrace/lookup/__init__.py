"""The header's words held against the world of today. The only room that uses the network, and only when asked.

A check is a file with ``async def check(case: Case) -> Sequence[Lookup]`` and a row in CHECKS. All run
side by side in the resolver's loop; what blocks goes into ``asyncio.to_thread`` and asks there
with ``case.resolver.answers``. ``AFTER``, where a check has it, says what a dry run cannot: which questions
the answers to the first ones would lead to.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from headertrace.lookup.records import Case, Lookup, Lookups, Options
from headertrace.lookup.resolver import Answer, Resolver
from headertrace.model import Trace

# In the order in which they are shown.
CHECKS: tuple[str, ...] = ("reverse", "authentication")


def check(trace: Trace, whole: bytes | None = None, options: Options | None = None) -> Lookups:
    """Ask the DNS about everything in ``trace`` that can be asked.

    ``whole`` are the message's bytes with its body, for signatures. Raises ValueError for options
    that cannot be followed.
    """
    return next(iter(check_all([(trace, whole)], options or Options())))


def check_all(cases: Iterable[tuple[Trace, bytes | None]], options: Options) -> list[Lookups]:
    """``check`` for several messages, which share the answers and the one deadline."""
    with _resolver(options) as resolver:
        return [_checked(resolver, Case(trace, whole, options, resolver)) for trace, whole in cases]


def _resolver(options: Options) -> Resolver:
    resolver = Resolver(options.resolvers, options.deadline_s, dry_run=options.dry_run, names_only=options.names_only)
    if options.cache and not options.dry_run:
        from headertrace.lookup.cache import Cache, default_path

        resolver.cache = Cache(default_path(), " ".join(resolver.whom))
    return resolver


def _checked(resolver: Resolver, case: Case) -> Lookups:
    when = datetime.now(UTC).replace(microsecond=0)
    before = len(resolver.asked())
    checks = [import_module(f"{__name__}.{name}") for name in CHECKS]
    found = resolver.run(_side_by_side(checks, case))
    rows = tuple(row for rows in found for row in rows)
    answers = _unique(answer for row in rows for answer in row.answers) | _unique(resolver.asked(before))
    notes = ()
    if case.options.dry_run:
        rows, notes = (
            (),
            tuple(check.AFTER for check, made in zip(checks, found, strict=True) if made and hasattr(check, "AFTER")),
        )
    return Lookups(
        when, resolver.whom, case.options.deadline_s, rows, tuple(answers.values()), notes, case.options.dry_run
    )


async def _side_by_side(checks: Sequence[Any], case: Case) -> list[Sequence[Lookup]]:
    found: list[Sequence[Lookup]] = await asyncio.gather(*(check.check(case) for check in checks))
    return found


def _unique(answers: Iterable[Answer]) -> dict[tuple[str, str], Answer]:
    return {(answer.name, answer.kind): answer for answer in answers}
