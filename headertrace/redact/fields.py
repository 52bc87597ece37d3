"""Which field is treated how: by what the dictionary says it holds, and for the rest the strictest way.

What a field holds is replaced in place, so that folding and form stay. Plain words stay only where they are of the
vocabulary of what the field holds (``dictionary/vocabulary``); a field that is not known loses its value and the
strange parts of its name.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from headertrace.dictionary import entry, names
from headertrace.dictionary.entries import Entry
from headertrace.dictionary.rows import Holds
from headertrace.dictionary.vocabulary import vocabulary
from headertrace.filters import find, load, read_line
from headertrace.filters.index import FORMS, INDEX, WORDS
from headertrace.organisations import registrable
from headertrace.organisations.addresses import INNER, scope
from headertrace.organisations.domains import is_public
from headertrace.patterns import lazy
from headertrace.received import parse_received
from headertrace.received.lexer import address
from headertrace.records.evidence import Defect, Field
from headertrace.records.logs import Logged
from headertrace.records.message import KIND_OF_NOTICE, REDACTED
from headertrace.records.received import Received, Stamp
from headertrace.records.reports import Notice
from headertrace.redact import ids
from headertrace.redact.hosts import Hosts
from headertrace.redact.pseudonyms import Pseudonyms
from headertrace.redact.words import ROLES, Words
from headertrace.syntax.dates import parse_date
from headertrace.syntax.encoded_words import WORD, decoded, encoded

_RECIPIENTS = names("recipients")
_SENDERS = names("senders")
_MESSAGE_IDS = names("ids")
_RECEIVED = names("received")

# Words of a Received line that are never a name there.
_GRAMMAR = frozenset(
    [
        "from",
        "by",
        "via",
        "with",
        "id",
        "for",
        "helo",
        "ehlo",
        "smtp",
        "esmtp",
        "esmtps",
        "esmtpsa",
        "lmtp",
        "http",
        "https",
        "local",
        "localhost",
        "unknown",
        "mail",
        "envelope",
        "uid",
        "userid",
        "invoked",
        "network",
        "alias",
        "mapi",
        "pickup",
        "server",
        "microsoft",
        "port",
        "tls",
        "using",
        "version",
        "cipher",
        "bits",
        "verified",
    ]
)
_ENCODED = lazy(rf"{WORD}(?:[ \t\r\n]+{WORD})*")
# A quote or comment that is not closed is looked for to an end, anew from each quote in it: no name is that long.
_MAILBOXES = lazy(
    r"(?P<angle><[^<>]*+>)|(?P<comment>\((?>(?:[^()\\]|\\.){0,500})\))"
    r"|(?P<phrase>(?:\"(?>(?:[^\"\\]|\\.){0,500})\"(?!@)|[^\s<>()\",;:@]++(?![^\s<>()\",;:]*@))"
    r"(?:[ \t\r\n]++(?:\"(?>(?:[^\"\\]|\\.){0,500})\"(?!@)|[^\s<>()\",;:@]++(?![^\s<>()\",;:]*@)))*)"
    r"|(?P<bare>(?:\"[^\"\s]*+\"|[^\s<>()\",;:]*)@[^\s<>()\",;]*)"
)
_ANGLE = lazy(r"<[^<>()\\]*@[^<>()\\]*>")
ADDRESS = lazy(r"(?<![\w.+=%!#$&*/?^{|}~'-])[\w.+=%!#$&*/?^{|}~'-]++@[\w.-]++")
_NO_ONE = frozenset(
    [
        "undisclosed-recipients",
        "undisclosed",
        "recipients",
        "recipient",
        "list",
        "not",
        "shown",
        "unlisted-recipients",
        "mail",
        "delivery",
        "system",
        "subsystem",
        "mailer-daemon",
        "postmaster",
        "administrator",
        "suppressed",
        "no",
        "to-header",
        "on",
        "input",
        "unspecified",
    ]
)
_OTHER_ID = lazy(r"\b(?:id|ID|as) <?((?=[\w.-]*[0-9])[\w.-]{6,})")
_NO_PATH = lazy(r"[\w.:/-]*")
_ACCOUNT = lazy(
    r"\b(?:authenticated|auth|login|account)[ -](?:user|as|sender|name):?[ =]+([^\s();,<>]{2,64})", re.IGNORECASE
)
_IN_BRACKETS = lazy(r"<([^<>\s]+@[^<>\s]+)>")
_BRACKETED = lazy(r"<([^<>]*)>|(?<![^\s<>(),;])([^\s<>(),;]+@[^\s<>(),;]+)")
_TAG = lazy(r"(?P<head>\s*(?P<tag>[A-Za-z][A-Za-z0-9_]*)\s*=\s*)(?P<value>.*)", re.DOTALL)
_PARAMETER = lazy(r"(?:[^;\"]|\"[^\"]*+\"|\")+|;")
_FILE_NAME = lazy(r"(\s*(?:file)?name(?:\*[0-9]*)?\*?\s*=\s*)(\S.*)", re.IGNORECASE | re.DOTALL)
_BOUNDARY = lazy(r"(\s*boundary\s*=\s*\"?\s*)([^\"]*[^\"\s])(\s*\"?\s*)", re.IGNORECASE | re.DOTALL)
# What the names of fields are made of, beside the words of verdicts.
_NAME_PARTS = frozenset(
    ["x", "field", "information", "id", "date", "type", "name", "mail", "original", "list", "resent", "content", "arc"]
)
# Endings that tell the kind of a file, and nobody's name.
_ENDINGS = frozenset([
    "asc", "bat", "bmp", "csv", "doc", "docm", "docx", "eml", "exe", "gif", "gz", "htm", "html", "ics", "iso",
    "jpeg", "jpg", "js", "json", "mp3", "mp4", "msg", "odp", "ods", "odt", "p7m", "p7s", "pdf", "png", "ppt",
    "pptx", "ps", "rar", "rtf", "scr", "svg", "tar", "tgz", "tif", "tiff", "txt", "vcf", "wav", "xls", "xlsm",
    "xlsx", "xml", "zip", "7z",
])  # fmt: skip
_SIGNATURE_PART = lazy(r"(\bheader\.b\s*=\s*\"?)([A-Za-z0-9+/=]+)")
_PREVIEW = lazy(r"(Content preview:).*?(Content analysis details:|$)", re.IGNORECASE | re.DOTALL)
# Looked for at the beginning of a number only: from each digit of a long one the search would begin anew.
_VERSION = lazy(r"(?<![0-9])[0-9]{1,5}(?:\.[0-9]{1,5}){3}")
_LINK = lazy(r"<(\s*+[A-Za-z][A-Za-z0-9+.-]{1,20}:[^<>]*+)>")
_REPLY = lazy(r"\s*(?:(?:re|fwd?|aw|wg|sv|antw)(?:\[[0-9]+\])?:\s*)*", re.IGNORECASE)


def _read(fields: tuple[Field, ...]) -> dict[int, Received]:
    return {field.number: parse_received(field.value) for field in fields if field.key in _RECEIVED}


# What an earlier redaction wrote is written anew.
_OWN = frozenset({REDACTED.lower(), KIND_OF_NOTICE.lower()})


class _Done:
    """The secrets that were replaced, by kind."""

    def __init__(self) -> None:
        self._secrets: dict[str, set[str]] = {}

    def count(self, kind: str, secret: str) -> None:
        self._secrets.setdefault(kind, set()).add(secret)

    def told(self) -> str:
        """ "ids=2, names=1"."""
        return ", ".join(f"{kind}={len(self._secrets[kind])}" for kind in sorted(self._secrets)) or "nothing"


class Redaction:
    """One message's redaction: what was learned of it, and what was replaced so far."""

    def __init__(self, kinds: frozenset[str], names: Pseudonyms) -> None:
        self._kinds = kinds
        self._names = names
        self._done = _Done()
        # Not a method of this very object: of two that hold each other neither is let go of by itself.
        self._count = self._done.count
        self.hosts = Hosts(kinds, names, self._count)
        self._words = Words(kinds, names, self.hosts, self._count)
        self._dates: dict[str, str] = {}

    def message(self, fields: tuple[Field, ...], notice: Notice | None) -> tuple[tuple[Field, ...], Notice | None]:
        """The fields with what is secret replaced, and one more that counts it; and a notice's rows and what it
        returned, likewise.
        """
        about = notice.fields if notice else ()
        read, other = _read(fields), _read(about)
        self._learn((*fields, *about), [*read.values(), *other.values()])
        if notice is not None:
            from headertrace.redact.notices import redacted

            self._words.recipients.update(report.recipient.lower() for report in notice.reports if report.recipient)
            notice = redacted(notice, tuple(self._replaced(about, other)), self._words, self.hosts)
        out = self._replaced(fields, read)
        line = out[-1].last_line + 1 if out else 1
        end = "\r\n" if out and out[0].source.endswith("\r\n") else "\n"
        if out and not out[-1].source.endswith("\n"):
            out[-1] = out[-1]._replace(source=out[-1].source + end)
        if notice is not None:
            out.append(Field(len(out) + 1, KIND_OF_NOTICE, f"{KIND_OF_NOTICE}: {notice.kind}{end}", line, line))
            line += 1
        told = self._done.told()
        out.append(Field(len(out) + 1, REDACTED, f"{REDACTED}: {told}{end}", line, line))
        return tuple(out), notice

    def logged(self, logged: Logged, keeps_files: bool) -> Logged:
        """What the servers' logs say of the message that was redacted, under the same names."""
        from headertrace.redact.logs import redacted

        another = self._names.shape if "ids" in self._kinds else None
        return redacted(logged, self._words, self.hosts, another, keeps_files)

    def _replaced(self, fields: tuple[Field, ...], read: dict[int, Received]) -> list[Field]:
        out: list[Field] = []
        line = fields[0].first_line if fields else 1
        for field in fields:
            if field.key in _OWN:
                continue
            source = self._source(field, read.get(field.number))
            # A field without a line end was run into the next one, and stays so.
            last = line + source.removesuffix("\n").count("\n")
            number = len(out) + 1
            out.append(field._replace(number=number, source=source, first_line=line, last_line=last, original=None))
            line += source.count("\n")
        return out

    # What the message tells of names, before anything is replaced.

    def _learn(self, fields: tuple[Field, ...], read: list[Received]) -> None:
        words = self._words
        for field in fields:
            if field.key in _RECIPIENTS:
                words.recipients.update(match.lower() for match in _addresses(field.value))
        for got in read:
            if got.recipient:
                words.recipients.add(got.recipient.lower())
            for name in (got.rdns, got.helo):
                self._beside(name, got.ip)
            for name in (got.by, got.rdns, got.helo):
                self._full_name(name)
            self._beside(got.by, got.by_ip)
        for field in fields:
            if field.key in _MESSAGE_IDS:
                words.message_ids.update(id.lower() for id in _IN_BRACKETS.findall(field.value))
        if "ids" in self._kinds:
            for got in read:
                if got.id and len(got.id) > 5:
                    words.queue_ids[got.id] = ids.queue_id(got.id, got, self._names, self.hosts.name)
        queued = {id.lower(): new for id, new in words.queue_ids.items() if len(id) > 7 and not ids.is_version(id)}
        # Neither of the two holds the other in turn: such a pair would not be let go of by itself.
        self.hosts.personal = words.look_for(queued | self._names_of_people(fields, read) | self._names_of_hosts(read))

    def _names_of_people(self, fields: tuple[Field, ...], read: list[Received]) -> dict[str, str]:
        """Local parts and accounts that are told apart from common words, with their stand-ins."""
        found: dict[str, str] = {}
        for field in fields:
            if field.key in _RECIPIENTS or field.key in _SENDERS:
                for mailbox in _addresses(field.value):
                    self._learn_local(mailbox, found)
        for got in read:
            for mailbox in filter(None, (got.recipient, got.sender)):
                self._learn_local(mailbox, found)
            for account in _accounts(got):
                local = account.partition("@")[0].lower()
                if "login" in self._kinds and _is_telling(local):
                    found.setdefault(local, self._words.pseudonym(local))
        return found

    def _names_of_hosts(self, read: list[Received]) -> dict[str, str]:
        """Inner names of one label, and what domains are called by, with their stand-ins."""
        found: dict[str, str] = {}
        for got in read:
            for name in filter(None, (got.helo, got.rdns, got.by, got.polled)):
                if address(name):
                    continue
                domain = registrable(name)
                word = domain.partition(".")[0] if domain else name
                if domain is None and "internal" not in self._kinds:
                    continue
                stand_in = self.hosts.name(domain or name)
                if stand_in != (domain or name) and _is_telling(word):
                    found.setdefault(word, stand_in.partition(".")[0])
        return found

    def _learn_local(self, whole: str, found: dict[str, str]) -> None:
        local, at, _ = whole.rpartition("@")
        side = "recipient" if whole.lower() in self._words.recipients else "sender"
        local = local.strip('"').lower() if at else ""
        if side in self._kinds and _is_telling(local):
            found.setdefault(local, self._words.pseudonym(local))

    def _beside(self, name: str | None, ip: str | None) -> None:
        if name and ip and "." in name:
            self.hosts.beside.setdefault(name, ip)
            kind = scope(ip)
            if kind in INNER and kind != "loopback":
                self.hosts.inner.add(name)

    def _full_name(self, name: str | None) -> None:
        short, dot, _ = (name or "").partition(".")
        if name and dot and not address(name):
            self.hosts.full.setdefault(short, name)

    # One field.

    def _source(self, field: Field, got: Received | None) -> str:
        name, colon, value = field.source.partition(":")
        if not field.name or not colon:
            return self._junk(field.source)
        key = field.key
        new = self._value(key, value, got)
        said = " ".join(value.split())
        if got is None and ids.clock(key, said) != ids.clock(key, " ".join(new.split())):
            new = _framed(value, self._clocked(key, said))
        return (name if _is_known(key) else self._name(name)) + colon + new

    def _name(self, name: str) -> str:
        """The name of a field that is not known: a family's and a filter's if it was one, and no more of it."""
        bare = name.rstrip()
        if "fields" not in self._kinds:
            return _with_words_of(name, re.sub(r"[^!-9;-~]", "-", self._words.spoken(name)))
        known = entry(bare.lower())
        family = next((form for form, _ in FORMS if bare.lower().startswith(form)), known.name if known else "")
        front, rest = bare[: len(family)], bare[len(family) :]
        new = front + "-".join(map(self._part_of_name, rest.split("-")))
        return _with_words_of(bare, new) + name[len(bare) :]

    def _part_of_name(self, text: str) -> str:
        kept = not text or text.lower() in _NAME_PARTS or text.lower() in vocabulary("verdict")
        return text if kept else self._names.word("name of a field", text.lower())

    def _clocked(self, key: str, said: str) -> str:
        """The value of a field that tells a time, which it has to tell as before."""
        new = self._encoded(said)
        return new if ids.clock(key, new) == ids.clock(key, said) else ids.clocked(key, said, self._names)

    def _junk(self, source: str) -> str:
        if "fields" not in self._kinds or not source.strip():
            return self._words.scrub(source)
        self._count("fields", source)
        return self._names.shape(source)

    def _value(self, key: str, value: str, got: Received | None) -> str:
        self._words.enter(_holds(key))
        if got is not None:
            return self._received(value, got)
        treat = _treatment(key)
        if treat is not None:
            return treat(self, value)
        if find(key) is not None:
            return self._filter(key, value)
        return self._unknown(value)

    def _received(self, value: str, got: Received) -> str:
        """A Received line, which has to be read as before: its words may be somebody's name by chance."""
        exact: dict[str, str] = {}
        for host in (got.helo, got.rdns, got.by, got.polled):
            if host and host not in _GRAMMAR and not address(host):
                stand_in = self.hosts.name(host)
                exact.update({host.lower(): stand_in, f"{host.lower()}.": f"{stand_in}."})
        if got.protocol:
            exact.setdefault(got.protocol.lower(), got.protocol)
        for account in _accounts(got):
            if account.lower() not in _GRAMMAR:
                exact[account.lower()] = self._words.login(account) if "login" in self._kinds else account
        if "ids" in self._kinds:
            # Ids in other places than the grammar has them, as behind the date.
            others = [word for word in _OTHER_ID.findall(got.raw) if word != got.id and not ids.is_version(word)]
            exact.update((word.lower(), self._names.shape(word)) for word in others)
        elif got.id and "@" not in got.id:
            exact.setdefault(got.id.lower(), got.id)
        form = _form(got)
        return self._words.carefully(
            lambda: self._line(value, got, partial(self._words.scrub, exact=exact)),
            lambda new: _form(parse_received(new)) == form,
        )

    def _line(self, value: str, got: Received, scrub: Callable[[str], str]) -> str:
        start, end = _place_of(got.stamp, value)
        before = self._before_date(value[:start], got, scrub)
        return before + (self._stamp(value[start:end], scrub) if start < end else "") + scrub(value[end:])

    def _stamp(self, text: str, scrub: Callable[[str], str]) -> str:
        """The date of a line, whose words may be those of a damaged line's names, and run into others."""
        moment = _moment(parse_date(" ".join(text.split())))

        def same(new: str) -> bool:
            return _moment(parse_date(" ".join(new.split()))) == moment

        strict = scrub(text)
        if same(strict):
            return strict
        others = (self._words.scrub, lambda text: self._disguised_date(text, same), self._names.shape)
        return next((new for new in (other(text) for other in others) if same(new)), strict)

    def _disguised_date(self, text: str, same: Callable[[str], bool]) -> str:
        """``ids.dated``, worked out once: the words of a line are tried dozens of times, its date is the same."""
        if text not in self._dates:
            self._dates[text] = ids.dated(text, same, self._names)
        return self._dates[text]

    def _before_date(self, value: str, got: Received, scrub: Callable[[str], str]) -> str:
        if got.recipient and not _NO_PATH.fullmatch(got.recipient) and "@" not in got.recipient:
            # No mailbox at all: a path, a sentence. What it says may stand in another clause too, which is read apart.
            front, _, back = value.rpartition(got.recipient)
            value = f"{front}{self._words.mailbox(got.recipient)}{back}" if front else value
        match = re.search(r"\bid\s+<?" + re.escape(got.id), value, re.IGNORECASE) if got.id else None
        if match is None or got.id is None or "ids" not in self._kinds:
            return scrub(value)
        self._count("ids", got.id)
        at = match.end() - len(got.id)
        new = ids.queue_id(got.id, got, self._names, self.hosts.name)
        return scrub(value[:at]) + new + scrub(value[match.end() :])

    def _mailboxes(self, value: str) -> str:
        return _MAILBOXES.sub(self._mailbox, value)

    def _mailbox(self, match: re.Match[str]) -> str:
        if match["angle"]:
            inside = match["angle"][1:-1].strip()
            if "@" in inside:
                return f"<{self._words.mailbox(inside)}>"
            return f"<{self._words.scrub(inside) if _NO_PATH.fullmatch(inside) else self._beside_host(inside)}>"
        if match["bare"]:
            return self._words.scrub(match["bare"])
        if match["comment"] and _ANGLE.search(match["comment"]):
            # An address in a comment is a slip of the writer's program, and is to be seen as one.
            return f"({self._mailboxes(match['comment'][1:-1])})"
        if match["comment"]:
            return f"({self._display(match['comment'][1:-1])})"
        return self._display(match["phrase"])

    def _beside_host(self, text: str) -> str:
        """Words in brackets, of which the last may be a host's name, as some lists write their List-Id."""
        words, space, host = text.rpartition(" ")
        if not space or not is_public(host):
            return self._display(text)
        return f"{self._display(words)} {self.hosts.name(host)}"

    def _display(self, text: str) -> str:
        """A display name: nobody's words stay, others become one pseudonym; addresses in it are replaced as such."""
        plain = " ".join(decoded(" ".join(text.split())).split())
        said = plain.strip('" ')
        if not said or all(word.lower() in _NO_ONE for word in re.findall(r"[\w-]+", said)):
            return text
        if "names" not in self._kinds:
            return self._encoded(text)
        self._count("names", said)
        made = [f"name-{self._names.word('name', said.lower())}"]
        made += [self._words.mailbox(item) for item in ADDRESS.findall(said)]
        new = " ".join(made)
        if "=?" in text and decoded(text) != text:
            return encoded(new)
        return f'"{new}"' if text.startswith('"') or len(made) > 1 else new

    def _ids(self, value: str) -> str:
        def bracketed(match: re.Match[str]) -> str:
            if match[1] is not None:
                return f"<{_framed(match[1], self._words.message_id(match[1].strip()))}>"
            return self._words.message_id(match[2])

        if "@" not in value and ("<" in value or not any(map(str.isspace, value.strip()))):
            return self._encoded(value)
        out, at = "", 0
        for match in _BRACKETED.finditer(value):
            out += self._aside(value[at : match.start()]) + bracketed(match)
            at = match.end()
        return out + self._aside(value[at:])

    def _aside(self, text: str) -> str:
        """What stands beside ids: "Your message of …", a name."""
        return _framed(text, self._display(text.strip())) if any(map(str.isalnum, text)) else text

    def _spoken(self, value: str) -> str:
        """Words of the writer."""
        said = " ".join(decoded(" ".join(value.split())).split())
        if "subject" not in self._kinds or not said:
            return self._encoded(value)
        self._count("subject", said)
        front = _REPLY.match(said)
        kept = front[0] if front else ""
        new = f"{kept}subject-{self._names.word('subject', said[len(kept) :])}"
        return _framed(value, encoded(new) if "=?" in value else new)

    def _signature(self, value: str) -> str:
        return ";".join(map(self._tag, value.split(";")))

    def _tag(self, text: str) -> str:
        match = _TAG.fullmatch(text)
        if match is None:
            return self._encoded(text)
        name, said = match["tag"].lower(), match["value"]
        if name == "z" or (name in ("b", "bh") and "ids" in self._kinds):
            self._count("ids", said)
            return match["head"] + self._names.shape(said)
        if name in ("b", "bh"):
            return match["head"] + said
        if name == "s":
            return match["head"] + self._selector(said)
        if name == "h":
            return match["head"] + ":".join(map(self._signed_name, said.split(":")))
        if name in _NUMBERS and said.strip().isdigit():
            return match["head"] + said
        return (match["head"] if name in _TAGS else self._words.spoken(match["head"])) + self._words.scrub(said)

    def _signed_name(self, text: str) -> str:
        bare = text.strip()
        kept = not bare or (entry(bare.lower()) is not None and _is_known(bare.lower()))
        return text if kept else text.replace(bare, self._name(bare))

    def _selector(self, text: str) -> str:
        if "ids" not in self._kinds or (len(text.strip()) <= 16 and text.count("-") < 2):
            return self._words.scrub(text)
        self._count("ids", text)
        return self._names.shape(text)

    def _results(self, value: str) -> str:
        value = self._encoded(value)
        if "ids" in self._kinds:
            value = _SIGNATURE_PART.sub(lambda match: match[1] + self._names.shape(match[2]), value)
        return value

    def _content(self, value: str) -> str:
        return "".join(map(self._parameter, _PARAMETER.findall(value)))

    def _parameter(self, text: str) -> str:
        file, mark = _FILE_NAME.fullmatch(text), _BOUNDARY.fullmatch(text)
        if file and "names" in self._kinds:
            said = file[2].strip().strip('"')
            self._count("names", said)
            ending = re.search(r"\.[A-Za-z0-9]{1,5}$", said)
            kept = ending[0] if ending and ending[0][1:].lower() in _ENDINGS else ""
            end = file[2][len(file[2].rstrip()) :]
            return f'{file[1]}"file-{self._names.word("file", said)}{kept}"{end}'
        if mark and "ids" in self._kinds:
            self._count("ids", mark[2])
            return mark[1] + ids.boundary(mark[2], self._names) + mark[3]
        return text if mark else self._encoded(text)

    def _program(self, value: str) -> str:
        """The name of a program, with versions that look like addresses."""
        return self._words.scrub(value, {word: word for word in _VERSION.findall(value) if ids.is_version(word)})

    def _thread_index(self, value: str) -> str:
        if "ids" not in self._kinds and len(value.split()) == 1:
            return value
        self._count("ids", value)
        return _framed(value, ids.thread_index(" ".join(value.split()), self._names))

    def _dated(self, value: str) -> str:
        """A date, with what stands beside it."""
        moment = _moment(parse_date(value))
        return self._words.carefully(lambda: self._encoded(value), lambda new: _moment(parse_date(new)) == moment)

    def _filter(self, key: str, value: str) -> str:
        """A filter's line, which has to say the same as before: its words may be somebody's name by chance."""
        if "fields" in self._kinds:
            value = _PREVIEW.sub(r"\1 \2", value)
        said = _verdict(key, value)
        return self._words.carefully(lambda: self._encoded(value), lambda new: _verdict(key, new) == said)

    def _terms(self, value: str) -> str:
        """Words of a fixed stock and links, which may be folded."""
        out, at = "", 0
        for match in _LINK.finditer(value):
            out += self._encoded(value[at : match.start()]) + f"<{self._words.link(''.join(match[1].split()))}>"
            at = match.end()
        return out + self._encoded(value[at:])

    def _encoded(self, value: str) -> str:
        """Running text; encoded words in it are read, treated and written anew."""
        if "=?" not in value:
            return self._words.scrub(value)
        out, at = "", 0
        for match in _ENCODED.finditer(value):
            plain = decoded(" ".join(match[0].split()))
            new = self._words.scrub(plain)
            out += self._words.scrub(value[at : match.start()])
            out += match[0] if new == plain else encoded(new)
            at = match.end()
        return out + self._words.scrub(value[at:])

    def _unknown(self, value: str) -> str:
        if "fields" not in self._kinds:
            return self._encoded(value)
        said = " ".join(value.split())
        self._count("fields", said)
        return _framed(value, f"redacted-{self._names.word('field', said)}")


