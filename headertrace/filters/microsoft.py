"""Microsoft: Exchange Online Protection, Defender for Office 365, Outlook.com and Exchange Server.

Sources: "Anti-spam message headers in cloud organizations" (MicrosoftDocs/defender-docs,
message-headers-eop-mdo.md), "Spam confidence level (SCL)" and "Bulk complaint level (BCL)" beside it,
"Antispam stamps in Exchange Server" (PCL, SID), and Oxford University IT on
X-Microsoft-Antispam-Mailbox-Delivery, which Microsoft does not document. Headers that end in
``-Untrusted`` or ``-Original`` were written by another tenant and renamed on arrival: its claims.
"Header firewall" (Exchange Server) has X-MS-Exchange-Organization-* taken away from what comes in; that
X-Forefront-Antispam-Report and X-Microsoft-Antispam are renamed then is by observation.
"""

from __future__ import annotations

from headertrace.filters.filter import Facts, Filter, Reader, host, noted, number, pairs, sealed
from headertrace.records.filters import Rule

CAT: dict[str, tuple[str | None, str]] = {
    "AMP": ("malware", "anti-malware policy"),
    "BIMP": ("phishing", "impersonates a brand"),
    "BULK": ("bulk", "bulk mail"),
    "DIMP": ("phishing", "impersonates a protected domain"),
    "FTBP": ("malware", "an attachment type that the policy blocks"),
    "GIMP": ("phishing", "impersonates someone the mailbox knows"),
    "HPHSH": ("phishing", "phishing with high confidence"),
    "HPHISH": ("phishing", "phishing with high confidence"),
    "HSPM": ("spam", "spam with high confidence"),
    "INTOS": ("phishing", "phishing inside the organisation"),
    "MALW": ("malware", "malware"),
    "NONE": (None, "no category"),
    "OSPM": ("spam", "outbound spam"),
    "PHSH": ("phishing", "phishing"),
    "SAP": ("malware", "Safe Attachments"),
    "SPM": ("spam", "spam"),
    "SPOOF": ("spoofing", "spoofed sender"),
    "UIMP": ("phishing", "impersonates a protected user"),
}
SFV: dict[str, tuple[str | None, str]] = {
    "BLK": ("blocked", "the sender is on the user's Blocked Senders list; not filtered"),
    "NSPM": ("ham", "filtered, and not spam"),
    "SFE": ("allowed", "the sender is on the user's Safe Senders list; not filtered"),
    "SKA": ("allowed", "the sender or domain is allowed in an anti-spam policy; not filtered"),
    "SKB": ("blocked", "the sender or domain is blocked in an anti-spam policy"),
    "SKI": (None, "a message inside the organisation, marked by its content"),
    "SKN": ("allowed", "marked as not spam before the filter, by a mail flow rule for instance"),
    "SKQ": ("allowed", "released from quarantine"),
    "SKS": ("spam", "marked as spam before the filter, by a mail flow rule for instance"),
    "SPM": ("spam", "filtered, and spam"),
}
_FIELDS: dict[str, str] = {
    "CIP": "connecting address", "CTRY": "country of the connecting address", "LANG": "language of the message",
    "H": "HELO name", "PTR": "name looked up for the connecting address",
}  # fmt: skip
_CODES: dict[str, str] = {
    "IPV:CAL": "the address is on the IP Allow List; not filtered",
    "IPV:NLI": "the address is on no reputation list",
    "DIR:INB": "inbound", "DIR:OUT": "outbound", "DIR:INT": "inside the organisation",
    "SRV:BULK": "bulk mail above the threshold (BCL)",
    "SFTY:9.19": "impersonates a domain", "SFTY:9.20": "impersonates a user", "SFTY:9.25": "first contact",
    "SFTY:9.11": "spoofed sender", "SFTY:9.21": "spoofed sender",
}  # fmt: skip
_DESTINATIONS: dict[str, tuple[str | None, str]] = {
    "J": ("spam", "placed in Junk Email"),
    "I": ("ham", "placed in the Inbox"),
    "C": (None, "placed in a folder that a rule names"),
}
_OVERRIDES: dict[str, str] = {
    "CustomRules": "a rule of the user",
    "SpamFilterAuthJ": "the spam filter",
    "TrustedSenderList": "the user's Safe Senders list",
    "TrustedRecipientList": "the user's Safe Recipients list",
}


