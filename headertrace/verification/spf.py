"""SPF evaluated anew (RFC 7208) by pyspf, whose questions go through our resolver: one deadline, one cache.

The record is today's; the address, MAIL FROM and HELO are those that the boundary hop wrote down.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextvars import ContextVar
from functools import cache
from importlib.util import find_spec, module_from_spec
from typing import TYPE_CHECKING, Any

from headertrace.named import NamedTuple

if TYPE_CHECKING:
    from headertrace.records.lookups import Answer
    from headertrace.verification.keys import Ask

MAX_SENDER = 1_000
MAX_EXPLANATION = 500
# RFC 7208 section 4.4: the record is one string of that many octets at most in practice; what is
# longer than any UDP answer by far is not worth reading.
MAX_RECORD = 65_535
MAX_SHOWN = 4_096

# Whom a check asks that is under way; there may be several at once.
_asking: ContextVar[Ask] = ContextVar("_asking")


class Outcome(NamedTuple):
    """What SPF says of one identity.

    ``identity`` is mailfrom or helo, ``sender`` the address or name judged, ``result`` a word of RFC
    7208 section 2.6. ``mechanism`` is the term of the domain's own record that matched, None where
    none did; ``explanation`` the domain's ``exp=`` text. ``lookups`` counts the terms that ask the DNS,
    of which RFC 7208 section 4.6.4 allows 10. ``problem`` is what was wrong.
    """

    identity: str
    sender: str
    domain: str
    ip: str
    helo: str
    result: str
    record: str | None = None
    mechanism: str | None = None
    explanation: str | None = None
    lookups: int = 0
    void_lookups: int = 0
    problem: str | None = None
    answers: tuple[Answer, ...] = ()

    @property
    def text(self) -> str:
        """The outcome in words."""
        said = f"{self.result}, {_SAYS[self.result].format(domain=self.domain, ip=self.ip)}"
        if self.mechanism:
            said += f" ({self.mechanism})"
        if self.problem:
            said += f": {self.problem}"
        if self.result == "fail" and self.explanation:
            said += f"; its explanation: {self.explanation}"
        return said

    def detail(self) -> dict[str, Any]:
        return {
            "identity": self.identity,
            "sender": self.sender,
            "domain": self.domain,
            "ip": self.ip,
            "helo": self.helo,
            "result": self.result,
            "record": self.record,
            "mechanism": self.mechanism,
            "explanation": self.explanation,
            "lookups": self.lookups,
            "void_lookups": self.void_lookups,
            "problem": self.problem,
        }


_SAYS = {
    "pass": "{domain} lets {ip} send",
    "fail": "{domain} does not let {ip} send",
    "softfail": "{domain} says {ip} probably may not send",
    "neutral": "{domain} says nothing for or against {ip}",
    "none": "{domain} has no SPF record",
    "temperror": "the DNS could not be asked to the end",
    "permerror": "the record of {domain} cannot be followed",
}


def evaluate(ask: Ask, ip: str, mail_from: str, helo: str, receiver: str | None = None) -> Outcome:
    """SPF of MAIL FROM, or of HELO where ``mail_from`` is empty. Never raises on content.

    ``ip`` is the connecting address; ``mail_from`` without angle brackets.
    """
    spf = _library()
    answers: list[Answer] = []
    identity = "mailfrom" if mail_from else "helo"
    sender = mail_from[:MAX_SENDER] or helo[:MAX_SENDER]
    start = Outcome(identity, sender, "", ip, helo, "none")
    token = _asking.set(_recorded(ask, answers))
    query: Any = None
    try:
        query = spf.query(i=ip, s=mail_from[:MAX_SENDER], h=helo[:MAX_SENDER], receiver=receiver, strict=True)
        query.set_default_explanation("")
        result, _, explanation = query.check()
    except Exception as error:  # pyspf is not proof against every record
        result, explanation = "permerror", ""
        start = start._replace(problem=str(error)[:200] or type(error).__name__)
    finally:
        _asking.reset(token)
    if query is None:
        return start._replace(result="permerror", answers=tuple(answers))
    return start._replace(
        domain=str(query.o),
        result=result,
        record=_record(answers),
        mechanism=getattr(query, "mechanism", None),
        explanation=(explanation[:MAX_EXPLANATION] or None) if result == "fail" else None,
        lookups=query.lookups,
        void_lookups=query.void_lookups,
        problem=start.problem or (_problem(query) if result in ("permerror", "temperror") else None),
        answers=tuple(answers),
    )


def _problem(query: Any) -> str | None:
    """What pyspf stumbled on, with the term it stood in."""
    text = getattr(query, "prob", None)
    terms = [str(term) for term in getattr(query, "mech", [])]
    return f"{text}: {', '.join(terms)}"[:300] if text and terms else text


def _record(answers: list[Answer]) -> str | None:
    first = answers[0] if answers else None
    records = first.octets if first and first.kind == "TXT" else ()
    found = [record for record in records if record.lower().startswith(b"v=spf1")]
    return found[0][:MAX_SHOWN].decode("ascii", "replace") if found else None


def _recorded(ask: Ask, answers: list[Answer]) -> Ask:
    def asking(name: str, kind: str) -> Answer:
        answer = ask(name, kind)
        answers.append(answer)
        return answer

    return asking


@cache
def _library() -> Any:
    """A copy of pyspf of our own, which looks names up by our resolver: that of other programs is left as it is.

    Raises ModuleNotFoundError where it is not installed.
    """
    found = find_spec("spf")
    if found is None or found.loader is None:
        raise ModuleNotFoundError("No module named 'spf'", name="spf")
    copy: Any = module_from_spec(found)
    found.loader.exec_module(copy)
    copy.DNSLookup = _lookup(copy)
    return copy


Rows = Iterator[tuple[tuple[str, str], Any]]


def _lookup(spf: Any) -> Callable[..., Any]:
    def lookup(name: str, kind: str, strict: Any = True, timeout: float = 20) -> Any:
        answer = _asking.get()(name, kind)
        if not answer.told and "CNAME" not in (answer.text or ""):
            # Aliases that go round in a circle lead nowhere: no failure of the DNS to pyspf.
            raise spf.TempError(f"{kind} of {name}: {answer.text or answer.status}")
        return list(_rows(name, kind, answer))

    return lookup


def _rows(name: str, kind: str, answer: Answer) -> Rows:
    if kind == "TXT":
        yield from (((name, kind), (octets[:MAX_RECORD],)) for octets in answer.octets)
        return
    for record in answer.records:
        if kind == "MX":
            preference, _, host = record.partition(" ")
            yield (name, kind), (int(preference), host)
        else:
            yield (name, kind), record