# The tags of signatures and seals (RFC 6376, RFC 8617, RFC 4870), and those that hold numbers.
_TAGS = frozenset({"v", "a", "b", "bh", "c", "q", "h", "t", "x", "l", "cv", "d", "s", "i", "z"})
_NUMBERS = frozenset({"v", "t", "x", "l", "i"})

# How a value is treated by what the dictionary says it holds.
_BY_KIND: dict[Holds, Callable[[Redaction, str], str]] = {
    "recipients": Redaction._mailboxes,
    "senders": Redaction._mailboxes,
    "ids": Redaction._ids,
    "words": Redaction._spoken,
    "date": Redaction._dated,
    "terms": Redaction._terms,
    "program": Redaction._program,
    "signature": Redaction._signature,
    "results": Redaction._results,
    "parameters": Redaction._content,
    "thread": Redaction._thread_index,
}


def _accounts(got: Received) -> list[str]:
    """The accounts that a line names: of SMTP AUTH, of ident, and in the words of webmail and of local programs."""
    return [word for word in (got.auth, got.ident, *_ACCOUNT.findall(got.raw)) if word]


def _form(got: Received) -> object:
    """What of a Received line is not to change: who wrote it, how, when, and which of its facts there are."""
    facts = (
        got.helo, got.rdns, got.ip, got.by, got.by_ip, got.id, got.recipient, got.sender, got.auth, got.ident,
        got.software,
    )  # fmt: skip
    return (
        got.dialect,
        got.protocol,
        got.via,
        got.tls,
        _moment(got.stamp),
        _codes(got.defects),
        [fact is None for fact in facts],
    )


