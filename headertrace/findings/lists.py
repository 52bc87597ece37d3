"""Whether the mail came by a list, as far as the path bears the list's own fields out."""

from __future__ import annotations

from collections.abc import Iterator

from headertrace.dictionary.lists import NAMING
from headertrace.findings.survey import Survey
from headertrace.organisations import registrable
from headertrace.patterns import lazy
from headertrace.records.evidence import Field

_HOST = lazy(r"(?<![\w-])[\w-]++(?:\.[\w-]++)+")


def listed(survey: Survey) -> Iterator[Field]:
    """The field that names the list. Anybody can write one: a server of the list's domain stands in the path too."""
    field = survey.first(*NAMING)
    if field is None:
        return
    if any(hop.leg == "list" for hop in survey.hops) or not _named(field).isdisjoint(survey.once(_houses)):
        yield field


def called(field: Field) -> str:
    """The list as that field calls it, without what else stands there."""
    found = next((match for form in _FORMS if (match := form.fullmatch(field.value.strip()))), None)
    return (f"{found[1]}@{found[2]}" if found and found.lastindex == 2 else found[1]) if found else field.value


# Mailing-List as Yahoo Groups and ezmlm write it (its contact is LIST-help), X-Mailing-List as SmartList does.
_FORMS = (
    lazy(r"list ([^\s;]{1,250}); *contact .{0,300}"),
    lazy(r"contact ([^\s;@]{1,200})-help@([^\s;]{1,250}); *run by ezmlm.{0,100}"),
    lazy(r"(<[^<>\s]{1,250}>) +archive/latest/\d{1,12}"),
)


def _named(field: Field) -> set[str | None]:
    return {registrable(name.lower()) for name in _HOST.findall(field.value)} - {None}


def _houses(survey: Survey) -> set[str | None]:
    """The registrable domains of the hosts in lines that are not forged, and of the envelope sender."""
    hosts = [
        name
        for hop in survey.hops
        if hop.role
        for name in (hop.received.by, hop.received.rdns, hop.received.helo)
        if name
    ]
    sender = survey.domains.get("return-path")
    return {registrable(name) for name in (*hosts, sender[1] if sender else "") if name}
