"""Messages with a known story: what was done to each on its way, and how long it took.

Each function builds its hosts in a fresh network, sends one message from alice's machine to
bob's mailbox and returns it with the truth. Waits are real ones by the hosts' clocks: the
network's time is moved on, and the servers' own timers and retry rules decide what happens.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from types import ModuleType
from typing import NamedTuple

from stories.story import Story, Wait

from . import amavis, dovecot, exim, mailman, postfix, postgrey, sendmail
from .client import send
from .host import Host, Network, Program
from .retrieval import COLLECTORS, collect

HOUR = 3600.0


class Cast(NamedTuple):
    """The usual hosts: alice's machine, her provider's submission server, bob's MX."""

    pc: Host
    relay: Host
    mx: Host


def usual(network: Network, relay: Program = postfix, *mx: Program) -> Cast:
    """The usual hosts, up, with these programs' packages, none started."""
    return Cast(
        network.host("pc.alpha.example"),
        network.host("smtp.alpha.example", relay),
        network.host("mx.beta.example", *(mx or (postfix,))),
    )


def submit(
    network: Network, cast: Cast, written: float | None = None, to: str | None = None, body: str = "\nHello.\n"
) -> None:
    """Hand a message to the relay; it bears the time ``written``, by default the true time.

    ``body`` begins with header fields of its own, or with the empty line.
    """
    date = format_datetime(datetime.fromtimestamp(network.time() if written is None else written, UTC))
    text = f"From: alice@alpha.example\nTo: bob@beta.example\nSubject: Lab\nDate: {date}\n{body}"
    login = "alice" if cast.relay.name.startswith("smtp.") else None
    send(
        cast.pc, cast.relay, to or f"bob@{cast.mx.name}", port=587 if login else 25, tls=bool(login), login=login,
        helo=cast.pc.name, message=text.encode(),
    )  # fmt: skip


class Watch:
    """Tells meant waits, made by moving the network's time, from the time that work takes."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.began = time.monotonic()

    def slack(self) -> float:
        return time.monotonic() - self.began + 1.5


def until_delivered(network: Network, mx: Host, step: float, run_queue: Callable[[], None] | None = None) -> float:
    """Let time pass in steps until bob has his mail; how much passed, in seconds."""
    before = network.elapsed
    for _ in range(100):
        network.settle()
        network.advance(step)
        if run_queue:
            run_queue()
        end = time.monotonic() + (0.5 if run_queue else 2.5)
        while time.monotonic() < end:
            if mx.mailbox("bob"):
                return network.elapsed - before
            time.sleep(0.05)
    raise AssertionError(f"never delivered\n{mx.logs()}")


def straight(network: Network) -> Story:
    """Nothing held it: submission, MX, mailbox by LMTP."""
    watch = Watch(network)
    cast = usual(network)
    store = network.host("store.beta.example", dovecot)
    dovecot.start(store)
    postfix.start(cast.relay, relay=cast.mx.name)
    postfix.start(cast.mx, mailbox_transport=f"lmtp:inet:[{store.name}]:24")
    submit(network, cast)
    return Story(store.mail("bob"), (cast.relay.name, cast.mx.name, store.name), slack=watch.slack())


def company(network: Network) -> Story:
    """A company of three levels, each with another server: department, branch, main; then the MX."""
    watch = Watch(network)
    pc, department = network.host("pc.sales.alpha.example"), network.host("mail.sales.alpha.example", sendmail)
    branch = network.host("mail.branch.alpha.example", exim)
    main, mx = network.host("mail.alpha.example", postfix), network.host("mx.beta.example", postfix)
    postfix.start(mx)
    postfix.start(main, relay=mx.name)
    exim.start(branch, relay=main.name)
    sendmail.start(department, relay=branch.name)
    submit(network, Cast(pc, department, mx))
    message = mx.mail("bob")
    return Story(message, (department.name, branch.name, main.name, mx.name), slack=watch.slack())


def greylisted(network: Network, skew: float = 0) -> Story:
    """postgrey puts off the first attempt; Postfix tries again by its own rule."""
    watch = Watch(network)
    cast = usual(network, postfix, postfix, postgrey)
    postgrey.start(cast.mx)
    postfix.start(cast.mx, smtpd_recipient_restrictions=postgrey.POLICY)
    # Before the start: a queue manager whose clock is set back sleeps until it has caught up.
    cast.relay.set_clock(skew)
    postfix.start(cast.relay, relay=cast.mx.name)
    submit(network, cast)
    waited = until_delivered(network, cast.mx, 100)
    return Story(
        cast.mx.mail("bob"),
        (cast.relay.name, cast.mx.name),
        (Wait(2, "greylisting", cast.mx.name, waited),),
        ((cast.relay.name, skew),) if skew else (),
        watch.slack(),
    )


def retried(network: Network, relay: str = "postfix", down: float = 2 * HOUR) -> Story:
    """The MX is down at first; the relay's own retry rule decides when it goes on."""
    watch = Watch(network)
    program, every, run_queue = RETRIERS[relay]
    cast = usual(network, program)
    program.start(cast.relay, relay=cast.mx.name)
    submit(network, cast)
    run = (lambda: run_queue(cast.relay)) if run_queue else None
    passed = 0.0
    while passed < down:
        network.advance(every)
        passed += every
        time.sleep(1.2)
        if run:
            run()
    postfix.start(cast.mx)
    passed += until_delivered(network, cast.mx, every, run)
    return Story(
        cast.mx.mail("bob"),
        (cast.relay.name, cast.mx.name),
        (Wait(2, "queue-retry", cast.relay.name, passed),),
        slack=watch.slack(),
    )


