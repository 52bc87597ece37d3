"""Which dialect a line is written in.

Asked in the order of how much they prove: the software's own name, the protocol phrase, the writing
host's name and the words in the rows of ``products``; the id's form; and last a word anywhere. The
shapes and marks that stand here are tried in their order, the words in the rows are looked up.
"""

from __future__ import annotations

from functools import lru_cache

from headertrace.patterns import Pattern, lazy
from headertrace.received.clauses import Clauses
from headertrace.received.dialect import Dialect
from headertrace.received.facts import Facts
from headertrace.received.ids import EXIM_ID
from headertrace.received.lexer import remembered
from headertrace.received.products import BY_NAME, PRODUCTS

_SOFTWARE = {word: product.name for product in PRODUCTS for word in product.software}
_PROTOCOLS = {phrase: product.name for product in PRODUCTS for phrase in product.protocols}
HOSTS = {labels: product.name for product in PRODUCTS for labels in product.hosts}
_VERSION = lazy(r"[\w.+-]{0,80}\d\.\d[\w.+-]{0,80}(?: ?\(|/)|-- Info omitted|[\d.]+(?:beta\d+)?$|NeXT-|AIX|SGI-")
# These words are another server's when in capitals.
_LOWER_ONLY = frozenset({"asmtp", "local", "esmtpsa", "esmtpa", "esmtps", "esmtp", "smtp"})
_EXIM = lazy(EXIM_ID)
_COURIER = lazy(r"[0-9A-F]{8,16}\.[0-9A-F]{8,16}\.[0-9A-F]{8}")
IDS: tuple[tuple[Pattern[str], str], ...] = (
    (_EXIM, "exim"),
    (lazy(r"[0-9a-zA-Z]{8}[0-9]{5,6}|[A-X]{3}[0-9]{5,8}|[A-X]A[0-9]{5,6}"), "sendmail"),
    (lazy(r"[0-9a-f]{9,}.*\.[0-9]+\.(?:19|20)[0-9]{2}\.[0-9]{2}.*"), "google"),
    (lazy(r"[0-9a-z]+(?:-[0-9a-z]+)?(?:mr|ls|ws|wr|pf|ib|wm|qc|so|s)[0-9]+[0-9a-z]*\.[0-9]+.*"), "google"),
    # Gmail's own last steps, and Google Groups' intake ("ms").
    (lazy(r"[0-9a-z]{1,12}csp?[0-9]{3,12}[a-z]{2,4}"), "google"),
    (lazy(r"[a-z]{1,3}[0-9]{1,3}ms[a-z]{2,4}"), "google"),
    # Until 2006 its inner steps, too, without the fraction of a second behind it.
    (lazy(r"[0-9a-z]{1,4}(?:mr|so)[0-9]{4,9}[a-z]{3}"), "google"),
    (_COURIER, "courier"),
    (lazy(r"[0-9A-Za-z]{8}[0-9]{5,6}-[0-9A-Za-z]{8}[0-9]{5,6}"), "fortimail"),
    (lazy(r"(?:recvd|filter|geopod|ismtpd)[\w.-]*-[0-9A-F]{8}-[0-9A-F]+"), "sendgrid"),
    (lazy(r"[0-9a-f]{24}"), "mailgun"),
    (lazy(r"[0-9A-F]{6,14}"), "postfix"),
    (lazy(r"[a-z]ma\w+"), "smap"),
    # 16 bytes in base 64, of which bytes 9 to 12 are a process number and so end in a zero byte
    (lazy(r"[0-9A-Za-z+/]{14}[AEIMQUYcgkosw048]A[0-9A-Za-z+/]{5}[AQgw]"), "dovecot"),
)
# What the words before the first clause begin with.
LEADS: tuple[tuple[str, str], ...] = (
    ("(qmail", "qmail"),
    ("indimail", "qmail"),
    ("(nullmailer", "nullmailer"),
    ("(at ", "debbugs"),
    ("(EGP:", "yahoo"),
    ("(from", "sendmail"),
    ("(majordomo", "maildrop"),
    ("(ofmipd", "qmail"),
    ("(cpmta", "criticalpath"),
    ("(Exim", "exim"),
    ("(Majordomo", "maildrop"),
    ("(Mailing", "maildrop"),
)
# Words anywhere in the line.
MARKS: tuple[tuple[str, str], ...] = (
    ("TLS\\Tls", "smartermail"),
    ("mail pickup service", "smtpsvc"),
    ("Internet Mail Service", "exchange_ims"),
    ("(fetchmail-", "fetchmail"),
    (" getmail6 msgid:", "getmail"),
    ("(mpop-", "mpop"),
    ("qmail-scanner", "qmail_scanner"),
    ("HELO", "qmail"),
    ("via smtpd", "smap"),
    ("via smap", "smap"),
    ("PowerMTA", "powermta"),
    ("helo=", "exim"),
    ("MailEnable", "mailenable"),
    ("SLMail", "slmail"),
    ("ecelerity", "momentum"),
    ("Authid", "nemesis"),
    ("(Sun ", "oracle"),
    ("Messaging Server", "oracle"),
    ("MailMarshal", "mailmarshal"),
    ("MIMEDefang", "sendmail"),
    ("Sendmail", "sendmail"),
    ("(debbugs", "debbugs"),
    ("Postfix", "postfix"),
    ("Exim", "exim"),
    ("UTC m=+", "sendgrid"),
    ("; tmail ", "tmail"),
    ("geopod-", "sendgrid"),
    ("HTTPREST", "google"),
    ("Courier", "courier"),
    ("Oracle ", "oracle"),
    ("LMTPProxyServer", "dovecot"),
    ("Dovecot", "dovecot"),
    ("IPv6:", "sendmail"),
    ("SMTPD32", "imail"),
    ("(Cyrus", "cyrus"),
    ("Smarsh", "mimecast"),
    ("with NNFMP", "yahoo"),
    ("Yahoo", "yahoo"),
    ("MDaemon", "mdaemon"),
    ("EdgeWave", "sophos"),
    ("GroupWise", "groupwise"),
    ("GWIA", "groupwise"),
    ("[Concentric", "sendmail"),
    ("uid ", "qmail"),
    ("amavisd", "amavis"),
    ("SquirrelMail", "squirrelmail"),
    ("Mail essentials", "gfi"),
    ("POPDOWN", "vircom"),
    (".awsapps.com", "amazonses"),
    ("(Nemesis)", "nemesis"),
    ("NetWare", "mercury"),
    ("VMailer", "postfix"),
    ("SurgeMail", "surgemail"),
    ("ESMTP Proxy", "sophos"),
)
# What the client announced, or the writing host's address begins with.
_FIRST = {"pps.filterd": "proofpoint", "pps.reinject": "proofpoint"}
_BY_ADDRESS = (("2002:a05:", "google"),)
_QMAIL_FROM = lazy(r"[^\s()]++ ?\((?:[^\s()@]++@)?[0-9.]++\)")


