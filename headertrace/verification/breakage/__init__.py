"""Why a signature no longer holds: what is known to happen to mail is undone, and the signature tried again.

Body and header are hashed apart (RFC 6376 section 3.7), so each is searched for itself; the body even
without the key. A change is ``measured`` where undoing it makes the hash right, which no other change
could; else ``possible``, on the marks that programs leave. The search is bounded in bytes hashed and in
combinations, not exhaustive: that nothing was found says nothing.
"""

from __future__ import annotations

from typing import Any

from headertrace.named import NamedTuple
from headertrace.verification.breakage import bodies, fields, marks
from headertrace.verification.keys import Key
from headertrace.verification.signature import Claim
from headertrace.verification.whole import Whole


class Cause(NamedTuple):
    """What broke a signature. ``part`` is body or header, ``kinds`` stable words for what was done to it,
    ``certainty`` measured or possible, ``text`` says it to a person; ``shown`` is the text concerned."""

    part: str
    kinds: tuple[str, ...]
    certainty: str
    text: str
    shown: str | None = None

    @property
    def said(self) -> str:
        """The cause as a sentence, with its certainty."""
        return f"{self.part.capitalize()}: {self.text} ({self.certainty})"

    def detail(self) -> dict[str, Any]:
        return {**self._asdict(), "kinds": list(self.kinds)}


def explain(whole: Whole, claim: Claim, key: Key | None, body: bool | None, header: bool | None) -> tuple[Cause, ...]:
    """What broke this signature, as far as can be found. ``body`` and ``header`` as in ``dkim.Signed``.

    Never raises on content; takes a few seconds at most for any message.
    """
    out: list[Cause] = []
    if body is False:
        undone = bodies.search(whole, claim)
        out += [_measured("body", undone)] if undone else _possible("body", marks.of_body(whole))
    if header is False and key is not None and key.state == "usable":
        undone = fields.search(whole, claim, key)
        out += [_measured("header", undone)] if undone else _possible("header", marks.of_header(whole, claim))
    return tuple(out)


def _measured(part: str, undone: tuple[bodies.Undone, ...]) -> Cause:
    text = ", and ".join(step.text for step in undone)
    shown = next((step.shown for step in undone if step.shown), None)
    return Cause(part, tuple(step.kind for step in undone), "measured", f"{text}: {_WITHOUT[part]}", shown)


_WITHOUT = {
    "body": "without that the body is as it was signed",
    "header": "without that the fields are as they were signed",
}


def _possible(part: str, found: list[bodies.Undone]) -> list[Cause]:
    return [Cause(part, (step.kind,), "possible", step.text, step.shown) for step in found]
