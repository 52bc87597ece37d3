"""Places in the names of operators' hosts: regions and data centres that a name spells out.

Each row: the operators it holds for, the shape of the name, the table that the found word is
looked up in, and where that was learned. A word that no table has is shown as it stands.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from headertrace.patterns import lazy


class Place(NamedTuple):
    """``code`` as the name has it, ``text`` what it stands for, ``source`` where that is said."""

    code: str
    text: str
    source: str


# Geographic regions of Microsoft 365, as in NAMPRD02, EURP195 and eop-EUR05.
MICROSOFT: dict[str, str] = {
    "nam": "North America", "eur": "Europe", "apc": "Asia-Pacific", "gbr": "United Kingdom", "can": "Canada",
    "ind": "India", "jpn": "Japan", "aus": "Australia", "kor": "Korea", "fra": "France", "deu": "Germany",
    "che": "Switzerland", "nor": "Norway", "swe": "Sweden", "are": "United Arab Emirates", "zaf": "South Africa",
    "lam": "Latin America", "bra": "Brazil", "qat": "Qatar", "pol": "Poland", "ita": "Italy", "isr": "Israel",
    "esp": "Spain", "mex": "Mexico", "sgp": "Singapore", "twn": "Taiwan", "idn": "Indonesia", "nzl": "New Zealand",
    "mys": "Malaysia", "chl": "Chile", "aut": "Austria", "dnk": "Denmark", "gcc": "US government", "cos": "China",
    "chn": "China", "usg": "US government", "dod": "US Department of Defense", "gre": "Greece", "bel": "Belgium",
}  # fmt: skip
# The two letters that Microsoft's data centres begin with.
MICROSOFT_SITES: dict[str, str] = {
    "am": "Amsterdam", "as": "Amsterdam", "db": "Dublin", "du": "Dublin", "he": "Helsinki", "vi": "Vienna",
    "fr": "Frankfurt", "be": "Berlin", "pa": "Paris", "mr": "Marseille", "lo": "London", "cw": "Cardiff",
    "zr": "Zurich", "gv": "Geneva", "os": "Oslo", "sv": "Stavanger", "bn": "Boydton, Virginia", "bl": "Virginia",
    "ph": "Phoenix", "sj": "San Jose", "sn": "San Antonio", "sa": "San Antonio", "ch": "Chicago",
    "dm": "Des Moines", "cy": "Cheyenne", "mw": "Quincy, Washington", "co": "Quincy, Washington",
    "by": "San Jose area", "ia": "Iowa", "yt": "Toronto", "yq": "Quebec", "hk": "Hong Kong", "sg": "Singapore",
    "si": "Singapore", "ty": "Tokyo", "tyc": "Tokyo", "ks": "Osaka", "os1": "Osaka", "se": "Seoul", "sl": "Seoul",
    "pn": "Pune", "ma": "Chennai", "bm": "Mumbai", "sy": "Sydney", "me": "Melbourne", "cp": "Campinas",
    "ro": "Rio de Janeiro", "jn": "Johannesburg", "jh": "Johannesburg", "du2": "Dubai", "dx": "Dubai", "ax": "Abu Dhabi",
}  # fmt: skip
AMAZON: dict[str, str] = {
    "us-east-1": "N. Virginia", "us-east-2": "Ohio", "us-west-1": "N. California", "us-west-2": "Oregon",
    "us-gov-west-1": "US government, west", "us-gov-east-1": "US government, east", "ca-central-1": "Montreal",
    "ca-west-1": "Calgary", "sa-east-1": "São Paulo", "eu-west-1": "Ireland", "eu-west-2": "London",
    "eu-west-3": "Paris", "eu-central-1": "Frankfurt", "eu-central-2": "Zurich", "eu-north-1": "Stockholm",
    "eu-south-1": "Milan", "eu-south-2": "Spain", "af-south-1": "Cape Town", "me-south-1": "Bahrain",
    "me-central-1": "United Arab Emirates", "il-central-1": "Tel Aviv", "ap-south-1": "Mumbai",
    "ap-south-2": "Hyderabad", "ap-east-1": "Hong Kong", "ap-southeast-1": "Singapore",
    "ap-southeast-2": "Sydney", "ap-southeast-3": "Jakarta", "ap-southeast-4": "Melbourne",
    "ap-northeast-1": "Tokyo", "ap-northeast-2": "Seoul", "ap-northeast-3": "Osaka",
}  # fmt: skip
YAHOO: dict[str, str] = {
    "bf1": "Buffalo, New York", "bf2": "Buffalo, New York", "ne1": "Omaha, Nebraska", "gq1": "Quincy, Washington",
    "sk1": "Sunnyvale", "sp1": "Sunnyvale", "sp2": "Sunnyvale", "ac4": "Dallas", "mud": "Dallas", "re1": "Dulles",
    "re2": "Dulles", "re3": "Dulles", "re4": "Dulles", "dcn": "Dulles", "ir2": "Dublin", "ird": "Dublin", "ukl": "London",
    "sg3": "Singapore", "tp2": "Taipei", "tpe": "Taipei", "tw1": "Taipei", "in2": "India", "scd": "Santa Clara",
    "sc5": "Santa Clara", "snv": "Sunnyvale", "dal": "Dallas", "cnh": "Hong Kong", "krs": "Seoul", "bra": "Brazil",
}  # fmt: skip
OVH: dict[str, str] = {
    "gra": "Gravelines", "rbx": "Roubaix", "sbg": "Strasbourg", "bhs": "Beauharnois, Quebec", "waw": "Warsaw",
    "lim": "Limburg", "de1": "Limburg", "uk1": "London", "eri": "London", "sgp": "Singapore", "syd": "Sydney",
    "vin": "Vint Hill, Virginia", "hil": "Hillsboro, Oregon", "p19": "Paris", "par": "Paris",
}  # fmt: skip
# IATA codes in Google's outside names, as in lhr25s34-in-f14.1e100.net.
GOOGLE: dict[str, str] = {
    "ams": "Amsterdam", "arn": "Stockholm", "atl": "Atlanta", "ber": "Berlin", "bom": "Mumbai", "bru": "Brussels",
    "cbf": "Council Bluffs, Iowa", "cdg": "Paris", "dfw": "Dallas", "del": "Delhi", "den": "Denver", "dub": "Dublin",
    "eze": "Buenos Aires", "fra": "Frankfurt", "gru": "São Paulo", "ham": "Hamburg", "hem": "Hamina",
    "hkg": "Hong Kong", "iad": "Washington", "jnb": "Johannesburg", "kix": "Osaka", "lax": "Los Angeles",
    "lga": "New York", "lhr": "London", "lon": "London", "mad": "Madrid", "mia": "Miami", "mil": "Milan",
    "mrs": "Marseille", "muc": "Munich", "mxp": "Milan", "nrt": "Tokyo", "ord": "Chicago", "par": "Paris",
    "prg": "Prague", "qro": "Querétaro", "sea": "Seattle", "sfo": "San Francisco", "sin": "Singapore",
    "sof": "Sofia", "syd": "Sydney", "tsa": "Taipei", "tyo": "Tokyo", "vie": "Vienna", "waw": "Warsaw",
    "yyz": "Toronto", "zrh": "Zurich", "nuq": "Mountain View", "pnq": "Pune", "maa": "Chennai", "bud": "Budapest",
}  # fmt: skip
APPLE: dict[str, str] = {
    "st": "Newark, California", "pv": "Prineville, Oregon", "mr": "Maiden, North Carolina", "rn": "Reno, Nevada",
    "ms": "Mesa, Arizona",
}  # fmt: skip
COUNTRIES: dict[str, str] = {
    "us": "United States", "eu": "European Union", "uk": "United Kingdom", "de": "Germany", "za": "South Africa",
    "au": "Australia", "ca": "Canada", "in": "India", "jp": "Japan", "off": "offshore (Jersey)", "usb": "United States",
    "sg": "Singapore", "hk": "Hong Kong", "br": "Brazil", "ch": "Switzerland", "fr": "France", "nl": "Netherlands",
}  # fmt: skip
HETZNER: dict[str, str] = {"fsn": "Falkenstein", "nbg": "Nuremberg", "hel": "Helsinki", "ash": "Ashburn, Virginia"}
MESSAGELABS: dict[str, str] = {"1": "Europe", "2": "United States", "3": "Asia-Pacific", "5": "Europe", "6": "Europe"}

# (domains, shape of the host's name, table, source); group 1 is the code.
_RULES: tuple[tuple[str, re.Pattern[str], dict[str, str], str], ...] = (
    ("outlook.com exchangelabs.com office365.com", lazy(r"\.([a-z]{3})p(?:r[a-z]?|rd)?\d+[a-z]*\d*\.prod\."), MICROSOFT,
     "Microsoft 365 forest names: learn.microsoft.com, data locations"),
    ("outlook.com exchangelabs.com", lazy(r"\.eop-([a-z]{3})\d+\."), MICROSOFT, "Microsoft 365 data locations"),
    ("outlook.com", lazy(r"mail-([a-z]{3})(?:prd)?\d\d?.*\.outbound\.protection\."), MICROSOFT,
     "Microsoft 365 data locations"),
    ("outlook.com exchangelabs.com office365.com", lazy(r"([a-z]{2})\d[a-z0-9]*(?:pr\d|ft\d|pepf|pf0|ca\d|mb\d)"),
     MICROSOFT_SITES, "learn.microsoft.com, Microsoft 365 data centre names"),
    ("amazonses.com amazonaws.com awsapps.com", lazy(r"\b((?:us|eu|ap|sa|ca|me|af|il)(?:-gov)?-[a-z]+-\d)\b"), AMAZON,
     "docs.aws.amazon.com, regions and endpoints"),
    ("yahoo.com yahoodns.net", lazy(r"\.([a-z]{2}[a-z0-9])\.yahoo(?:dns)?\."), YAHOO, "Yahoo's host names, site codes"),
    ("ovh.net ovh.com ovh.ca", lazy(r"\.?(?:[a-z]+\d*-)?([a-z]{3}|p19|de1|uk1)\d*\.(?:.*\.)?ovh\."), OVH,
     "docs.ovh.com, data centre codes"),
    ("1e100.net", lazy(r"([a-z]{3})\d\d[a-z]\d\d"), GOOGLE, "IATA codes in Google's names: support.google.com/faqs/answer/174717"),
    ("icloud.com me.com apple.com", lazy(r"(?:^|[.-])(st|pv|mr|rn|ms)\d{2}"), APPLE, "Apple's data centre codes in its host names"),
    ("mimecast.com mimecast.co.za", lazy(r"(?:^|[.-])(us|uk|de|za|au|eu|ca|off|usb)(?:-\w+)*[.-].*mimecast\."), COUNTRIES,
     "community.mimecast.com, data centres and URLs"),
    ("hetzner.com your-server.de", lazy(r"\b(fsn|nbg|hel|ash)\d"), HETZNER, "docs.hetzner.com, locations"),
    ("iphmx.com", lazy(r"\.([a-z]{2})\.iphmx\.com$"), COUNTRIES, "Cisco Secure Email regions"),
    ("mailgun.net mailgun.org", lazy(r"\.(eu|us)(?:-[a-z]+-\d)?\.mailgun\."), COUNTRIES, "documentation.mailgun.com, regions"),
    ("zoho.com zohomail.com zoho.eu", lazy(r"\.zoho(?:mail)?\.(eu|in|jp|ca)$"), COUNTRIES, "zoho.com, data centres"),
    ("trendmicro.com trendmicro.eu", lazy(r"\.(eu|us|au|jp|sg|in)\.(?:.*\.)?trendmicro"), COUNTRIES, "docs.trendmicro.com, regions"),
)  # fmt: skip


@lru_cache(maxsize=4096)
def place(host: str) -> Place | None:
    """The place that a host's name spells out, where its operator is known to do so.

    ``host`` is a name in lower case. None where nothing is known.
    """
    labels = host.rsplit(".", 2)
    if len(labels) < 2:
        return None
    domain = ".".join(labels[-2:])
    for domains, shape, table, source in _RULES:
        if domain in domains.split() or ".".join(labels) in domains.split():
            match = shape.search(host)
            if match and match[1] in table:
                return Place(match[1], table[match[1]], source)
    return None
