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

    __slots__ = (
        "announced", "auth", "beside", "by", "by_ip", "first", "found", "has_announced", "helo", "id",
        "ident", "ip", "lead_read", "name_cut", "named", "polled", "port", "protocol", "rdns", "recipient", "sender",
        "software", "tls", "via",
    )  # fmt: skip

    def __init__(self) -> None:
        self.first: str | None = None
        self.announced: str | None = None
        self.has_announced = False
        self.found: str | None = None
        self.named: str | None = None
        self.beside: str | None = None
        self.helo: str | None = None
        self.rdns: str | None = None
        self.polled: str | None = None
        self.ip: str | None = None
        self.port: int | None = None
        self.ident: str | None = None
        self.auth: str | None = None
        self.by: str | None = None
        self.by_ip: str | None = None
        self.software: str | None = None
        self.via: str | None = None
        self.protocol: str | None = None
        self.tls: Tls | None = None
        self.id: str | None = None
        self.recipient: str | None = None
        self.sender: str | None = None
        self.lead_read = False
        self.name_cut = False
