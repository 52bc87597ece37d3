"""The way of a message: its hops and the whole."""

from datetime import datetime

from headertrace.named import NamedTuple
from headertrace.records.evidence import Evidence, Field
from headertrace.records.logs import Cover, Stay
from headertrace.records.received import Received
from headertrace.records.vocabulary import Leg, Role, Trust


class Link(NamedTuple):
    """How a hop joins the one before it.

    ``state`` is ``first`` (nothing before), ``matched``, ``broken`` or ``unknown`` (one side
    names nothing); ``by`` says on what ground a match rests: name, address or organisation.
    """

    state: str
    by: str | None = None


class Step(NamedTuple):
    """What one Received line and its neighbours tell of a hop, before anybody judges it.

    The facts are those of ``Hop``.
    """

    n: int
    field: Field
    received: Received
    link: Link
    delay_s: float | None
    uncertainty_s: float | None
    same_host: bool
    sender_organisation: str | None
    receiver_organisation: str | None
    scope: str | None
    sender_place: str | None
    receiver_place: str | None


class Part(NamedTuple):
    """The part that a step's server plays: its ``roles``, the ``leg`` of the way that the step is, and why.

    Of a forged line there are no roles, and no leg.
    """

    roles: tuple[Role, ...]
    leg: Leg | None
    grounds: tuple[Evidence, ...]


class Hop(NamedTuple):
    """One step of the path, numbered in time (1 is the oldest).

    ``role`` is what the server that wrote the line did, ``leg`` which part of the way the step
    is, both with their ``grounds``. ``trust`` is vouched, operator, claimed or contradicted. The
    organisations are names or registrable domains; ``scope`` is the kind of the connecting address. ``log`` is what the
    log of the server that wrote the line says of the message.
    """

    n: int
    field: Field
    received: Received
    link: Link
    delay_s: float | None = None
    uncertainty_s: float | None = None
    same_host: bool = False
    role: tuple[Role, ...] = ()
    leg: Leg | None = None
    trust: Trust | None = None
    corrected_delay_s: float | None = None
    sender_organisation: str | None = None
    receiver_organisation: str | None = None
    scope: str | None = None
    grounds: tuple[Evidence, ...] = ()
    sender_place: str | None = None
    receiver_place: str | None = None
    log: Stay | None = None

    @property
    def took_s(self) -> float | None:
        """Seconds since the hop before by clocks that are right, as far as that is known; else by the stamps."""
        return self.delay_s if self.corrected_delay_s is None else self.corrected_delay_s


class Host(NamedTuple):
    """A host as one line tells of it: the connecting ``ip``, its looked-up and its announced name, the number of
    that line's ``hop``, and the ``organisation`` whose the address is, as far as it is proved.
    """

    ip: str | None
    rdns: str | None
    helo: str | None
    hop: int
    organisation: str | None = None


class Path(NamedTuple):
    """The journey as a whole.

    ``received`` counts the Received-like fields in the message, ``hops`` what became of them.
    ``held_s`` is the longest wait, ``held_at`` the host it belongs to and ``held_hop`` the
    hop whose delay it is. ``complete`` is False where a link is broken or a time missing.
    ``logged`` is what the logs say of the message that no hop shows: elsewhere, or after the newest line; ``searched``
    are the logs, and ``crowded`` says that more of their lines bear the Message-ID than are gone through.
    """

    received: int
    hops: int
    written: datetime | None = None
    submitted: datetime | None = None
    delivered: datetime | None = None
    total_s: float | None = None
    total_low_s: float | None = None
    total_high_s: float | None = None
    held_s: float | None = None
    held_at: str | None = None
    held_hop: int | None = None
    trust_boundary: int | None = None
    handed_over_by: Host | None = None
    origin: Host | None = None
    complete: bool = True
    logged: tuple[Stay, ...] = ()
    searched: tuple[Cover, ...] = ()
    crowded: bool = False
