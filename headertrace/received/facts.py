"""What has been made out of one line so far, handed from step to step of the reading."""

from headertrace.records.received import Tls


class Facts:
    """The facts of one line, each None or False until a step finds it.

    The words of the ``from`` clause as they are written: ``first`` is the one after ``from``,
    ``announced`` what a mark (``helo=``, ``HELO``) says was announced, ``has_announced`` whether
    there is such a mark, with or without a name; ``found`` is the name beside the address in a
    comment, ``named`` a name alone in one, ``beside`` the address in brackets right after the first
    word. From these ``connection.assign`` makes ``helo``, ``rdns`` and ``polled``.

    ``name_cut`` says that a name before an address is longer than was read (``connection``).

    ``lead_read`` says that the words before the first clause were understood. The others are those
    of ``records.received.Received``.
    """

    first: str | None = None
    announced: str | None = None
    has_announced = False
    found: str | None = None
    named: str | None = None
    beside: str | None = None
    helo: str | None = None
    rdns: str | None = None
    polled: str | None = None
    ip: str | None = None
    port: int | None = None
    ident: str | None = None
    auth: str | None = None
    by: str | None = None
    by_ip: str | None = None
    software: str | None = None
    via: str | None = None
    protocol: str | None = None
    tls: Tls | None = None
    id: str | None = None
    recipient: str | None = None
    sender: str | None = None
    lead_read = False
    name_cut = False
