"""What a check that looks something up is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from headertrace.records.lookups import Options
from headertrace.records.trace import Trace

if TYPE_CHECKING:
    from headertrace.lookup.resolver import Resolver


class Case(NamedTuple):
    """What a check is given: the trace, the whole message where it is at hand, and whom to ask."""

    trace: Trace
    whole: bytes | None
    options: Options
    resolver: Resolver
