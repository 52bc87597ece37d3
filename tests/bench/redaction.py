"""Redaction over a folder of real mail: what leaks, and whether the path stays the same.

    python tests/bench/redaction.py FOLDER [PRESET]... [--every N] [--show N] [--formats json,html]

Secrets are taken from each message by the standard library's parser, not by headertrace, and looked for in
the redacted message and in every rendering of it: as they are, and in base 64 (at each of its three
alignments), quoted-printable, RFC 2047, percent, punycode and hexadecimal form, and reversed; in any case of
letters. The exit code is 1 where anything leaks, or where fewer than 99.8 % of the traces are the same.
"""

from __future__ import annotations

import argparse
import base64
import quopri
import re
import sys
from collections import Counter
from collections.abc import Iterable
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header
from email.utils import getaddresses
from functools import cache
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes

import headertrace
from headertrace.organisations import operator, registrable
from headertrace.organisations.addresses import INNER, OUTER, scope
from headertrace.organisations.mail_services import service
from headertrace.received.detection import HOSTS
from headertrace.records.message import Message
from headertrace.records.trace import Trace
from headertrace.redact import PRESETS, Redactor, as_bytes, kinds_of
from headertrace.renderings import BINARY, FORMATS, Options
from headertrace.sources import read_whole

TARGET = 0.998
# A picture and a paper say what svg and html say.
TEXTS = tuple(format for format in FORMATS if format not in BINARY)
RECIPIENTS = (
    "to",
    "cc",
    "bcc",
    "delivered-to",
    "x-original-to",
    "envelope-to",
    "x-envelope-to",
    "resent-to",
    "resent-cc",
)
SENDERS = ("from", "reply-to", "sender", "return-path", "errors-to", "x-sender", "resent-from", "resent-sender")
# Mailboxes, and words in the place of names, that are nobody's own: most stand in RFC 2142.
NOBODY = frozenset(
    [
        "abuse", "admin", "administrator", "apache", "bounce", "bounces", "daemon", "donotreply", "do-not-reply",
        "hostmaster", "info", "list", "listmaster", "listserv", "mail", "mail-daemon", "mailer", "mailer-daemon",
        "majordomo", "mailman", "marketing", "news", "newsletter", "nobody", "noc", "no-reply", "noreply", "owner",
        "post", "postmaster", "request", "root", "sales", "security", "service", "subscribe", "support",
        "unsubscribe", "usenet", "uucp", "webmaster", "www", "www-data", "ftp", "bulk", "test", "user",
        "undisclosed-recipients", "recipient", "recipients", "unknown", "undisclosed", "local", "localhost",
        "localdomain", "friend", "helo", "ehlo", "smtp", "esmtp", "none", "null", "with", "from", "network", "alias",
        "server", "microsoft", "administrators",
    ]
)  # fmt: skip
# Host names that say what a host is for, and no more.
WORK = frozenset(
    [
        "mail", "mx", "mxa", "mxb", "smtp", "relay", "mta", "gw", "gateway", "server", "web", "host", "out", "in",
        "mailer", "mailhost", "mailhub", "lists", "pps", "filterd",
    ]
)  # fmt: skip
# Programs whose names look like a domain's.
PRODUCTS = frozenset({"post.office"})
# How a mail was copied, or came in another: redacted, it is written whole, and alone.
_OF_THE_COPY = frozenset({"HT105", "HT107", "HT108"})
_IPV4 = re.compile(r"(?<![\w.-])(?:\d{1,3}\.){3}\d{1,3}(?![\w-]|\.\w)")
_ADDRESS = re.compile(r"[\w.+=%!#$&*/?^{|}~'-]+@[\w.-]+\w")
_HOST = re.compile(r"(?<![\w.-])(?:[A-Za-z0-9_](?:[\w-]*\w)?\.)+[A-Za-z]{2,}(?![\w-]|\.\w)")
_LOGIN = re.compile(r"(?:Authenticated sender:|authenticated user|ident=|smtp\.auth=|auth=)\s*([^\s();,]{4,})", re.I)
_HEX = re.compile(rb"[0-9A-Fa-f]{8,}")
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{8,}={0,2}")


