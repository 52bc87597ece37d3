"""All checks of a message, side by side, by one resolver and one deadline."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import import_module
from typing import TYPE_CHECKING, cast

from headertrace.lookup import databases, lists
from headertrace.lookup.case import Case
from headertrace.lookup.index import CHECKS
from headertrace.lookup.parties import left_out
from headertrace.lookup.resolver import Resolver
from headertrace.records.lookups import Answer, Lookup, Lookups, Options
from headertrace.records.trace import Trace
from headertrace.text.counts import how_many

if TYPE_CHECKING:
    from headertrace.lookup.case import Check
    from headertrace.lookup.index import Row


def check(trace: Trace, whole: bytes | None = None, options: Options | None = None) -> Lookups:
    """Ask the DNS about everything in ``trace`` that can be asked.

    ``whole`` are the message's bytes with its body, for signatures. Raises ValueError for options
    that cannot be followed.
    """
    with checking(options or Options()) as own:
        return own(trace, whole)


@contextmanager
def checking(options: Options) -> Iterator[Callable[[Trace, bytes | None], Lookups]]:
    """``check`` for several messages, one after the other, which share the answers and the one deadline."""
    databases.prove(options)
    lists.prove(options)
    with resolver_for(options) as resolver:
        yield lambda trace, whole: _checked(resolver, Case(trace, whole, options, resolver))


def resolver_for(options: Options) -> Resolver:
    """Whom to ask, by these options; a context manager. Raises ValueError for options that cannot be followed."""
    resolver = Resolver(
        options.resolvers,
        options.deadline_s,
        dry_run=options.dry_run,
        names_only=options.names_only,
        hidden=lists.keys(),
    )
    # Whom to ask is found out, and complained of, before anything is asked.
    if options.ask and resolver.servers and options.cache and not options.dry_run:
        from headertrace.lookup.cache import Cache, default_path

        resolver.cache = Cache(default_path(), " ".join(resolver.whom))
    return resolver


def _checked(resolver: Resolver, case: Case) -> Lookups:
    when = datetime.now(UTC).replace(microsecond=0)
    before = resolver.questions
    wanted = [row for row in CHECKS if case.options.ask or row.local]
    checks = [_module(row) for row in wanted]
    found = resolver.run(_side_by_side(checks, case))
    rows: tuple[Lookup, ...] = ()
    notes: list[str] = []
    for row, check, made in zip(wanted, checks, found, strict=True):
        if isinstance(made, BaseException):
            notes.append(f"The check {row.name} could not be made: {type(made).__name__}: {made}")
        elif not case.options.dry_run:
            rows += tuple(made)
        elif made and (after := getattr(check, "AFTER", None)):
            notes.append(after)
    if left := left_out(case.trace):
        notes.append(
            how_many(left, "more address, of an older hop, was", "more addresses, of older hops, were")
            + " not asked about."
        )
    answers = _unique(answer for one in rows for answer in one.answers) | _unique(resolver.asked(before))
    whom = resolver.whom if case.options.ask else ()
    return Lookups(
        when, whom, case.options.deadline_s, rows, tuple(answers.values()), tuple(notes), case.options.dry_run
    )


def _module(row: Row) -> Check:
    return cast("Check", import_module(f"headertrace.{row.module}"))


async def _side_by_side(checks: Sequence[Check], case: Case) -> list[Sequence[Lookup] | BaseException]:
    """Each check's rows; where one failed, its error, so that it takes no other with it."""
    found: list[Sequence[Lookup] | BaseException] = await asyncio.gather(
        *(check.check(case) for check in checks), return_exceptions=True
    )
    return found


def _unique(answers: Iterable[Answer]) -> dict[tuple[str, str], Answer]:
    return {(answer.name, answer.kind): answer for answer in answers}
