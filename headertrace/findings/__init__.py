"""What stands out: a registry of checks over a Trace, one file a family.

Each module holds ``CHECKS``, a table of ``Check`` rows, and is named in ``FAMILIES``. A check
gives findings by way of ``found``, which fills in what the row says of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple, TypeVar

from headertrace.findings.facts import facts
from headertrace.records.evidence import Evidence, Field
from headertrace.records.judgements import Finding
from headertrace.records.path import Hop
from headertrace.records.trace import Trace

# Each family with what it looks for (``facts``), so that one with nothing to find is not even loaded.
FAMILIES: dict[str, str] = {
    "reading": "defect:field defect:block defect:hop hops:none hops:cut",
    "time": "time:backwards time:unknown time:years time:ahead time:past defect:stamp held cause:wrong-zone"
    " cause:wrong-clock offsets",
    "path": "hops",
    "trust": "trust:contradicted link:broken border:by-name authentication-results received-spf twice:return-path"
    " x-gm-message-state x-google-smtp-source x-google-dkim-signature x-ms-exchange-crosstenant-id x-ymail-osg"
    " x-ms-exchange-transport-crosstenantheadersstamped x-yahoo-newman-id x-ses-outgoing x-hmxmroriginalrecipient",
    "forgery": "claimed:postfix claimed:exim claimed:sendmail claimed:qmail claimed:google claimed:exchange"
    " claimed:smtpsvc claimed:exchange_ims claimed:nowhere id:twice",
    "authentication": "authentication",
    "identity": "",
    "filters": "filters",
    "routing": "leg:forwarding notice quarantine resent-from resent-date list-id mailing-list x-mailing-list"
    " x-beenthere auto-submitted x-autoreply x-autorespond x-autoresponse x-auto-reply-from answered",
    "confidentiality": "hops",
}
SEVERITIES = ("info", "warning", "error")


class Hit(NamedTuple):
    """One place where a check strikes: what it says there, and the line it rests on."""

    text: str
    field: Field | None = None
    hop: Hop | None = None


class Check(NamedTuple):
    """``code`` and ``name`` are stable; ``advice`` is one sentence on what to do next.

    ``needs`` are words of ``facts``, parted by spaces: without any of them in the message the check
    finds nothing and is not asked. An empty text stands for what the family needs.
    """

    code: str
    name: str
    severity: str
    advice: str
    look: Callable[[Trace], Iterable[Hit]]
    needs: str = ""


@cache
def checks() -> tuple[Check, ...]:
    """Every check, in the order of the families."""
    return tuple(check for family in FAMILIES for check in _checks(family))


@cache
def _checks(family: str) -> tuple[Check, ...]:
    return import_module(f"headertrace.findings.{family}").CHECKS  # type: ignore[no-any-return]


_found = TypeVar("_found")


def once(look: Callable[[Trace], _found]) -> Callable[[Trace], _found]:
    """``look``, asked once a message however many checks want to know; only the latest trace is kept."""
    latest: list[Any] = [None, None]

    def looked(trace: Trace) -> _found:
        if latest[0] is not trace:
            latest[1] = look(trace)
            latest[0] = trace
        return latest[1]  # type: ignore[no-any-return]

    return looked


def named(trace: Trace, name: str) -> list[Field]:
    """The fields of that name (lower case), top first; the index is made once a message."""
    return (_latest[1] if _latest[0] is trace else _index(trace)).get(name, _NO_FIELDS)


_NO_FIELDS: list[Field] = []
_latest: tuple[Trace | None, dict[str, list[Field]]] = (None, {})


def _index(trace: Trace) -> dict[str, list[Field]]:
    global _latest
    index: dict[str, list[Field]] = {}
    for field in trace.fields:
        name = field.name.lower()
        if name in index:
            index[name].append(field)
        else:
            index[name] = [field]
    _latest = (trace, index)
    return index


_WANTED = {family: frozenset(words.split()) for family, words in FAMILIES.items()}
# Families not yet loaded; of the others, the checks by their place, and the places that each word calls for.
_waiting = list(_WANTED)
_placed: dict[int, Check] = {}
_called: dict[str, list[int]] = {}
_MOST_IN_FAMILY = 1_000


def _load(family: str) -> None:
    """Enter a family's checks under the words that they need."""
    _waiting.remove(family)
    first = list(_WANTED).index(family) * _MOST_IN_FAMILY
    for place, check in enumerate(_checks(family), first):
        _placed[place] = check
        for word in (check.needs or FAMILIES[family]).split():
            _called.setdefault(word, []).append(place)


def find(trace: Trace) -> tuple[Finding, ...]:
    """All findings on a trace, worst first, then in the order of the path."""
    there = facts(trace, _index(trace))
    for family in tuple(_waiting):
        if not _WANTED[family] or not _WANTED[family].isdisjoint(there):
            _load(family)
    found: list[Finding] = []
    for place in sorted(set().union(*map(_called.__getitem__, _called.keys() & there))):
        check = _placed[place]
        for hit in check.look(trace):
            found.append(_finding(check, hit))
    found.sort(key=_order)
    return tuple(found)


_RANK = {severity: -rank for rank, severity in enumerate(SEVERITIES)}


def _order(finding: Finding) -> tuple[int, str, int]:
    return _RANK[finding.severity], finding.code, finding.hop or 0


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
    text, field, hop = hit
    if field is None and hop is not None:
        field = hop.field
    code, name, severity, advice, _, _ = check
    number = field.number if field else None
    evidence = (_new(Evidence, (number, field.lines, _begin(field))),) if field else ()
    return _new(Finding, (code, name, severity, text, advice, hop.n if hop else None, number, evidence))


# A named tuple's own constructor takes twice as long.
_new = tuple.__new__


_SHOWN = 200
_ENOUGH = 4 * _SHOWN


def _begin(field: Field) -> str:
    """The first ``_SHOWN`` characters of the value; the rest of a long one need not be unfolded."""
    if field.name and len(field.source) > _ENOUGH:
        begin = " ".join(field.source[len(field.name) + 1 : _ENOUGH].split())
        if len(begin) > _SHOWN:
            return begin[:_SHOWN]
    return field.value[:_SHOWN]
