"""Stories of mail that somebody or something held on purpose, and of large mail on a slow line."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import NamedTuple

from stories.story import Story, Wait

from . import amavis, dovecot, exim, greylistd, postfix, redis, rspamd, sqlgrey
from .client import send_slowly
from .host import Host, Network, Program
from .scenarios import HOUR, Watch, submit, until_delivered, usual
from .senders import SENDERS, prepare


class _Packages(NamedTuple):
    PACKAGES: tuple[str, ...]


def scheduled_by_at(network: Network, hours: float = 3) -> Story:
    """Written, and given to at(1) to be sent on a full hour."""
    watch = Watch(network)
    pc = network.host("pc.alpha.example", _Packages(("at",)), SENDERS["msmtp"])
    mx = network.host("mx.beta.example", postfix)
    postfix.start(mx)
    prepare(pc, SENDERS["msmtp"], mx)
    written = network.time()
    due = (written + hours * HOUR) // HOUR * HOUR
    draft = f"From: alice@alpha.example\nTo: bob@{mx.name}\nSubject: Lab\nDate: {_date(written)}\n\nHello.\n"
    pc.write("/home/alice/draft", draft)
    pc.write("/var/spool/cron/atjobs/.SEQ", "0\n", 0o600)
    pc.run("chown", "daemon:daemon", "/var/spool/cron/atjobs/.SEQ")
    at = datetime.fromtimestamp(due, UTC).strftime("%Y%m%d%H%M")
    pc.run("sh", "-c", f"cd /root && at -t {at}", given=f"msmtp bob@{mx.name} < /home/alice/draft\n")
    network.advance(due - network.time() + 0.2)
    pc.run("atd", "-s")
    wait = Wait(0, "scheduled", pc.name, due - written)
    return Story(mx.mail("bob"), (mx.name,), (wait,), slack=watch.slack())


def scheduled_by_cron(network: Network, hours: float = 4) -> Story:
    """All mail is held at the submission server (Postfix's HOLD); cron lets it go on a full hour."""
    watch = Watch(network)
    cast = usual(network)
    postfix.start(cast.mx)
    postfix.start(
        cast.relay, relay=cast.mx.name, smtpd_recipient_restrictions="check_client_access static:HOLD, permit"
    )
    submit(network, cast)
    held = network.time()
    cast.relay.wait(lambda: "NOQUEUE: hold" in cast.relay.logs() or ": hold:" in cast.relay.logs(), "held message")
    due = (held + hours * HOUR) // HOUR * HOUR
    network.advance(due - network.time() + 0.2)
    cast.relay.run("postsuper", "-H", "ALL")
    cast.relay.run("postqueue", "-f")
    wait = Wait(2, "scheduled", cast.relay.name, due - held)
    return Story(cast.mx.mail("bob"), (cast.relay.name, cast.mx.name), (wait,), slack=watch.slack())


def quarantined(network: Network, seconds: float = 5 * HOUR) -> Story:
    """amavis keeps a message with a program in it, until the postmaster releases it."""
    watch = Watch(network)
    cast = usual(network, postfix, postfix, amavis)
    amavis.start(cast.mx, quarantine=True)
    postfix.start(cast.relay, relay=cast.mx.name)
    submit(network, cast, body=_PROGRAM)
    cast.mx.wait(lambda: bool(amavis.kept(cast.mx)), "message in quarantine")
    network.advance(seconds)
    amavis.let_go(cast.mx)
    hosts = (cast.relay.name, cast.mx.name, "localhost", "localhost", cast.mx.name)
    wait = Wait(4, "quarantine", cast.mx.name, seconds)
    return Story(cast.mx.mail("bob"), hosts, (wait,), slack=watch.slack())


def forwarded(network: Network, down: float = 0) -> Story:
    """bob's old mailbox forwards to his new one by a .forward file; the new one's host may be down at first."""
    watch = Watch(network)
    cast = usual(network)
    old = network.host("mail.gamma.example", postfix)
    postfix.start(old)
    old.write("/home/bob/.forward", f"bob@{cast.mx.name}\n", owner="bob")
    postfix.start(cast.relay, relay=old.name)
    if not down:
        postfix.start(cast.mx)
    submit(network, cast, to=f"bob@{old.name}")
    if down:
        old.wait(lambda: "status=deferred" in old.logs(), "deferred message")
    passed = 0.0
    while passed < down:
        network.advance(900)
        passed += 900
        time.sleep(1.2)
    if down:
        postfix.start(cast.mx)
        passed += until_delivered(network, cast.mx, 900)
    message = cast.mx.mail("bob")
    hosts = (cast.relay.name, old.name, old.name, cast.mx.name)
    waits = (Wait(4, "forwarding", old.name, passed),) if down else ()
    return Story(message, hosts, waits, slack=watch.slack())


def redirected(network: Network) -> Story:
    """bob's Sieve script at his old host redirects to his new one; nothing waits."""
    watch = Watch(network)
    cast = usual(network)
    old = network.host("mail.gamma.example", postfix, dovecot, _Packages(("dovecot-sieve",)))
    postfix.start(cast.mx)
    dovecot.start(old, sieve=True)
    script = f'redirect "bob@{cast.mx.name}";\n'
    old.write("/home/bob/.dovecot.sieve", script, owner="bob")
    postfix.start(old, mailbox_transport="lmtp:inet:[127.0.0.1]:24")
    postfix.start(cast.relay, relay=old.name)
    submit(network, cast, to=f"bob@{old.name}")
    message = cast.mx.mail("bob")
    hosts = (cast.relay.name, old.name, old.name, old.name, cast.mx.name)
    return Story(message, hosts, slack=watch.slack())


def on_a_slow_line(network: Network, relay: str = "exim", seconds: float = 600) -> Story:
    """Three megabytes from a client on a slow line. Exim stamps at the end of the transfer, Postfix at its start."""
    watch = Watch(network)
    cast = usual(network, _PROGRAMS[relay])
    postfix.start(cast.mx)
    _PROGRAMS[relay].start(cast.relay, relay=cast.mx.name)
    head = f"From: alice@alpha.example\nTo: bob@beta.example\nSubject: Lab\nDate: {_date(network.time())}\n\n"
    text = head.encode() + (b"x" * 75 + b"\n") * 40_000
    send_slowly(cast.pc, cast.relay, f"bob@{cast.mx.name}", text, lambda: network.advance(seconds))
    message = cast.mx.mail("bob")
    wait = Wait(0, "slow-transfer", cast.pc.name, seconds)
    if relay == "postfix":
        wait = Wait(2, "slow-transfer", cast.relay.name, seconds)
    return Story(message, (cast.relay.name, cast.mx.name), (wait,), slack=watch.slack())


def greylisted_by(network: Network, which: str) -> Story:
    """Other greylists than postgrey; ``greylistd`` leaves no trace in the header."""
    watch = Watch(network)
    server, extra, start = _GREYLISTS[which]
    cast = usual(network, postfix, server, *extra)
    start(cast.mx)
    postfix.start(cast.relay, relay=cast.mx.name)
    submit(network, cast)
    waited = until_delivered(network, cast.mx, 100)
    wait = Wait(2, "greylisting", cast.mx.name, waited)
    return Story(cast.mx.mail("bob"), (cast.relay.name, cast.mx.name), (wait,), slack=watch.slack())


def throttled(network: Network, seconds: float = 120) -> Story:
    """The relay may hand over one message in two minutes; this is the second. Nothing in the header says so."""
    watch = Watch(network)
    cast = usual(network)
    postfix.start(cast.mx)
    postfix.start(cast.relay, relay=cast.mx.name, default_destination_rate_delay="2s")
    submit(network, cast)
    submit(network, cast)
    network.advance(seconds)
    cast.mx.mail("bob", 2)
    wait = Wait(2, "throttling", cast.relay.name, seconds)
    return Story(
        cast.mx.mailbox("bob")[-1], (cast.relay.name, cast.mx.name), (wait,), slack=watch.slack(), tellable=False
    )


def _sqlgrey(mx: Host) -> None:
    sqlgrey.start(mx)
    postfix.start(mx, smtpd_recipient_restrictions=sqlgrey.POLICY)


def _greylistd(mx: Host) -> None:
    greylistd.start(mx)
    exim.start(mx, rules=greylistd.RULES)


def _rspamd(mx: Host) -> None:
    redis.start(mx)
    rspamd.start(mx, greylisting=True)


_GREYLISTS: dict[str, tuple[Program, tuple[Program, ...], Callable[[Host], None]]] = {
    "sqlgrey": (postfix, (sqlgrey,), _sqlgrey),
    "greylistd": (exim, (greylistd,), _greylistd),
    "rspamd": (postfix, (rspamd, redis), _rspamd),
}
_PROGRAMS = {"exim": exim, "postfix": postfix}
_PROGRAM = (
    "MIME-Version: 1.0\nContent-Type: application/octet-stream; name=lab.exe\n"
    "Content-Disposition: attachment; filename=lab.exe\n\nnone\n"
)


def _date(moment: float) -> str:
    return format_datetime(datetime.fromtimestamp(moment, UTC))
