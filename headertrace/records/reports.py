"""What a bounce, a delay notice or another automatic notice says of the message that it is about."""

from datetime import datetime

from headertrace.named import NamedTuple
from headertrace.records.evidence import Evidence, Field
from headertrace.records.vocabulary import Action, NoticeKind, Reason


class Report(NamedTuple):
    """What a notice says of delivery to one recipient.

    ``status`` is an enhanced code "X.Y.Z" (RFC 3463), ``reply`` the SMTP code, both as they are written, None where
    nobody wrote one; ``status_text`` is what the status stands for, in words. ``diagnostic`` is the text beside them,
    word for word, and ``quoted`` says that these are the words of ``remote_mta`` and not of the reporting host.
    ``original_recipient`` is the address that the sender had written, where that is another one. Times are in UTC:
    ``arrival`` of the message at the reporting host, ``last_attempt``, and ``retry_until``, when it will give up.
    """

    recipient: str | None
    action: Action | None = None
    status: str | None = None
    reply: str | None = None
    reason: Reason = "undefined"
    diagnostic: str | None = None
    reporting_mta: str | None = None
    remote_mta: str | None = None
    arrival: datetime | None = None
    last_attempt: datetime | None = None
    retry_until: datetime | None = None
    original_recipient: str | None = None
    quoted: bool = False
    status_text: str | None = None
    evidence: tuple[Evidence, ...] = ()


class Notice(NamedTuple):
    """A message that a program wrote about another message.

    ``form`` names the file under ``reports/`` that read it ("rfc3464" for the machine's own part), ``product`` who
    writes so, ``reporter`` the host that speaks. ``fields`` are the header of the message that it is about, as far as
    it was returned; ``returned`` says whether any of it was. ``tried_s`` is the time in seconds that the notice
    itself counts ("for more than 2 hours"), else that between its Date and the reporting host's own stamp on the
    message that came back. ``wholly`` is False where it was longer, or of more recipients, than what is read.
    ``ours`` says whether the returned message was the reader's own, None where nothing tells; ``own_host`` and
    ``login`` are by which of their hosts it went, ``claimed`` which of their domains it merely claims to be from.
    """

    kind: NoticeKind
    form: str | None = None
    product: str | None = None
    reporter: str | None = None
    reports: tuple[Report, ...] = ()
    fields: tuple[Field, ...] = ()
    returned: bool = False
    tried_s: float | None = None
    wholly: bool = True
    ours: bool | None = None
    own_host: str | None = None
    login: str | None = None
    claimed: str | None = None
    evidence: tuple[Evidence, ...] = ()
