"""Roles and legs: the samples hop by hop, and the shapes of line that each rule knows."""

from __future__ import annotations

import pytest

import headertrace
from helpers.samples import HOME as SAMPLES

DATE = "; Tue, 24 Nov 2026 08:00:0{} +0000"

# sample: roles and leg of each hop, oldest first
HOPS = {
    "two-clean-hops": ["MSA submission", "MTA+MDA transit"],
    "queue-retry": ["MSA submission", "MTA internal", "MTA+MDA transit"],
    "greylisted": ["MSA submission", "MTA+MDA transit"],
    "wrong-clock": ["MSA submission", "MTA internal", "MTA+MDA transit"],
    "scheduled-sending": ["MSA submission", "MTA+MDA transit"],
    "main-branch-department": ["MSA submission", "MTA transit", "MTA internal", "MDA delivery"],
    "filter-round-trip": ["MSA submission", "MTA transit", "MFA filtering", "MTA+MDA filtering"],
    "list-moderation": ["MSA submission", "MTA transit", "MTA list", "MTA+MDA transit"],
    "gmail-to-microsoft365": ["MSA submission", "MTA internal", "MTA transit", "MTA internal", "MDA delivery"],
    "forwarded-with-arc": ["MSA submission", "MTA transit", "MTA+MDA forwarding"],
    "forged-chain": ["MSA submission", "MTA internal", "MTA+MDA transit"],
    "collected-by-pop": ["MSA submission", "MTA+MDA transit", "MUA retrieval"],
    "michelangelo-postmark": ["MTA transit", "MTA+MDA filtering"],
    "broken-header": ["MSA submission", "MTA+MDA transit"],
    "international": ["MTA+MDA transit"],
    "authenticated": ["MSA submission", "MTA transit", "MDA delivery"],
    "bounce": ["MSA submission", "MTA+MDA transit"],
    "delay-notice": ["MSA+MDA submission"],
}
BOUNDARY = {
    "two-clean-hops": (2, "192.0.2.25"),
    "main-branch-department": (2, "192.0.2.25"),
    "filter-round-trip": (2, "192.0.2.25"),
    "collected-by-pop": (2, "192.0.2.25"),
    "forged-chain": (3, "203.0.113.66"),
    "gmail-to-microsoft365": (3, "209.85.221.41"),
    "michelangelo-postmark": (1, None),
}

# what is asserted of the newest hop: (lines, newest first; roles; leg)
SHAPES = [
    (["by mail.example.org (Postfix, from userid 1000) id A1"], "MSA+MDA", "submission"),
    (["from ann by mail.example.org with local (Exim 4.96) (envelope-from <ann@example.org>) id 1aBcDe-000123-Aa"],
     "MSA+MDA", "submission"),
    (["(from ann@localhost) by mail.example.org (8.17.1/8.17.1/Submit) id 1AO800001"], "MSA+MDA", "submission"),
    (["(qmail 123 invoked by uid 1000)"], "MSA+MDA", "submission"),
    (["from pc.example.org (pc.example.org [10.0.0.5]) by mail.example.org (Postfix) with ESMTP id A1"],
     "MSA+MDA", "submission"),
    (["from a.example.net (a.example.net [192.0.2.1]) by mail.example.org (Postfix) with ESMTPSA id A1"],
     "MSA+MDA", "submission"),
    (["from 203.0.113.7 by webmail.example.org with HTTP"], "MUA+MSA+MDA", "submission"),
    (["from a.example.net (a.example.net [192.0.2.1]) by mail.example.org (Postfix) with ESMTP id A1"],
     "MTA+MDA", "transit"),
    (["from mx.example.org by store.example.org with LMTP id xyz (envelope-from <a@b.example>)",
      "from a.example.net (a.example.net [192.0.2.1]) by mx.example.org (Postfix) with ESMTP id A1"], "MDA", "delivery"),
    (["from mx.example.org ([unix socket]) by mx.example.org (Cyrus v2.4.17) with LMTPA",
      "from a.example.net (a.example.net [192.0.2.1]) by mx.example.org (Postfix) with ESMTP id A1"], "MDA", "delivery"),
    (["from pop.example.org [192.0.2.9] by desk.example.org with IMAP (fetchmail-6.4.1) for <b@localhost> (single-drop)"],
     "MUA", "retrieval"),
    (["from mx.example.org ([127.0.0.1]) by localhost (mx.example.org [127.0.0.1]) (amavisd-new, port 10024) with ESMTP id A1",
      "from a.example.net (a.example.net [192.0.2.1]) by mx.example.org (Postfix) with ESMTP id A1"], "MFA+MDA", "filtering"),
]  # fmt: skip


def traced(lines: list[str]) -> headertrace.records.trace.Trace:  # type: ignore[name-defined]
    block = "".join(f"Received: {line}{DATE.format(9 - index)}\r\n" for index, line in enumerate(lines))
    return headertrace.trace((block + "Subject: x\r\n\r\n").encode())


def test_every_sample_is_in_the_table() -> None:
    assert {path.stem for path in SAMPLES.glob("*.eml")} == set(HOPS)


@pytest.mark.parametrize("name", HOPS)
def test_samples_hop_by_hop(name: str) -> None:
    hops = headertrace.trace((SAMPLES / f"{name}.eml").read_bytes()).hops
    assert [f"{'+'.join(hop.role)} {hop.leg}" for hop in hops] == HOPS[name]
    assert all(hop.grounds and hop.grounds[0].text for hop in hops)


