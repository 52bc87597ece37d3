"""Gateways and servers with few readers: Kaspersky, ESET, McAfee, SonicWall, WatchGuard, eXpurgate, ASSP, SmarterMail,
SpamExperts, MDaemon, Halon, MX Logic, Check Point, MailMarshal, IMail, Declude.

Sources: Kaspersky support, articles 56122 and 12313 (X-KLMS-, X-KSMG-); N-able, "What email headers show the spam
score" (SpamExperts); webhelps.com, "IMail anti-spam" (X-IMAIL-SPAM-). The rest is read as its own words say.
"""

from __future__ import annotations

from headertrace.filters.filter import (
    MAX_RULES,
    Facts,
    Filter,
    host,
    names,
    noted,
    number,
    of,
    score,
    sealed,
    version,
    word,
    yes_no,
)
from headertrace.patterns import lazy
from headertrace.records.filters import Rule

_SMARTER = lazy(r"([A-Za-z][\w ./-]{1,60}?)(?: (-?[0-9]+))? ?\[raw: ?(-?[0-9.]+)\]")
_ESET = lazy(r"\bR=([A-Za-z]+)")
_EVIDENCE = lazy(r"(.*?)\(([0-9.e-]+)\)")
_CLASSES: dict[str, str | None] = {
    "ham": "ham", "spam": "spam", "unsure": "suspect", "phish": "phishing", "phishing": "phishing", "virus": "malware",
    "whitelisted": "allowed", "blacklisted": "blocked", "clean": "ham",
}  # fmt: skip
_KASPERSKY: dict[str, str | None] = {
    "not_detected": "ham", "not": "ham", "spam": "spam", "probable_spam": "suspect", "massmail": "bulk",
    "mass_mail": "bulk", "blacklisted": "blocked", "trusted": "allowed", "formal": "bulk", "phishing": "phishing",
    "skipped": "skipped", "clean": "ham", "detected": "spam",
}  # fmt: skip
_VIRUS: dict[str, str | None] = {
    "clean": "clean", "not_detected": "clean", "not": "clean", "infected": "malware", "skipped": "skipped",
    "disinfected": "malware", "ok": "clean", "none": "clean", "detected": "malware", "error": None, "yes": "malware",
    "no": "clean",
}  # fmt: skip


def _kaspersky(name: str, value: str) -> Facts | None:
    kind = name.split("-", 2)[2]
    if kind in ("antispam-status", "antiphishing-status", "antiphishing"):
        return word(_KASPERSKY)(value.replace(",", " "))
    if kind in ("antivirus-status",):
        return of("Kaspersky virus scanner", word(_VIRUS))(value.replace(",", " "))
    if kind == "antispam-rate":
        return score(value)
    if kind == "antispam-version":
        return version(value)
    if kind in ("antispam-method", "antispam-info", "message-action", "antispam-auth"):
        return {"rules": (Rule(kind, None, value[:300]),)} if value else {}
    return {}


def _eset(value: str) -> Facts | None:
    match = _ESET.search(value)
    table = {"ok": "ham", "spam": "spam", "unsure": "suspect", "bulk": "bulk", "phish": "phishing"}
    if not match:
        return None
    return {"verdict": table.get(match[1].lower()), "rules": (Rule("R", None, match[1]),)}


def _smarter(value: str) -> Facts | None:
    rules = [Rule(item[1].strip(" ,"), number(item[2] or item[3])) for item in _SMARTER.finditer(value)]
    return {"rules": tuple(rules[:MAX_RULES]) or names(value)}


def _evidence(value: str) -> Facts | None:
    match = _EVIDENCE.match(value)
    if not match:
        return {"rules": (Rule("evidence", None, value[:200]),)} if value else {}
    return {"score": number(match[2]), "rules": (Rule(match[1].strip() or "evidence", number(match[2])),)}


def _processed(value: str) -> Facts | None:
    name = value.partition(",")[0].strip().lower()
    return {"verdict": "scanned", "host": name} if "." in name else None


def _purgate(value: str) -> Facts | None:
    first = value.strip().lower().partition(".")[0]
    table: dict[str, str | None] = {
        "clean": "ham", "spam": "spam", "bulk": "bulk", "suspect": "suspect", "dangerous": "malware",
        "virus": "malware", "unknown": None, "empty": None, "bounce": "ham", "advertisement": "bulk",
    }  # fmt: skip
    return {"verdict": table[first], "text": value.strip()[:80]} if first in table else None


def _mxlogic(value: str) -> Facts | None:
    points = value.partition("S=")[2].partition("(")[0]
    return {"rules": (Rule("spam", number(points), None),)} if points else {}


def _any(name: str, value: str) -> Facts | None:
    if name.startswith(("x-klms-", "x-ksmg-", "x-kse-", "x-klms2-")):
        facts = _kaspersky(name, value)
        return facts and {"product": "Kaspersky", "group": "Kaspersky", **facts}
    if name.startswith("x-assp-"):
        return _assp(name.removeprefix("x-assp-"), value)
    if name.startswith("x-imail-spam-"):
        rule = (Rule(name.removeprefix("x-imail-spam-"), None, value[:200]),)
        return {"verdict": "suspect", "rules": rule, "product": "IMail", "group": "IMail"}
    if name.startswith("x-nai-spam-rules"):
        return {"rules": names(value), "product": "McAfee", "group": "McAfee"}
    if name.endswith("-recommended-action"):
        return None
    return {}


