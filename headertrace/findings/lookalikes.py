"""Domains that look like another: letters drawn alike, and one slip of the hand.

>>> imitated("paypa1.com")
'paypal.com'
>>> near("micorsoft.com")
'microsoft.com'
"""

from __future__ import annotations

from functools import cache, lru_cache

from headertrace.organisations import registrable
from headertrace.syntax.idna import spelled

# Domains of the houses that the APWG's reports on phishing name most.
KNOWN = (
    "paypal.com", "amazon.com", "apple.com", "icloud.com", "microsoft.com", "outlook.com", "office365.com",
    "hotmail.com", "google.com", "gmail.com", "yahoo.com", "facebook.com", "instagram.com", "linkedin.com",
    "whatsapp.com", "twitter.com", "netflix.com", "spotify.com", "docusign.com", "dropbox.com", "adobe.com",
    "wetransfer.com", "fedex.com", "usps.com", "wellsfargo.com", "bankofamerica.com", "citibank.com", "santander.com",
    "barclays.co.uk", "americanexpress.com", "mastercard.com", "capitalone.com", "coinbase.com", "binance.com",
    "blockchain.com", "metamask.io", "trustwallet.com", "ebay.com", "alibaba.com", "aliexpress.com", "walmart.com",
    "godaddy.com", "cloudflare.com", "github.com", "steampowered.com", "booking.com", "airbnb.com", "commerzbank.de",
    "sparkasse.de", "rakuten.co.jp",
)  # fmt: skip
# Letters of other scripts, and marked ones, that are drawn as a plain letter (Unicode UTS #39, confusables.txt).
_DRAWN_AS = {
    "a": "\u0430\u0251\u03b1\u00e0\u00e1\u00e2\u00e3\u00e4\u00e5\u0101\u0103\u0105",
    "b": "\u042c\u0185",
    "c": "\u0441\u03f2\u0107\u010d\u00e7\u010b",
    "d": "\u0501\u0111\u010f\u0257",
    "e": "\u0435\u04bd\u00e8\u00e9\u00ea\u00eb\u0113\u0119\u0117\u011b\u0115",
    "g": "\u0261\u011f\u0123\u0121\u0581",
    "h": "\u04bb\u0570",
    "i": "\u0456\u0131\u00ed\u00ec\u00ef\u00ee\u012b\u012f\u0269",
    "j": "\u0458\u029d",
    "k": "\u043a\u03ba\u0137",
    "l": "\u04cf\u217c\u0142\u013e\u013c\u013a",
    "m": "\u043c\u217f",
    "n": "\u0578\u043f\u0144\u00f1\u0148\u0146",
    "o": "\u043e\u03bf\u03c3\u0585\u00f2\u00f3\u00f4\u00f5\u00f6\u00f8\u014d\u0151",
    "p": "\u0440\u03c1",
    "q": "\u051b\u0566",
    "r": "\u0433\u0159\u0155",
    "s": "\u0455\ua731\u015b\u0161\u015f\u0219",
    "t": "\u0442\u03c4\u0163\u0165\u021b",
    "u": "\u057d\u03c5\u00f9\u00fa\u00fb\u00fc\u016b\u016f\u0171\u0173",
    "v": "\u03bd\u0475",
    "w": "\u0461\u051d",
    "x": "\u0445\u03c7",
    "y": "\u0443\u03b3\u028f\u00fd\u00ff",
    "z": "\u1d22\u017e\u017a\u017c",
}  # fmt: skip
_PLAIN = str.maketrans(
    {other: letter for letter, others in _DRAWN_AS.items() for other in others}
    | {"0": "o", "1": "l", "3": "e", "5": "s", "i": "l"}
)
# Shorter names lie one letter from too many honest ones.
_SHORTEST = 6
_LONGEST = 40


# The domain in plain letters, sound or not.
unicode_form = lru_cache(maxsize=256)(spelled)


@lru_cache(maxsize=4096)
def imitated(domain: str, own: tuple[str, ...] = ()) -> str | None:
    """The domain of ``KNOWN``, or of the reader's ``own``, that ``domain`` is drawn like; None for most."""
    label = _label(domain)
    drawn = _skeleton(label)
    known = _drawn().get(drawn)
    if known and _label(known) != label:
        return known
    return next((mine for mine in own if _label(mine) != label and _skeleton(_label(mine)) == drawn), None)


@lru_cache(maxsize=4096)
def near(domain: str, own: tuple[str, ...] = ()) -> str | None:
    """The domain that ``domain`` lies one letter from: left out, added, changed, or two exchanged."""
    label = _label(domain)
    if not _SHORTEST - 1 <= len(label) <= _LONGEST:
        return None
    known = _near_known(label)
    return known or next((mine for mine in own if _is_near(_label(mine), label)), None)


def _near_known(label: str) -> str | None:
    if label in _labels():
        return None
    return next((known for known in KNOWN if _is_near(_label(known), label)), None)


def _is_near(name: str, label: str) -> bool:
    return len(name) >= _SHORTEST and name != label and _one_apart(name, label)


@cache
def _labels() -> frozenset[str]:
    return frozenset(map(_label, KNOWN))


@cache
def _drawn() -> dict[str, str]:
    return {_skeleton(_label(known)): known for known in reversed(KNOWN)}


@lru_cache(maxsize=1024)
def _label(domain: str) -> str:
    """The label that was registered, in the letters that a reader sees."""
    return unicode_form((registrable(domain) or domain).partition(".")[0])


@lru_cache(maxsize=1024)
def _skeleton(label: str) -> str:
    return label.translate(_PLAIN).replace("rn", "m").replace("vv", "w")


def _one_apart(name: str, other: str) -> bool:
    if abs(len(name) - len(other)) > 1 or (name[0] != other[0] and name[-1] != other[-1]):
        return False
    start = 0
    while start < min(len(name), len(other)) and name[start] == other[start]:
        start += 1
    left, right = name[start:], other[start:]
    if len(left) == len(right):
        return left[1:] == right[1:] or (left[:2] == right[1::-1] and left[2:] == right[2:])
    return left[1:] == right if len(left) > len(right) else left == right[1:]
