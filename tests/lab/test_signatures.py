"""What rspamd signs and seals beside a real Postfix, verified anew."""

from __future__ import annotations

import pytest

pytest.importorskip("dkim")

from headertrace.verification import arc, dkim
from headertrace.verification.breakage import explain
from headertrace.verification.keys import Ask
from headertrace.verification.whole import split

from . import keys, postfix, rspamd
from .client import send
from .host import Network

SIGNING = """
enabled = true; sign_networks = ["0.0.0.0/0"]; check_pubkey = false; try_fallback = false;
allow_hdrfrom_mismatch = true; allow_hdrfrom_mismatch_sign_networks = true; allow_username_mismatch = true;
use_domain = "header"; use_domain_sign_networks = "header";
domain { "alpha.example" { selector = "lab"; path = "/etc/rspamd/lab.key"; } }
"""
SEALING = """
enabled = true; sign_inbound = true; sign_networks = ["0.0.0.0/0"]; check_pubkey = false; try_fallback = false;
allow_hdrfrom_mismatch = true; use_domain = "header"; use_domain_sign_networks = "header"; use_domain_sign_inbound = "header";
domain { "alpha.example" { selector = "lab"; path = "/etc/rspamd/lab.key"; } }
"""


def signed(network: Network) -> tuple[bytes, Ask]:
    """A message as it is delivered, and the keys it was signed with."""
    pc, mx = network.host("pc.signing.example"), network.host("mx.signing.example", postfix, rspamd)
    mx.write("/etc/rspamd/lab.key", keys.private())
    mx.write("/etc/rspamd/local.d/dkim_signing.conf", SIGNING)
    mx.write("/etc/rspamd/local.d/arc.conf", SEALING)
    rspamd.start(mx)
    text = (
        "From: Alice <alice@alpha.example>\nTo: bob@mx.signing.example\nSubject: Lab\nMessage-ID: <1@alpha.example>\n"
        "Date: Tue, 24 Nov 2026 08:00:00 +0000\n\nHello  there.\nFrom here on.\n-- \nA.\n"
    )
    send(pc, mx, "bob@mx.signing.example", helo=pc.name, message=text.encode())
    return mx.mail("bob"), keys.asks("alpha.example")


def test_rspamd_signs_and_seals(network: Network) -> None:
    message, ask = signed(network)
    whole = split(message)
    shown = message.decode()
    assert [(one.result, one.selector) for one in dkim.verify(whole, ask)] == [("pass", "lab")], shown
    chain = arc.verify(whole, ask)
    assert (chain.result, len(chain.instances)) == ("pass", 1), (chain, shown)

    damaged = split(message.replace(b"Subject: Lab", b"Subject: [Talk] Lab") + b"_" * 47 + b"\nTalk mailing list\n")
    one = dkim.verify(damaged, ask)[0]
    assert one.claim is not None
    causes = explain(damaged, one.claim, one.key, one.body, one.header)
    assert [(cause.part, cause.kinds, cause.certainty) for cause in causes] == [
        ("body", ("list-footer",), "measured"), ("header", ("subject-tag",), "measured"),
    ], shown  # fmt: skip
    assert arc.verify(damaged, ask).failed == 1