RETRIERS: dict[str, tuple[ModuleType, float, Callable[[Host], None] | None]] = {
    # the relay's program, how often it looks at its queue (seconds), and what makes it look
    "postfix": (postfix, 900, None),
    "exim": (exim, 1800, exim.run_queue),
    "sendmail": (sendmail, 1200, sendmail.run_queue),
}


def filtered(network: Network, held: float = 0) -> Story:
    """amavis takes the mail out and hands it back; ``held`` seconds later where it was stuck."""
    watch = Watch(network)
    cast = usual(network, postfix, postfix, amavis)
    amavis.start(cast.mx)
    postfix.start(cast.relay, relay=cast.mx.name)
    if held:
        amavis.hold(cast.mx)
    submit(network, cast)
    if held:
        cast.mx.wait(lambda: "queue active" in cast.mx.logs(), "message at the MX")
        time.sleep(0.5)
        network.advance(held)
        amavis.release(cast.mx)
    names = (cast.relay.name, cast.mx.name, "localhost", cast.mx.name)
    waits = (Wait(3, "filter", cast.mx.name, held),) if held else ()
    return Story(cast.mx.mail("bob"), names, waits, slack=watch.slack())


def wrong_clock(network: Network, seconds: float) -> Story:
    """The relay's clock is wrong; nothing waited."""
    watch = Watch(network)
    cast = usual(network)
    cast.relay.set_clock(seconds)
    postfix.start(cast.relay, relay=cast.mx.name, enable_long_queue_ids="yes")
    postfix.start(cast.mx)
    submit(network, cast)
    hosts = (cast.relay.name, cast.mx.name)
    return Story(cast.mx.mail("bob"), hosts, (), ((cast.relay.name, seconds),), watch.slack())


def sleeping_client(network: Network, seconds: float = 3 * HOUR) -> Story:
    """Written on a machine that was offline, sent when it was not any more."""
    watch = Watch(network)
    cast = usual(network)
    postfix.start(cast.relay, relay=cast.mx.name)
    postfix.start(cast.mx)
    written = network.time()
    network.advance(seconds)
    submit(network, cast, written)
    wait = Wait(0, "client-offline", cast.pc.name, seconds)
    return Story(cast.mx.mail("bob"), (cast.relay.name, cast.mx.name), (wait,), slack=watch.slack())


def collected_late(network: Network, collector: str = "fetchmail", seconds: float = 9 * HOUR) -> Story:
    """Delivered at once, collected in the evening."""
    watch = Watch(network)
    cast = usual(network, postfix, postfix, dovecot)
    desk = network.host("desk.beta.example", COLLECTORS[collector])
    dovecot.start(cast.mx)
    postfix.start(cast.mx)
    postfix.start(cast.relay, relay=cast.mx.name)
    submit(network, cast)
    cast.mx.mail("bob")
    network.advance(seconds)
    collect(desk, COLLECTORS[collector], cast.mx)
    wait = Wait(3, "late-collection", cast.mx.name, seconds)
    hosts = (cast.relay.name, cast.mx.name, desk.name)
    return Story(desk.mail("bob"), hosts, (wait,), slack=watch.slack())


def moderated(network: Network, seconds: float = 5 * HOUR) -> Story:
    """A post to a list by somebody who is not on it: the moderator lets it through later."""
    watch = Watch(network)
    pc, mx = network.host("pc.alpha.example"), network.host("mx.beta.example", postfix)
    lists = network.host("lists.gamma.example", postfix, mailman)
    postfix.start(mx)
    mailman.start(lists, member=f"bob@{mx.name}")
    date = format_datetime(datetime.fromtimestamp(network.time(), UTC))
    head = f"From: alice@alpha.example\nTo: crew@{lists.name}\nSubject: Lab\nMessage-ID: <1@lab>\nDate: {date}\n"
    text = f"{head}\nHello.\n"
    send(pc, lists, f"crew@{lists.name}", helo=pc.name, message=text.encode())
    lists.wait(lambda: mailman.held(lists), "held message")
    network.advance(seconds)
    mailman.approve(lists)
    wait = Wait(2, "moderation", lists.name, seconds)
    return Story(mx.mail("bob"), (lists.name, lists.name, mx.name), (wait,), slack=watch.slack())


def combined(network: Network, skew: float = -47, asleep: float = HOUR, late: float = 9 * HOUR) -> Story:
    """An offline client, a relay with a slow clock, greylisting at the MX, collected in the evening."""
    watch = Watch(network)
    cast = usual(network, postfix, postfix, postgrey, dovecot)
    desk = network.host("desk.beta.example", COLLECTORS["fetchmail"])
    dovecot.start(cast.mx)
    postgrey.start(cast.mx)
    postfix.start(cast.mx, smtpd_recipient_restrictions=postgrey.POLICY)
    cast.relay.set_clock(skew)
    postfix.start(cast.relay, relay=cast.mx.name)
    written = network.time()
    network.advance(asleep)
    submit(network, cast, written)
    put_off = until_delivered(network, cast.mx, 100)
    network.advance(late)
    collect(desk, COLLECTORS["fetchmail"], cast.mx)
    waits = (
        Wait(0, "client-offline", cast.pc.name, asleep),
        Wait(2, "greylisting", cast.mx.name, put_off),
        Wait(3, "late-collection", cast.mx.name, late),
    )
    hosts = (cast.relay.name, cast.mx.name, desk.name)
    return Story(desk.mail("bob"), hosts, waits, ((cast.relay.name, skew),), watch.slack())
