"""What real filters write into the mail, and what is read from it."""

from __future__ import annotations

import headertrace

from . import postfix, rspamd
from .client import send
from .host import Network


def test_rspamd_as_a_milter(network: Network) -> None:
    pc, mx = network.host("pc.milter.example"), network.host("mx.milter.example", postfix, rspamd)
    rspamd.start(mx)
    text = (
        "From: alice@alpha.example\nTo: bob@mx.milter.example\nSubject: Lab\nMessage-ID: <1@alpha.example>\n"
        "Date: Tue, 24 Nov 2026 08:00:00 +0000\n\nHello.\n"
    )
    send(pc, mx, "bob@mx.milter.example", helo=pc.name, message=text.encode())
    message = mx.mail("bob")
    trace = headertrace.trace(message)
    shown = message.decode()
    verdicts = {verdict.name: verdict for verdict in trace.filters}
    assert "rspamd" in verdicts, shown
    assert verdicts["rspamd"].score is not None and verdicts["rspamd"].threshold is not None, shown
    assert verdicts["rspamd"].rules, shown
    assert verdicts["rspamd"].host in (None, mx.name), shown
    assert not trace.unparsed, (trace.unparsed, shown)
    assert trace.authentication is not None, shown
    assert {result.authserv_id for result in trace.authentication.results} == {mx.name}, shown
    # Postfix puts a milter's lines below its own, where a sender's forged one could stand as well.
    assert all(result.trusted is None for result in trace.authentication.results), shown
    assert "HT403" not in {finding.code for finding in trace.findings}, shown
