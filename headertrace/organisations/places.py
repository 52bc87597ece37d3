"""Places that operators write into the names of their hosts.

Each operator's habit is one row of ``HABITS``: how the code stands in the name, what the codes
mean, where that was learned, and how certain it is. Nothing is read from names of operators
whose habit isn't known: letters in a host name are seldom an airport.
"""

from __future__ import annotations

from headertrace.named import NamedTuple
from headertrace.patterns import Pattern, lazy


class Place(NamedTuple):
    """A place read from a host name.

    ``name`` for people ("Dublin, Ireland"), ``code`` the letters that say so ("DB"),
    ``source`` where their meaning was learned, ``certainty`` likely or possible: a name tells
    what its owner once meant by it, not where the machine stands today.
    """

    name: str
    code: str
    source: str
    certainty: str


# Microsoft 365 geographies: NAMPRD02, EURP195, eop-nam11, GBRP123.
_GEOGRAPHIES = {
    "nam": "North America",
    "eur": "Europe, Middle East, Africa",
    "apc": "Asia-Pacific",
    "lam": "Latin America",
    "are": "United Arab Emirates",
    "aus": "Australia",
    "bra": "Brazil",
    "can": "Canada",
    "che": "Switzerland",
    "deu": "Germany",
    "fra": "France",
    "gbr": "United Kingdom",
    "ind": "India",
    "jpn": "Japan",
    "kor": "Korea",
    "nor": "Norway",
    "pol": "Poland",
    "qat": "Qatar",
    "swe": "Sweden",
    "zaf": "South Africa",
}
_GEOGRAPHY_SOURCE = "PnP Core SDK and PnP Framework: Microsoft 365 geo locations (pnp.github.io)"
# Not in that list; countries of newer data centres, by the code that the others have too.
_COUNTRIES = {
    "aut": "Austria",
    "chl": "Chile",
    "chn": "China",
    "esp": "Spain",
    "idn": "Indonesia",
    "isr": "Israel",
    "ita": "Italy",
    "mex": "Mexico",
    "mys": "Malaysia",
    "nzl": "New Zealand",
    "sgp": "Singapore",
    "twn": "Taiwan",
}
_COUNTRY_SOURCE = "ISO 3166-1 alpha-3, as Microsoft's other geography codes"
_GEOGRAPHY = lazy(
    r"\.(?:eop-)?([a-z]{3})(?:prd|pr|p)?\d+[a-z0-9]*\.prod\.(?:outlook|protection\.outlook|exchangelabs)\.com$"
    r"|\.([a-z]{3})pr\d*\.prod\.partner\.outlook\.cn$"
    r"|^([a-z]{3})\d\d-[a-z0-9]+-obe\.outbound\.protection\.(?:partner\.)?outlook\.(?:com|cn)$"
    r"|^[a-z]{2}\d([a-z]{3})\d\d[a-z]{2}\d+\.mail\.protection\.(?:partner\.)?outlook\.(?:com|cn)$"
)

# The first two letters of a Microsoft server's name, each with the geography it stands in.
_SITES = {
    "am": ("Amsterdam, Netherlands", "eur"),
    "bl": ("Virginia, USA", "nam"),
    "bn": ("Virginia, USA", "nam"),
    "by": ("San Francisco, USA", "nam"),
    "ch": ("Chicago, USA", "nam"),
    "co": ("Quincy, Washington, USA", "nam"),
    "cp": ("Brazil", "lam"),
    "cy": ("Cheyenne, Wyoming, USA", "nam"),
    "db": ("Dublin, Ireland", "eur"),
    "dm": ("Des Moines, Iowa, USA", "nam"),
    "gr": ("Brazil", "lam"),
    "he": ("Finland", "eur"),
    "hk": ("Hong Kong", "apc"),
    "ka": ("Japan", "jpn"),
    "os": ("Japan", "jpn"),
    "sg": ("Singapore", "apc"),
    "si": ("Singapore", "apc"),
    "sn": ("San Antonio, Texas, USA", "nam"),
    "ty": ("Japan", "jpn"),
    "vi": ("Austria", "eur"),
}
_SITE_SOURCE = "J. Palarchio: Get-MailboxLocations.ps1, from Microsoft's Client Performance Analyzer (perficient.com)"
_SITE = lazy(
    r"^([a-z]{2})(?:[a-z]?\d|[a-z]pr?\d)[a-z0-9]*\."
    r"(?:[a-z0-9-]+\.prod|mail\.protection|outbound\.protection|eop-[a-z0-9]+\.prod\.protection|outlook)"
    r"\.(?:protection\.)?(?:outlook|exchangelabs|office365)\.com$"
)

