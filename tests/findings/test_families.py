"""Findings on path, identity, routing and confidentiality: each triggered once, with a near miss."""

from __future__ import annotations

import pytest

import headertrace

STAMP = "; Tue, 24 Nov 2026 08:00:0{} +0000\n"
HEAD = "From: a@example.net\nDate: Tue, 24 Nov 2026 07:59:59 +0000\nMessage-ID: <1@example.net>\n"


def line(text: str, second: int = 5) -> str:
    return f"Received: {text}" + STAMP.format(second)


IN = line("from out.example.net (out.example.net [8.8.4.4]) by mx.example.org (Postfix) with ESMTP id 9", 7)
PC = "from pc.example.net (pc.example.net [8.8.4.5]) by out.example.net (Postfix) with ESMTP id 1"


def mx(helo: str, rdns: str = "out.example.net", more: str = "") -> str:
    return line(f"from {helo} ({rdns} [8.8.4.4]{more}) by mx.example.org (8.17.1/8.17.1) with ESMTP id 9") + HEAD


def frm(text: str) -> str:
    return IN + HEAD.replace("a@example.net", text, 1)


def tls(version: str, cipher: str) -> str:
    return line(f"from a.example.net (a.example.net [8.8.4.4]) (using {version} with cipher {cipher} (256/256 bits))"
                " by mx.example.org (Postfix) with ESMTPS id 9") + HEAD  # fmt: skip