def _place_of(stamp: Stamp | None, value: str) -> tuple[int, int]:
    """Where the date stands in a value, which may be folded; the value's end twice where it is not found."""
    nowhere = (len(value), len(value))
    start = end = len(value)
    for word in reversed(stamp.raw.split() if stamp else []):
        at = value.rfind(word, 0, start)
        if end == len(value) and start == end:
            end = at + len(word)
        elif value[at + len(word) : start].strip():
            return nowhere
        if at < 0:
            return nowhere
        start = at
    return start, end


def _codes(defects: tuple[Defect, ...]) -> list[str]:
    return [defect.code for defect in defects]


def _moment(stamp: Stamp | None) -> object:
    """What a date tells, whatever it says beside it."""
    return stamp and (stamp.utc, stamp.offset, _codes(stamp.defects))


def _verdict(key: str, value: str) -> object:
    """What a filter's line says of the message, None where it cannot be read."""
    name = find(key)
    said = read_line(load(name), key, " ".join(value.split())) if name else None
    return None if said is None else [said.get(part) for part in ("verdict", "score", "threshold")]


def _treatment(key: str) -> Callable[[Redaction, str], str] | None:
    """How a field is treated that has a row of its own in the dictionary."""
    own = _own_row(key)
    return _BY_KIND.get(own.holds) if own else None


