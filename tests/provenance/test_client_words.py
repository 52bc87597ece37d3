"""What a client chooses to say is never evidence.

Changing only the name that it announced, in the line where it handed the message over, and adding a line that it
invented below, changes nothing of what is told of it: address, looked-up name, border, organisation, trust.
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import headertrace
from headertrace.organisations.addresses import INNER, scope
from headertrace.provenance import proved
from headertrace.records.trace import Trace

_DATE = "Tue, 24 Nov 2026 08:00:03 +0000"
_EXIM = f"id 1xVlRb-0003Ab-1x for bob@example.org; {_DATE}"
_TLS = "(version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384)"

# A border line a shape, as each program writes it; ~ stands where the announced name does.
BORDERS: dict[str, str] = {
    "postfix": f"from ~ (a.example.net [198.51.100.7]) by mx.example.org (Postfix) with ESMTPS id 9C2D4400A9; {_DATE}",
    "postfix, no name": f"from ~ (unknown [198.51.100.7]) by mx.example.org (Postfix) with SMTP id 9C2D4400A9; {_DATE}",
    "postfix, IPv6": f"from ~ (unknown [IPv6:2001:470:1f15:53::7]) by mx.example.org (Postfix) with SMTP id 3F4E; {_DATE}",
    "sendmail": f"from ~ (a.example.net [198.51.100.7]) by mx.example.org (8.17.1/8.17.1) with ESMTP id 5AO803aa012345; {_DATE}",
    "sendmail, forged": f"from ~ (a.example.net [198.51.100.7] (may be forged)) by mx.example.org (8.17.1/8.17.1) with ESMTP id 5AO803aa012345; {_DATE}",
    "sendmail, no name": f"from ~ ([198.51.100.7]) by mx.example.org (8.17.1/8.17.1) with ESMTP id 5AO803aa012345; {_DATE}",
    "exim": f"from a.example.net ([198.51.100.7] helo=~) by mx.example.org with esmtps (Exim 4.96) {_EXIM}",
    "exim, port": f"from a.example.net ([198.51.100.7]:4711 helo=~) by mx.example.org with esmtps (Exim 4.96) {_EXIM}",
    "exim, no name": f"from [198.51.100.7] (helo=~) by mx.example.org with esmtp (Exim 4.96) {_EXIM}",
    "exim, no name, port": f"from [198.51.100.7] (port=4711 helo=~) by mx.example.org with esmtp (Exim 4.96) {_EXIM}",
    "exim, plain": f"from [198.51.100.7] (helo=~) by mx.example.org with esmtp {_EXIM}",
    "qmail": f"from a.example.net (HELO ~) (198.51.100.7) by mx.example.org with SMTP; {_DATE}",
    "qmail, no name": f"from unknown (HELO ~) (198.51.100.7) by mx.example.org with SMTP; {_DATE}",
    "qmail, brackets": f"from unknown (HELO ~) ([198.51.100.7]) by mx.example.org (qmail-ldap-1.03) with SMTP; {_DATE}",
    "qpsmtpd": f"from a.example.net (HELO ~) (198.51.100.7) by mx.example.org (qpsmtpd/0.84) with ESMTP; {_DATE}",
    "exchange": f"from ~ (198.51.100.7) by EX01.example.org (10.0.0.5) with Microsoft SMTP Server {_TLS} id 15.1.1019.14; {_DATE}",
    "exchange online": f"from ~ (198.51.100.7) by AM7EUR03FT044.mail.protection.outlook.com (10.152.16.1) with Microsoft SMTP Server {_TLS} id 15.20.5880.0 via Frontend Transport; {_DATE}",
    "smtpsvc": f"from ~ ([198.51.100.7]) by mx.example.org with Microsoft SMTPSVC(6.0.3790.4675); {_DATE}",
    "google": f"from ~ (a.example.net. [198.51.100.7]) by mx.google.com with ESMTPS id a1si2345678qkb.1.2026.11.24.08.00.03 for <bob@example.org>; {_DATE}",
    "google, no name": f"from ~ ([198.51.100.7]) by mx.google.com with ESMTPS id a1si2345678qkb.1.2026.11.24.08.00.03; {_DATE}",
    "yahoo": f"from 198.51.100.7 (EHLO ~) (198.51.100.7) by atlas104.free.mail.bf1.yahoo.com with SMTPs; {_DATE}",
    "opensmtpd": f"from ~ (a.example.net [198.51.100.7]) by mx.example.org (OpenSMTPD) with ESMTPS id 020e7525; {_DATE}",
    "opensmtpd, no name": f"from ~ (<unknown> [198.51.100.7]) by mx.example.org (OpenSMTPD) with ESMTP id 020e7525; {_DATE}",
    "courier": f"from ~ (a.example.net [198.51.100.7]) by mx.example.org with ESMTP id 0000000000000011.6A13FF80.4739; {_DATE}",
    "courier, id behind": f"from ~ ([198.51.100.7]) by mx.example.org with ESMTP; {_DATE} id 000000000000000B.6A13FF80.00004739",
    "chasquid": f'from [198.51.100.7] (~) by mx.example.org (chasquid) with ESMTPS tls TLS_AES_128_GCM_SHA256 (over SMTP, TLS-1.3, envelope from "a@b") ; {_DATE}',
    "chasquid, later": f'from ~ ([198.51.100.7]) by mx.example.org (chasquid) with ESMTP (over SMTP, plain text!, envelope from "a@b") ; {_DATE}',
    "maddy": f"from ~ (a.example.net [198.51.100.7]) by mx.example.org (maddy) with ESMTPS id 5f0c; {_DATE}",
    "haraka": f"from ~ (a.example.net [198.51.100.7]) by mx.example.org (Haraka/3.0.3) with ESMTPS id 5F0C-1.1; {_DATE}",
    "stalwart": f"from ~ (a.example.net [198.51.100.7]) (using TLSv1.3 with cipher TLS13_AES_256_GCM_SHA384) by mx.example.org (Stalwart SMTP) with ESMTPS id 1A2B3C; {_DATE}",
    "postal": f"from ~ (a.example.net [198.51.100.7]) by mx.example.org (Postal) with SMTP; {_DATE}",
    "powermta": f"from ~ (198.51.100.7) by mx.example.org (PowerMTA(TM) v4.0r6) id hm3rdo0our0f; {_DATE}",
    "momentum": f"from [198.51.100.7] ([198.51.100.7:4711] helo=~) by mx.example.org (envelope-from <a@b>) (ecelerity 4.2.1 r(Core)) with ESMTP id A1/B2-01234-ABCDEF01; {_DATE}",
    "ironport": f"from ~ ([198.51.100.7]) by esa1.example.org with ESMTP/TLS/ECDHE-RSA-AES256-GCM-SHA384; {_DATE}",
    "ironport, name": f"from a.example.net (HELO ~) ([198.51.100.7]) by esa1.example.org with ESMTP; {_DATE}",
    "mimecast": f"from ~ (a.example.net [198.51.100.7]) by relay.mimecast.com with ESMTP with STARTTLS id uk-mta-1-AbCd-1; {_DATE}",
    "proofpoint": f"from ~ (a.example.net [198.51.100.7]) by mx0a-0001.pphosted.com (PPS) with ESMTPS id 3abc; {_DATE}",
    "domino": f"from ~ ([198.51.100.7]) by mx.example.org (Lotus Domino Release 8.5.3) with ESMTP id 2026112408000300-1234; {_DATE}",
    "communigate": f"from ~ ([198.51.100.7] verified) by mx.example.org (CommuniGate Pro SMTP 6.2) with ESMTP id 1234567; {_DATE}",
    "mdaemon": f"from ~ (198.51.100.7) by mx.example.org (MDaemon PRO v20) with ESMTP id md50001234.msg; {_DATE}",
    "nemesis": f"from ~ ([198.51.100.7]) by mx-ha.gmx.net (mxgmx016 [212.227.15.9]) with ESMTPS (Nemesis) id 1Mabcd-1; {_DATE}",
    "kumomta": f"from ~ (198.51.100.7) by mx.example.org (KumoMTA 198.51.100.20) with ESMTPS id 0123456789abcdef; {_DATE}",
    "no program": f"from ~ ([198.51.100.7]) by mx.example.org with ESMTP; {_DATE}",
    "no program, name": f"from ~ (a.example.net [198.51.100.7]) by mx.example.org with SMTP; {_DATE}",
}  # fmt: skip
ANNOUNCED = (
    "outlook.com", "mail.protection.outlook.com", "smtp.office365.com", "mail-am0.outbound.protection.outlook.com",
    "mail.google.com", "mx.google.com", "{by}", "[10.0.0.1]", "[127.0.0.1]", "localhost", "10.0.0.1",
    "localhost.localdomain", "pps.filterd", "Postfix", "a.b.c.d.e", "x]", "[x", "a'b", "fetchmail-6.4", "amavis",
    "friend", "Exim.Yahoo.Postfix.PowerMTA", "[IPv6:::1]", "evil[10.0.0.1]", "via.smtpd", "bounce.google.com",
)  # fmt: skip
_INVENTED = (
    "from [203.0.113.66] (203.0.113.66) by {announced} with ESMTPS id Zx12345678; Tue, 24 Nov 2026 07:59:00 +0000"
)
_BY = re.compile(r"\bby (\S+)")


def _facts(trace: Trace) -> object:
    """What is told of who handed over, and of the trust of the lines from the border up."""
    border = trace.path.trust_boundary or 0
    client = trace.path.handed_over_by
    at = len(trace.hops) - border
    received = trace.hops[border - 1].received if border else None
    return (
        at,
        (client.ip, client.rdns, client.organisation) if client else None,
        (received.ip, received.rdns) if received else None,
        [(hop.trust, hop.sender_organisation, hop.receiver_organisation) for hop in trace.hops[border - 1 :]],
    )


def _message(lines: list[str]) -> bytes:
    text = "".join(f"Received: {line}\n" for line in lines)
    return (text + f"From: a@example.net\nDate: {_DATE}\n\n").encode("utf-8", "surrogateescape")


def _said(shape: str, announced: str) -> str:
    by = _BY.search(shape)
    return announced.replace("{by}", by[1] if by else "mx.example.org")


@pytest.mark.parametrize("shape", BORDERS)
def test_an_announced_name_changes_nothing(shape: str) -> None:
    line = BORDERS[shape]
    honest = _facts(headertrace.trace(_message([line.replace("~", "mail.shop.example")])))
    assert honest[1][0] in ("198.51.100.7", "2001:470:1f15:53::7")  # type: ignore[index]
    for announced in ANNOUNCED:
        said = _said(line, announced)
        if shape == "chasquid" and said[0] == "[":
            continue  # Its two forms can't be told apart there.
        lines = [line.replace("~", said)]
        assert _facts(headertrace.trace(_message(lines))) == honest, said
        lines.append(_INVENTED.format(announced=said.strip("[]")))
        assert _facts(headertrace.trace(_message(lines))) == honest, f"{said}, and an invented line"


CORPUS = Path(os.environ.get("HEADERTRACE_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))


def _real() -> Iterator[list[str]]:
    """The Received lines of real messages, from the newest to the one at the border."""
    files = sorted(path for path in CORPUS.glob("*/*") if path.is_file() and path.suffix != ".md")
    random.Random(16).shuffle(files)
    for path in files:
        block = path.read_bytes()[:60_000].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
        trace = headertrace.trace(block + b"\n\n")
        border, client = trace.path.trust_boundary, trace.path.handed_over_by
        if border is None or client is None or not client.ip or not client.helo or client.helo == client.rdns:
            continue
        if scope(client.ip) in INNER:
            continue
        lines = [hop.received.raw for hop in reversed(trace.hops[border - 1 :])]
        if lines[-1].lower().count(client.helo) == 1 and client.helo != client.ip:
            yield lines


@pytest.mark.skipif(not CORPUS.is_dir(), reason="no corpus beside the checkout")
def test_an_announced_name_changes_nothing_in_real_mail() -> None:
    wrong = []
    for number, lines in enumerate(_real()):
        if number == 400:
            break
        border = headertrace.trace(_message(lines))
        helo = (border.path.handed_over_by.helo if border.path.handed_over_by else None) or ""
        at = lines[-1].lower().find(helo)
        if at < 0 or not helo:
            continue
        honest = _facts(headertrace.trace(_message([*lines[:-1], _with(lines[-1], at, helo, "mail.shop.example")])))
        for announced in ANNOUNCED[:13]:
            said = _said(lines[-1], announced)
            made = [*lines[:-1], _with(lines[-1], at, helo, said)]
            for chain in (made, [*made, _INVENTED.format(announced=said.strip("[]"))]):
                if _facts(headertrace.trace(_message(chain))) != honest:
                    wrong.append((said, len(chain) > len(lines), lines[-1]))
    assert not wrong, f"{len(wrong)}: {wrong[:5]}"


def _with(line: str, at: int, helo: str, said: str) -> str:
    return line[:at] + said + line[at + len(helo) :]


# (a line, what it proves of the host that connected): a name counts where the program confirms it.
NAMED = [
    ("from a.example (b.example [192.0.2.1]) by mx.example.org (Postfix) with ESMTP id 2", "b.example"),
    ("from a.example (unknown [192.0.2.1]) by mx.example.org (Postfix) with ESMTP id 2", None),
    ("from b.example ([192.0.2.1] helo=a.example) by mx.example.org with esmtp (Exim 4.96) id 1xVlRb-0003Ab-1x", "b.example"),
    ("from b.example (HELO a.example) (192.0.2.1) by mx.example.org with SMTP", None),
    ("from a.example (b.example [192.0.2.1]) by mx.example.org (OpenSMTPD) with ESMTP id 1a2b3c4d", None),
    ("from a.example (b.example [192.0.2.1]) by mx.example.org (Haraka/3.0.3) with ESMTP id 1A", None),
    ("from a.example (b.example [192.0.2.1]) by api (Postal) with SMTP", None),
    ("from a.example (b.example [192.0.2.1]) by mx.example.org (Stalwart SMTP) with ESMTPS id 1A", None),
    ("from a.example (b.example [192.0.2.1]) by mx.example.org (8.17.1/8.17.1) with ESMTP id 4AO80Axy012345", "b.example"),
    (
        "from a.example (b.example [192.0.2.1] (may be forged)) by mx.example.org (8.17.1/8.17.1) with ESMTP"
        " id 4AO80Axy012345",
        None,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("line", "name"), NAMED, ids=[row[0][:90] for row in NAMED])
def test_a_name_is_proved_where_the_program_confirms_it(line: str, name: str | None) -> None:
    found = headertrace.trace(f"Received: {line}; Tue, 24 Nov 2026 08:00:00 +0000\n\n".encode())
    assert proved(found.hops[0]).name == name
    client = found.path.handed_over_by
    assert client is not None and client.organisation == name


@pytest.mark.parametrize(
    "entry",
    ["from 12345 named unknown by gmailapi.google.com with HTTPREST", "by 2002:a05:6a10::1 with HTTP"],
)
def test_what_was_handed_in_whole_brought_the_lines_below_it(entry: str) -> None:
    """Through a programming interface anyone writes any line: the operator's servers vouch for none of them."""
    stamp = "Tue, 24 Nov 2026 00:00:0{} -0800 (PST)"
    lines = (
        "from mail-a.google.com (mail-a.google.com [209.85.221.41]) by mx.example.org (Postfix) with ESMTPS id 2",
        entry,
        "by smtp.gmail.com with SMTP id 1",
        "from bank.example (bank.example [192.0.2.7]) by gmail.com with SMTP id 1",
    )
    text = "".join(f"Received: {line}; {stamp.format(9 - at)}\n" for at, line in enumerate(lines))
    found = headertrace.trace(f"{text}From: a@bank.example\n\n".encode())
    assert [hop.trust for hop in found.hops] == ["claimed", "claimed", "operator", "vouched"]


