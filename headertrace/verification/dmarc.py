"""DMARC judged anew, by RFC 9989: the policy is found by walking up the DNS tree.

RFC 9989 took the walk in place of RFC 7489's public suffix list in 2026. The walk asks about every
domain that the list would have named, so that where both lead to different organisational domains,
this is said: receivers of older mail, and many of today's, go by the list.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from headertrace.authentication.signatures import tags
from headertrace.named import NamedTuple
from headertrace.organisations.domains import organisational as by_list

if TYPE_CHECKING:
    from headertrace.records.lookups import Answer
    from headertrace.verification.keys import Ask

# RFC 9989 section 4.10: a longer name is shortened to seven labels after the first question.
MOST_LABELS = 8
POLICIES = ("none", "quarantine", "reject")


class Step(NamedTuple):
    """One question of a walk. ``tags`` are those of a valid record, None where there is none."""

    domain: str
    answer: Answer
    record: str | None = None
    tags: dict[str, str] | None = None


class Identity(NamedTuple):
    """A domain that SPF or DKIM answered for: ``method``, ``domain`` and today's ``result``."""

    method: str
    domain: str
    result: str


class Outcome(NamedTuple):
    """What DMARC comes to.

    ``result`` is pass, fail, none (no policy), temperror or unknown. ``policy`` is what the domain asks
    for mail that fails, ``policy_from`` the tag and domain it comes from. ``aligned`` are the
    identities that pass and belong to the author's domain; ``organisational`` is that domain's
    organisational domain by the walk, ``listed`` by the public suffix list.
    """

    domain: str
    result: str
    text: str
    policy: str | None = None
    policy_from: str | None = None
    record: str | None = None
    organisational: str | None = None
    listed: str | None = None
    aligned: tuple[Identity, ...] = ()
    notes: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()

    def detail(self) -> dict[str, Any]:
        return {
            "domain": self.domain,
            "result": self.result,
            "policy": self.policy,
            "policy_from": self.policy_from,
            "record": self.record,
            "organisational_domain": self.organisational,
            "organisational_domain_listed": self.listed,
            "aligned": [identity._asdict() for identity in self.aligned],
            "notes": list(self.notes),
        }


def judge(ask: Ask, domain: str, identities: Iterable[Identity]) -> Outcome:
    """Judge mail whose From has ``domain``. Never raises on content."""
    domain = domain.rstrip(".").lower()
    steps = walk(ask, domain)
    answers = tuple(step.answer for step in steps)
    organisational, listed = organisation(steps, domain), by_list(domain)
    start = Outcome(domain, "none", "", None, None, None, organisational, listed, (), (), answers)
    if not steps[0].answer.told:
        text = f"the policy could not be asked for: {steps[0].answer.text or steps[0].answer.status}"
        return start._replace(result="temperror", text=text)
    step = _policy_step(steps, organisational)
    if step is None or step.tags is None:
        return start._replace(text=f"no DMARC policy at {domain} or above")
    policy, tag, notes = _policy(ask, step, domain)
    if organisational != listed:
        notes += (f"by the public suffix list (RFC 7489) the organisational domain is {listed}",)
    known = tuple(identities)
    aligned = tuple(one for one in known if one.result == "pass" and _aligned(ask, step, organisational, domain, one))
    found = start._replace(
        policy=policy, policy_from=f"{tag} of {step.domain}", record=step.record, aligned=aligned, notes=notes
    )
    return _with_result(ask, found, known, step)


def _with_result(ask: Ask, found: Outcome, known: tuple[Identity, ...], step: Step) -> Outcome:
    if found.aligned:
        who = ", ".join(f"{one.method} of {one.domain}" for one in found.aligned)
        return found._replace(result="pass", text=f"by {who}")
    open_ones = [
        one
        for one in known
        if one.result in ("unknown", "temperror") and _aligned(ask, step, found.organisational or "", found.domain, one)
    ]
    asks = f"{found.policy_from} asks for {found.policy}"
    if open_ones:
        which = ", ".join(f"{one.method} of {one.domain}" for one in open_ones)
        return found._replace(result="unknown", text=f"unknown, because {which} is unknown; {asks}")
    return found._replace(result="fail", text=f"nothing that passes belongs to {found.domain}; {asks}")


