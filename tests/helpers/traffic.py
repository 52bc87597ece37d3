"""Mail of a house whose clocks are known: messages as its servers would have written them, and the truth beside them.

Twenty servers of example.org, all with clocks of their own (some drift, some were set), and a few of other houses.
Most hand-overs take seconds; some wait for minutes to hours. Some stamps have another zone than they say, and some
messages carry lines that their sender made up in the names of the house's servers.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from random import Random
from typing import NamedTuple

DAY_S = 86_400.0
START = datetime(2026, 10, 1, tzinfo=UTC).timestamp()
HOUSE = "example.org"
# The ways through the house, as (share, names of kinds of servers); each message passes one server of each kind.
WAYS: dict[str, tuple[tuple[int, tuple[str, ...]], ...]] = {
    "chains": ((6, ("mx", "filter", "relay", "store")), (2, ("branch", "relay", "store")), (1, ("mx", "store"))),
    "star": ((3, ("mx", "store")), (3, ("branch", "store")), (2, ("relay", "store")), (2, ("filter", "store"))),
    "both ways": (
        (4, ("mx", "filter", "store")),
        (3, ("branch", "relay", "store")),
        (3, ("store", "filter", "mx")),
        (2, ("store", "relay", "branch")),
    ),
}
KINDS = {"mx": 4, "filter": 4, "relay": 4, "store": 3, "branch": 5}
PARTNERS = 3
_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
# Postfix's long ids: seconds and microseconds (src/global/mail_queue.h).
_BASE52 = "0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz"


class Server(NamedTuple):
    """Its clock shows ``offset`` more than true time, from ``set_at`` on ``moved`` more, and ``drift`` more a day."""

    name: str
    ip: str
    program: str
    zone: int
    slowness: float
    offset: float
    drift: float = 0.0
    set_at: float = 0.0
    moved: float = 0.0

    def error(self, time: float) -> float:
        step = self.moved if self.set_at and time >= self.set_at else 0.0
        return self.offset + step + self.drift * (time - START) / DAY_S


class Mail(NamedTuple):
    """``passed`` are the servers with the true times at which they took the message in."""

    text: bytes
    passed: tuple[tuple[Server, float], ...]


class Traffic(NamedTuple):
    servers: dict[str, Server]
    mails: list[Mail]


def traffic(seed: int, messages: int = 2_000, days: float = 30.0, ways: str | None = None) -> Traffic:
    """Of each seed another house; ``ways`` is a key of ``WAYS``, by the seed where None is given."""
    dice = Random(seed)
    topology = WAYS[ways or list(WAYS)[seed % len(WAYS)]]
    house = _house(dice, days)
    servers = {server.name: server for kind in house.values() for server in kind}
    mails = [_mail(dice, topology, house, number, days) for number in range(messages)]
    return Traffic(servers, mails)


def _house(dice: Random, days: float) -> dict[str, list[Server]]:
    """All errors between three seconds and a day, either way; two clocks drift, two are set in the middle."""
    house: dict[str, list[Server]] = {}
    for kind, many in (*KINDS.items(), ("partner", PARTNERS)):
        domain = HOUSE if kind != "partner" else "example.net"
        house[kind] = [
            Server(
                f"{kind}{number}.{domain}",
                f"10.{list(KINDS).index(kind)}.0.{number}" if kind in KINDS else f"192.0.2.{number}",
                dice.choice(("postfix", "postfix", "exim", "long ids")),
                dice.choice((0, 60, 120, -300, 330)),
                dice.uniform(0.05, 0.9),
                _size(dice),
            )
            for number in range(1, many + 1)
        ]
    odd = dice.sample([(kind, at) for kind in KINDS for at in range(KINDS[kind])], 4)
    for place, (kind, at) in enumerate(odd):
        server = house[kind][at]
        if place < 2:
            house[kind][at] = server._replace(drift=dice.choice((-1, 1)) * dice.uniform(0.5, 40.0))
        else:
            moment = START + dice.uniform(0.25, 0.75) * days * DAY_S
            house[kind][at] = server._replace(set_at=moment, moved=_size(dice))
    return house


def _size(dice: Random) -> float:
    return dice.choice((-1, 1)) * 3.0 * (DAY_S / 3.0) ** dice.random()


def _mail(
    dice: Random,
    ways: tuple[tuple[int, tuple[str, ...]], ...],
    house: dict[str, list[Server]],
    number: int,
    days: float,
) -> Mail:
    way = dice.choices([kinds for _, kinds in ways], [share for share, _ in ways])[0]
    passed = [dice.choice(house[kind]) for kind in way]
    if way[0] == "mx" and dice.random() < 0.5:
        passed.insert(0, dice.choice(house["partner"]))
    time = START + dice.random() * days * DAY_S
    times = []
    for server in passed:
        times.append(time)
        time += _hand_over(dice, server)
    lines = [
        _line(dice, server, passed[at - 1] if at else None, moment)
        for at, (server, moment) in enumerate(zip(passed, times, strict=True))
    ]
    forged = [] if way[0] != "mx" or dice.random() > 0.1 else [_forged(dice, house, times[0])]
    date = _date(times[0] - dice.uniform(0, 5), 0)
    text = "".join((
        *reversed([*forged, *lines]),
        f"Date: {date}\nMessage-ID: <{number}.{dice.randrange(10**9)}@example.com>\n",
        f"From: Ann <ann@example.com>\nTo: <bob@{HOUSE}>\nSubject: Number {number}\n\nText.\n",
    ))  # fmt: skip
    return Mail(text.encode(), tuple(zip(passed, times, strict=True)))


def _hand_over(dice: Random, server: Server) -> float:
    """Seconds until the next server has it: what the server always takes, some more, and now and then a queue."""
    taken = server.slowness + dice.gammavariate(1.2, 0.8)
    if dice.random() < 0.15:
        taken += dice.choice((5.0, 60.0, 300.0, 1_800.0)) * dice.lognormvariate(0.0, 1.0)
    return taken


def _line(dice: Random, server: Server, before: Server | None, time: float) -> str:
    shown = time + server.error(time)
    zone = server.zone
    # One stamp in a hundred has another zone than it says.
    date = _date(shown + (dice.choice((-1, 1)) * 3_600.0 if dice.random() < 0.01 else 0.0), zone)
    name, ip = (before.name, before.ip) if before else ("dsl-17.example.com", "198.51.100.17")
    if server.program in ("postfix", "long ids"):
        queue = f"{int(shown % 1 * 1_000_000):05X}{dice.randrange(16**6):06X}"
        if server.program == "long ids":
            queue = f"{_digits(int(shown), _BASE52, 6)}{_digits(int(shown % 1 * 1_000_000), _BASE52, 4)}z{dice.randrange(1, 16**6):X}"
        return f"Received: from {name} ({name} [{ip}])\n\tby {server.name} (Postfix) with ESMTPS id {queue}\n\tfor <bob@{HOUSE}>; {date}\n"
    queue = f"{_digits(int(shown), _BASE62, 6)}-{_digits(dice.randrange(62**6), _BASE62, 6)}-{dice.choice(_BASE62)}{dice.choice(_BASE62)}"
    return (
        f"Received: from {name} ([{ip}])\n\tby {server.name} with esmtps (TLS1.3) tls TLS_AES_256_GCM_SHA384\n"
        f"\t(Exim 4.96)\n\t(envelope-from <ann@example.com>)\n\tid {queue}\n\tfor bob@{HOUSE};\n\t{date}\n"
    )


def _forged(dice: Random, house: dict[str, list[Server]], time: float) -> str:
    """A line that the sender made up in the name of one of the house's servers."""
    server = dice.choice(house[dice.choice(list(KINDS))])
    return _line(dice, server._replace(offset=dice.uniform(-1, 1) * 3 * DAY_S, drift=0.0, moved=0.0), None, time)


def _digits(number: int, alphabet: str, many: int) -> str:
    digits = ""
    for _ in range(many):
        number, digit = divmod(number, len(alphabet))
        digits = alphabet[digit] + digits
    return digits


def _date(seconds: float, zone: int) -> str:
    moment = datetime.fromtimestamp(int(seconds // 1), timezone(timedelta(minutes=zone)))
    return moment.strftime("%a, %d %b %Y %H:%M:%S %z")
