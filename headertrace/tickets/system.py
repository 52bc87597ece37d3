"""What a ticket system declares of itself, and the steps by which a report gets there.

A system's ``deliver`` is a generator: it yields one step after the other (an HTTP request, a mail, a
file) and is sent the answer to each. It does no I/O itself, so that ``--dry-run`` walks
the same steps and prints them, each answered by its own ``stand_in``.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from headertrace.named import NamedTuple
from headertrace.remote.answers import Answer
from headertrace.remote.errors import Failed, Refused
from headertrace.remote.requests import Request
from headertrace.remote.secrets import Credential, Secret

if TYPE_CHECKING:
    from headertrace.tickets.report import Report

PAGES = 100
"""The longest that a ticket's list of comments is followed."""


class Setting(NamedTuple):
    """One key under [tickets.NAME] and its value's ``kind``; ``needed`` is "always", "new" (for a new ticket) or ""."""

    help: str
    kind: type = str
    needed: str = ""


class Place(NamedTuple):
    """Where a report goes. ``ticket`` is None for a new one; ``url`` has no slash at its end."""

    url: str
    ticket: str | None
    public: bool
    settings: Mapping[str, Any]
    secrets: Mapping[str, Secret]
    again: bool = False

    def get(self, name: str) -> Any:
        """A setting's value; None where it is not set."""
        return self.settings.get(name)


class Outcome(NamedTuple):
    """How it ended: the ticket's name and the address to see it at.

    ``sent`` is False where the report was there already; ``printed`` is True where standard output got it.
    """

    ticket: str | None
    url: str | None = None
    sent: bool = True
    printed: bool = False


class Deed(Protocol):
    """One thing to do that is no HTTP request. ``stand_in`` answers it in a rehearsal."""

    @property
    def stand_in(self) -> Any: ...

    def describe(self) -> str:
        """The step as --dry-run prints it: exact, without credentials, attachments summed up."""

    def perform(self) -> Answer:
        """Take the step. Raises Failed or Refused."""


def worded(row: Mapping[str, Any], key: str) -> str:
    """The text under ``key``; empty where there is something else."""
    found = row.get(key)
    return found if isinstance(found, str) else ""


def listed(row: Mapping[str, Any], key: str, name: str) -> set[str]:
    """The texts under ``name`` in the list of objects under ``key``, whatever else a server puts there."""
    rows = row.get(key)
    found = [item.get(name) for item in rows if isinstance(item, dict)] if isinstance(rows, list) else []
    return {text for text in found if isinstance(text, str)}


def endless(purpose: str) -> Failed:
    """A list of more pages than are read: whether the report is in it is not known."""
    return Failed(f"more than {PAGES} pages to {purpose}: given up; --again sends it without looking")


Step = Request | Deed
Flow = Generator[Step, Answer, Outcome]


class System(NamedTuple):
    """One ticket system.

    ``product`` is its name in words. ``ticket`` is the form of its tickets' names as a regular
    expression, None where no ticket can be named. ``private`` is False where every comment is seen by
    all: then --public must be said. ``body`` is the rendering that its comments take, ``longest`` how
    many characters. ``note`` says what the system cannot do. ``url`` is where it lies unless set otherwise.
    """

    name: str
    product: str
    deliver: Callable[[Report, Place], Flow]
    settings: Mapping[str, Setting] = {}
    credentials: tuple[Credential, ...] = ()
    ticket: str | None = r"[0-9]{1,18}"
    private: bool = True
    body: str = "text"
    longest: int | None = None
    networked: bool = True
    url: str | None = None
    note: str = ""


def required(place: Place, system: System) -> None:
    """Raises Refused where a setting is missing that the system cannot do without."""
    for name, setting in system.settings.items():
        wanted = setting.needed == "always" or (setting.needed == "new" and place.ticket is None)
        if wanted and place.get(name) in (None, ""):
            raise Refused(
                f"{system.name} needs {name} ({setting.help}): --set {name}=… or {name} = … under "
                f"[tickets.{system.name}] in headertrace.toml"
            )