# Amazon regions, also Zendesk's short form of them.
_REGIONS = {
    "af-south-1": "Cape Town, South Africa",
    "ap-east-1": "Hong Kong",
    "ap-northeast-1": "Tokyo, Japan",
    "ap-northeast-2": "Seoul, Korea",
    "ap-northeast-3": "Osaka, Japan",
    "ap-south-1": "Mumbai, India",
    "ap-south-2": "Hyderabad, India",
    "ap-southeast-1": "Singapore",
    "ap-southeast-2": "Sydney, Australia",
    "ap-southeast-3": "Jakarta, Indonesia",
    "ap-southeast-4": "Melbourne, Australia",
    "ca-central-1": "Montréal, Canada",
    "ca-west-1": "Calgary, Canada",
    "eu-central-1": "Frankfurt, Germany",
    "eu-central-2": "Zurich, Switzerland",
    "eu-north-1": "Stockholm, Sweden",
    "eu-south-1": "Milan, Italy",
    "eu-south-2": "Spain",
    "eu-west-1": "Ireland",
    "eu-west-2": "London, United Kingdom",
    "eu-west-3": "Paris, France",
    "il-central-1": "Tel Aviv, Israel",
    "me-central-1": "United Arab Emirates",
    "me-south-1": "Bahrain",
    "sa-east-1": "São Paulo, Brazil",
    "us-east-1": "Virginia, USA",
    "us-east-2": "Ohio, USA",
    "us-gov-east-1": "eastern USA (government)",
    "us-gov-west-1": "north-western USA (government)",
    "us-west-1": "Northern California, USA",
    "us-west-2": "Oregon, USA",
}
_REGION_SOURCE = "AWS: region names in botocore, data/endpoints.json (github.com/boto/botocore)"
_SHORT = {
    "apne1": "ap-northeast-1",
    "apse2": "ap-southeast-2",
    "euc1": "eu-central-1",
    "euw1": "eu-west-1",
    "use1": "us-east-1",
    "use2": "us-east-2",
    "usw2": "us-west-2",
}

_OVH = {
    "bhs": "Beauharnois, Canada",
    "eri": "Erith, United Kingdom",
    "gra": "Gravelines, France",
    "hil": "Hillsboro, Oregon, USA",
    "lim": "Limburg, Germany",
    "rbx": "Roubaix, France",
    "sbg": "Strasbourg, France",
    "sgp": "Singapore",
    "syd": "Sydney, Australia",
    "vin": "Vint Hill, Virginia, USA",
    "waw": "Warsaw, Poland",
}

_AIRPORTS = {
    "ams": "Amsterdam, Netherlands",
    "arn": "Stockholm, Sweden",
    "atl": "Atlanta, USA",
    "bom": "Mumbai, India",
    "bru": "Brussels, Belgium",
    "cbf": "Council Bluffs, Iowa, USA",
    "cdg": "Paris, France",
    "dfw": "Dallas, USA",
    "dub": "Dublin, Ireland",
    "fra": "Frankfurt, Germany",
    "gru": "São Paulo, Brazil",
    "ham": "Hamburg, Germany",
    "hel": "Helsinki, Finland",
    "hkg": "Hong Kong",
    "iad": "Washington, USA",
    "lax": "Los Angeles, USA",
    "lga": "New York, USA",
    "lhr": "London, United Kingdom",
    "mad": "Madrid, Spain",
    "maa": "Chennai, India",
    "mia": "Miami, USA",
    "mil": "Milan, Italy",
    "muc": "Munich, Germany",
    "nrt": "Tokyo, Japan",
    "ord": "Chicago, USA",
    "par": "Paris, France",
    "prg": "Prague, Czechia",
    "sea": "Seattle, USA",
    "sfo": "San Francisco, USA",
    "sin": "Singapore",
    "sof": "Sofia, Bulgaria",
    "syd": "Sydney, Australia",
    "tpe": "Taipei, Taiwan",
    "vie": "Vienna, Austria",
    "waw": "Warsaw, Poland",
    "yyz": "Toronto, Canada",
    "zrh": "Zurich, Switzerland",
}

_YAHOO = {
    "bf1": "Lockport, New York, USA",
    "gq1": "Quincy, Washington, USA",
    "ir2": "Ireland",
    "ne1": "La Vista, Nebraska, USA",
    "sg3": "Singapore",
    "tp2": "Taiwan",
}
_MIMECAST = {
    "au": "Australia",
    "ca": "Canada",
    "de": "Germany",
    "off": "offshore",
    "uk": "United Kingdom",
    "us": "USA",
    "usb": "USA",
    "za": "South Africa",
}
_CONTINENTS = {"eu": "Europe", "us": "USA", "ap": "Asia-Pacific", "ca": "Canada", "au": "Australia", "asia": "Asia"}
_SIDES = {"use": "eastern USA", "usw": "western USA", "usc": "central USA", "euw": "western Europe"}
_HETZNER = {"fsn": "Falkenstein, Germany", "hel": "Helsinki, Finland", "nbg": "Nuremberg, Germany"}

