"""Findings on authentication, as the header's own lines claim it. Nothing is checked anew.

Of several lines that answer for the same method the topmost counts: what stands below it was written
further from the reader.
"""

from __future__ import annotations

from collections.abc import Iterator

from headertrace.authentication.alignment import author
from headertrace.authentication.reasons import ACTIONS, compauth
from headertrace.dictionary.lists import NAMING
from headertrace.findings.check import CLAIMS, Check, Hit, weight
from headertrace.findings.survey import Survey
from headertrace.organisations import owner
from headertrace.records.authentication import Authentication, AuthResult, Signature
from headertrace.records.vocabulary import BELIEVED
from headertrace.syntax.addresses import is_mailable
from headertrace.text.durations import duration

# RFC 8301 section 3.2: signers use at least 1024 bits; section 3.1: rsa-sha1 must not be used.
_WEAK_BITS = 1024
_SHA1 = "rsa-sha1"
_NOTHING = Authentication()
_DAY_S = 86_400.0


def _signer(item: Signature) -> str:
    return item.domain or "an unnamed domain"


def _read(survey: Survey) -> Authentication:
    return survey.trace.authentication or _NOTHING


def _topmost(survey: Survey, method: str) -> list[AuthResult]:
    """The results of that method in the topmost line that holds any."""
    return survey.once(_by_method).get(method, [])


def _by_method(survey: Survey) -> dict[str, list[AuthResult]]:
    """The same of every method."""
    got = _read(survey)
    found: dict[str, list[AuthResult]] = {}
    for item in got.results:
        found.setdefault(item.method, []).append(item)
    if got.spf:
        found.setdefault("spf", list(got.spf))
    return {method: [item for item in items if item.field == items[0].field] for method, items in found.items()}


def _failed(survey: Survey, method: str, results: tuple[str, ...]) -> Iterator[Hit]:
    found = _topmost(survey, method)
    if any(item.result == "pass" for item in found):
        return
    bad = next((item for item in found if item.result in results), None)
    if bad:
        who = bad.authserv_id or (bad.hop and survey.hops[bad.hop - 1].received.by) or "the receiving server"
        domain = author(bad) or bad.get("header.d") or bad.get("smtp.mailfrom") or bad.get("envelope-from")
        why = f" ({bad.comment[:120]})" if bad.comment else ""
        led = ACTIONS.get(bad.get("action") or "") if bad.result == "fail" else None
        claim = CLAIMS[bad.trusted]
        text = f"{who} says {method}={bad.result}{f' for {domain}' if domain else ''}{why}{f', {led}' if led else ''}{claim}"
        yield Hit(text, survey.field(bad.field), severity=weight(bad.trusted))


def _spf_fail(survey: Survey) -> Iterator[Hit]:
    yield from _failed(survey, "spf", ("fail", "hardfail"))


def _spf_softfail(survey: Survey) -> Iterator[Hit]:
    yield from _failed(survey, "spf", ("softfail",))


def _dkim_fail(survey: Survey) -> Iterator[Hit]:
    yield from _failed(survey, "dkim", ("fail", "hardfail", "policy"))


def _dmarc_fail(survey: Survey) -> Iterator[Hit]:
    yield from _failed(survey, "dmarc", ("fail",))


def _composite_fail(survey: Survey) -> Iterator[Hit]:
    for item in _topmost(survey, "compauth"):
        if item.result == "fail":
            means = compauth(item.reason) or "a reason that Microsoft has not published"
            why = f"reason {item.reason}: {means}" if item.reason else "without a reason"
            text = f"compauth=fail, {why}{CLAIMS[item.trusted]}"
            yield Hit(text, survey.field(item.field), severity=weight(item.trusted))


def _errors(survey: Survey) -> Iterator[Hit]:
    for method in ("spf", "dkim", "dmarc"):
        yield from _failed(survey, method, ("temperror", "permerror"))


def _from_unsigned(survey: Survey) -> Iterator[Hit]:
    for item in _read(survey).dkim:
        if item.header == "dkim-signature" and item.signs and "from" not in item.signs:
            yield Hit(f"the signature of {_signer(item)} leaves the From field out", survey.field(item.field))


