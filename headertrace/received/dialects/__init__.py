"""The registry of dialects: which file reads which line.

The tables hold what a line is recognised by, so that only the files a message needs are
imported. They are asked in the order of how much they prove: the software's own name, the
protocol phrase, the shape of the ``from`` clause, the writing host's name, the id's form,
and last a word anywhere.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib import import_module
from typing import Any

from headertrace.patterns import Pattern, lazy
from headertrace.received.clauses import Clauses
from headertrace.received.dialect import Dialect

# First word of the comment that names the software, in lower case.
SOFTWARE: dict[str, str] = {
    "maddy": "maddy",
    "postal": "postal",
    "chasquid": "chasquid",
    "postfix": "postfix",
    "sendmail": "sendmail",
    "exim": "exim",
    "opensmtpd": "opensmtpd",
    "intermail": "intermail",
    "lotus": "domino",
    "ibm": "domino",
    "hcl": "domino",
    "domino": "domino",
    "iplanet": "oracle",
    "sun": "oracle",
    "oracle": "oracle",
    "pmdf": "oracle",
    "netscape": "netscape",
    "communigate": "communigate",
    "mdaemon": "mdaemon",
    "mdaemon.pro": "mdaemon",
    "mdaemon.standard": "mdaemon",
    "mailenable": "mailenable",
    "merak": "icewarp",
    "icewarp": "icewarp",
    "kerio": "kerio",
    "winroute": "kerio",
    "groupwise": "groupwise",
    "hmailserver": "hmailserver",
    "smartermail": "smartermail",
    "mimecast": "mimecast",
    "ppe": "proofpoint",
    "spam": "barracuda",
    "ntmail": "ntmail",
    "vpop3": "vpop3",
    "zmailer": "zmailer",
    "dragonfly": "dma",
    "nullmailer": "nullmailer",
    "ssmtp": "ssmtp",
    "lsmtp": "lsmtp",
    "navgw": "navgw",
    "avmailgate-2.0.0.6": "avmailgate",
    "tumbleweed": "tumbleweed",
    "slmail": "slmail",
    "rockliffe": "rockliffe",
    "post.office": "postoffice",
    "mailgateway": "icloud",
    "nemesis": "nemesis",
    "qpsmtpd": "qpsmtpd",
    "qmail": "qmail",
    "qp": "qmail",
    "haraka": "haraka",
    "kumomta": "kumomta",
    "stalwart": "stalwart",
    "dovecot": "dovecot",
    "cyrus": "cyrus",
    "zimbra": "zimbra",
    "amavis": "amavis",
    "amavisd-new": "amavis",
    "amavisd": "amavis",
    "powermta": "powermta",
    "powermta(tm": "powermta",
    "mailgun": "mailgun",
    "sendgrid": "sendgrid",
    "ecelerity": "momentum",
    "momentum": "momentum",
    "zonemta": "zonemta",
    "fortimail": "fortimail",
    "nwsmtp/yandex": "yandex",
    "mailchimp": "mandrill",
    "content": "mailsweeper",
    "vircom": "vircom",
    "mailrouter": "mailrouter",
    "zendesk": "zendesk",
    "bulk_mailer": "maildrop",
    "squirrelmail": "squirrelmail",
    "mercury": "mercury",
    "mercury/32": "mercury",
    "argosoft": "argosoft",
    "eudora": "eudora",
    "surgemail": "surgemail",
    "xmail": "xmail",
    "imail": "imail",
    "smtpd32-6.06": "imail",
    "smtpd32-7.07": "imail",
    "james": "james",
    "trend": "trendmicro",
    "interscan": "trendmicro",
    "sophos": "sophos",
    "csmtp": "ironport",
    "mailmarshal": "mailmarshal",
    "smtpd32-7.12": "imail",
    "fetchmail": "fetchmail",
    "getmail": "getmail",
    "listserv-tcp": "listserv",
    "smtpl": "listserv",
    "courier": "courier",
    "sendmail-8": "sendmail",
    "avmailgate": "avmailgate",
    "smtpd32": "imail",
}
_VERSION = lazy(r"[\w.+-]*\d\.\d[\w.+-]*(?: ?\(|/)|-- Info omitted|[\d.]+(?:beta\d+)?$|NeXT-|AIX|SGI-")

# The protocol phrase, in lower case.
PROTOCOL: dict[str, str] = {
    "microsoft smtp server": "exchange",
    "microsoft smtpsvc": "smtpsvc",
    "microsoft mail server": "exchange",
    "microsoft http server": "exchange",
    "mapi": "exchange",
    "internet mail service": "exchange_ims",
    "mailenable esmtp": "mailenable",
    "httprest": "google",
    "nnfmp": "yahoo",
    "asmtp": "exim",
    "local": "exim",
    "local-bsmtp": "exim",
    "local-esmtp": "exim",
    "local-smtp": "exim",
    "esmtpsa": "exim",
    "esmtpa": "exim",
    "esmtps": "exim",
    "esmtp": "courier",
    "smtp": "qmail",
    "lmtpa": "cyrus",
    "gmailapi": "google",
    "qmqp": "qmail",
    "qmail-scanner": "qmail_scanner",
}
# These words are another server's when in capitals.
_LOWER_ONLY = frozenset({"asmtp", "local", "esmtpsa", "esmtpa", "esmtps", "esmtp", "smtp"})

# The last labels of the writing host's name.
HOST: dict[str, str] = {
    "google.com": "google",
    "gmail.com": "google",
    "yahoo.com": "yahoo",
    "yahoo.co.jp": "yahoo",
    "aol.com": "aol",
    "outlook.com": "exchange",
    "exchangelabs.com": "exchange",
    "office365.com": "exchange",
    "hotmail.com": "smtpsvc",
    "amazonses.com": "amazonses",
    "sendgrid.net": "sendgrid",
    "mailgun.net": "mailgun",
    "mailgun.org": "mailgun",
    "mandrillapp.com": "mandrill",
    "mimecast.com": "mimecast",
    "pphosted.com": "proofpoint",
    "ppe-hosted.com": "proofpoint",
    "messagelabs.com": "messagelabs",
    "emailsrvr.com": "rackspace",
    "me.com": "icloud",
    "icloud.com": "icloud",
    "gmx.net": "nemesis",
    "yandex.net": "yandex",
    "yandex.ru": "yandex",
    "zohomail.com": "zoho",
    "zoho.com": "zoho",
    "zohomail.eu": "zoho",
    "awsapps.com": "amazonses",
    "kundenserver.de": "nemesis",
    "amazonaws.com": "amazonses",
    "msn.com": "smtpsvc",
    "docomo.ne.jp": "docomo",
    "sendgrid.com": "sendgrid",
    "ezweb.ne.jp": "docomo",
    "softbank.ne.jp": "docomo",
    "trendmicro.com": "trendmicro",
    "bugs.debian.org": "debbugs",
    "iphmx.com": "ironport",
    "sparkpostmail.com": "momentum",
    "hotmail.co.jp": "smtpsvc",
    "barracuda.com": "barracuda",
}
_COURIER = lazy(r"[0-9A-F]{8,16}\.[0-9A-F]{8,16}\.[0-9A-F]{8}")
_ID: tuple[tuple[Pattern[str], str], ...] = (
    (lazy(r"[0-9A-Za-z]{6}-[0-9A-Za-z]{6}(?:[0-9A-Za-z]{5})?-[0-9A-Za-z]{2,4}"), "exim"),
    (lazy(r"[0-9a-zA-Z]{8}[0-9]{5,6}|[A-X]{3}[0-9]{5,8}|[A-X]A[0-9]{5,6}"), "sendmail"),
    (lazy(r"[0-9a-f]{9,}.*\.[0-9]+\.(?:19|20)[0-9]{2}\.[0-9]{2}.*"), "google"),
    (lazy(r"[0-9a-z]+(?:-[0-9a-z]+)?(?:mr|ls|ws|wr|pf|ib|wm|qc|so|s)[0-9]+[0-9a-z]*\.[0-9]+.*"), "google"),
    (_COURIER, "courier"),
    (lazy(r"[0-9A-Za-z]{8}[0-9]{5,6}-[0-9A-Za-z]{8}[0-9]{5,6}"), "fortimail"),
    (lazy(r"(?:recvd|filter|geopod|ismtpd)[\w.-]*-[0-9A-F]{8}-[0-9A-F]+"), "sendgrid"),
    (lazy(r"[0-9a-f]{24}"), "mailgun"),
    (lazy(r"[0-9A-F]{6,14}"), "postfix"),
    (lazy(r"[a-z]ma\w+"), "smap"),
    # 16 bytes in base 64, of which bytes 9 to 12 are a process number and so end in a zero byte
    (lazy(r"[0-9A-Za-z+/]{14}[AEIMQUYcgkosw048]A[0-9A-Za-z+/]{5}[AQgw]"), "dovecot"),
)
_LEAD: tuple[tuple[str, str], ...] = (
    ("(qmail", "qmail"),
    ("indimail", "qmail"),
    ("(nullmailer", "nullmailer"),
    ("(at ", "debbugs"),
    ("(EGP:", "yahoo"),
    ("(from ", "sendmail"),
    ("(from", "sendmail"),
    ("(majordomo", "maildrop"),
    ("(ofmipd", "qmail"),
    ("(cpmta", "criticalpath"),
    ("(Exim", "exim"),
    ("(Majordomo", "maildrop"),
    ("(Mailing", "maildrop"),
)
_TEXT: tuple[tuple[str, str], ...] = (
    ("TLS\\Tls", "smartermail"),
    ("mail pickup service", "smtpsvc"),
    ("Internet Mail Service", "exchange_ims"),
    ("(fetchmail-", "fetchmail"),
    (" getmail6 msgid:", "getmail"),
    ("(mpop-", "mpop"),
    ("qmail-scanner", "qmail_scanner"),
    ("HELO", "qmail"),
    ("(HELO", "qmail"),
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
    ("geopod-", "sendgrid"),
    ("HTTPREST", "google"),
    ("Courier", "courier"),
    ("Oracle ", "oracle"),
    ("LMTPProxyServer", "dovecot"),
    ("Dovecot", "dovecot"),
    ("IPv6:", "sendmail"),
    ("[SMTPD32", "imail"),
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
_FIRST: dict[str, str] = {"pps.filterd": "proofpoint", "pps.reinject": "proofpoint"}
_BY_ADDRESS: tuple[tuple[str, str], ...] = (("2002:a05:", "google"),)


@cache
def load(name: str) -> Dialect:
    """The dialect of that name. Raises ModuleNotFoundError for a name that is no file here."""
    return import_module(f"headertrace.received.dialects.{name}").DIALECT  # type: ignore[no-any-return]


def detect(clauses: Clauses, facts: dict[str, Any]) -> Dialect:
    """The dialect that a line is written in; ``general`` where nothing proves one."""
    return load(_name(clauses, facts))


def _name(clauses: Clauses, facts: dict[str, Any]) -> str:
    known = _FIRST.get(facts.get("first") or "")
    if known:
        return known
    comment = facts["comment"]
    if comment:
        known, versioned = _software(comment)
        if known:
            return known
        protocol = facts.get("protocol") or ""
        if versioned and not facts.get("has_announced") and " " not in protocol:
            return "sendmail" if "PowerMTA" not in clauses.head else "powermta"
    if clauses.lead:
        for marker, dialect in _LEAD:
            if clauses.lead.startswith(marker):
                return dialect
    host = facts.get("by")
    if host:
        labels = host.rsplit(".", 3)
        known = HOST.get(".".join(labels[-2:])) or HOST.get(".".join(labels[-3:]))
        if known:
            return known
        for prefix, dialect in _BY_ADDRESS:
            if host.startswith(prefix):
                return dialect
    protocol = facts.get("protocol")
    if protocol and protocol.partition("/")[0:2] == ("ESMTP", "/"):
        return "ironport"
    if protocol == "SMTPs":
        return "yahoo"
    if facts.get("has_announced"):
        return "qmail" if "HELO" in clauses.sender or "EHLO" in clauses.sender else "exim"
    if protocol:
        lowered = protocol.lower()
        known = PROTOCOL.get(lowered)
        if known and (lowered not in _LOWER_ONLY or protocol == lowered):
            # Courier's own mail comes "with local" as Exim's does.
            return "courier" if lowered == "local" and _COURIER.fullmatch(facts.get("id") or "") else known
    identifier = facts.get("id")
    known = by_id(identifier) if identifier else None
    if known:
        return known
    for marker, dialect in _TEXT:
        if marker in clauses.head:
            return dialect
    if protocol in ("SMTP", "ESMTP") and _QMAIL_FROM.fullmatch(clauses.sender):
        return "qmail"
    return "general"


def by_id(identifier: str) -> str | None:
    """The dialect whose ids have that form; None where none has."""
    return next((dialect for pattern, dialect in _ID if pattern.fullmatch(identifier)), None)


@lru_cache(maxsize=1024)
def _software(comment: str) -> tuple[str | None, bool]:
    """(the dialect a comment names, whether it looks like a version: sendmail names nothing else)."""
    word = comment.split(None, 1)[0].lower().rstrip(",:;")
    known = SOFTWARE.get(word) or SOFTWARE.get(word.partition("/")[0])
    versioned = bool(_VERSION.match(comment))
    return ("fetchmail" if versioned and not known and "fetchmail" in comment else known), versioned


_QMAIL_FROM = lazy(r"\S+ ?\((?:\S+@)?[0-9.]+\)")
