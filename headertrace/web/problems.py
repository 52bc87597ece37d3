"""What is refused, and how that is told: as RFC 9457 has it to programs, as the page to people."""

from __future__ import annotations

import json
from collections.abc import Mapping

from headertrace.named import NamedTuple

MEDIA_TYPE = "application/problem+json"


class Kind(NamedTuple):
    """``status`` is the HTTP status, ``title`` the same for every such problem."""

    status: int
    title: str


# By the last part of their type, "urn:headertrace:problem:too-large". RFC 9110 section 15 and RFC 6585 have the
# statuses.
KINDS: dict[str, Kind] = {
    "token-needed": Kind(401, "A token is needed"),
    "cross-site": Kind(403, "The request comes from another site"),
    "not-found": Kind(404, "There is nothing here"),
    "method": Kind(405, "This method is not used here"),
    "too-slow": Kind(408, "The message did not arrive in time"),
    "too-large": Kind(413, "The message is too big"),
    "media-type": Kind(415, "This type of content is not read here"),
    "wrong-host": Kind(421, "This server is not known by that name"),
    "no-mail": Kind(422, "There is no message in it"),
    "too-many": Kind(422, "There are too many messages in it"),
    "too-hard": Kind(422, "Tracing took too much time or memory"),
    "bad-form": Kind(400, "The form could not be read"),
    "bad-request": Kind(400, "The request could not be read"),
    "too-often": Kind(429, "Too many requests"),
    "failed": Kind(500, "headertrace failed on this message"),
    "busy": Kind(503, "The server is busy"),
}
# What a browser may be told to try again, with the form at hand.
_NO_FORM = frozenset({"token-needed", "cross-site", "wrong-host", "not-found", "method"})


class Problem(Exception):
    """A request that is refused: ``kind`` of ``KINDS``, ``detail`` a sentence on this very one."""

    def __init__(self, kind: str, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.kind, self.detail, self.headers = kind, detail, dict(headers or {})

    @property
    def status(self) -> int:
        return KINDS[self.kind].status

    @property
    def title(self) -> str:
        return KINDS[self.kind].title

    @property
    def has_form(self) -> bool:
        """Whether the page that tells it is of use with its form."""
        return self.kind not in _NO_FORM

    def document(self) -> bytes:
        """The JSON document."""
        told = {
            "type": f"urn:headertrace:problem:{self.kind}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
        }
        return json.dumps(told).encode()
