"""Results as servers write them: the values of Authentication-Results and of Received-SPF, read.

Sources: RFC 8601 (Authentication-Results), RFC 7208 section 9.1 (Received-SPF), and Microsoft's "Anti-spam
message headers in Microsoft 365" for results without an authserv-id and for ``action``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from headertrace.patterns import lazy
from headertrace.records.authentication import AuthResult
from headertrace.syntax.encoded_words import decoded

MAX_LENGTH = 65_536
MAX_RESULTS = 200
MAX_PARTS = 1_000
MAX_PROPERTIES = 100

# The registered methods (IANA "Email Authentication Methods") and those that vendors add.
METHODS = frozenset({
    "auth", "dkim", "dkim-adsp", "dkim-atps", "dmarc", "dnswl", "domainkeys", "iprev", "rrvs", "sender-id", "smime",
    "spf", "vbr", "arc", "bimi", "compauth", "x-google-dkim", "dara", "ptr", "x-tls", "x-ptr", "x-aligned-from",
    "x-return-mx", "senderid", "dkim-signature", "policy.dmarc", "x-dkim-adsp", "hardfail",
})  # fmt: skip

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
# Properties that stand like results of their own: Yahoo's, and Amazon SES's after Received-SPF.
_LONE = frozenset({"from", "helo", "client-ip", "envelope-from", "receiver", "identity"})
SPF_WORDS = frozenset({"pass", "fail", "softfail", "neutral", "none", "temperror", "permerror", "error", "unknown"})


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
    if not match or match[1].lower() not in SPF_WORDS:
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


def says_none(value: str) -> bool:
    parts = list(_parts(_unfolded(value)))
    return {text.lower() for text, _ in parts[1:]} - {""} == {"none"}


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
    if not any(map(text.__contains__, _BEGINNINGS)):
        yield text
        return
    start = 0
    for match in _NEW_RESULT.finditer(text):
        if match["new"]:
            yield text[start : match.start()].strip()
            start = match.start()
    yield text[start:]


def _result(text: str, comments: list[str], authserv_id: str | None) -> AuthResult | None:
    items = _ITEM.findall(text) if _ITEM.match(text) else []
    if not items:
        return None
    method, _, result = items[0]
    if "." in method or not result:
        return None
    reason = None
    properties: list[tuple[str, str]] = []
    for word, _, written in items[1:]:
        key, value = word.replace(" ", "").lower(), _value(written)
        if key == "reason":
            reason = value
        else:
            properties.append((key, value))
    return AuthResult(
        method=method.lower(),
        result=_value(result).lower(),
        authserv_id=authserv_id,
        reason=reason,
        comment=comments[0].strip() if comments else None,
        properties=tuple(properties),
    )


def _value(text: str) -> str:
    """Without the quotes, or the comma that some put between properties."""
    return _unquoted(text) if text[:1] == '"' else text.rstrip(",")


def _unquoted(text: str) -> str:
    if len(text) >= 2 and text[0] == text[-1] == '"':
        text = text[1:-1]
        if "\\" in text:
            return re.sub(r"\\(.)", r"\1", text)
    return text
