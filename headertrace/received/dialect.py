"""What a dialect is: how one product writes its Received line, and what else is known of it."""

from collections.abc import Callable
from typing import Literal, TypeAlias

from headertrace.named import NamedTuple
from headertrace.received.clauses import Clauses
from headertrace.received.facts import Facts

First: TypeAlias = Literal["helo", "rdns", "polled", "peer"]
Work: TypeAlias = Literal["collector", "list", "gateway", "filter", "scanner", "sender", "store", "webmail"]
# What a leaf of ``received/dialects`` has: it may correct the facts of the general reading in place.
Read: TypeAlias = Callable[[Clauses, Facts], None]


class Dialect(NamedTuple):
    """One product. ``product`` is the name people know it by, ``source`` the file or document that
    shows how the line is written, ``about`` (Markdown) what that is, where neither a leaf nor a page
    of ``explanations/dialects`` tells it.

    ``first`` says what the word after ``from`` is: ``helo``, ``rdns``, ``polled`` (the server that
    mail was collected from) or ``peer`` (a local user, or a program: neither).

    A line is told by ``software`` (the first word of the comment that names the program),
    ``protocols`` (what stands after ``with``), both in lower case, and ``hosts`` (the last two or
    three labels of the writing host's name).

    ``work`` is what the product is where it is no mail server: a ``collector`` of mail from
    mailboxes, a ``list`` manager, a filtering ``gateway``, a content ``filter`` that a server hands
    mail to, a ``scanner`` that a server runs on what it has taken in, a ``sender`` (a program that
    only sends on mail of its own host), a ``store`` of mailboxes, ``webmail``. ``quarantine`` says
    that it may hold mail back and hand it in again when somebody releases it. ``proves_rdns`` says
    whether it looks the client's name up and confirms that name by its address, ``rdns_source`` where
    that was read; None is unknown.

    ``clocks`` are the schemes (files in ``clocks``) that its ids may follow: none of them holds a
    time where it is empty, their shape decides where it is None. ``schedule`` is the row in
    ``delays/_schedules`` by which it tries again. ``operator`` is whose servers alone write so, and
    name themselves by private addresses only. ``leaf`` says that a file in ``received/dialects``,
    named as the dialect, reads more of the line.
    """

    name: str
    product: str
    source: str
    first: First = "helo"
    software: tuple[str, ...] = ()
    protocols: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    work: Work | None = None
    quarantine: bool = False
    proves_rdns: bool | None = None
    rdns_source: str = ""
    clocks: tuple[str, ...] | None = None
    schedule: str | None = None
    stamps_early: bool = False
    operator: str | None = None
    leaf: bool = False
    about: str = ""