def _level(text: str | None) -> tuple[str | None, str]:
    """An SCL in words ("Spam confidence level (SCL)")."""
    points = number(text)
    if points is None:
        return None, ""
    if points < 0:
        return "allowed", "SCL -1: not filtered"
    if points <= 1:
        return "ham", f"SCL {points:g}: not spam"
    if points <= 4:
        return None, f"SCL {points:g}: undecided"
    return "spam", f"SCL {points:g}: spam" + (" with high confidence" if points >= 7 else "")


def _report(value: str) -> Facts | None:
    if value.strip() in ("", "..."):
        return {} if not value.strip() else None
    found = pairs(value, ";", ":")
    if not found:
        return None
    rules: list[Rule] = []
    verdict: str | None = None
    words: list[str] = []
    for key, table in (("CAT", CAT), ("SFV", SFV)):
        code = found.get(key)
        if code and code != "NONE":
            means, text = table.get(code, (None, "a code that is not published"))
            rules.append(Rule(f"{key}:{code}", None, text))
            words.append(text)
            verdict = verdict or means
    level, text = _level(found.get("SCL"))
    if text:
        rules.append(Rule(f"SCL:{found['SCL']}", None, text))
        words.append(text)
    for key in ("IPV", "SRV", "SFTY", "DIR"):
        code = found.get(key)
        if code:
            rules.append(Rule(f"{key}:{code}", None, _CODES.get(f"{key}:{code}")))
    rules += [Rule(key, None, f"{text}: {found[key]}") for key, text in _FIELDS.items() if found.get(key)]
    return {
        "verdict": verdict or level,
        "score": number(found.get("SCL")),
        "ip": found.get("CIP", "").strip("[]").lower() or None,
        "rules": tuple(rules),
        "text": "; ".join(words) or None,
    }


def _bulk(value: str) -> Facts | None:
    """BCL 0: not from a bulk sender; 1 to 3 few complaints, 4 to 7 mixed, 8 and 9 many; PCL: phishing."""
    if not value.strip():
        return {}
    text = value if ":" in value.partition(";")[0] else f"BCL:{value}"
    found = pairs(text, ";", ":")
    rules = []
    points = number(found.get("BCL"))
    if points is not None:
        many = "no bulk sender" if points == 0 else "few complaints" if points < 4 else "many complaints"
        rules.append(Rule("BCL", points, "mixed complaints" if 4 <= points <= 7 else many))
    phishing = number(found.get("PCL"))
    if phishing is not None:
        rules.append(_phishing_rule(phishing))
    if not rules and "ARA" not in found and "RULEID" not in found and "UriScan" not in found:
        return None
    return {"rules": tuple(rules)}


def _phishing_rule(points: float) -> Rule:
    words = "likely phishing" if points >= 4 else "not likely phishing"
    return Rule("PCL", points, words)


def _pcl(value: str) -> Facts | None:
    points = number(value)
    return None if points is None else {"rules": (_phishing_rule(points),)}


def _scl(value: str) -> Facts | None:
    points = number(value)
    if points is None:
        return None
    verdict, text = _level(value)
    return {"verdict": verdict, "score": points, "text": text, "rules": (Rule(f"SCL:{points:g}", None, text),)}


def _delivery(value: str) -> Facts | None:
    if not value.strip():
        return {}
    found = pairs(value, ";", ":")
    if "dest" not in found:
        return None
    verdict, text = _DESTINATIONS.get(found["dest"], (None, "delivered to a place that is not published"))
    why = found.get("OFR")
    if why:
        text += f" by {_OVERRIDES.get(why, why)}"
    return {"verdict": verdict, "text": text, "rules": (Rule(f"dest:{found['dest']}", None, text),)}


