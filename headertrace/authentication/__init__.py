"""Authentication as written: Authentication-Results, ARC, Received-SPF and DKIM signatures.

Nothing is checked anew and nobody is believed: each record says which line claims what.

Sources: RFC 8601 (Authentication-Results), RFC 8617 (ARC), RFC 7208 section 9.1 (Received-SPF),
RFC 6376 section 3.5 (DKIM-Signature), RFC 4870 section 3.4 (DomainKey-Signature), RFC 4407
(Sender ID, for X-SID-Result), and Microsoft's "Anti-spam message headers in Microsoft 365" for
results without an authserv-id, for ``compauth`` and for ``action``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from headertrace.dictionary import checks
from headertrace.patterns import lazy
from headertrace.provenance.placing import Place, Placing
from headertrace.records.authentication import ArcSet, Authentication, AuthResult, Signature
from headertrace.records.evidence import Defect, Field, Unparsed
from headertrace.records.path import Hop
from headertrace.syntax.encoded_words import decoded

MAX_LENGTH = 65_536
MAX_RESULTS = 200
MAX_PARTS = 1_000
# Of all such lines of a message together: hostile ones are slow to read.
MAX_TOTAL = 262_144
MAX_PROPERTIES = 100
# RFC 8617 section 4.2.1: a chain has at most 50 sets.
MAX_ARC = 50

HEADERS = checks.ALL

# The registered methods (IANA "Email Authentication Methods") and those that vendors add.
METHODS = frozenset({
    "auth", "dkim", "dkim-adsp", "dkim-atps", "dmarc", "dnswl", "domainkeys", "iprev", "rrvs", "sender-id", "smime",
    "spf", "vbr", "arc", "bimi", "compauth", "x-google-dkim", "dara", "ptr", "x-tls", "x-ptr", "x-aligned-from",
    "x-return-mx", "senderid", "dkim-signature", "policy.dmarc", "x-dkim-adsp", "hardfail",
})  # fmt: skip

# Microsoft 365, "Anti-spam message headers": the reason of compauth whole, or its first digit.
COMPAUTH: dict[str, str] = {
    "000": "failed explicit authentication: DMARC says quarantine or reject",
    "001": "failed implicit authentication: the domain publishes no records, or weak ones",
    "002": "the organisation's policy forbids this pair of sender and domain to spoof",
    "010": "failed DMARC with reject or quarantine, and the domain is one of the receiver's own",
    "130": "an ARC chain from a trusted sealer overrode the failure",
    "1": "passed authentication",
    "2": "passed implicit authentication softly",
    "3": "was not checked for composite authentication",
    "4": "bypassed composite authentication",
    "6": "failed implicit authentication, and the domain is one of the receiver's own",
    "7": "passed authentication",
    "9": "bypassed composite authentication",
}

_PARENTHESIS = lazy(r"[()\\]")
# A pair, a quoted string, a comment without others in it; else what may be the start of one.
_SPECIAL = lazy(r'\\.|"(?>(?:[^"\\]|\\.)*)"|\([^()\\]*+\)|[(;]', re.DOTALL)
_ITEM = lazy(
    r"(?<![A-Za-z0-9_.-])(?P<key>[A-Za-z0-9_-]++(?>(?: ?\. ?[A-Za-z0-9_-]++){0,8}))(?: ?/ ?(?P<version>\d+))? ?="
    r' ?(?P<value>"(?>(?:[^"\\]|\\.)*)"(?:@[^\s]*+)?|[^\s]*+)'
)
_FIRST_RESULT = lazy(r"(?:[A-Za-z][A-Za-z0-9_-]*)(?: ?/ ?\d+)? ?= ?[A-Za-z]")
_NEW_RESULT = lazy(
    r'\\.|"(?>(?:[^"\\]|\\.)*)"|(?<=\s)(?<![.=]\s)(?P<new>(?:spf|dkim|dmarc|arc|compauth|iprev|auth|bimi)(?:/\d+)?=[A-Za-z])'
)
_BEGINNINGS = (" spf", " dkim", " dmarc", " arc", " compauth", " iprev", " auth", " bimi")
_WORD = lazy(r"[a-z][a-z_-]*$")
_VERSION_WORD = lazy(r"\d+$")
_QUOTED = lazy(r'"(?>(?:[^"\\]|\\.)*)"')
_SPF_RESULT = lazy(r"\s*\(?\s*([A-Za-z]+)")
_SPF_COMMENT_HOST = lazy(r"\(?\s*([^\s:()]+\.[^\s:()]+): ")
_SPF_ITEM = lazy(r'(?<![\w-])([A-Za-z][\w-]*+) ?= ?("(?>(?:[^"\\]|\\.)*)"|[^\s;]*+)')
_TAG = lazy(r"\s*([A-Za-z][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$", re.DOTALL)
_NUMBER = lazy(r"[0-9]{1,12}$")
_BASE64 = lazy(r"[A-Za-z0-9+/\s]*=*\s*$")
# Properties that stand like results of their own: Yahoo's, and Amazon SES's after Received-SPF.
_LONE = frozenset({"from", "helo", "client-ip", "envelope-from", "receiver", "identity"})
_SPF_WORDS = frozenset({"pass", "fail", "softfail", "neutral", "none", "temperror", "permerror", "error", "unknown"})


def read(fields: Iterable[Field], hops: tuple[Hop, ...] = ()) -> Authentication:
    """Everything the fields say of authentication. Never raises on content.

    ``hops``, judged, tell which server wrote each line and whether it is one of one's own. Fields that
    cannot be read stand in ``unparsed`` with the reason.
    """
    placing = Placing(hops)
    results: list[AuthResult] = []
    spf: list[AuthResult] = []
    dkim: list[Signature] = []
    arc: list[tuple[str, Field]] = []
    unparsed: list[Unparsed] = []
    room = MAX_TOTAL
    for field in fields:
        name = field.key
        if name not in HEADERS:
            continue
        room -= len(field.source)
        if room < 0:
            why = f"more than {MAX_TOTAL} characters of such lines"
            unparsed.append(Unparsed(field.number, field.source[:200], why))
        elif name in checks.RESULTS:
            _results(field, name, placing, results, unparsed)
        elif name in checks.SPF:
            _spf_field(field, name, placing, spf, unparsed)
        elif name in checks.SIGNATURES:
            dkim.append(signature(field, placing))
        elif name in checks.ARC:
            arc.append((name, field))
        else:
            _sender_id(field, name, placing, results, unparsed)
    sets = _arc(arc, placing, unparsed) if arc else ()
    return Authentication(tuple(results), sets, tuple(dkim), tuple(spf), tuple(unparsed))


def authentication_results(value: str) -> tuple[str | None, tuple[AuthResult, ...]]:
    """(authserv-id, results) of an Authentication-Results value (RFC 8601 section 2.2).

    The id is None where the value starts with a result at once. ``none`` gives no results.
    """
    parts = list(_parts(_unfolded(value)))
    authserv_id, rest = _authserv_id(parts)
    out: list[AuthResult] = []
    for text, comments in rest:
        for piece in _results_in(text):
            result = _result(piece, comments, authserv_id)
            if result is None:
                continue
            if result.method in _LONE or (_WORD.match(result.result) is None and result.method not in METHODS):
                # Yahoo writes "domainkeys=neutral (no sig); from=example.org": a property on its own.
                if out and len(out[-1].properties) < MAX_PROPERTIES:
                    more = ((result.method, result.result), *result.properties)
                    out[-1] = out[-1]._replace(properties=out[-1].properties + more)
                continue
            out.append(result)
            comments = []
            if len(out) >= MAX_RESULTS:
                return authserv_id, tuple(out)
    return authserv_id, tuple(out)


def received_spf(value: str) -> AuthResult | None:
    """A Received-SPF value (RFC 7208 section 9.1), or None where no result stands in front."""
    text = _unfolded(value)
    match = _SPF_RESULT.match(text)
    if not match or match[1].lower() not in _SPF_WORDS:
        return None
    rest, comments = "", []
    for part, found in _parts(text[match.end() :]):
        rest += f" {part};"
        comments += found
    properties = tuple((item[1].lower(), _unquoted(item[2])) for item in _SPF_ITEM.finditer(rest))
    comment = comments[0] if comments else None
    host = next((value for key, value in properties if key == "receiver" and _is_named(value)), None)
    if host is None and comment:
        named = _SPF_COMMENT_HOST.match(comment)
        host = named[1].lower() if named else None
    return AuthResult("spf", match[1].lower(), host, None, comment, properties, "received-spf")


def _is_named(receiver: str) -> bool:
    """pypolicyd-spf writes ``receiver=<UNKNOWN>`` where it was not told."""
    return bool(receiver) and receiver.strip("<>").lower() != "unknown"


def tags(value: str) -> tuple[tuple[tuple[str, str], ...], tuple[Defect, ...]]:
    """(tag, value) pairs of a tag list (RFC 6376 section 3.2), in order, and what is wrong with it."""
    pairs: list[tuple[str, str]] = []
    defects: list[Defect] = []
    seen: set[str] = set()
    for part in value[:MAX_LENGTH].split(";"):
        if not part.strip():
            continue
        match = _TAG.match(part)
        if not match:
            defects.append(Defect("not-a-tag", f"not a tag: {part.strip()[:60]}"))
        elif match[1] in seen:
            defects.append(Defect("repeated-tag", f"the tag {match[1]} is given twice"))
        else:
            seen.add(match[1])
            pairs.append((match[1], match[2]))
    return tuple(pairs), tuple(defects)


def signature(field: Field, placing: Placing | None = None) -> Signature:
    """The tags of a signature field. Missing ones stay None; required ones are noted in ``defects``."""
    hop, trusted = placing.of(field.number) if placing else (None, None)
    pairs, defects = tags(field.value)
    found = dict(pairs)
    name = field.key
    missing = [tag for tag in _REQUIRED.get(name, ()) if tag not in found]
    if missing:
        defects += (Defect("missing-tag", f"without the tag {', '.join(missing)}"),)
    algorithm = _word(found.get("a"))
    return Signature(
        header=name,
        domain=_word(found.get("d")),
        selector=found.get("s") or None,
        algorithm=algorithm,
        canonicalization=_word(found.get("c")),
        identity=found.get("i") if not name.startswith("arc-") else None,
        signs=tuple(part.strip().lower() for part in found.get("h", "").split(":") if part.strip()),
        body_length=_whole(found.get("l")),
        signed=_moment(found.get("t")),
        expires=_moment(found.get("x")),
        key_bits=_key_bits(algorithm or ("rsa" if name == "domainkey-signature" else ""), found.get("b", "")),
        instance=_whole(found.get("i")) if name.startswith("arc-") else None,
        chain=_word(found.get("cv")),
        field=field.number,
        lines=field.lines,
        defects=defects,
        hop=hop,
        trusted=trusted,
    )


_REQUIRED = {
    "dkim-signature": ("a", "b", "bh", "d", "h", "s"),
    "domainkey-signature": ("b", "d", "s"),
    "arc-seal": ("a", "b", "cv", "d", "i", "s"),
    "arc-message-signature": ("a", "b", "bh", "d", "h", "i", "s"),
}


def compauth(reason: str | None) -> str | None:
    """The meaning of a ``compauth`` reason ("001"), or None."""
    if not reason:
        return None
    return COMPAUTH.get(reason) or COMPAUTH.get(reason[:1])


def _placed(results: Iterable[AuthResult], field: Field, name: str, placing: Placing) -> Iterator[AuthResult]:
    """The results with the line they stand in and its place; one line has one writer."""
    place: Place | None = None
    for item in results:
        place = place or placing.of(field.number, item.authserv_id)
        yield AuthResult(*item[:6], name, field.number, field.lines, *place)


def _results(field: Field, name: str, placing: Placing, out: list[AuthResult], unparsed: list[Unparsed]) -> None:
    value = field.value
    _, results = authentication_results(value)
    if not results and not _says_none(value):
        unparsed.append(Unparsed(field.number, value[:200], "no authentication result could be read"))
    if len(results) >= MAX_RESULTS or value.count(";") >= MAX_PARTS or len(value) > MAX_LENGTH:
        unparsed.append(Unparsed(field.number, value[-200:], "only the first results were read"))
    out += _placed(results, field, name, placing)


def _spf_field(field: Field, name: str, placing: Placing, out: list[AuthResult], unparsed: list[Unparsed]) -> None:
    result = received_spf(field.value)
    if result is None:
        unparsed.append(Unparsed(field.number, field.value[:200], "no SPF result stands in front"))
    else:
        out += _placed([result], field, name, placing)


def _sender_id(field: Field, name: str, placing: Placing, out: list[AuthResult], unparsed: list[Unparsed]) -> None:
    """X-SID-Result: Outlook.com's word on Sender ID (RFC 4406)."""
    word = field.value.lower()
    if word in _SPF_WORDS or word == "hardfail":
        out += _placed([AuthResult("sender-id", word)], field, name, placing)
    elif word:
        unparsed.append(Unparsed(field.number, field.value[:200], "not a Sender ID result"))