# code, what triggers it, what nearly does
ROWS: list[tuple[str, str, str]] = [
    ("HT301", IN + line(PC) + line("from pc.example.net (pc.example.net [8.8.4.5]) by relay.example.com (Postfix) with ESMTP id 1") + HEAD,
     IN + line(PC) + HEAD),
    ("HT302", (IN + line("from mx.example.org (mx.example.org [8.8.4.9]) by out.example.net (Postfix) with ESMTP id 2")) * 4 + HEAD,
     (IN + line("from mx.example.org (mx.example.org [8.8.4.9]) by out.example.net (Postfix) with ESMTP id 2")) * 3 + HEAD),
    ("HT303", IN + line(PC) * 30 + HEAD, IN + line(PC) * 29 + HEAD),
    ("HT304", IN + HEAD, IN.replace("ESMTP", "ESMTPS") + HEAD),
    ("HT305", mx("winpc"), mx("win.pc.example.net")),
    ("HT306", mx("[8.8.4.4]"), mx("out.example.net")),
    ("HT307", mx("out.example.net", more=" (may be forged)"), mx("out.example.net")),
    ("HT308", mx("x.example.net", "8-8-4-4.dsl.example.net"), mx("x.example.net", "out4.example.net")),
    ("HT309", line("from out.example.net (out.example.net [10.1.2.3]) by mx.example.org (Postfix) with ESMTP id 9"
                   " for <b@example.org>") + line(PC) + HEAD,
     line("from out.example.net (out.example.net [8.8.4.4]) by mx.example.org (Postfix) with ESMTP id 9") + line(PC) + HEAD),
    ("HT310", IN + line("from [8.8.4.5] by f64.law4.hotmail.com with NNFMP") + HEAD,
     IN + line("from [8.8.4.5] by n6.grp.scd.yahoo.com with NNFMP") + HEAD),
    ("HT311", IN + line(PC) + line(PC) + HEAD, IN + line(PC) + line(PC.replace("id 1", "id 2")) + HEAD),
    ("HT312", line("from pc.example.net (unknown [8.8.4.4]) by mx.example.org (Postfix) with ESMTP id 9") + HEAD,
     line("from pc.example.net ([8.8.4.4]) by mx.example.org with ESMTP id 9") + HEAD),
    ("HT313", mx("mail.example.com", "dsl.example.net"), mx("mail.example.net", "dsl.example.net")),
    ("HT314", mx("mx.example.org", "dsl.example.net"), mx("mx.example.net", "dsl.example.net")),
    ("HT601", IN + "Date: Tue, 24 Nov 2026 07:59:59 +0000\n", IN + HEAD),
    ("HT602", IN + HEAD + "From: b@example.net\n", IN + HEAD + "Sender: b@example.net\n"),
    ("HT603", IN + "From: a@example.net\n", IN + HEAD),
    ("HT604", IN + "From: a@example.net\n", IN + HEAD),
    ("HT605", IN + HEAD + "Subject: one\nSubject: two\n", IN + HEAD + "Subject: one\nComments: a\nComments: b\n"),
    ("HT606", frm('"service@bank.example" <x@example.net>'), frm('"x@mail.example.net" <x@example.net>')),
    ("HT607", frm("x@" + "bаnk".encode("idna").decode() + ".example"), frm("x@" + "банк".encode("idna").decode() + ".example")),
    ("HT608", IN + HEAD + "Reply-To: a@example.com\n", IN + HEAD + "Reply-To: a@mail.example.net\n"),
    ("HT609", IN + HEAD + "Sender: a@example.com\n", IN + HEAD + "Sender: a@mail.example.net\n"),
    ("HT610", "Return-Path: <b-1@example.com>\n" + IN + HEAD, "Return-Path: <b-1@bounce.example.net>\n" + IN + HEAD),
    ("HT611", IN + HEAD.replace("1@example.net", "1@example.com"), IN + HEAD.replace("1@example.net", "1@pc.mx.example.org")),
    ("HT612", frm("x@paypa1.com"), frm("x@paypal.co.uk")),
    ("HT613", frm("x@micorsoft.com"), frm("x@microfost.com")),
    ("HT614", frm("x@" + "bücher".encode("idna").decode() + ".example"), frm("x@xn--zz.example".replace("xn--zz", "xn-zz"))),
    ("HT615", IN + HEAD.replace("<1@example.net>", "<1>"), IN + HEAD.replace("<1@example.net>", '<"1 2"@example.net>')),
    ("HT616", frm("a@example.net, b@example.net"), frm('"b@example.net" <a@example.net>')),
    ("HT617", frm("Accounts <>"), frm("MAILER-DAEMON <>")),
    ("HT618", line("from out.example.net (out.example.net [8.8.4.4]) by mx.example.org (Postfix) with ESMTP id 9 for <b@example.org>")
     + HEAD.replace("a@example.net", "a@mail.example.org", 1),
     line("from a.example.org (a.example.org [8.8.4.4]) by mx.example.org (Postfix) with ESMTP id 9 for <b@example.org>")
     + HEAD.replace("a@example.net", "a@mail.example.org", 1)),
    ("HT619", IN + HEAD.replace("+0000\n", "-1600\n"), IN + HEAD.replace("+0000\n", "-1200\n")),
    ("HT801", line("from mx.example.com (mx.example.com [8.8.4.4]) by mx.example.org (Postfix) with ESMTP id 9 for <b@example.org>", 7)
     + line("from a.example.net (a.example.net [8.8.4.5]) by mx.example.com (Postfix) with ESMTP id 8 for <b@example.com>", 6)
     + line("from pc.example.net (pc.example.net [8.8.4.6]) by a.example.net (Postfix) with ESMTPSA id 7", 5) + HEAD, IN + HEAD),
    ("HT802", "Resent-From: c@example.com\n" + IN + HEAD, IN + HEAD),
    ("HT803", IN + HEAD + "List-Id: <talk.example.net>\n", IN + HEAD + "List-Unsubscribe: <mailto:x@example.net>\n"),
    ("HT804", "Return-Path: <>\n" + frm("MAILER-DAEMON@example.net"), "Return-Path: <>\n" + IN + HEAD),
    ("HT805", IN + HEAD + "Auto-Submitted: auto-generated\n", IN + HEAD + "Auto-Submitted: no\n"),
    ("HT806", "X-Amavis-Quarantine-ID: 4Abc\n" + IN + HEAD, "X-Amavis-Alert: BANNED\n" + IN + HEAD),
    ("HT807", IN + HEAD + "Precedence: auto_reply\n", IN + HEAD + "Precedence: list\n"),
    ("HT808", IN + HEAD + "X-Autoreply: yes\nTo: b@example.org\nIn-Reply-To: <9@example.com>\n",
     IN + HEAD + "X-Autoreply: yes\nTo: b@example.org\nIn-Reply-To: <9@pc.example.org>\n"),
    ("HT901", tls("TLSv1", "AES128-SHA"), tls("TLSv1.2", "AES128-SHA")),
    ("HT902", tls("TLSv1.2", "RC4-SHA"), tls("TLSv1.2", "ECDHE-RSA-AES256-GCM-SHA384")),
    ("HT903", IN + line("from pc.corp.local (pc.corp.local [10.0.0.7]) by out.example.net (Postfix) with ESMTP id 1") + HEAD,
     line("from pc.corp.local (pc.corp.local [10.0.0.7]) by out.example.net (Postfix) with ESMTP id 1") + HEAD),
    ("HT904", IN + line("from pc (pc [10.0.0.7]) by out.example.net (Postfix) with ESMTP id 1") + HEAD,
     IN + line("from pc (localhost [127.0.0.1]) by out.example.net (Postfix) with ESMTP id 1") + HEAD),
    ("HT905", IN + line("from [8.8.4.5] (pc.example.net [8.8.4.5]) (Authenticated sender: alice) by out.example.net (Postfix)"
                        " with ESMTPSA id 1") + HEAD, IN + line(PC) + HEAD),
    ("HT906", "X-Originating-IP: [8.8.4.7]\n" + IN + HEAD, IN + HEAD + "X-Originating-IP: [8.8.4.7]\n"),
    ("HT907", IN + line(PC + " for <hidden@example.org>") + HEAD + "To: b@example.org\n",
     IN + line(PC + " for <b@example.org>") + HEAD + "To: b@example.org\n"),
    ("HT908", IN + HEAD + "X-PHP-Originating-Script: 1000:form.php\n", IN + HEAD + "X-PHP-Originating-Script:\n"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "mail", "near_miss"), ROWS, ids=[row[0] for row in ROWS])