def _holds(key: str) -> Holds:
    """What the field holds: of names without a row of their own, filters' are read, and others hold anything."""
    own = _own_row(key)
    if own:
        return own.holds
    return "verdict" if find(key) is not None else "text"


def _is_known(key: str) -> bool:
    """Whether the name is not looked through for other names."""
    return key in INDEX or key in (form for form, _ in FORMS) or _own_row(key) is not None


def _own_row(key: str) -> Entry | None:
    """The dictionary's row for that name alone; a family's is too wide to go by."""
    known = entry(key)
    return known if known and known.name == key else None


def _with_words_of(name: str, new: str) -> str:
    """``new`` with the words that a filter's field is known by, where ``name`` had them."""
    return new + "".join(f"-{word}" for word in WORDS if word in name.lower() and word not in new.lower())


def _addresses(value: str) -> list[str]:
    """The addresses in it; a stray quotation mark before a domain is passed over."""
    return ADDRESS.findall(decoded(value).replace("@'", "@").replace('@"', "@"))


def _is_telling(local: str) -> bool:
    """Whether a local part may be looked for elsewhere: not so short or common that it stands in other words."""
    return len(local) > 3 and not local.isdigit() and local not in ROLES and local not in _GRAMMAR


def _framed(value: str, new: str) -> str:
    """``new`` with the white space that stood around ``value``."""
    start = len(value) - len(value.lstrip())
    return value[:start] + new + value[len(value.rstrip()) :] if value.strip() else value