def secrets(message: Message, kinds: frozenset[str], whole: bytes) -> set[str]:
    """What must not be found again, by the standard library's reading of the message."""
    parsed = message_from_bytes(whole)
    found: set[str] = set()
    for names, kind in ((RECIPIENTS, "recipient"), (SENDERS, "sender")):
        values = [plain(str(value)) for name in names for value in parsed.get_all(name, [])]
        for shown, mailbox in getaddresses(values):
            local, at, _ = mailbox.rpartition("@")
            if kind in kinds and at and local.strip('"').lower() not in NOBODY:
                # A local part that is a word of headertrace's own is looked for with its @.
                found.add(f"{local}@" if local.lower() in vocabulary() else local.strip('"'))
            if "names" in kinds and " " in shown.strip() and not is_nobody(shown):
                found.add(" ".join(shown.split()))
    if "subject" in kinds:
        words = re.sub(r"^(?:\s*(?:re|fwd?|aw)\s*:)*", "", plain(str(parsed.get("subject", ""))), flags=re.I)
        found.add(" ".join(words.split()))
    received = [" ".join(str(value).split()) for value in parsed.get_all("received", [])]
    if "ids" in kinds:
        for name in ("message-id", "in-reply-to", "references", "resent-message-id"):
            for value in parsed.get_all(name, []):
                found.update(left for left in re.findall(r"<([^<>@\s]+)@", str(value)) if len(left) > 11)
        for value in received:
            found.update(id for id in re.findall(r"\bid <?([0-9A-Za-z+/_.-]{8,})", value) if not version(id))
        for value in parsed.get_all("dkim-signature", []) + parsed.get_all("arc-seal", []):
            found.update(part[:24] for part in re.findall(r"\bb=([A-Za-z0-9+/]{24,})", "".join(str(value).split())))
    if "login" in kinds:
        # A mailbox that may stay is often the login too.
        kept = "" if "sender" in kinds else "".join(map(str, parsed.values()))
        names = {name for value in received for name in _LOGIN.findall(value) if name.lower() not in NOBODY}
        found.update(name for name in names if kept.count(name) <= "".join(received).count(name))
    text = "\n".join(received)
    for ip in set(_IPV4.findall(text)):
        kind = scope(ip)
        wanted = "internal" if kind in INNER and kind != "loopback" else "addresses" if kind in OUTER else "none"
        # A well-known operator's mail server is as public as its name.
        if not version(ip) and wanted in kinds and not (wanted == "addresses" and service(ip)):
            found.add(ip)
    if "internal" in kinds:
        found.update(
            name for name in re.findall(r"\bfrom ([A-Za-z][\w-]{5,}) [(\[]", text) if name.lower() not in NOBODY
        )
        found.update(
            name for name in _HOST.findall(text) if name.lower().endswith((".local", ".lan", ".corp", ".internal"))
        )
    if "domains" in kinds:
        hosts = {host.lower() for host in _HOST.findall(text)}
        hosts |= {mailbox.rpartition("@")[2].lower() for mailbox in _ADDRESS.findall(text)}
        own = set(filter(None, map(own_domain, hosts - PRODUCTS)))
        found |= own | {domain.partition(".")[0] for domain in own if len(domain.partition(".")[0]) > 5}
    if "urls" in kinds:
        for name in ("list-unsubscribe", "list-archive", "list-help"):
            for value in parsed.get_all(name, []):
                found.update(token for token in re.findall(r"[/=?&]([A-Za-z0-9_-]{16,})", str(value)))
    if "domains" not in kinds:
        # What a public domain is called is no secret then, even where it is somebody's name too.
        hosts = {host.lower() for host in _HOST.findall(whole.decode("utf-8", "replace"))}
        found = {item for item in found if not any(item.lower() in label for host in hosts for label in labels(host))}
    return {secret for secret in found if len(secret) > 3 and not is_common(secret.lower())}


def is_common(secret: str) -> bool:
    """Whether it is nobody's: a word of headertrace's own, a role, what hosts are called after their work."""
    if " " in secret and secret in own_text():
        return True
    words = set(re.findall("[a-z]+|[0-9]{5,}", secret))
    return secret in vocabulary() or (bool(words) and words <= NOBODY | WORK)


@cache
def vocabulary() -> frozenset[str]:
    """Every word that headertrace itself may say."""
    return frozenset(re.findall(r"[a-z]+", own_text()))


