"""What a rule of roles is, and what it may look at."""

from collections.abc import Callable, Sequence
from typing import Literal, TypeAlias

from headertrace.named import NamedTuple
from headertrace.received.dialect import Work
from headertrace.records.path import Part, Step
from headertrace.records.vocabulary import Certainty, Leg, Role

# What the word after ``with`` says of a step.
Kind: TypeAlias = Literal["collected", "authenticated", "store", "web", "local", "mapi"]


class Sight(NamedTuple):
    """What a rule may look at: the step, its neighbours in time, and what stands in the message.

    ``work`` is what the product that wrote the line does where it is no mail server, ``kind`` what
    the word after ``with`` says; ``home`` is the organisation of the newest server; ``listed`` says
    that the message came by a mailing list; ``earlier`` are the parts of the older steps,
    ``travelled`` whether one of those came from another house.
    """

    step: Step
    before: Step | None
    after: Step | None
    work: Work | None
    kind: Kind | None
    home: str | None
    listed: bool
    earlier: Sequence[Part]
    travelled: bool

    @property
    def is_first(self) -> bool:
        return self.before is None

    @property
    def sender(self) -> str | None:
        """The organisation of the host that handed over."""
        return self.step.sender_organisation

    @property
    def receiver(self) -> str | None:
        """The organisation of the host that wrote the line."""
        return self.step.receiver_organisation

    @property
    def last(self) -> Part | None:
        """The part of the step before."""
        return self.earlier[-1] if self.earlier else None


class Rule(NamedTuple):
    """``leg`` is None where it follows from the two ends (``assigning``)."""

    roles: tuple[Role, ...]
    leg: Leg | None
    certainty: Certainty
    text: str
    fits: Callable[[Sight], bool]
