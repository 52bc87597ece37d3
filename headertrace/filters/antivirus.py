"""Virus scanners and content filters that leave a line of their own.

The line is prose of the product's or the site's choice (MIMEDefang, exiscan, Avast, AntiVir MailGate, RAV, Dr.Web …):
it is read for words that say clean or infected, a version and a host, and kept whole.
"""

from __future__ import annotations

from headertrace.filters.filter import Facts, Filter, Reader, noted, word
from headertrace.patterns import lazy

_CLEAN = ("clean", "has not found", "no virus", "not infected", "no infection", "no known virus", "virus free",
          "not detected", "no threat")  # fmt: skip
_VERSION = lazy(r"(?:^|.*?[ /])v?(?:ersion )?([0-9]+\.[0-9][\w.-]*)")
_HOST = lazy(r".*\b(?:at|on|host:?|by) ([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)")
_PRODUCTS = (
    ("mimedefang", "MIMEDefang"), ("avast", "Avast"), ("avg", "AVG"), ("antivir", "AntiVir"), ("dr.web", "Dr.Web"),
    ("rav", "RAV"), ("exiscan", "exiscan"), ("clam", "ClamAV"), ("kaspersky", "Kaspersky"), ("norton", "Norton"),
    ("mailcontrol", "Forcepoint"), ("sophos", "Sophos"), ("sophie", "Sophos"),
    ("f-secure", "F-Secure"), ("canit", "CanIt"), ("astaro", "Astaro"), ("mail scanner", "a mail scanner"),
)  # fmt: skip


def _line(value: str) -> Facts | None:
    if not value:
        return {}
    low = value[:1000].lower()
    verdict = "scanned"
    if any(word in low for word in _CLEAN) or low in ("ok", "0"):
        verdict = "clean"
    elif low.startswith(("infected", "virus found", "malware", "positive")):
        verdict = "malware"
    written, host = _VERSION.match(value[:400]), _HOST.match(value[:400])
    return {
        "verdict": verdict,
        "text": value[:200],
        "version": written[1] if written else None,
        "host": host[1].lower() if host else None,
        "product": next((product for word, product in _PRODUCTS if word in low), "a virus scanner"),
    }


def _by(product: str) -> Reader:
    """The reader of a line whose header name tells the product."""

    def read(value: str) -> Facts | None:
        facts = _line(value)
        return facts and {**facts, "product": product}

    return read


_STATUS = word({
    "clean": "clean", "no": "clean", "ok": "clean", "infected": "malware", "virus": "malware", "yes": "malware",
    "not": "clean", "none": "clean", "found": "malware", "unknown": None, "scanned": "scanned",
})  # fmt: skip


def _zoho(value: str) -> Facts | None:
    """A number that Zoho does not publish the meaning of."""
    return {"verdict": "scanned", "text": f"status {value[:20]}", "product": "Zoho Mail"} if value else {}


FILTER = Filter(
    name="antivirus",
    product="a virus scanner",
    source="as their mail shows",
    headers={
        "x-virus-status": _STATUS,
        "x-antivirus-status": _STATUS,
        "x-virus-check": _line,
        "x-virus-checked": _line,
        "x-virus-checker": _line,
        "x-virus-checker-version": _line,
        "x-virus": lambda value: {"verdict": "malware", "text": value[:200]} if value else {},
        "x-virus-report": noted("report"),
        "x-virus-result": _STATUS,
        "x-virus-flag": _STATUS,
        "x-antivirus": _line,
        "x-anti-virus": _line,
        "x-av-checked": _line,
        "x-av-scanned": _line,
        "x-avas-virus-status": _STATUS,
        "x-clamav": _by("ClamAV"),
        "x-clamav-status": _STATUS,
        "x-avk-virus-check": _by("G DATA"),
        "x-rav-antivirus": _by("RAV"),
        "x-uvscan-result": _by("McAfee uvscan"),
        "x-scanner": _line,
        "x-scanned-by": _line,
        "x-scanned": _line,
        "x-content-scanned": _line,
        "x-mail-scanned": _line,
        "x-edinburgh-scanned": _line,
        "x-dti-virus-check": _line,
        "x-miltered": _line,
        "x-drweb-scanstatus": _by("Dr.Web"),
        "x-antivirus-scanner": _line,
        "x-zoho-virus-status": _zoho,
        "x-qmail-scanner": _by("Qmail-Scanner"),
        "x-avg": _by("AVG"),
        "x-avira": _by("Avira"),
        "x-f-secure": _by("F-Secure"),
        "x-bitdefender-scanner": _by("BitDefender"),
    },
)
