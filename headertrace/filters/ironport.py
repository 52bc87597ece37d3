"""Cisco Secure Email (IronPort): anti-spam, Sophos and McAfee engines, AMP, sender reputation (-10 to 10).

The forms are as mail through it shows. X-IronPort-Anti-Spam-Result and X-IPAS-Result are encrypted for Cisco.
"""

from __future__ import annotations

from headertrace.filters.filter import Facts, Filter, host, noted, number, sealed, word
from headertrace.patterns import lazy
from headertrace.records.filters import Rule

_ENGINE = lazy(r"\bE=([A-Za-z]+)")
_DEFINITIONS = lazy(r"\bi=\"?([\d.,]+)")
_DONE = lazy(r"\bd=\"?([a-z]+)")


def _av(value: str) -> Facts | None:
    """``E=`` engine, ``i=`` versions, ``d=`` what was done: scan; with a quote and a number, how many parts."""
    done = _DONE.search(value)
    if not done:
        return None
    engine, definitions = _ENGINE.search(value), _DEFINITIONS.search(value)
    return {
        "verdict": "scanned",
        "version": definitions[1].rstrip(",") if definitions else None,
        "rules": (Rule("antivirus", None, f"{engine[1] if engine else 'engine not named'}: {done[1]}"),),
    }


def _reputation(value: str) -> Facts | None:
    points = number(value)
    if points is None:
        return {"rules": (Rule("sender reputation", None, "none"),)} if value.strip().lower() == "none" else None
    return {"rules": (Rule("sender reputation", points, "from -10 (worst) to 10"),)}


FILTER = Filter(
    name="ironport",
    product="Cisco Secure Email (IronPort)",
    source="as its mail shows; the vendor publishes no description",
    headers={
        "x-threatscanner-verdict": word(
            {
                "positive": "spam",
                "negative": "ham",
                "suspect": "suspect",
                "massmail": "bulk",
                "bulk": "bulk",
            }
        ),
        "x-amp-result": word(
            {
                "clean": "clean",
                "malicious": "malware",
                "malware": "malware",
                "unknown": None,
                "skipped": "skipped",
                "unscannable": None,
                "lowrisk": "clean",
            }
        ),
        "x-amp-original-verdict": noted("first verdict on the files"),
        "x-amp-file-uploaded": noted("file sent for analysis"),
        "x-ironport-av": _av,
        "x-ironport-anti-spam-filtered": word({"true": "scanned", "false": "skipped"}),
        "x-sbrs": _reputation,
        "x-ironport-reputation": _reputation,
        "x-ironport-sendergroup": noted("sender group"),
        "x-sendergroup": noted("sender group"),
        "x-ironport-mailflowpolicy": noted("mail flow policy"),
        "x-ironport-outbreak-status": noted("outbreak filter"),
        "x-ironport-outbreak-description": noted("outbreak filter"),
        "x-ironport-listener": noted("listener"),
        "x-ironport-sdr": sealed,
        "x-ironport-anti-spam-result": sealed,
        "x-ipas-result": sealed,
        "x-ironport-hdrordr": sealed,
        "x-ironport-phdr": sealed,
        "x-ironport-mid": sealed,
        "x-ironport-remoteip": sealed,
        "x-ironport-server": host,
        "ironport-data": sealed,
        "ironport-hdrordr": sealed,
        "ironport-phdr": sealed,
        "ironport-sdr": sealed,
        "x-cse-connectionguid": sealed,
        "x-cse-msgguid": sealed,
    },
    any_header=lambda name, value: {},
)
