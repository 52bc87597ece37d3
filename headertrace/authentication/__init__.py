"""Authentication as written: Authentication-Results, ARC, Received-SPF and DKIM signatures.

Nothing is checked anew and nobody is believed: each record says which line claims what. ``results`` and
``signatures`` read the values; here each is laid to the line and the server that wrote it.

Sources: RFC 8601 (Authentication-Results), RFC 8617 (ARC), RFC 7208 section 9.1 (Received-SPF), RFC 6376
section 3.5 (DKIM-Signature), RFC 4870 section 3.4 (DomainKey-Signature), RFC 4407 (Sender ID, for X-SID-Result).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from headertrace.authentication.reasons import compauth
from headertrace.authentication.results import (
    MAX_LENGTH,
    MAX_PARTS,
    MAX_RESULTS,
    SPF_WORDS,
    authentication_results,
    received_spf,
    says_none,
)
from headertrace.authentication.signatures import signature, whole_number
from headertrace.dictionary import checks
from headertrace.provenance.placing import Place, Placing
from headertrace.records.authentication import ArcSet, Authentication, AuthResult, Signature
from headertrace.records.evidence import Field, Unparsed
from headertrace.records.making import maker
from headertrace.records.path import Hop

__all__ = ["HEADERS", "MAX_RESULTS", "authentication_results", "compauth", "read", "received_spf"]

# Of all such lines of a message together: hostile ones are slow to read.
MAX_TOTAL = 262_144
# RFC 8617 section 4.2.1: a chain has at most 50 sets.
MAX_ARC = 50

HEADERS = checks.ALL
_result = maker(AuthResult)


def read(fields: Iterable[Field], hops: tuple[Hop, ...] = ()) -> Authentication:
    """Everything the fields say of authentication. Never raises on content.

    ``hops``, judged, tell which server wrote each line and whether it is one of one's own. Fields that
    cannot be read stand in ``unparsed`` with the reason.
    """
    placing = Placing(hops)
    results: list[AuthResult] = []
    spf: list[AuthResult] = []
    dkim: list[Signature] = []
    arc: list[tuple[str, Field]] = []
    unparsed: list[Unparsed] = []
    room = MAX_TOTAL
    for field in fields:
        name = field.key
        if name not in HEADERS:
            continue
        room -= len(field.source)
        if room < 0:
            why = f"more than {MAX_TOTAL} characters of such lines"
            unparsed.append(Unparsed(field.number, field.source[:200], why))
        elif name in checks.RESULTS:
            _results(field, name, placing, results, unparsed)
        elif name in checks.SPF:
            _spf_field(field, name, placing, spf, unparsed)
        elif name in checks.SIGNATURES:
            dkim.append(signature(field, placing))
        elif name in checks.ARC:
            arc.append((name, field))
        else:
            _sender_id(field, name, placing, results, unparsed)
    sets = _arc(arc, placing, unparsed) if arc else ()
    return Authentication(_confirmed(results, sets), sets, tuple(dkim), tuple(spf), tuple(unparsed))


def _confirmed(results: list[AuthResult], sets: tuple[ArcSet, ...]) -> tuple[AuthResult, ...]:
    """Results in a place that a sender could have written to as well, which one's own server says again above it.

    Gmail writes Authentication-Results below its own Received line and, for its ARC seal, the same above it
    (RFC 8617 section 4.1.1).
    """
    said = {_gist(item) for arc in sets for item in arc.results if item.trusted}
    return tuple(
        item._replace(trusted=True) if item.trusted is None and _gist(item) in said else item for item in results
    )


def _gist(item: AuthResult) -> tuple[object, ...]:
    return item.authserv_id, item.method, item.result, item.properties


def _placed(results: Iterable[AuthResult], field: Field, name: str, placing: Placing) -> Iterator[AuthResult]:
    """The results with the line they stand in and its place; one line has one writer."""
    place: Place | None = None
    for item in results:
        place = place or placing.of(field.number, item.authserv_id)
        yield _result(*item[:6], name, field.number, field.lines, *place)


def _results(field: Field, name: str, placing: Placing, out: list[AuthResult], unparsed: list[Unparsed]) -> None:
    value = field.value
    _, results = authentication_results(value)
    if not results and not says_none(value):
        unparsed.append(Unparsed(field.number, value[:200], "no authentication result could be read"))
    if len(results) >= MAX_RESULTS or value.count(";") >= MAX_PARTS or len(value) > MAX_LENGTH:
        unparsed.append(Unparsed(field.number, value[-200:], "only the first results were read"))
    out += _placed(results, field, name, placing)


def _spf_field(field: Field, name: str, placing: Placing, out: list[AuthResult], unparsed: list[Unparsed]) -> None:
    result = received_spf(field.value)
    if result is None:
        unparsed.append(Unparsed(field.number, field.value[:200], "no SPF result stands in front"))
    else:
        out += _placed([result], field, name, placing)


def _sender_id(field: Field, name: str, placing: Placing, out: list[AuthResult], unparsed: list[Unparsed]) -> None:
    """X-SID-Result: Outlook.com's word on Sender ID (RFC 4406)."""
    word = field.value.lower()
    if word in SPF_WORDS or word == "hardfail":
        out += _placed([AuthResult("sender-id", word)], field, name, placing)
    elif word:
        unparsed.append(Unparsed(field.number, field.value[:200], "not a Sender ID result"))


def _arc(found: list[tuple[str, Field]], placing: Placing, unparsed: list[Unparsed]) -> tuple[ArcSet, ...]:
    sets: dict[int, ArcSet] = {}
    for name, field in found:
        if name == "arc-authentication-results":
            head, _, rest = field.value.partition(";")
            number = whole_number(head.replace(" ", "").removeprefix("i=").removeprefix("I="))
            part: Signature | None = None
        else:
            part = signature(field, placing)
            number, rest = part.instance, ""
        if number is None or not 1 <= number <= MAX_ARC:
            unparsed.append(Unparsed(field.number, field.value[:200], "no ARC instance from 1 to 50"))
            continue
        known = sets.get(number) or ArcSet(number)
        if part is None:
            _, results = authentication_results(rest)
            known = known._replace(results=(*known.results, *_placed(results, field, name, placing)))
        elif name == "arc-seal":
            known = known._replace(seal=known.seal or part)
        else:
            known = known._replace(signature=known.signature or part)
        sets[number] = known
    return tuple(sets[number] for number in sorted(sets))