def _arc(found: list[tuple[str, Field]], placing: Placing, unparsed: list[Unparsed]) -> tuple[ArcSet, ...]:
    sets: dict[int, ArcSet] = {}
    for name, field in found:
        if name == "arc-authentication-results":
            head, _, rest = field.value.partition(";")
            number = _whole(head.replace(" ", "").removeprefix("i=").removeprefix("I="))
            part: Signature | None = None
        else:
            part = signature(field, placing)
            number, rest = part.instance, ""
        if number is None or not 1 <= number <= MAX_ARC:
            unparsed.append(Unparsed(field.number, field.value[:200], "no ARC instance from 1 to 50"))
            continue
        known = sets.get(number) or ArcSet(number)
        if part is None:
            _, results = authentication_results(rest)
            known = known._replace(results=(*known.results, *_placed(results, field, name, placing)))
        elif name == "arc-seal":
            known = known._replace(seal=known.seal or part)
        else:
            known = known._replace(signature=known.signature or part)
        sets[number] = known
    return tuple(sets[number] for number in sorted(sets))


def _unfolded(value: str) -> str:
    """One line of it. Exchange sends what is not ASCII through RFC 2047 whole, so that is undone."""
    text = " ".join(value[:MAX_LENGTH].split())
    return decoded(text) if text.startswith("=?") else text