def _assp(kind: str, value: str) -> Facts | None:
    facts: Facts = {}
    if kind in ("spam", "spam-level"):
        facts = word({"yes": "spam", "no": "ham"})(value) or {"rules": (Rule(kind, None, value[:80]),)}
    elif kind == "spam-prob":
        facts = score(value) or {}
    elif kind == "message-score" or kind.startswith("message-score"):
        facts = {"rules": (Rule("message score", number(value), value[:200]),)}
    elif kind == "whitelisted":
        facts = {"verdict": "allowed", "text": value[:100]}
    elif kind == "version":
        facts = {"version": value[:60]}
    return {**facts, "product": "ASSP", "group": "ASSP"} if facts else {}


FILTER = Filter(
    name="appliances",
    product="a mail gateway",
    source="the vendors' help pages, and their mail",
    headers={
        "x-eset-as": of("ESET", _eset),
        "x-esetresult": of("ESET virus scanner", word(_VIRUS)),
        "x-eset-antispam": of("ESET", word({"spam": "spam", "ok": "ham", "not": "ham"})),
        "x-esetid": sealed,
        "x-esetscannerbuild": of("ESET virus scanner", version),
        "x-nai-spam-flag": of("McAfee", yes_no("spam", "ham")),
        "x-nai-spam-score": of("McAfee", score),
        "x-nai-spam-threshold": of(
            "McAfee", lambda value: None if number(value) is None else {"threshold": number(value)}
        ),
        "x-nai-spam-version": of("McAfee", version),
        "x-nai-spam-report": of("McAfee", noted("report")),
        "x-nai-spam-level": sealed,
        "x-nai-header": of("McAfee", noted("note")),
        "x-mlf-threat": of("SonicWall", word({
            "nothreat": "ham", "spam": "spam", "likelyspam": "suspect", "phishing": "phishing", "virus": "malware",
            "likelyphishing": "phishing", "likelyvirus": "malware", "threat": "spam",
        })),
        "x-mlf-threat-detailed": of("SonicWall", noted("details")),
        "x-mlf-version": of("SonicWall", version),
        "x-watchguard-spam-score": of("WatchGuard", noted("score")),
        "x-watchguard-antivirus": of("WatchGuard virus scanner", word({"part": "scanned", "clean": "clean"})),
        "x-watchguard-spam-id": sealed,
        "x-watchguard-mail-recipients": sealed,
        "x-watchguard-mail-from": sealed,
        "x-watchguard-mail-client-ip": sealed,
        "x-purgate": of("eXpurgate", _purgate),
        "x-purgate-type": of("eXpurgate", _purgate),
        "x-purgate-id": sealed,
        "x-purgate-size": sealed,
        "x-purgate-ad": sealed,
        "x-purgate-server": of("eXpurgate", host),
        "x-smartermail-spam": of("SmarterMail", _smarter),
        "x-smartermail-spamdetail": of("SmarterMail", _smarter),
        "x-smartermail-totalspamweight": of("SmarterMail", score),
        "x-smartermail-spamaction": of("SmarterMail", noted("action")),
        "x-recommended-action": of("SpamExperts", word({
            "accept": "ham", "reject": "spam", "quarantine": "spam", "drop": "spam", "temporarily": "suspect",
        })),
        "x-spamexperts-class": of("SpamExperts", word(_CLASSES)),
        "x-mailassure-class": of("SpamExperts", word(_CLASSES)),
        "x-spamexperts-evidence": of("SpamExperts", _evidence),
        "x-mailassure-evidence": of("SpamExperts", _evidence),
        "x-spamexperts-domain": sealed,
        "x-spamexperts-username": sealed,
        "x-spamexperts-outgoing-class": of("SpamExperts", word(_CLASSES), "SpamExperts outgoing"),
        "x-spamexperts-outgoing-evidence": of("SpamExperts", _evidence, "SpamExperts outgoing"),
        "x-filter-id": sealed,
        "x-spam-processed": of("MDaemon", _processed),
        "x-mdav-processed": of("MDaemon virus scanner", _processed),
        "x-mdav-result": of("MDaemon virus scanner", word(_VIRUS)),
        "x-mdop-refid": sealed,
        "x-mdarrival-date": sealed,
        "x-halon-scanned": of("Halon", lambda value: {"verdict": "scanned", "text": value[:100]}),
        "x-halon-spam": of("Halon", yes_no("spam", "ham")),
        "x-halon-rpd-class": of("Halon", word({
            "ham": "ham", "unknown": "ham", "suspect": "suspect", "bulk": "bulk", "spam": "spam", "virus": "malware",
        })),
        "x-halon-rpd-score": of("Halon", score),
        "x-halon-sa-score": of("Halon", score),
        "x-halon-rpd-refid": sealed,
        "x-halon-id": sealed,
        "x-cloud-sec-av-scl": of("Check Point", yes_no("spam", "ham")),
        "x-cloud-sec-av-info": of("Check Point", noted("details")),
        "x-mxl-hash": sealed,
        "x-analysisout": of("MX Logic", _mxlogic),
        "x-mailmarshal": of("MailMarshal", noted("note")),
        "x-declude-spoolname": sealed,
        "x-declude-note": of("Declude", noted("note")),
        "x-declude-sender": sealed,
        "x-spam-tests-failed": of("Declude", lambda value: {"rules": names(value)}),
        "x-sef-processed": of("SurfControl", version),
        "x-gfi-smtp-submission": sealed,
        "x-modus-blacklist": of("Vircom", noted("block list")),
        "x-canit-geo": sealed,
        "x-canitpro-stream": of("CanIt", noted("stream")),
        "x-bayes-prob": of("CanIt", score),
        "x-policy-threshold": sealed,
    },
    any_header=_any,
)  # fmt: skip