def test_finding(code: str, mail: str, near_miss: str) -> None:
    assert code in {finding.code for finding in headertrace.trace((mail + "\n").encode()).findings}
    assert code not in {finding.code for finding in headertrace.trace((near_miss + "\n").encode()).findings}


@pytest.mark.parametrize(
    ("author", "told"), [("Accounts <>", False), ("Accounts <x@%a.example>", False), ("Accounts <x@a.example>", True)]
)
def test_an_unreadable_from_differs_from_nothing(author: str, told: bool) -> None:
    text = f"Return-Path: <y@b.example>\nSender: <z@b.example>\nFrom: {author}\n\n"
    codes = {item.code for item in headertrace.trace(text.encode()).findings}
    assert (not codes.isdisjoint({"HT609", "HT610"})) == told
    assert ("HT617" not in codes) == told


def test_an_address_that_is_quoted_whole_is_an_address() -> None:
    text = 'Return-Path: <y@b.example>\nFrom: Accounts <"x@a.example">\n\n'
    told = {item.code: item.text for item in headertrace.trace(text.encode()).findings}
    assert "HT617" not in told and told["HT610"].endswith("From says a.example.")


SEEN = "from out.example.net (out.example.net [8.8.4.4]) by {} with {}"
FRONT = SEEN.format("ab1cd2ft003.mail.protection.outlook.com (10.13.1.2)", "Microsoft SMTP Server id 15.20.1.1")
# (the line of the server that took the message in, its Message-ID, who added that)
ADDED = [
    (SEEN.format("mx.example.org (Postfix)", "ESMTP id 4ABC1231"), "20261124080000.4ABC1231@mx.example.org", "mx.example.org"),
    (SEEN.format("mx.example.org", "esmtp (Exim 4.96) id 1abCDE-0001Xy-2z"), "E1abCDE-0001Xy-2z@mx.example.org", "mx.example.org"),
    (SEEN.format("mx.example.org (Postfix)", "ESMTP id 4ABC1231"), "20261124075900.4ABC1200@mx.example.org", None),
    (FRONT, "0a1b2c3d-1111-2222-3333-444455556666@AB1CD2FT003.eop-nam12.prod.protection.outlook.com", "ab1cd2ft003.mail.protection.outlook.com"),
    (FRONT, "0a1b2c3d-1111-2222-3333-444455556666@AB1CD2FT004.eop-nam12.prod.protection.outlook.com", None),
    ("from pc.example.org (pc.example.org [10.0.0.7]) by mx.example.org (Postfix) with ESMTPSA id 4ABC1231",
     "20261124080000.4ABC1231@mx.example.org", None),
]  # fmt: skip


@pytest.mark.parametrize(("taken", "ident", "adder"), ADDED)
def test_a_message_id_that_the_receiving_server_added(taken: str, ident: str, adder: str | None) -> None:
    mail = line(taken) + HEAD.replace("1@example.net", ident)
    told = [item.text for item in headertrace.trace((mail + "\n").encode()).findings if item.code == "HT604"]
    assert told == ([f"The message came without a Message-ID: {adder} added this one."] if adder else [])


