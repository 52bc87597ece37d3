"""Stories in which several things go wrong at once."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from email.utils import format_datetime

from stories.story import Story, Wait

from . import amavis, dovecot, exim, mailman, postfix, postgrey, sendmail
from .client import send
from .host import Network
from .retrieval import COLLECTORS, collect
from .scenarios import HOUR, Cast, Watch, submit, until_delivered, usual


def several_clocks_wrong(network: Network, skews: tuple[float, float, float] = (300, -47, 900)) -> Story:
    """Straight through four hosts; of three of them the clocks are wrong, each in its own way."""
    watch = Watch(network)
    cast = usual(network)
    hub, store = network.host("hub.gamma.example", postfix), network.host("store.beta.example", dovecot)
    dovecot.start(store)
    for host, skew in zip((cast.relay, hub, cast.mx), skews, strict=True):
        host.set_clock(skew)
    postfix.start(cast.mx, mailbox_transport=f"lmtp:inet:[{store.name}]:24")
    postfix.start(hub, relay=cast.mx.name)
    postfix.start(cast.relay, relay=hub.name)
    submit(network, cast)
    hosts = (cast.relay.name, hub.name, cast.mx.name, store.name)
    return Story(store.mail("bob"), hosts, (), tuple(zip(hosts, skews, strict=False)), watch.slack())


def reader_clock_wrong(network: Network, skew: float = 300) -> Story:
    """The clock of bob's own MX is wrong, all others' are right: it looks like a wait, and nothing tells it from one."""
    watch = Watch(network)
    cast = usual(network)
    cast.mx.set_clock(skew)
    postfix.start(cast.mx)
    postfix.start(cast.relay, relay=cast.mx.name)
    submit(network, cast)
    hosts = (cast.relay.name, cast.mx.name)
    return Story(cast.mx.mail("bob"), hosts, (), ((cast.mx.name, skew),), watch.slack(), tellable=False)


def retried_and_collected_late(network: Network, skew: float = 1200, late: float = 9 * HOUR) -> Story:
    """A hub with a wrong clock, in front of it a relay that must try again and again; collected in the evening.

    A slow hub hides behind the wait before it: the mail seems to have waited there as well.
    """
    watch = Watch(network)
    cast = usual(network, postfix, postfix, dovecot)
    hub = network.host("hub.gamma.example", postfix)
    desk = network.host("desk.beta.example", COLLECTORS["fetchmail"])
    dovecot.start(cast.mx)
    postfix.start(cast.mx)
    postfix.start(cast.relay, relay=hub.name)
    submit(network, cast)
    cast.relay.wait(lambda: "status=deferred" in cast.relay.logs(), "deferred message")
    waited = 0.0
    while waited < HOUR:
        network.advance(900)
        waited += 900
        time.sleep(1.2)
    hub.set_clock(skew)
    postfix.start(hub, relay=cast.mx.name)
    waited += until_delivered(network, cast.mx, 900)
    network.advance(late)
    collect(desk, COLLECTORS["fetchmail"], cast.mx)
    waits = (Wait(2, "queue-retry", cast.relay.name, waited), Wait(4, "late-collection", cast.mx.name, late))
    hosts = (cast.relay.name, hub.name, cast.mx.name, desk.name)
    return Story(desk.mail("bob"), hosts, waits, ((hub.name, skew),), watch.slack(), tellable=skew > 0)


def company_with_filter_and_greylist(network: Network, held: float = 1200) -> Story:
    """Three levels of a company, its branch filtering with amavis that got stuck, and a greylist at the other end."""
    watch = Watch(network)
    pc, department = network.host("pc.sales.alpha.example"), network.host("mail.sales.alpha.example", sendmail)
    branch, main = network.host("mail.branch.alpha.example", postfix, amavis), network.host("mail.alpha.example", exim)
    mx = network.host("mx.beta.example", postfix, postgrey)
    postgrey.start(mx)
    postfix.start(mx, smtpd_recipient_restrictions=postgrey.POLICY)
    exim.start(main, relay=mx.name)
    amavis.start(branch, relayhost=f"[{main.name}]")
    sendmail.start(department, relay=branch.name)
    amavis.hold(branch)
    submit(network, Cast(pc, department, mx))
    branch.wait(lambda: "queue active" in branch.logs(), "message at the branch")
    time.sleep(0.5)
    network.advance(held)
    amavis.release(branch)
    main.wait(lambda: "defer" in main.logs() or "451" in main.logs() or "450" in main.logs(), "deferred message")
    put_off = until_delivered(network, mx, 900, lambda: exim.run_queue(main))
    waits = (Wait(3, "filter", branch.name, held), Wait(6, "greylisting", mx.name, put_off))
    hosts = (department.name, branch.name, "localhost", branch.name, main.name, mx.name)
    return Story(mx.mail("bob"), hosts, waits, slack=watch.slack())


def list_and_greylist(network: Network, seconds: float = 5 * HOUR) -> Story:
    """A post held for the list's moderator, then put off by a member's greylist."""
    watch = Watch(network)
    pc, mx = network.host("pc.alpha.example"), network.host("mx.beta.example", postfix, postgrey)
    lists = network.host("lists.gamma.example", postfix, mailman)
    postgrey.start(mx)
    postfix.start(mx, smtpd_recipient_restrictions=postgrey.POLICY)
    mailman.start(lists, member=f"bob@{mx.name}")
    date = format_datetime(datetime.fromtimestamp(network.time(), UTC))
    head = f"From: alice@alpha.example\nTo: crew@{lists.name}\nSubject: Lab\nMessage-ID: <1@lab>\nDate: {date}\n"
    send(pc, lists, f"crew@{lists.name}", helo=pc.name, message=f"{head}\nHello.\n".encode())
    lists.wait(lambda: mailman.held(lists), "held message")
    network.advance(seconds)
    mailman.approve(lists)
    lists.wait(lambda: "status=deferred" in lists.logs(), "deferred message", 60)
    put_off = until_delivered(network, mx, 100)
    waits = (Wait(2, "moderation", lists.name, seconds), Wait(3, "greylisting", mx.name, put_off))
    return Story(mx.mail("bob"), (lists.name, lists.name, mx.name), waits, slack=watch.slack())