@cache
def own_text() -> str:
    """All that headertrace itself may say, in lower case."""
    top = Path(headertrace.__file__).parent
    files = [path for ending in ("py", "md", "json", "css", "html") for path in top.rglob(f"*.{ending}")]
    return " ".join(path.read_text("utf-8") for path in files).lower().replace("-", " ")


def own_domain(host: str) -> str | None:
    """The registrable domain of a host that no well-known operator runs."""
    domain = registrable(host)
    public = operator(host) or any(
        end in HOSTS for end in (".".join(host.split(".")[-2:]), ".".join(host.split(".")[-3:]))
    )
    return None if public or domain is None or domain.rpartition(".")[2] in ("localdomain", "local") else domain


def labels(host: str) -> list[str]:
    """The labels of the domain that was registered, dynamic DNS being a registry too."""
    known = operator(host)
    if known and known.kind == "dynamic DNS" and host != known.suffix:
        return [".".join(host.split(".")[-known.suffix.count(".") - 2 :])]
    domain = registrable(host)
    return [domain] if domain else []


def version(text: str) -> bool:
    return bool(re.fullmatch(r"[0-9]{1,2}(?:\.[0-9]{1,5}){3}", text)) and int(text.split(".")[0]) < 20


def is_nobody(shown: str) -> bool:
    return all(
        word in NOBODY | {"delivery", "system", "subsystem", "to"} for word in re.findall(r"[\w-]+", shown.lower())
    )


def plain(text: str) -> str:
    try:
        parts = decode_header(text)
    except (MessageError, ValueError):
        return text
    out = ""
    for part, charset in parts:
        try:
            out += part if isinstance(part, str) else part.decode(charset or "ascii", "replace")
        except (LookupError, ValueError):
            out += repr(part)
    return out


def backwards(secret: str) -> str:
    """A secret from its end: an address by its labels, as look-ups and names of dial-up lines have it."""
    labels = secret.split(".")
    return ".".join(reversed(labels)) if len(labels) == 4 and all(map(str.isdecimal, labels)) else secret[::-1]


def forms(secret: str) -> set[str]:
    """A secret in every form that it is looked for in, in lower case."""
    data = secret.encode("utf-8", "surrogateescape")
    out = {secret, data.hex(), quote(secret, safe=""), quopri.encodestring(data).decode("ascii").strip()}
    out.add(quopri.encodestring(data, header=True).decode("ascii").strip())
    if not is_common(backwards(secret).lower()):
        out.add(backwards(secret))
    if len(data) > 5:
        for shift in range(3):
            packed = base64.b64encode(b"\0" * shift + data).decode("ascii").rstrip("=")
            core = packed[(0, 2, 3)[shift] : len(packed) - 1]
            out |= {core, core.replace("+", "-").replace("/", "_")}
    if not secret.isascii():
        out.add(secret.encode("punycode").decode("ascii"))
    return {form.lower() for form in out if len(form) > 3}