def _parts(text: str) -> Iterator[tuple[str, list[str]]]:
    """(text without comments, comments) for each stretch between semicolons; quoted strings are kept whole.

    One pass over what is special. A parenthesis or a quote that never closes is a plain character. At
    most ``MAX_PARTS`` are given.
    """
    closes: dict[int, int] | None = None
    plain: list[str] = []
    comments: list[str] = []
    start = at = count = 0
    while match := _SPECIAL.search(text, at):
        char, before, at = match[0], match.start(), match.end()
        if char == ";":
            plain.append(text[start:before])
            yield " ".join(" ".join(plain).split()), comments
            plain, comments, start = [], [], at
            count += 1
            if count >= MAX_PARTS:
                return
        elif char[0] == "(":
            if char == "(":
                closes = _closes(text) if closes is None else closes
                if before not in closes:
                    continue
                at = closes[before] + 1
            comments.append(text[before + 1 : at - 1])
            plain.append(text[start:before])
            start = at
    plain.append(text[start:])
    yield " ".join(" ".join(plain).split()), comments


def _closes(text: str) -> dict[int, int]:
    """Where each parenthesis that closes does so; within comments quotes mean nothing."""
    closes: dict[int, int] = {}
    opened: list[int] = []
    skip = -1
    for match in _PARENTHESIS.finditer(text):
        at, char = match.start(), match[0]
        if at == skip:
            continue
        if char == "\\":
            skip = at + 1
        elif char == "(":
            opened.append(at)
        elif opened:
            closes[opened.pop()] = at
    return closes


