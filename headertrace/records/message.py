"""One message: where it came from, its header block, and what it says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headertrace.named import NamedTuple
from headertrace.records.evidence import Defect, Evidence, Field
from headertrace.records.received import Stamp

if TYPE_CHECKING:
    from headertrace.records.reports import Notice

# The field in which a redacted message counts what was replaced in it: "recipient=2, subject=1".
REDACTED = "X-Headertrace-Redacted"
# The field above that one in which a redacted notice names its kind: what told it may be gone.
KIND_OF_NOTICE = "X-Headertrace-Notice"
# The defect that tells what carried a message: after a colon come the carrier's own words.
CARRIED = "carried"


class Source(NamedTuple):
    """Where a message came from: ``name`` ("-" for a pipe), ``format``, ``number`` from 1."""

    name: str = "-"
    format: str = "rfc5322"
    number: int = 1
    size: int | None = None
    sha256: str | None = None


class Message(NamedTuple):
    """The header block of one message.

    Its ``body``, whose first line is ``body_line`` of the input, is kept where the header says that it may be a
    mail server's notice, and only as much of it as is read; ``above`` is what stood on top of the header, in lines.
    ``notice`` is what that said, where it was read already.
    """

    fields: tuple[Field, ...]
    source: Source = Source()
    defects: tuple[Defect, ...] = ()
    body: bytes = b""
    body_line: int = 0
    above: tuple[str, ...] = ()
    notice: Notice | None = None

    def all(self, name: str) -> list[Field]:
        """The fields of that name (any case), top first."""
        wanted = name.lower()
        return [field for field in self.fields if field.key == wanted]

    def first(self, name: str) -> Field | None:
        """The topmost field of that name, or None."""
        wanted = name.lower()
        return next((field for field in self.fields if field.key == wanted), None)


class Summary(NamedTuple):
    """The message's own words about itself, decoded (RFC 2047) but not made safe to show.

    ``mua`` is the program that wrote it, by its own word or by the shapes in ``roles/writers``;
    ``mua_ground`` says which, and how sure.
    """

    message_id: str | None = None
    date: Stamp | None = None
    from_: str | None = None
    to: str | None = None
    subject: str | None = None
    return_path: str | None = None
    mua: str | None = None
    mua_ground: Evidence | None = None