def views(data: bytes) -> str:
    """Everything that the output says, decoded where it is encoded, in lower case."""
    parts = [data, quopri.decodestring(data), unquote_to_bytes(data)]
    for match in _BASE64.finditer(data):
        word = match[0].rstrip(b"=").replace(b"-", b"+").replace(b"_", b"/")
        for start in range(4):
            piece = word[start:]
            piece = piece[:-1] if len(piece) % 4 == 1 else piece
            parts.append(base64.b64decode(piece + b"=" * (-len(piece) % 4)))
    for match in _HEX.finditer(data):
        parts += (
            bytes.fromhex(match[0][start : start + (len(match[0]) - start) // 2 * 2].decode()) for start in (0, 1)
        )
    text = "\n".join(part.decode("utf-8", "replace") for part in parts)
    # Markdown writes a mark as itself behind a backslash.
    text = re.sub(r"\\(?=[!-/:-@\[-`{-~])", "", text)
    for label in re.findall(r"xn--([a-z0-9-]+)", text.lower()):
        try:
            text += "\n" + label.encode("ascii").decode("punycode")
        except UnicodeError:
            continue
    unfolded = " ".join(text.split())
    whole = (text + "\n" + unfolded + "\n" + plain(unfolded)).lower()
    return re.sub(r"\borg-[a-z-]+\.example\b", "(stand-in)", whole)


def staying(kinds: frozenset[str], whole: bytes) -> set[str]:
    """The mailboxes that may stay, in lower case: what one is called is no secret in it, even where a name is the same.

    A list's name in its List-Id is its mailbox with a dot for the @ (RFC 2919 section 2). A finding's evidence may be
    cut short behind the @.
    """
    if {"sender", "recipient"} & kinds:
        return set()
    header = re.split(rb"\r?\n\r?\n", whole.lstrip(), maxsplit=1)[0]
    found = {mailbox.lower() for mailbox in _ADDRESS.findall(header.decode("utf-8", "replace"))}
    return (
        found
        | {mailbox.replace("@", ".") for mailbox in found}
        | {mailbox.partition("@")[0] + "@" for mailbox in found}
    )


def leaks(found: set[str], data: bytes, kept: Iterable[str] = ()) -> list[str]:
    """The secrets that are in ``data`` outside of what is ``kept``; short ones as words of their own, long ones anywhere."""
    text = views(data)
    for mailbox in sorted(kept, key=len, reverse=True):
        text = text.replace(mailbox, "(mailbox)")
    out = []
    for secret in found:
        for form in forms(secret):
            if form not in text:
                continue
            if len(form) > 7 or re.search(rf"(?<![a-z0-9]){re.escape(form)}(?![a-z0-9])", text):
                out.append(secret)
                break
    return sorted(out)


def rendered(trace: Trace, formats: Iterable[str] = TEXTS) -> bytes:
    """All those renderings of a trace, one after the other."""
    options = Options(width=160, verbosity=1)
    return b"\n".join(headertrace.render(trace, format, options).encode("utf-8", "replace") for format in formats)


def facts(trace: Trace) -> dict[str, object]:
    """What has to stay the same."""
    return {
        "hops": [
            (hop.n, hop.received.time, hop.received.dialect, hop.role, hop.leg, hop.link, hop.trust, hop.same_host)
            for hop in trace.hops
        ],
        "delays": [(item.hop, item.seconds, item.cause, item.certainty) for item in trace.delays]
        + [(hop.delay_s, hop.corrected_delay_s) for hop in trace.hops],
        "findings": sorted((item.code, item.hop or 0) for item in trace.findings if item.code not in _OF_THE_COPY),
        "clocks": [(item.scheme, item.hop, item.time) for item in trace.clocks],
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("presets", nargs="*", default=list(PRESETS))
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument(
        "--ignore", action="append", default=[], help="no secret: a mark that the folder's maker put in"
    )
    parser.add_argument("--formats", default=",".join(TEXTS))
    parser.add_argument("--show", type=int, default=5)
    given = parser.parse_args()
    files = sorted(path for path in given.folder.rglob("*") if path.is_file())[:: given.every]
    bad = False
    for preset in given.presets:
        bad |= measure(files, preset, given.show, set(given.ignore), given.formats.split(","))
    return int(bad)


def measure(files: list[Path], preset: str, show: int, ignored: set[str], formats: Iterable[str] = TEXTS) -> bool:
    kinds = kinds_of(preset)
    redactor = Redactor(preset)
    count = same = sought = 0
    leaking: list[tuple[str, int, list[str]]] = []
    changed: Counter[str] = Counter()
    examples: dict[str, list[str]] = {}
    for path in files:
        for message, whole in read_whole(path):
            count += 1
            redacted = redactor.message(message)
            data = as_bytes(redacted)
            before, after = headertrace.trace(message), headertrace.trace(data)
            shown = headertrace.trace(redacted)
            output = data + rendered(shown, formats)
            found = secrets(message, kinds, whole) - ignored
            sought += len(found)
            lost = leaks(found, output, staying(kinds, whole))
            if lost:
                leaking.append((path.name, message.source.number, lost))
            old, new = facts(before), facts(after)
            same += old == new
            for name in old:
                if old[name] != new[name]:
                    changed[name] += 1
                    examples.setdefault(name, []).append(f"{path.name} {message.source.number}")
    share = same / max(1, count)
    print(
        f"{preset}: {count} messages, {sought} secrets, {len(leaking)} messages leak; {same} traced as before ({share:.2%})"
    )
    for name, number, lost in leaking[:show]:
        print(f"  leak  {name} {number}: {lost[:4]}")
    for name, number in changed.most_common():
        print(f"  {name} differ in {number}: {', '.join(examples[name][:show])}")
    return bool(leaking) or share < TARGET


if __name__ == "__main__":
    sys.exit(main())