@pytest.mark.parametrize(
    ("own", "told"), [("10.0.0.9", ["10.0.0.7", "10.0.0.9"]), ("8.8.4.9", ["10.0.0.7"]), ("127.0.0.1", ["10.0.0.7"])]
)
def test_a_server_s_own_internal_address_went_out_too(own: str, told: list[str]) -> None:
    inside = line(
        f"from pc.example.net (10.0.0.7) by out.example.net ({own}) with Microsoft SMTP Server id 15.1.2507.6"
    )
    found = headertrace.trace((IN + inside + HEAD + "\n").encode()).findings
    assert [item.text.split()[3] for item in found if item.code == "HT904"] == told


def test_qmail_s_own_notice_begins_with_its_line() -> None:
    """Where a line stands below it, the message came from elsewhere, and was merely taken in by the same user."""
    bounce = line("(qmail 2 invoked for bounce)")
    told = [
        {item.code for item in headertrace.trace((mail + "\n").encode()).findings}
        for mail in (IN + bounce + HEAD, IN + bounce + line(PC) + HEAD)
    ]
    assert ["HT804" in codes for codes in told] == [True, False]


# (the list's field, what the list is called)
LISTS = [
    ("List-Id: Talk of the town <talk.example.net>", "Talk of the town <talk.example.net>"),
    ("Mailing-List: list talk@example.net; contact\n talk-owner@example.net", "talk@example.net"),
    ("Mailing-List: contact talk-help@example.net; run by ezmlm", "talk@example.net"),
    ("X-Mailing-List: <talk@example.net> archive/latest/529", "<talk@example.net>"),
    ("Mailing-List: talk of example.net", "talk of example.net"),
    (f"X-Mailing-List: {'a' * 100}@example.net {'b' * 60}", f"{'a' * 59}…{'b' * 60}"),
]


@pytest.mark.parametrize(("field", "name"), LISTS, ids=[row[0][:30] for row in LISTS])
def test_a_list_is_called_by_its_name_alone(field: str, name: str) -> None:
    found = headertrace.trace(f"{IN}{HEAD}{field}\n\n".encode()).findings
    assert [item.text for item in found if item.code == "HT803"] == [f"It came through the mailing list {name}."]


def test_a_long_message_id_shows_that_it_was_cut() -> None:
    text = HEAD.replace("<1@example.net>", f"<{'a' * 50}@{'b' * 50}.example.net ' '>")
    (found,) = (item for item in headertrace.trace(f"{IN}{text}\n".encode()).findings if item.code == "HT615")
    assert found.text == f"<{'a' * 38}…{'b' * 23}.example.net ' '> is not a message identifier."


@pytest.mark.parametrize(
    ("zone", "why"),
    [
        ("-1600", "no such moment: no place has that zone"),
        ("+0060", "no such moment: no place has that zone"),
        ("", "the date names no zone"),
    ],
)
def test_a_date_that_is_not_counted_says_why(zone: str, why: str) -> None:
    text = HEAD.replace(" +0000", f" {zone}".rstrip())
    (found,) = (item for item in headertrace.trace(f"{IN}{text}\n".encode()).findings if item.code == "HT619")
    assert found.text == f'The Date, "{f"Tue, 24 Nov 2026 07:59:59 {zone}".rstrip()}", is not counted: {why}.'


@pytest.mark.parametrize(
    ("domain", "plain"),
    [
        ("\U0001d5ef\U0001d5ee\U0001d5fb\U0001d5f8.example", "bank.example"),
        ("\uff42\uff41\uff4e\uff4b.example", "bank.example"),
        ("bücher.example", None),
        ("straße.example", None),
        ("bank.example", None),
    ],
)
def test_a_domain_of_signs_that_only_stand_for_letters_is_a_lookalike(domain: str, plain: str | None) -> None:
    found = headertrace.trace((frm(f"x@{domain}") + "\n").encode()).findings
    texts = [item.text for item in found if item.code == "HT612"]
    assert texts == ([f"From: {domain} holds signs that are no letters, and programs read {plain}."] if plain else [])


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("w018.z2.sjc.dsl.example.net", True),
        ("dsl142.town.example.net", True),
        ("p3513.pool.example.net", True),
        ("mail2.dsl.example.net", False),
        ("office.dsl.example.net", False),
        ("a142.town.dsl.net", False),
    ],
)
def test_a_word_for_lines_in_a_numbered_name(name: str, told: bool) -> None:
    found = headertrace.trace((mx("x.example.net", name) + "\n").encode()).findings
    assert ("HT308" in {item.code for item in found}) == told