def _body_length(survey: Survey) -> Iterator[Hit]:
    for item in _read(survey).dkim:
        if item.body_length is not None:
            text = f"the signature of {_signer(item)} covers the first {item.body_length} bytes of the body only"
            yield Hit(text, survey.field(item.field))


def _weak(survey: Survey) -> Iterator[Hit]:
    for item in _read(survey).dkim:
        if item.key_bits is not None and item.key_bits < _WEAK_BITS and item.key_bits != 256:
            yield Hit(f"the signature of {_signer(item)} has a key of {item.key_bits} bits", survey.field(item.field))
        elif item.algorithm == _SHA1:
            yield Hit(f"the signature of {_signer(item)} uses {_SHA1}", survey.field(item.field))


def _expired(survey: Survey) -> Iterator[Hit]:
    delivered = survey.path.delivered
    for item in _read(survey).dkim:
        if item.header == "dkim-signature" and item.expires and delivered and item.expires < delivered:
            text = f"the signature of {_signer(item)} had expired on arrival (at {item.expires:%Y-%m-%d %H:%M:%S} UTC)"
            yield Hit(text, survey.field(item.field))


def _damaged(survey: Survey) -> Iterator[Hit]:
    for item in _read(survey).dkim:
        if item.header == "dkim-signature" and item.defects:
            yield Hit(f"DKIM-Signature: {item.defects[0].text}", survey.field(item.field))


def _not_aligned(survey: Survey) -> Iterator[Hit]:
    """Where a server said dmarc itself, that has findings of its own."""
    said = _read(survey)
    if any(item.method == "dmarc" and item.trusted is not False for item in said.results) or any(_unproven(survey)):
        return
    for record in said.alignment:
        passed = [item for item in record.identifiers if item.result == "pass" and item.trusted is record.trusted]
        if record.result == "fail" and passed:
            told = " and ".join(dict.fromkeys(f"{item.method} passes for {item.domain}" for item in passed))
            claim = CLAIMS[record.trusted]
            yield Hit(f"{told}, but From says {record.domain}{claim}", survey.field(passed[0].evidence.field))


def _other_from(survey: Survey) -> Iterator[Hit]:
    """A From domain without a dot is no domain that anyone could have checked: local, or changed by hand."""
    said = _read(survey)
    domains = {record.domain for record in said.alignment if "." in record.domain}
    for item in _topmost(survey, "dmarc"):
        checked = author(item)
        if item.result == "pass" and checked and domains and checked not in domains:
            text = f"dmarc=pass is for {checked}, but From says {', '.join(sorted(domains))}{CLAIMS[item.trusted]}"
            yield Hit(text, survey.field(item.field))


def _unproven(survey: Survey) -> Iterator[Hit]:
    """The reader's own servers checked, and nothing that passed aligns with From (RFC 7489 section 3.1)."""
    said = _read(survey)
    author = next((record.domain for record in said.alignment if is_mailable(record.domain)), None)
    told = [item for method in ("spf", "dkim", "dmarc") for item in _topmost(survey, method)[:1] if item.trusted]
    failed = any(item.result == "fail" for method in ("dmarc", "compauth") for item in _topmost(survey, method))
    if author and told and not said.proved and not failed:
        results = ", ".join(f"{item.method}={item.result}" for item in told)
        passed = [
            f"{item.method} passes for {item.domain}{_workspace(item.domain, author)}"
            for record in said.alignment
            for item in record.identifiers
            if item.result == "pass" and item.trusted
        ]
        why = f"; {' and '.join(dict.fromkeys(passed))}" if passed else ""
        yield Hit(f"nothing proves that it is from {author}: {results}{why}", survey.field(told[0].field))


def _workspace(signer: str, author: str) -> str:
    """Google signs in such a name for a customer whose own domain has no key: its dots are hyphens there."""
    is_theirs = signer.startswith(f"{author.replace('.', '-')}.") and signer.endswith(".gappssmtp.com")
    return f", as Google signs for the Workspace of {author}" if is_theirs else ""


def _reused(survey: Survey) -> Iterator[Hit]:
    """Signed days before any server of this path had it: an old message sent again (DKIM replay)."""
    first = survey.path.submitted
    if first is None or any(survey.named(name) for name in (*NAMING, "resent-date", "resent-from")):
        return
    for item in _read(survey).dkim:
        if item.header != "dkim-signature" or item.signed is None:
            continue
        before = (first - item.signed).total_seconds()
        if before > 2 * _DAY_S:
            text = (
                f"the signature of {_signer(item)} was made {duration(before)} before the first server had the message"
            )
            yield Hit(text, survey.field(item.field))
            return


