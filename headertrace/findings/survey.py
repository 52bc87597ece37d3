"""What checks look at: one trace, and what several of them want to know of it, each worked out once.

``find`` makes a survey for each trace, and nothing of it outlives the call.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from functools import cached_property
from typing import Any, TypeVar

from headertrace.findings.facts import facts
from headertrace.patterns import lazy
from headertrace.records.evidence import Field
from headertrace.records.path import Hop
from headertrace.records.trace import Trace

_Told = TypeVar("_Told")
_NO_FIELDS: tuple[Field, ...] = ()


class Survey:
    """A trace, and what is worked out of it; ``facts`` are the words that ``Check.needs`` is held against."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.hops = trace.hops
        self.path = trace.path
        self._by_name = _by_name(trace.fields)
        self.facts: Set[str] = facts(trace, self._by_name)
        self._told: dict[Callable[[Survey], object], Any] = {}

    def named(self, name: str) -> Sequence[Field]:
        """The fields of that name (lower case), top first."""
        return self._by_name.get(name, _NO_FIELDS)

    def first(self, *names: str) -> Field | None:
        """The topmost field of the first of these names (lower case) that the message has."""
        return next((self._by_name[name][0] for name in names if name in self._by_name), None)

    def field(self, number: int) -> Field:
        """The field of that number, from 1 at the top."""
        return self.trace.fields[number - 1]

    @property
    def border(self) -> Hop | None:
        """The oldest hop that the reader's own servers wrote: where the mail came in."""
        at = self.path.trust_boundary
        return self.hops[at - 1] if at else None

    @property
    def below(self) -> Hop | None:
        """The hop right below the border, the newest that is others' word; None where own servers wrote all."""
        border = self.border
        return self.hops[border.n - 2] if border and border.n > 1 else None

    @cached_property
    def domains(self) -> dict[str, tuple[Field, str]]:
        """Field name → the first field of that name that holds an address, and the domain of its last one."""
        found = {}
        for name in _ADDRESSED:
            for field in self._by_name.get(name, _NO_FIELDS):
                domain = _last_domain(field.source)
                if domain:
                    found[name] = (field, domain)
                    break
        return found

    @cached_property
    def mailbox(self) -> str | None:
        """The address that the newest server, or the mailbox's own fields, say the message went to."""
        recipient = self.hops[-1].received.recipient if self.hops else None
        if recipient:
            return recipient
        field = self.first("delivered-to", "x-original-to", "envelope-to")
        return field.value if field else None

    def once(self, look: Callable[[Survey], _Told]) -> _Told:
        """What ``look`` makes of this survey: a family's own view, worked out once for all its checks."""
        if look not in self._told:
            self._told[look] = look(self)
        told: _Told = self._told[look]
        return told


def told_by(survey: Survey) -> Field | None:
    """The field by which a notice is known; None where the message is none."""
    notice = survey.trace.notice
    number = notice.evidence[0].field if notice and notice.evidence else 0
    return survey.field(number) if number else None


def _by_name(fields: tuple[Field, ...]) -> dict[str, list[Field]]:
    index: dict[str, list[Field]] = {}
    for field in fields:
        name = field.key
        if name in index:
            index[name].append(field)
        else:
            index[name] = [field]
    return index


_ADDRESSED = ("from", "sender", "reply-to", "return-path", "resent-from", "message-id")
ADDRESS = lazy(r"<([^<>\s]*@[^<>\s@]+)>|(?<![^<>\s,;:\"()])([^<>\s,;:\"()]+@[^<>\s,;:\"()@]+)")
_PLAIN = lazy(r"[^<>\s@]*@([^<>\s@]+)>")
# Characters of a field that are looked at, and of one that is as short as most.
_MOST = 2_000
_USUAL = 1_000


def _last_domain(source: str) -> str | None:
    if len(source) < _USUAL:
        inner = source.rstrip().rpartition("<")[2]
        plain = inner[-1:] == ">" and _PLAIN.fullmatch(inner)
        if plain:
            return _bare(plain[1])
    found = ADDRESS.findall(source.partition(":")[2][:_MOST])
    return _bare((found[-1][0] or found[-1][1]).rpartition("@")[2]) if found else None


def _bare(domain: str) -> str:
    """Without the dot of the root, and the end of the quotes that some programs put around the whole address."""
    return domain.lower().rstrip('."')
