"""Mailman 3 breaks signatures as it does in earnest, and what it did is named."""

from __future__ import annotations

import pytest

library = pytest.importorskip("dkim")

from headertrace.verification import dkim  # noqa: E402
from headertrace.verification.breakage import Cause, explain  # noqa: E402
from headertrace.verification.whole import split  # noqa: E402

from . import keys, mailman, postfix  # noqa: E402
from .client import send  # noqa: E402
from .host import Network  # noqa: E402

TEXTS = {
    "ascii": ("text/plain; charset=us-ascii", "7bit", "Hello there.\n-- \nA.\n"),
    "utf-8": ("text/plain; charset=utf-8", "8bit", "Grüße an alle.\n-- \nA.\n"),
    "multipart": (
        'multipart/mixed; boundary="edge"', "8bit",
        "--edge\nContent-Type: text/plain; charset=us-ascii\n\nHello there.\n\n--edge\n"
        'Content-Type: application/json\nContent-Transfer-Encoding: base64\n\ne30K\n\n--edge--\n',
    ),
}  # fmt: skip
# Mailman's own settings: a tag in the subject, and From rewritten whatever DMARC says.
_SETTINGS = """
from mailman.interfaces.mailinglist import DMARCMitigateAction


def settings(mlist):
    mlist.subject_prefix = "[crew] "
    mlist.dmarc_mitigate_action = DMARCMitigateAction.munge_from
    mlist.dmarc_mitigate_unconditionally = {munge}
    mlist.require_explicit_destination = False
"""
NAMES = [
    "from", "to", "subject", "date", "message-id", "mime-version", "content-type", "content-transfer-encoding",
    "list-id", "list-post", "sender",
]  # fmt: skip
# What Mailman does to each, beyond list fields and the tag: re-encodes text that is not ASCII, spells the type anew.
BODIES = {"ascii": ("list-footer",), "utf-8": ("re-encoded", "list-footer"), "multipart": ("list-footer",)}
HEADERS = {"ascii": {"type-respelled"}, "utf-8": {"type-respelled", "encoding-changed"}, "multipart": set()}


def test_what_mailman_does_is_measured(network: Network) -> None:
    pc, lists = network.host("pc.alpha.example"), network.host("lists.gamma.example", postfix, mailman)
    mx = network.host("mx.beta.example", postfix)
    postfix.start(mx)
    mailman.start(lists, member=f"bob@{mx.name}\nalice@alpha.example")
    sent = 0
    for munge in (False, True):
        lists.write("/var/lib/mailman3/setting.py", _SETTINGS.format(munge=munge))
        mailman.mailman(lists, "shell", "-l", f"crew@{lists.name}", "-r", "setting.settings")
        for name, text in TEXTS.items():
            send(pc, lists, f"crew@{lists.name}", helo=pc.name, message=signed(f"{name}.{munge}", lists.name, *text))
            sent += 1
            message = mx.mail("bob", sent, 60)
            found = {cause.part: cause for cause in causes(message)}
            assert {cause.certainty for cause in found.values()} == {"measured"}, message.decode()
            assert found["body"].kinds == BODIES[name], message.decode()
            expected = {"list-fields", "subject-tag"} | HEADERS[name] | ({"from-rewritten"} if munge else set())
            assert set(found["header"].kinds) == expected, message.decode()


def signed(name: str, host: str, kind: str, encoding: str, text: str) -> bytes:
    message = (
        f"From: Alice <alice@alpha.example>\nTo: crew@{host}\nSubject: {name}\nMessage-ID: <{name}@alpha.example>\n"
        f"Date: Tue, 24 Nov 2026 08:00:00 +0000\nMIME-Version: 1.0\nContent-Type: {kind}\n"
        f"Content-Transfer-Encoding: {encoding}\n\n{text}"
    )
    wire = message.encode().replace(b"\n", b"\r\n")
    field: bytes = library.sign(
        wire, keys.SELECTOR.encode(), b"alpha.example", keys.private(), canonicalize=(b"relaxed", b"relaxed"),
        include_headers=[signs.encode() for signs in NAMES],
    )  # fmt: skip
    return field + wire


def causes(message: bytes) -> tuple[Cause, ...]:
    whole = split(message)
    one = dkim.verify(whole, keys.asks("alpha.example"))[0]
    assert one.claim is not None and one.reason == "both-changed"
    return explain(whole, one.claim, one.key, one.body, one.header)