def detect(clauses: Clauses, facts: Facts) -> Dialect:
    """The dialect that a line is written in; ``general`` where nothing proves one."""
    return BY_NAME[
        _by_client(facts)
        or _by_software(clauses, facts)
        or _by_lead(clauses.lead)
        or _by_host(facts.by)
        or _by_protocol(clauses, facts)
        or (by_id(facts.id) if facts.id else None)
        or _by_mark(clauses, facts)
        or "general"
    ]


def by_id(identifier: str) -> str | None:
    """The dialect whose ids have that form; None where none has."""
    return next((dialect for pattern, dialect in IDS if pattern.fullmatch(identifier)), None)


def _by_client(facts: Facts) -> str | None:
    # Proofpoint's own filter connects from within; anybody else may say its word.
    within = facts.ip is None or facts.ip.startswith(("127.", "10.", "::1"))
    return _FIRST.get(facts.first) if facts.first and within else None


def _by_software(clauses: Clauses, facts: Facts) -> str | None:
    if not facts.software:
        return None
    known, versioned = remembered(_software, facts.software)
    if known is None and versioned and not facts.has_announced and " " not in (facts.protocol or ""):
        return "sendmail" if "PowerMTA" not in _without_claims(clauses, facts) else "powermta"
    return known


@lru_cache(maxsize=1024)
def _software(comment: str) -> tuple[str | None, bool]:
    """(the dialect a comment names, whether it looks like a version: sendmail names nothing else)."""
    word = comment.split(None, 1)[0].lower().rstrip(",:;")
    known = _SOFTWARE.get(word) or _SOFTWARE.get(word.partition("/")[0])
    versioned = bool(_VERSION.match(comment))
    return ("fetchmail" if versioned and not known and "fetchmail" in comment else known), versioned


def _by_lead(lead: str) -> str | None:
    return next((dialect for marker, dialect in LEADS if lead.startswith(marker)), None) if lead else None


@lru_cache(maxsize=4096)
def _by_host(host: str | None) -> str | None:
    if not host:
        return None
    labels = host.rsplit(".", 3)
    known = HOSTS.get(".".join(labels[-2:])) or HOSTS.get(".".join(labels[-3:]))
    return known or next((dialect for prefix, dialect in _BY_ADDRESS if host.startswith(prefix)), None)


def _by_protocol(clauses: Clauses, facts: Facts) -> str | None:
    protocol = facts.protocol
    if protocol and protocol.startswith("ESMTP/"):
        return "ironport"
    if protocol == "SMTPs":
        return "yahoo"
    if facts.has_announced:
        return "qmail" if "HELO" in clauses.sender or "EHLO" in clauses.sender else "exim"
    if not protocol:
        return None
    lowered = protocol.lower()
    if protocol != lowered and lowered in _LOWER_ONLY:
        return None
    if lowered == "local" and _COURIER.fullmatch(facts.id or ""):
        # Courier's own mail comes "with local" as Exim's does.
        return "courier"
    if protocol == "HTTP" and not (clauses.sender or facts.id) and (facts.by or "").startswith("10."):
        # Gmail's web pages, in the form of its own that names an inner address and nothing else.
        return "google"
    known = _PROTOCOLS.get(lowered)
    # Exim and Courier write these words in lower case; Exim's ids are its own.
    return "exim" if known == "courier" and _EXIM.fullmatch(facts.id or "") else known


def _by_mark(clauses: Clauses, facts: Facts) -> str | None:
    written = _without_claims(clauses, facts)
    for marker, dialect in MARKS:
        if marker in written:
            return dialect
    if facts.protocol in ("SMTP", "ESMTP") and _QMAIL_FROM.fullmatch(clauses.sender):
        return "qmail"
    return None


def _without_claims(clauses: Clauses, facts: Facts) -> str:
    """The line without the words that the client chose: no mark of a program is looked for in them."""
    written = clauses.head
    for word in (facts.first, facts.announced, facts.recipient, facts.sender):
        if word:
            written = written.replace(word, "", 1)
    return written