def _authserv_id(parts: list[tuple[str, list[str]]]) -> tuple[str | None, list[tuple[str, list[str]]]]:
    """The id in front, and the parts that hold results. An id may miss its semicolon."""
    parts = [part for part in parts if part[0]]
    if not parts:
        return None, []
    text, comments = parts[0]
    if _FIRST_RESULT.match(text) and text.partition("=")[0].rstrip().partition("/")[0].strip().lower() in METHODS:
        return None, parts
    quoted = _QUOTED.match(text)
    word, rest = (quoted[0], text[quoted.end() :]) if quoted else text.partition(" ")[::2]
    rest = rest.strip()
    if rest and not _VERSION_WORD.match(rest):
        version, _, after = rest.partition(" ")
        tail = after if _VERSION_WORD.match(version) else rest
        if _FIRST_RESULT.match(tail) and tail.partition("=")[0].lower() in METHODS:
            parts = [(tail, comments), *parts[1:]]
            return _unquoted(word).lower(), parts
    return _unquoted(word).lower() or None, parts[1:]


def _results_in(text: str) -> Iterator[str]:
    """Several results where a semicolon between them is missing."""
    if not any(word in text for word in _BEGINNINGS):
        yield text
        return
    start = 0
    for match in _NEW_RESULT.finditer(text):
        if match["new"]:
            yield text[start : match.start()].strip()
            start = match.start()
    yield text[start:]


