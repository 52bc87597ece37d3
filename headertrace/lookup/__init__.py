"""The header's words held against the world of today. The only room that uses the network, and only when asked.

A check is a file with ``async def check(case: Case) -> Sequence[Lookup]`` and a row in CHECKS. All run
side by side in the resolver's loop; what blocks goes into ``asyncio.to_thread`` and asks there
with ``case.resolver.answers``. ``AFTER``, where a check has it, says what a dry run cannot: which questions
the answers to the first ones would lead to.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import import_module

from headertrace.lookup.records import Case, Lookup, Lookups, Options
from headertrace.lookup.resolver import Resolver
from headertrace.model import Trace

# In the order in which they are shown.
CHECKS: tuple[str, ...] = ("reverse",)


def check(trace: Trace, whole: bytes | None = None, options: Options | None = None) -> Lookups:
    """Ask the DNS about everything in ``trace`` that can be asked.

    ``whole`` are the message's bytes with its body, for signatures. Raises ValueError for options
    that cannot be followed.
    """
    options = options or Options()
    with Resolver(
        options.resolvers, options.deadline_s, dry_run=options.dry_run, names_only=options.names_only
    ) as resolver:
        return check_with(resolver, trace, whole, options)


def check_with(resolver: Resolver, trace: Trace, whole: bytes | None, options: Options) -> Lookups:
    """``check`` with a resolver at hand: for several messages, which share its answers and its deadline."""
    when = datetime.now(UTC).replace(microsecond=0)
    rows = resolver.run(_all(Case(trace, whole, options, resolver)))
    return Lookups(when, resolver.whom, options.deadline_s, tuple(rows), resolver.asked(), (), options.dry_run)


async def _all(case: Case) -> list[Lookup]:
    checks = [import_module(f"{__name__}.{name}").check for name in CHECKS]
    found: list[Sequence[Lookup]] = await asyncio.gather(*(check(case) for check in checks))
    return [row for rows in found for row in rows]