def walk(ask: Ask, domain: str) -> tuple[Step, ...]:
    """The tree walk from ``domain`` upwards (RFC 9989 section 4.10), at most eight questions."""
    steps: list[Step] = []
    for name in walk_names(domain):
        answer = ask(f"_dmarc.{name}", "TXT")
        record = _record(answer)
        steps.append(Step(name, answer, *(record or (None, None))))
        psd = (steps[-1].tags or {}).get("psd")
        if psd == "n" or (psd == "y" and len(steps) > 1):
            break
    return tuple(steps)


def walk_names(domain: str) -> list[str]:
    """The domains that a walk from ``domain`` may ask, in order."""
    labels = domain.split(".")
    rest = labels[1:] if len(labels) <= MOST_LABELS else labels[-(MOST_LABELS - 1) :]
    return [domain, *(".".join(rest[at:]) for at in range(len(rest)))]


def organisation(steps: tuple[Step, ...], domain: str) -> str:
    """The organisational domain that a walk leads to (RFC 9989 section 4.10.2)."""
    with_record = [step for step in steps if step.tags]
    for step in with_record:
        psd = (step.tags or {}).get("psd")
        if psd == "n":
            return step.domain
        if psd == "y" and step.domain != domain:
            below = domain.split(".")
            return ".".join(below[-(step.domain.count(".") + 2) :])
    return with_record[-1].domain if with_record else domain


def _policy_step(steps: tuple[Step, ...], organisational: str) -> Step | None:
    """Whose record counts: the author's domain, else the organisational domain, else the public suffix."""
    if steps[0].tags:
        return steps[0]
    by_domain = {step.domain: step for step in steps if step.tags}
    return by_domain.get(organisational) or next(iter(reversed(by_domain.values())), None)


def _policy(ask: Ask, step: Step, domain: str) -> tuple[str, str, tuple[str, ...]]:
    """(policy, the tag it comes from, what to note)."""
    found = step.tags or {}
    tag, notes = "p", []
    if step.domain != domain:
        absent = found.get("np") in POLICIES and ask(domain, "A").status == "nxdomain"
        tag = "np" if absent else "sp" if found.get("sp") in POLICIES else "p"
    policy = found[tag]
    if found.get("t") == "y":
        policy = POLICIES[max(0, POLICIES.index(policy) - 1)]
        notes.append("t=y: the domain is testing, its policy counts one step lower")
    if found.get("pct", "100") != "100":
        notes.append(f"pct={found['pct'][:10]}: RFC 7489 applies the policy to that share; RFC 9989 has no pct")
    return policy, tag, tuple(notes)


def _aligned(ask: Ask, step: Step, organisational: str, domain: str, one: Identity) -> bool:
    """RFC 9989 section 4.10.2: the same domain, or in relaxed mode the same organisational domain."""
    other = one.domain.rstrip(".").lower()
    mode = (step.tags or {}).get("adkim" if one.method == "dkim" else "aspf", "r")
    if other == domain or mode == "s":
        return other == domain
    if other == organisational or domain.endswith("." + other):
        # Above the author's domain and not above the organisational one: the walk has passed it.
        return other == organisational or other.endswith("." + organisational)
    if not other.endswith("." + organisational):
        return False
    return organisation(walk(ask, other), other) == organisational


def _record(answer: Answer) -> tuple[str, dict[str, str]] | None:
    """The one valid record (RFC 9989 section 4.7): more than one count as none."""
    texts = [text for text in answer.records if text.replace(" ", "").lower().startswith("v=dmarc1")]
    if len(texts) != 1:
        return None
    pairs, _ = tags(texts[0])
    found = {name.lower(): value.strip().lower() for name, value in pairs}
    if found.get("p") not in POLICIES:
        if "p" in found and not found.get("rua", "").startswith("mailto:"):
            return None
        found["p"] = "none"
    return texts[0], found