_OWN = "the operator's own hosts' names; meaning of the code is plain"

# operator → (where the code stands, codes, source, certainty)
HABITS: dict[str, tuple[Pattern[str], dict[str, str], str, str]] = {
    "Amazon Web Services": (
        lazy(r"\.([a-z]{2}(?:-gov)?-[a-z]+-\d)\.(?:compute|elb|compute\.amazonaws|amazonaws|email)\b"),
        _REGIONS,
        _REGION_SOURCE,
        "likely",
    ),
    "Amazon SES": (lazy(r"\.([a-z]{2}(?:-gov)?-[a-z]+-\d)\.amazonses\.com$"), _REGIONS, _REGION_SOURCE, "likely"),
    "Zendesk": (
        lazy(r"\.([a-z]+\d)\.zdsys\.com$"),
        {short: _REGIONS[region] for short, region in _SHORT.items()},
        _REGION_SOURCE,
        "possible",
    ),
    "Mailgun": (lazy(r"\.([a-z]{3})\d\.send\.mailgun\.net$"), _SIDES, _OWN, "possible"),
    "Google": (
        lazy(r"^([a-z]{3})\d+s\d+-in-[fx]\w+\.1e100\.net$"),
        _AIRPORTS,
        "IATA airport codes (iata.org), which Google's 1e100.net names begin with",
        "possible",
    ),
    "Yahoo": (
        lazy(r"\.([a-z]{2}\d)\.yahoo\.com$"),
        _YAHOO,
        "inferred from where Yahoo has data centres (datacenterknowledge.com); Yahoo explains no codes",
        "possible",
    ),
    "OVHcloud": (
        lazy(r"\b(bhs|eri|gra|hil|lim|rbx|sbg|sgp|syd|vin|waw)\d*[.-].*ovh\.(?:net|ca|us)$"),
        _OVH,
        "OVHcloud: data centre codes of its API types (npm: @datatr-ux/ovhcloud-types); towns as others list them",
        "possible",
    ),
    "Mimecast": (
        lazy(r"(?:^|[.-])(usb?|uk|de|za|au|ca|off)-[a-z0-9-]+\.mimecast(?:-offshore)?\.(?:com|co\.za)$"),
        _MIMECAST,
        _OWN,
        "likely",
    ),
    "Proofpoint Essentials": (lazy(r"-(us|eu|au|ca)\d\.ppe-hosted\.com$"), _CONTINENTS, _OWN, "likely"),
    "MessageLabs": (lazy(r"\.(us|eu|ap|asia)\.messagelabs\.com$"), _CONTINENTS, _OWN, "likely"),
    "IONOS": (lazy(r"^[a-z]+(eu|us)\d*\.(?:kundenserver\.de|perfora\.net)$"), _CONTINENTS, _OWN, "possible"),
    "Hetzner": (
        lazy(r"\b(fsn|hel|nbg)\d+[.-].*(?:hetzner\.(?:com|de)|your-server\.de)$"),
        _HETZNER,
        "Hetzner: locations of its Cloud API, as its clients' code lists them",
        "likely",
    ),
    "Alibaba Cloud Direct Mail": (lazy(r"\.(us|eu|ap)\.[a-z]\.dm\.aliyun\.com$"), _CONTINENTS, _OWN, "possible"),
}


def decode(host: str, operator: str) -> Place | None:
    """The place in ``host``, a lower-case name of one of ``operator``'s hosts; None where none is written."""
    if operator in ("Microsoft", "21Vianet"):
        return _microsoft(host)
    habit = HABITS.get(operator)
    found = habit and habit[0].search(host)
    if not habit or not found or found[1] not in habit[1]:
        return None
    return Place(habit[1][found[1]], found[1], habit[2], habit[3])


def _microsoft(host: str) -> Place | None:
    """The site, unless the geography in the same name gainsays it; else the geography."""
    found = _GEOGRAPHY.search(host)
    geography = next((group for group in found.groups() if group), None) if found else None
    site = _SITE.match(host)
    where = _SITES.get(site[1]) if site else None
    if site and where and geography in (None, where[1]):
        return Place(where[0], f"{where[1]}, {site[1]}", _SITE_SOURCE, "possible")
    if geography in _GEOGRAPHIES:
        return Place(_GEOGRAPHIES[geography], geography, _GEOGRAPHY_SOURCE, "likely")
    if geography in _COUNTRIES:
        return Place(_COUNTRIES[geography], geography, _COUNTRY_SOURCE, "possible")
    return None
