"""What programs leave in a message that they change: grounds for what may have broken a signature."""

from __future__ import annotations

import re

from headertrace.verification.breakage.bodies import Undone
from headertrace.verification.breakage.footers import named
from headertrace.verification.signature import Claim
from headertrace.verification.whole import Whole

_TAIL = 2_000
_TOP = 600
_SHOWN = 200
# A tag that was put into a subject: in front, or behind one Re: and its like.
TAG = (
    rb"^(?:(?:re|fwd?|aw|wg|sv|tr): ?)?"
    rb"(\[[^\]]{1,60}\]|\*{2,5} ?[A-Z? -]{3,30} ?\*{2,5}|\{[^}]{1,40}\}|(?:EXTERNAL|EXT|SPAM)\b:?)"
)


def of_body(whole: Whole) -> list[Undone]:
    """What may have been done to the body, the likelier first."""
    out = []
    kind, name = named(whole.body[-_TAIL:], ("", ""), usual=False)
    if kind:
        out.append(Undone(kind, f"{name} stands near the end", whole.body[-_SHOWN:].strip().decode("utf-8", "replace")))
    top, name = named(whole.body[:_TOP], ("", ""))
    if top == "banner":
        out.append(Undone(top, f"{name} stands near the top", whole.body[:_SHOWN].strip().decode("utf-8", "replace")))
    converted = whole.first(b"x-mime-autoconverted")
    if converted:
        out.append(Undone("re-encoded", f"X-MIME-Autoconverted: {_shown(converted)}"))
    for field in (b"content-length", b"lines"):
        count = whole.first(field) or b""
        have = len(whole.body) if field == b"content-length" else whole.body.count(b"\n")
        if count.isdigit() and len(count) < 12 and int(count) > have * 1.05 + 20:
            said = f"{field.decode().capitalize()} says {int(count)}, here are {have}: it may be cut"
            out.append(Undone("cut", said))
    return [*out, *_list(whole)]


def of_header(whole: Whole, claim: Claim) -> list[Undone]:
    """What may have been done to the signed fields."""
    out = []
    subject = whole.first(b"subject") or b""
    if b"subject" in claim.names and re.match(TAG, subject, re.I):
        out.append(Undone("subject-tag", "the subject has a tag, as lists and filters put there", _shown(subject)))
    author = whole.first(b"from") or b""
    if re.search(rb"(?i)\bvia\b", author):
        out.append(Undone("from-rewritten", "From was rewritten, as lists do for DMARC", _shown(author)))
    present = {name.lower() for name, _ in whole.fields}
    lacking = sorted({name.decode("ascii", "replace") for name in claim.names if name not in present})
    if lacking:
        out.append(Undone("field-removed", f"signed but not here, now or from the start: {', '.join(lacking[:12])}"))
    return [*out, *_list(whole)]


def _list(whole: Whole) -> list[Undone]:
    found = whole.first(b"list-id") or whole.first(b"list-post") or whole.first(b"x-mailing-list")
    return [Undone("list", "it went through a list, which may have changed it", _shown(found))] if found else []


def _shown(value: bytes) -> str:
    return value.decode("utf-8", "replace")[:_SHOWN]
