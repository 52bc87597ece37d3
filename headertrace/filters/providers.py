"""What mailbox providers leave of their own filters: Yandex, Mail.ru, 1&1 and GMX, Proton, AOL, Yahoo, Amazon SES,
Telekom, Comcast, MailChannels, Alibaba, OpenSRS.

Sources: Yandex's NwSMTP (its configuration file explains X-Yandex-Spam: 0 a trusted address, not checked; 1 no
signs of spam; 4 spam); "Contents of notifications for Amazon SES email receiving" (PASS, FAIL, GRAY,
PROCESSING_FAILED). The others publish nothing: their words are read as what they say, AOL's and Telekom's letters
and Yandex's 2 by observation, and a value that is not listed here stays unread.
"""

from __future__ import annotations

from headertrace.filters.filter import Facts, Filter, names, noted, number, of, sealed, word
from headertrace.patterns import lazy
from headertrace.records.filters import Rule

_LEADING = lazy(r"([A-Za-z_]+):?([0-9-]*)")
_GMX = lazy(r"\s*(-?[0-9]+)\s*\(([^()]*)\)")
_OPENSRS = lazy(r"RULES_HIT:([0-9:]+)")
_ALI = lazy(r"\bAC=(\w+)")


def _ui(value: str) -> Facts | None:
    match = _LEADING.match(value.strip())
    table: dict[str, str | None] = {"notjunk": "ham", "junk": "spam", "unknown": None, "spam": "spam"}
    if not match or match[1].lower() not in table:
        return None
    return {"verdict": table[match[1].lower()], "text": f"filed as {match[1].lower()}"}


def _gmx(value: str) -> Facts | None:
    match = _GMX.match(value)
    if not match:
        return None
    return {"verdict": "ham" if match[1] == "0" else "spam", "text": match[2][:200]}


def _gmx_virus(value: str) -> Facts | None:
    match = _GMX.match(value)
    if not match:
        return None
    verdict = "clean" if match[1] == "0" else "skipped" if match[1] == "-1" else "malware"
    return {"verdict": verdict, "text": match[2][:200]}


def _proton(value: str) -> Facts | None:
    return {"rules": (Rule("score", number(value)),)} if number(value) is not None else None


def _toi(value: str) -> Facts | None:
    return word({"n": "ham", "u": "suspect", "y": "spam", "s": "spam"})(value.replace(";", " "))


def _opensrs(value: str) -> Facts | None:
    match = _OPENSRS.search(value)
    points = number(value)
    return {"score": points, "rules": names(match[1].replace(":", ",")) if match else ()} if match else None


def _alibaba(value: str) -> Facts | None:
    match = _ALI.search(value)
    if not match:
        return None
    known = {"CONTINUE": "ham", "QUARANTINE": "spam", "REJECT": "spam", "SPAM": "spam"}
    return {"verdict": known.get(match[1].upper()), "rules": (Rule("AC", None, match[1]),)}


def _listed(value: str) -> Facts | None:
    return {"verdict": "bulk", "text": f"bulk mail, from {value[:60]}"} if value else {}


_VERDICT = word({"pass": "ham", "fail": "spam", "gray": "suspect", "processing_failed": None, "disabled": "skipped"})
_SES_VIRUS = word({"pass": "clean", "fail": "malware", "gray": "suspect", "processing_failed": None})

FILTER = Filter(
    name="providers",
    product="the mailbox provider",
    source="Yandex NwSMTP; Amazon SES developer guide; else by observation",
    headers={
        "x-yandex-spam": of("Yandex", word({"0": "skipped", "1": "ham", "2": "suspect", "4": "spam"})),
        "x-yandex-front": sealed,
        "x-mras": of("Mail.ru", word({
            "ok": "ham", "pass": "ham", "spam": "spam", "probable_spam": "suspect", "reject": "spam",
        })),
        "x-ui-filterresults": of("1&1", _ui),
        "x-ui-out-filterresults": of("1&1", _ui),
        "ui-outboundreport": of("1&1", _ui),
        "ui-inboundreport": of("1&1", _ui),
        "x-gmx-antispam": of("GMX", _gmx),
        "x-gmx-antivirus": of("GMX virus scanner", _gmx_virus),
        "x-pm-spam-action": of("Proton", word({
            "inbox": "ham", "dunno": None, "spam": "spam", "phishing": "phishing", "reject": "spam", "ham": "ham",
        })),
        "x-pm-spamscore": of("Proton", _proton),
        "x-pm-spam": sealed,
        "x-ses-spam-verdict": of("Amazon SES", _VERDICT),
        "x-ses-virus-verdict": of("Amazon SES virus scanner", _SES_VIRUS),
        "x-aol-global-disposition": of("AOL", word({"g": "ham", "s": "spam", "p": "suspect", "d": "blocked"})),
        "x-aol-vss-code": of("AOL virus scanner", word({"clean": "clean", "virus": "malware", "repaired": "malware"})),
        "x-aol-vss-info": of("AOL virus scanner", lambda value: {"version": value[:60]} if value else {}),
        "x-aol-scoll-score": of("AOL", noted("score")),
        "x-aol-scoll-url_count": sealed,
        "x-aol-scoll-authentication": of("AOL", noted("authentication")),
        "x-aol-scoll-eil": sealed,
        "x-aol-reroute": sealed,
        "x-yahoofilteredbulk": of("Yahoo", _listed),
        "x-ymailisg": sealed,
        "x-yahoo-newman-property": sealed,
        "x-toi-spam": of("Telekom", _toi),
        "x-toi-virusscan": of("Telekom virus scanner", word({"clean": "clean", "unclean": "malware"})),
        "x-toi-spamclass": of("Telekom", noted("class")),
        "x-toi-expurgateid": sealed,
        "x-toi-msgid": sealed,
        "x-caa-spam": of("Comcast", noted("class")),
        "x-xfinity-vaas": sealed,
        "x-xfinity-vmeta": sealed,
        "x-mc-relay": of("MailChannels", word({
            "neutral": None, "good": "ham", "bad": "spam", "junk": "spam", "forwarding": None,
        })),
        "x-alimail-antispam": of("Alibaba", _alibaba),
        "x-spam-summary": of("OpenSRS", _opensrs),
        "x-he-spam-score": of("OpenSRS", _proton),
        "x-he-tag": sealed,
        "x-filterd-recvd-size": sealed,
        "x-qq-spam": of("QQ Mail", word({"true": "spam", "false": "ham", "1": "spam", "0": "ham"})),
        "x-naver-spam": of("Naver", noted("class")),
        "x-coremail-antispam": sealed,
        "x-rzg-class-id": sealed,
        "x-seznam-spam": of("Seznam", noted("class")),
    },
)  # fmt: skip