def _result(text: str, comments: list[str], authserv_id: str | None) -> AuthResult | None:
    items = list(_ITEM.finditer(text))
    if not items or "." in items[0]["key"]:
        return None
    first = items[0]
    if first.start() != 0 or not first["value"]:
        return None
    reason = None
    properties: list[tuple[str, str]] = []
    for item in items[1:]:
        key, value = item["key"].replace(" ", "").lower(), _value(item["value"])
        if key == "reason":
            reason = value
        else:
            properties.append((key, value))
    return AuthResult(
        method=first["key"].lower(),
        result=_value(first["value"]).lower(),
        authserv_id=authserv_id,
        reason=reason,
        comment=comments[0].strip() if comments else None,
        properties=tuple(properties),
    )


def _value(text: str) -> str:
    """Without the quotes, or the comma that some put between properties."""
    return _unquoted(text) if text[:1] == '"' else text.rstrip(",")


def _says_none(value: str) -> bool:
    parts = list(_parts(_unfolded(value)))
    return {text.lower() for text, _ in parts[1:]} - {""} == {"none"}


def _unquoted(text: str) -> str:
    if len(text) >= 2 and text[0] == text[-1] == '"':
        text = text[1:-1]
        if "\\" in text:
            return re.sub(r"\\(.)", r"\1", text)
    return text


def _word(text: str | None) -> str | None:
    return text.lower() or None if text else None


def _whole(text: str | None) -> int | None:
    text = (text or "").strip()
    return int(text) if text and _NUMBER.match(text) and text.isascii() else None


def _moment(text: str | None) -> datetime | None:
    seconds = _whole(text)
    return datetime.fromtimestamp(seconds, UTC) if seconds and seconds < 253_402_300_800 else None


def _key_bits(algorithm: str, signed: str) -> int | None:
    """The key's size: an RSA signature is as long as the modulus."""
    if algorithm.startswith("ed25519"):
        return 256
    if not algorithm.startswith("rsa") or not signed or not _BASE64.match(signed):
        return None
    letters = "".join(signed.split()).rstrip("=")
    bits = len(letters) * 6 // 8 * 8
    return bits if bits in _RSA_SIZES else None


_RSA_SIZES = frozenset({384, 512, 768, 1024, 1152, 1280, 1536, 2048, 3072, 4096})