def test_every_role_and_leg_of_a_delivery_appears() -> None:
    words = {word for hops in HOPS.values() for hop in hops for word in hop.replace("+", " ").split()}
    assert words >= {"MUA", "MSA", "MTA", "MFA", "MDA"}
    assert words >= {"submission", "transit", "internal", "filtering", "forwarding", "list", "delivery", "retrieval"}


@pytest.mark.parametrize(("lines", "roles", "leg"), SHAPES, ids=range(len(SHAPES)))
def test_shapes(lines: list[str], roles: str, leg: str) -> None:
    newest = traced(lines).hops[-1]
    assert ("+".join(newest.role), newest.leg) == (roles, leg)


@pytest.mark.parametrize("name", BOUNDARY)
def test_boundary_and_who_handed_over(name: str) -> None:
    path = headertrace.trace((SAMPLES / f"{name}.eml").read_bytes()).path
    assert (path.trust_boundary, path.handed_over_by and path.handed_over_by.ip) == BOUNDARY[name]


def test_trust_moves_the_boundary() -> None:
    mail = (SAMPLES / "queue-retry.eml").read_bytes()
    assert headertrace.trace(mail).path.trust_boundary == 3
    for name in ("example.net", "relay.example.net"):
        assert (headertrace.trace(mail, [name]).path.trust_boundary or 9) < 3
    assert headertrace.trace(mail, ["le.net"]).path.trust_boundary == 3


def test_a_line_in_our_own_name_from_outside_is_contradicted() -> None:
    forged = traced([
        "from bad.example.net (bad.example.net [203.0.113.66]) by mx.example.org (Postfix) with SMTP id A1",
        "from inner.example.org (inner.example.org [10.0.0.1]) by gate.example.org (Postfix) with ESMTP id A0",
    ])  # fmt: skip
    assert [hop.trust for hop in forged.hops] == ["contradicted", "vouched"]
    assert "HT401" in [finding.code for finding in forged.findings]


# what stands between the list's host and the writer's, newest first, and the leg of the newest of it
INTO_LISTS = [
    (["(qmail 123 invoked by uid 508)", "from unknown (HELO mx.example.com) (192.0.2.7) by out.example.net with SMTP"],
     "internal"),
    (["(from mail@localhost) by in.example.net (8.17.1/8.17.1) id 1AO800001 for talk@lists.example.org",
      "from mx.example.com (mx.example.com [192.0.2.7]) by in.example.net (8.17.1/8.17.1) with ESMTP id 1AO800000"],
     "internal"),
    # A list that is a member of the other.
    (["(qmail 123 invoked by alias)", "from unknown (HELO mx.example.com) (192.0.2.7) by out.example.net with SMTP"],
     "list"),
    (["(from majordom@localhost) by in.example.net (8.17.1/8.17.1) id 1AO800001 for chat-outgoing",
      "from mx.example.com (mx.example.com [192.0.2.7]) by in.example.net (8.17.1/8.17.1) with ESMTP id 1AO800000"],
     "list"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "leg"), INTO_LISTS, ids=[row[0][0][:25] for row in INTO_LISTS])
def test_a_program_that_hands_on_to_a_list_is_none_of_the_lists(lines: list[str], leg: str) -> None:
    listed = [
        "from lists.example.org (lists.example.org [192.0.2.1]) by mx.example.edu (Postfix) with ESMTP id C1",
        "from lists.example.org (localhost [127.0.0.1]) by lists.example.org (Postfix) with ESMTP id B1",
        "from out.example.net (out.example.net [192.0.2.9]) by lists.example.org (Postfix) with ESMTP id A1",
        *lines,
        "from pc.example.com (pc.example.com [203.0.113.7]) by mx.example.com (Postfix) with ESMTP id 01",
    ]
    block = "".join(f"Received: {line}{DATE.format(9 - index)}\r\n" for index, line in enumerate(listed))
    hops = headertrace.trace((block + "List-Id: <talk.lists.example.org>\r\n\r\n").encode()).hops
    assert [hops[-2].leg, hops[-4].leg] == ["list", leg]


LISTS_OWN = "from lists.example.org (localhost [127.0.0.1]) by lists.example.org (Postfix) with ESMTP id B1"
WRITER = "from pc.example.org (pc.example.org [192.0.2.7]) by lists.example.org (Postfix) with ESMTPSA id A1"
OUT = "from lists.example.org (lists.example.org [192.0.2.1]) by mx.example.edu (Postfix) with ESMTP id C1"
# lines newest first, with List-Post or without, the leg of the second
IN_ITS_HOUSE = [
    ([OUT, LISTS_OWN, WRITER], "List-Post: <mailto:talk@example.org>", "list"),
    ([OUT, LISTS_OWN, WRITER], "List-Unsubscribe: <mailto:x@example.org>", "internal"),
    ([OUT, LISTS_OWN.replace("[127.0.0.1]", "[10.0.0.1]"), WRITER], "List-Post: <mailto:talk@example.org>", "internal"),
    (["from mx.example.edu (mx.example.edu [192.0.2.3]) by in.example.com (Postfix) with ESMTP id D1", OUT, LISTS_OWN, WRITER],
     "List-Post: <mailto:talk@example.org>", "internal"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "mark", "leg"), IN_ITS_HOUSE)
def test_a_list_sends_out_what_was_written_in_its_own_house(lines: list[str], mark: str, leg: str) -> None:
    block = "".join(f"Received: {line}{DATE.format(9 - index)}\r\n" for index, line in enumerate(lines))
    assert headertrace.trace((f"{block}{mark}\r\n\r\n").encode()).hops[1].leg == leg