def _only_claimed(survey: Survey) -> Iterator[Hit]:
    """Results that came with the message; those without a name are Microsoft's, and of its own servers."""
    said = _read(survey)
    inside = {hop.receiver_organisation for hop in survey.hops if hop.trust in BELIEVED}
    for method in ("dmarc", "dkim", "spf"):
        told = [item for item in (*said.results, *said.spf) if item.method == method]
        claim = next((item for item in told if item.result == "pass" and item.authserv_id), None)
        if claim and all(item.trusted is False for item in told) and owner(claim.authserv_id) not in inside:
            yield Hit(
                f"{method}=pass is claimed by {claim.authserv_id}; none of your servers says so",
                survey.field(claim.field),
            )
            return


def _arc_fail(survey: Survey) -> Iterator[Hit]:
    for item in _read(survey).arc:
        if item.seal and item.seal.chain == "fail":
            text = f"{item.seal.domain} found the ARC chain broken (instance {item.instance}){CLAIMS[item.trusted]}"
            yield Hit(text, survey.field(item.seal.field))
            return


def _arc_gap(survey: Survey) -> Iterator[Hit]:
    sets = _read(survey).arc
    numbers = [item.instance for item in sets]
    if sets and numbers != list(range(1, len(numbers) + 1)):
        yield Hit(f"the ARC sets are numbered {', '.join(map(str, numbers))}")
    for item in sets:
        part = item.seal or item.signature
        if part and not (item.seal and item.signature):
            missing = "ARC-Message-Signature" if item.seal else "ARC-Seal"
            yield Hit(f"ARC set {item.instance} has no {missing}", survey.field(part.field))


def _unread(survey: Survey) -> Iterator[Hit]:
    for item in _read(survey).unparsed:
        if item.field is not None:
            field = survey.field(item.field)
            yield Hit(f"{field.name}: {item.reason}", field)


CHECKS = (
    Check("HT501", "spf-fail", "warning", "Ask the domain's owner whether that address may send for it.", _spf_fail),
    Check("HT502", "spf-softfail", "info", "Weigh it together with DKIM and DMARC.", _spf_softfail),
    Check("HT503", "dkim-fail", "info", "Look for a mailing list or gateway that changed the message.", _dkim_fail),
    Check("HT504", "dmarc-fail", "warning", "Treat the From domain as unverified.", _dmarc_fail),
    Check("HT505", "compauth-fail", "warning", "Treat the From domain as unverified.", _composite_fail),
    Check("HT506", "authentication-error", "info", "Check the domain's DNS records.", _errors),
    Check("HT507", "from-not-signed", "warning", "Do not count that signature in the sender's favour.", _from_unsigned),
    Check("HT508", "body-partly-signed", "info", "Anything may have been added below the signed part.", _body_length),
    Check("HT509", "weak-signature", "info", "Ask the domain's owner for a new key.", _weak),
    Check("HT510", "signature-expired", "info", "Look for a long wait before the last hop.", _expired),
    Check("HT511", "signature-damaged", "info", "Compare it with the message as it was sent.", _damaged),
    Check("HT512", "arc-fail", "info", "Do not rely on the forwarders' results.", _arc_fail),
    Check("HT513", "arc-gap", "info", "Do not rely on the forwarders' results.", _arc_gap),
    Check("HT514", "authentication-unread", "info", "Read that line yourself.", _unread),
    Check("HT515", "from-not-aligned", "info", "Do not count that pass in favour of the From domain.", _not_aligned),
    Check("HT516", "dmarc-for-other-from", "warning", "Compare From with the domain that was checked.", _other_from),
    Check(
        "HT517",
        "pass-only-claimed",
        "info",
        "Verify the signature yourself, or rely on the address that handed it over.",
        _only_claimed,
    ),
    Check("HT518", "from-unproven", "info", "Do not rely on From for who sent it.", _unproven),
    Check("HT519", "old-signature", "info", "Check whether an old message was sent again.", _reused),
)