def test_an_operator_that_writes_no_line_vouches_for_none() -> None:
    lines = (
        "Received: from a1.amazonses.com (a1.amazonses.com [54.240.1.2]) by mx.example.org (Postfix) with ESMTPS id 2;"
        " Tue, 24 Nov 2026 08:00:09 +0000\n"
        "Received: from bank.example (bank.example [192.0.2.7]) by a1.amazonses.com with SMTP id 1;"
        " Tue, 24 Nov 2026 08:00:08 +0000\n\n"
    )
    found = headertrace.trace(lines.encode())
    assert found.hops[0].trust == "claimed"
    assert found.path.origin is not None and found.path.origin.ip == "54.240.1.2"


@pytest.mark.parametrize(
    ("name", "trust"), [("relay7.pool.example.net", "claimed"), ("other.example.net", "contradicted")]
)
def test_a_host_of_one_s_own_by_another_domain_is_not_gainsaid(name: str, trust: str) -> None:
    """Renamed, or under an inner domain, a host keeps its first label."""
    stamp = "Tue, 24 Nov 2026 08:00:0{} +0000"
    lines = (
        f"Received: from {name} ({name} [192.0.2.7]) by mx.example.org (Postfix) with ESMTP id 2; {stamp.format(9)}\n"
        f"Received: from pc (pc [192.0.2.9]) by relay7.example.org (Postfix) with ESMTP id 1; {stamp.format(8)}\n\n"
    )
    assert headertrace.trace(lines.encode()).hops[0].trust == trust


@pytest.mark.parametrize(("ip", "trust"), [("64.4.9.123", "claimed"), ("198.51.100.9", "contradicted")])
def test_an_operator_s_line_is_forged_where_it_came_from_elsewhere(ip: str, trust: str) -> None:
    """qmail does not confirm the names that it looks up: the address alone speaks."""
    stamp = "24 Nov 2026 08:00:0{} -0000"
    lines = (
        f"Received: from unknown (HELO hotmail.com) ({ip}) by mx.example.org with SMTP; {stamp.format(9)}\n"
        "Received: from mail pickup service by hotmail.com with Microsoft SMTPSVC;"
        f" Tue, {stamp.format(8)}\n\n"
    )
    assert headertrace.trace(lines.encode()).hops[0].trust == trust