def _message_delivery(value: str) -> Facts | None:
    """Outlook.com: base64 of "V=1.1;us=0;l=0;a=0;D=1;GD=1;SCL=3"."""
    from binascii import Error, a2b_base64

    try:
        found = pairs(a2b_base64(value[:400].encode("ascii", "replace")).decode("ascii"))
    except (Error, ValueError):
        return None
    if "SCL" not in found:
        return {} if found else None
    verdict, text = _level(found["SCL"])
    return {"verdict": verdict, "rules": (Rule(f"mailbox SCL:{found['SCL']}", None, text),)}


def _antispam_report(value: str) -> Facts | None:
    """Exchange Server's X-MS-Exchange-Organization-Antispam-Report: ``key:value;`` in its own words."""
    found = pairs(value, ";", ":")
    return {"rules": tuple(Rule(key, None, text[:200] or None) for key, text in found.items())} if found else None


def _claimed(read: Reader) -> Reader:
    def reader(value: str) -> Facts | None:
        facts = read(value)
        return facts and {**facts, "group": "claimed", "claimed": True, "product": "Microsoft 365 (another tenant)"}

    return reader


_DIAGNOSTIC = {"NSPM": "ham", "SPM": "spam"}

FILTER = Filter(
    name="microsoft",
    product="Microsoft 365",
    source="https://learn.microsoft.com/en-us/defender-office-365/message-headers-eop-mdo",
    headers={
        "x-forefront-antispam-report": _report,
        "x-ms-exchange-organization-scl": _scl,
        "x-message-delivery": _message_delivery,
        "x-microsoft-antispam": _bulk,
        "x-exchange-antispam-report-cfa-test": _bulk,
        "x-exchange-antispam-report-test": _bulk,
        "bcl": _bulk,
        "x-ms-exchange-organization-pcl": _pcl,
        "x-ms-exchange-organization-bcl": _bulk,
        "x-microsoft-antispam-mailbox-delivery": _delivery,
        "x-ms-exchange-organization-antispam-report": _antispam_report,
        "x-customspam": noted("X-CustomSpam", "advanced spam filter setting"),
        "spamdiagnosticmetadata": lambda value: (
            {"verdict": _DIAGNOSTIC[value]} if value in _DIAGNOSTIC else {} if value else None
        ),
        "spamdiagnosticoutput": sealed,
        "x-ms-exchange-crosspremises-antispam-scancontext": _report,
        "x-ms-exchange-organization-antispam-scancontext": _report,
        "x-ms-exchange-organization-senderidresult": noted("Sender ID"),
        "x-ms-exchange-organization-prd": noted("purported responsible domain"),
        "x-ms-exchange-organization-avstamp-enterprise": noted("virus scan stamp"),
        "x-ms-exchange-organization-avstamp-mailbox": noted("virus scan stamp"),
        "x-ms-exchange-organization-antispam-protocolfilterhub-scancontext": _report,
        "x-ms-exchange-antispam-relay": sealed,
        "x-ms-exchange-antispam-srfa-diagnostics": sealed,
        "x-ms-exchange-antispam-messagedata": sealed,
        "x-microsoft-antispam-message-info": sealed,
        "x-microsoft-antispam-prvs": sealed,
        "x-forefront-prvs": sealed,
        "x-message-info": sealed,
        "x-ms-exchange-organization-authsource": host,
        "x-forefront-antispam-report-untrusted": _claimed(_report),
        "x-microsoft-antispam-untrusted": _claimed(_bulk),
        "x-ms-exchange-organization-scl-original": _claimed(_scl),
        "x-microsoft-antispam-message-info-original": sealed,
        "x-ms-exchange-antispam-relay-0": sealed,
    },
    any_header=lambda name, value: {} if "antispam-messagedata" in name else None,
    house="Microsoft",
    guarded=("x-ms-exchange-organization-", "x-forefront-antispam-report", "x-microsoft-antispam"),
)
