"""The contract of a check that looks something up, and what it is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from headertrace.named import NamedTuple
from headertrace.records.lookups import Lookup, Options
from headertrace.records.trace import Trace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headertrace.lookup.resolver import Resolver


class Case(NamedTuple):
    """What a check is given: the trace, the whole message where it is at hand, and whom to ask."""

    trace: Trace
    whole: bytes | None
    options: Options
    resolver: Resolver


class Check(Protocol):
    """A file with ``check``, and a row in ``index.py``.

    All run side by side in the resolver's loop; what blocks goes into ``asyncio.to_thread`` and asks there with
    ``case.resolver.answers``. A file may have ``AFTER`` as well, which says what a dry run cannot: the
    questions that the answers to the first ones would lead to.
    """

    async def check(self, case: Case) -> Sequence[Lookup]: ...
