"""Roles, legs and trust boundary of two hundred messages that were read by eye, as shapes.

Each row is a kind of way that mail took, in hosts of our own: how many of the two hundred took just
these hops (the others are longer or shorter variants), the fields beside the Received lines, the
lines oldest first, what each hop is, and the oldest hop that is vouched for.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest

import headertrace

# Lines as the servers write them: F from, A its address, B by.
_LINES = {
    "postfix": "from {f} ({f} [{a}]) by {b} (Postfix) with ESMTP id 3BC9E16F21",
    "postfix-pickup": "by {b} (Postfix, from userid 1000) id 3BC9E16F21",
    "postfix-notice": "by {b} (Postfix) id 3BC9E16F21",
    "postfix-login": "from [{f}] (unknown [{a}]) by {b} (Postfix) with ESMTPSA id 3BC9E16F21",
    "postfix-qmqp": "from {f} ({f} [{a}]) by {b} (Postfix) with QMQP id 6C1F08F616",
    "sendmail": "from {f} ({f} [{a}]) by {b} (8.11.6/8.11.6) with ESMTP id g79EPOb06890",
    "sendmail-user": "(from ann@localhost) by {b} (8.11.6/8.11.6) id g79EPOb06890",
    "sendmail-notice": "from localhost (localhost) by {b} (8.11.6/8.11.6) id g79EPOb06890",
    "exim": "from {f} ([{a}]) by {b} with esmtp (Exim 3.31) id 17YKTI-0007wG-00",
    "exim-local": "from ann by {b} with local (Exim 3.31) id 17YKTI-0007wG-00",
    "exim-login": "from [{a}] (helo={f}) by {b} with esmtpa (Exim 4.96) id 1pOFRv-0001sK-0A",
    "qmail": "from unknown (HELO {f}) ({a}) by {b} with SMTP",
    "qmail-network": "(qmail 23589 invoked from network)",
    "qmail-user": "(qmail 20255 invoked by uid 25)",
    "qmail-alias": "(qmail 254 invoked by alias)",
    "scanner": "from {f} by {b} with qmail-scanner-0.90 (. Clean. Processed in 0.2 secs)",
    "squirrelmail": "from {a} (SquirrelMail authenticated user ann) by {b} with HTTP",
    "fetchmail": "from {f} [{a}] by {b} with IMAP (fetchmail-5.9.0) for ann@localhost (single-drop)",
    "amavis": "from {f} ([127.0.0.1]) by localhost ({b} [127.0.0.1]) (amavisd-new, port 10024) with ESMTP id Xk2",
    "lmtp": "from {f} (LHLO {f}) ({a}) by {b} with LMTP",
    "exchange": "from {f} ({a}) by {b} (10.152.8.126) with Microsoft SMTP Server (version=TLS1_2, cipher=TLS_X) id 15.20.1.1",
    "exchange-store": "from {f} ({a}) by {b} with HTTPS",
    "exchange-mapi": "from {b} ([{a}]) by {b} ([{a}]) with mapi id 15.20.1.1",
    "exchange-ims": "from {f} ({f} [{a}]) by {b} with SMTP (Microsoft Exchange Internet Mail Service Version 5.5.2653.13)",
    "smtpsvc": "from mail pickup service by {b} with Microsoft SMTPSVC",
    "google": "by {b} with SMTP id c2mr2502083pdf.3.1405668662757",
    "google-mx": "from {f} ({f}. [{a}]) by {b} with ESMTPS id a6si11272839ybo.18.2010.09.22.00.30.54",
    "google-login": "from {f} ([{a}]) by {b} with ESMTPSA id a6sm11272839ybo.18.2010.09.22.00.30.54",
    "mailgun": "by {b} with HTTP id 61f2b0a1",
    "egroups": "(EGP: mail-8_1_0_1)",
    "nnfmp": "from [{a}] by {b} with NNFMP",
    "yahoo": "from unknown (HELO {f}) ({a}) by {b} with SMTP",
    "listserv-in": "from {a} by {b} (SMTPL release 1.0d) with TCP",
    "listserv": "from {b} by {b} (LISTSERV-TCP/IP release 1.8d) with spool id 102380 for LIST@{b}",
}
_LIST = "List-Id: <talk.lists.example.net>\r\nX-BeenThere: talk@lists.example.net\r\n"
_EZMLM = "Mailing-List: contact talk-help@lists.example.net; run by ezmlm\r\n"
_OUT = "198.51.100.7"
_EOP = "bn8nam04ft044.mail.protection.outlook.com"
_STORE = "bl0pr10mb5749.namprd10.prod.outlook.com"
_EXCHANGE = [
    "exchange bn8nam04ft044.eop-nam04.prod.protection.outlook.com 2603:10b6:408:111::fd bn9pr03ca0395.outlook.office365.com",
    f"exchange bn9pr03ca0395.namprd03.prod.outlook.com 2603:10b6:408:111::10 {_STORE}",
    f"exchange-store {_STORE} ::1 mn2pr10mb5311.namprd10.prod.outlook.com",
]
_EXCHANGE_HOPS = ["MTA internal", "MTA internal", "MDA delivery"]
_FETCHED = ["fetchmail desk 127.0.0.1 localhost", "postfix localhost 127.0.0.1 desk.example.org"]
_FETCHED_HOPS = ["MUA retrieval", "MTA+MDA delivery"]


class Way(NamedTuple):
    count: int
    fields: str
    lines: list[str]
    hops: list[str]
    border: int


READ = [
    # A list's members, through the list's host, collected from the mailbox by fetchmail.
    Way(25, _LIST, [f"sendmail pc.alpha.example {_OUT} mail.beta.example", f"postfix mail.beta.example {_OUT} lists.example.net",
        "postfix localhost 127.0.0.1 lists.example.net", f"sendmail lists.example.net {_OUT} mx.example.org", *_FETCHED],
        ["MSA submission", "MTA transit", "MTA list", "MTA+MDA transit", *_FETCHED_HOPS], 4),
    Way(5, _LIST, [f"postfix pc.alpha.example {_OUT} lists.example.net", "postfix localhost 127.0.0.1 lists.example.net",
        f"sendmail lists.example.net {_OUT} mx.example.org", *_FETCHED],
        ["MTA transit", "MTA list", "MTA+MDA transit", *_FETCHED_HOPS], 3),
    Way(3, _LIST, ["exim-local - - pc.alpha.example", f"exim gate.alpha.example {_OUT} list1.example.net",
        "exim list1-b.example.net 10.3.1.13 list2.example.net", f"sendmail fw.example.net {_OUT} mx.example.org", *_FETCHED],
        ["MSA submission", "MTA transit", "MTA internal", "MTA+MDA transit", *_FETCHED_HOPS], 4),
    Way(1, _LIST, ["sendmail localhost 127.0.0.1 pc.alpha.example", f"sendmail gw.alpha.example {_OUT} mx1.example.net",
        "sendmail mx1.example.net 172.16.48.31 int.example.net", "sendmail-user - - int.example.net",
        "postfix int.example.net 172.16.52.254 lists.example.net", "postfix localhost.localdomain 127.0.0.1 lists.example.net",
        f"sendmail lists.example.net {_OUT} mx.example.org", *_FETCHED],
        ["MSA submission", "MTA transit", "MTA internal", "MTA list", "MTA internal", "MTA list", "MTA+MDA transit",
         *_FETCHED_HOPS], 7),
    Way(0, _LIST, [f"qmail pc {_OUT} mail.alpha.example", "qmail-network", f"postfix mail.alpha.example {_OUT} lists.example.net",
        "postfix localhost 127.0.0.1 lists.example.net", f"sendmail lists.example.net {_OUT} mx.example.org"],
        ["MSA submission", "MTA internal", "MTA transit", "MTA list", "MTA+MDA transit"], 5),
    Way(0, _LIST, [f"squirrelmail - {_OUT} webmail.alpha.example", "qmail-network", f"sendmail webmail.alpha.example {_OUT} lists.example.net",
        "sendmail localhost 127.0.0.1 lists.example.net", f"sendmail lists.example.net {_OUT} mx.example.org"],
        ["MUA+MSA submission", "MTA internal", "MTA transit", "MTA list", "MTA+MDA transit"], 5),
    Way(0, _EZMLM, ["qmail-network", "qmail-alias", f"sendmail lists.example.net {_OUT} mx.example.org"],
        ["MTA internal", "MTA list", "MTA+MDA transit"], 3),
    Way(0, _EZMLM, ["qmail-network", f"postfix-qmqp lists.example.net {_OUT} out.example.net",
        f"sendmail out2.example.net {_OUT} mx.example.org"], ["MTA internal", "MTA internal", "MTA+MDA transit"], 3),
    Way(0, _LIST, [f"exim pc.alpha.example {_OUT} weasel.beta.example", f"sendmail weasel.beta.example {_OUT} mx.example.org",
        "sendmail localhost 127.0.0.1 mx.example.org", *_FETCHED],
        ["MSA submission", "MTA transit", "MTA+MDA list", *_FETCHED_HOPS], 2),
    Way(0, "Mailing-List: list talk@yahoogroups.com; contact talk-owner@yahoogroups.com\r\n",
        [f"sendmail pc.alpha.example {_OUT} mail.beta.example", f"yahoo mail.beta.example {_OUT} mta1.grp.scd.yahoo.com",
         "yahoo - 66.218.66.216 m9.grp.scd.yahoo.com", "qmail-network", "egroups", "nnfmp - 66.218.67.201 n6.grp.scd.yahoo.com",
         f"sendmail n6.grp.scd.yahoo.com {_OUT} mx.example.org"],
        ["MSA submission", "MTA transit", "MTA internal", "MTA internal", "MTA list", "MTA internal", "MTA+MDA transit"], 7),
    Way(0, "", [f"sendmail pc.alpha.example {_OUT} mail.example.net", "listserv-in - 10.100.201.1 lists.example.net",
        "listserv - - lists.example.net", "sendmail lists.example.net 10.100.22.103 mail.example.net",
        f"sendmail mail.example.net {_OUT} mx.example.org"],
        ["MSA submission", "MTA internal", "MTA list", "MTA internal", "MTA+MDA transit"], 5),
    Way(9, _LIST, ["sendmail-user - - pc.alpha.example", "sendmail localhost 127.0.0.1 pc.alpha.example",
        f"postfix pc.alpha.example {_OUT} lists.example.net", "postfix localhost 127.0.0.1 lists.example.net",
        f"sendmail lists.example.net {_OUT} mx.example.org", *_FETCHED],
        ["MSA submission", "MTA internal", "MTA transit", "MTA list", "MTA+MDA transit", *_FETCHED_HOPS], 5),
    Way(5, _LIST, ["postfix-pickup - - pc.alpha.example", "postfix pc.alpha.example 192.168.1.108 gw.alpha.example",
        f"exim gw.alpha.example {_OUT} list1.example.net", "exim list1-b.example.net 10.3.1.13 list2.example.net",
        f"sendmail fw.example.net {_OUT} mx.example.org", *_FETCHED],
        ["MSA submission", "MTA internal", "MTA transit", "MTA internal", "MTA+MDA transit", *_FETCHED_HOPS], 5),
    Way(3, _LIST, [f"sendmail pc.alpha.example {_OUT} mail.beta.example", f"sendmail mail.beta.example {_OUT} mail.gamma.example",
        f"sendmail mail.gamma.example {_OUT} lists.example.net", "sendmail localhost 127.0.0.1 lists.example.net",
        f"sendmail lists.example.net {_OUT} mx.example.org", *_FETCHED],
        ["MSA submission", "MTA transit", "MTA transit", "MTA list", "MTA+MDA transit", *_FETCHED_HOPS], 5),
    Way(2, _LIST, [f"sendmail pc.alpha.example {_OUT} mail.beta.example", f"sendmail mail.beta.example {_OUT} lists.example.net",
        "sendmail localhost 127.0.0.1 lists.example.net", f"sendmail lists.example.net {_OUT} mail.delta.example",
        f"sendmail mail.delta.example {_OUT} mx.example.org", *_FETCHED],
        ["MSA submission", "MTA transit", "MTA list", "MTA transit", "MTA+MDA transit", *_FETCHED_HOPS], 5),
    # Written on the mailbox's own host.
    Way(13, "", ["sendmail localhost 127.0.0.1 mx.example.org", *_FETCHED], ["MSA+MDA submission", *_FETCHED_HOPS], 1),
    Way(0, "", ["sendmail-notice - - mx.example.org"], ["MSA+MDA submission"], 1),
    Way(4, "", ["postfix-notice - - mx.example.org"], ["MSA+MDA submission"], 1),
    Way(1, "", ["postfix-notice - - mx.example.org", "lmtp mx.example.org 10.60.6.3 mx.example.org"],
        ["MSA submission", "MDA delivery"], 1),
    # Straight to the receiver, and by one server of the sender's.
    Way(3, "", [f"sendmail pc.alpha.example {_OUT} mx.example.org"], ["MTA+MDA transit"], 1),
    Way(11, "", [f"exchange-ims pc.alpha.example {_OUT} mail.beta.example", f"sendmail mail.beta.example {_OUT} mx.example.org"],
        ["MSA submission", "MTA+MDA transit"], 2),
    Way(7, "", ["smtpsvc - - mail.beta.example", f"sendmail mail.beta.example {_OUT} mx.example.org", *_FETCHED],
        ["MSA submission", "MTA+MDA transit", *_FETCHED_HOPS], 2),
    Way(0, "", ["sendmail-user - - mail.beta.example", "sendmail localhost 127.0.0.1 mail.beta.example",
        f"sendmail mail.beta.example {_OUT} mx.example.org"], ["MSA submission", "MTA internal", "MTA+MDA transit"], 3),
    Way(0, "", [f"sendmail mail.beta.example {_OUT} mx.example.org", "sendmail-user - - mx.example.org",
        "sendmail localhost 127.0.0.1 mx.example.org"], ["MTA transit", "MTA internal", "MTA+MDA delivery"], 1),
    Way(0, "", [f"qmail pc.alpha.example {_OUT} mx.example.org", "scanner mx.example.org - mx.example.org", "qmail-user"],
        ["MTA transit", "MFA filtering", "MTA+MDA filtering"], 1),
    Way(2, "", [f"qmail pc {_OUT} mail.gamma.example", "qmail-network", f"sendmail mail.gamma.example {_OUT} mx.example.org"],
        ["MSA submission", "MTA internal", "MTA+MDA transit"], 3),
    # Microsoft 365 as the receiver.
    Way(16, "", [f"exchange pc.alpha.example {_OUT} {_EOP}", *_EXCHANGE], ["MTA transit", *_EXCHANGE_HOPS], 1),
    Way(7, "", ["postfix-pickup - - web.alpha.example", f"exchange web.alpha.example {_OUT} {_EOP}", *_EXCHANGE],
        ["MSA submission", "MTA transit", *_EXCHANGE_HOPS], 2),
    Way(0, "", [f"exim-login pc {_OUT} web.alpha.example", "postfix web.alpha.example 10.1.1.1 out.alpha.example",
        f"exchange out.alpha.example {_OUT} {_EOP}", *_EXCHANGE],
        ["MSA submission", "MTA internal", "MTA transit", *_EXCHANGE_HOPS], 3),
    Way(3, "", ["mailgun - - 61f2b0a1c3", f"exchange m1.mailgun.net {_OUT} {_EOP}", *_EXCHANGE],
        ["MUA+MSA submission", "MTA transit", *_EXCHANGE_HOPS], 2),
    Way(4, "", ["google - - 2002:a05:6122:4701:b0:566:4689:46eb", "google - - mail-qk1-f200.google.com",
        f"exchange mail-qk1-f200.google.com 209.85.222.200 {_EOP}", *_EXCHANGE],
        ["MSA submission", "MTA internal", "MTA transit", *_EXCHANGE_HOPS], 3),
    Way(2, "", [f"google-login pc {_OUT} smtp.gmail.com", "google - - 2002:a05:6e02:3e06:b0:424:40c:2426",
        "google - - mail-il1-f194.google.com", f"exchange mail-il1-f194.google.com 209.85.166.194 {_EOP}", *_EXCHANGE],
        ["MSA submission", "MTA internal", "MTA internal", "MTA transit", *_EXCHANGE_HOPS], 4),
    Way(0, "", [f"postfix-login pc {_OUT} mail.beta.example", "amavis mail.beta.example - mail.beta.example",
        "postfix localhost 127.0.0.1 mail.beta.example", f"exchange mail.beta.example {_OUT} {_EOP}", *_EXCHANGE],
        ["MSA submission", "MFA filtering", "MTA filtering", "MTA transit", *_EXCHANGE_HOPS], 4),
    Way(0, "", [f"exchange-mapi - 2603:10b6:806:e5::1 {_STORE}", f"exchange out.outbound.protection.outlook.com 40.107.236.100 {_EOP}",
        *_EXCHANGE], ["MSA submission", "MTA internal", *_EXCHANGE_HOPS], 2),
    Way(1, "", [f"exchange out.outbound.protection.outlook.com 52.100.223.215 {_EOP}", *_EXCHANGE],
        ["MTA internal", *_EXCHANGE_HOPS], 1),
    # Google as the receiver.
    Way(0, "", [f"google-mx mail.beta.example {_OUT} mx.google.com", "google - - 2002:a05:612c:711:b0:381:73ac:3a65"],
        ["MTA transit", "MTA+MDA delivery"], 1),
]  # fmt: skip


def _mail(way: Way) -> bytes:
    block = ""
    for second, line in enumerate(way.lines):
        kind, *names = line.split()
        f, a, b = [*names, "-", "-", "-"][:3]
        value = _LINES[kind].format(f=f if f != "-" else "unknown", a=a, b=b)
        block = f"Received: {value}; Tue, 24 Nov 2026 08:00:{second:02} +0000\r\n" + block
    return (block + way.fields + "Subject: x\r\n\r\n").encode()


@pytest.mark.parametrize("way", READ, ids=range(len(READ)))
def test_shapes_that_were_read(way: Way) -> None:
    trace = headertrace.trace(_mail(way))
    assert [f"{'+'.join(hop.role)} {hop.leg}" for hop in trace.hops] == way.hops
    assert trace.path.trust_boundary == way.border
