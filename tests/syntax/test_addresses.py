"""Mailboxes of an address field: RFC 5322's own examples, old forms, and damage."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headertrace.syntax.addresses import Mailbox, is_mailable, mailboxes
from headertrace.syntax.idna import ascii_domain

# value, (name, local part, domain) of each mailbox
ROWS: list[tuple[str, list[tuple[str, str, str]]]] = [
    ("John Doe <jdoe@machine.example>", [("John Doe", "jdoe", "machine.example")]),
    ('"Joe Q. Public" <john.q.public@example.com>', [("Joe Q. Public", "john.q.public", "example.com")]),
    ("Mary Smith <mary@x.test>, jdoe@example.org, Who? <one@y.test>",
     [("Mary Smith", "mary", "x.test"), ("", "jdoe", "example.org"), ("Who?", "one", "y.test")]),
    ('<boss@nil.test>, "Giant; \\"Big\\" Box" <sysservices@example.net>',
     [("", "boss", "nil.test"), ('Giant; "Big" Box', "sysservices", "example.net")]),
    ("A Group:Ed Jones <c@a.test>,joe@where.test,John <jdoe@one.test>;",
     [("Ed Jones", "c", "a.test"), ("", "joe", "where.test"), ("John", "jdoe", "one.test")]),
    ("Undisclosed recipients:;", []),
    ("Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>", [("Pete", "pete", "silly.test")]),
    ("Mary Smith <@node.test,@other.test:mary@example.net>, , jdoe@test  . example",
     [("Mary Smith", "mary", "example.net"), ("", "jdoe", "test.example")]),
    ('"service@bank.example" <x@elsewhere.example>', [("service@bank.example", "x", "elsewhere.example")]),
    ('"a@b"@Example.ORG.', [("", "a@b", "example.org")]),
    ("ann@[192.0.2.1]", [("", "ann", "[192.0.2.1]")]),
    ('Ann "the <unclosed <ann@example.net>', [('Ann "the <unclosed', "ann", "example.net")]),
    ("ann@bücher.example", [("", "ann", "bücher.example")]),
    ("nobody", []),
    ('"Prize@shop.example", <ann@example.net>', [("", "ann", "example.net")]),
    ('Ann <"ann@example.net">', [("Ann", "ann", "example.net")]),
    ("Ann,(<ann@example.net>)", []),
    ("@example.org, ann@", []),
]  # fmt: skip


@pytest.mark.parametrize(("value", "expected"), ROWS)
def test_mailboxes(value: str, expected: list[tuple[str, str, str]]) -> None:
    assert mailboxes(value) == tuple(Mailbox(*item) for item in expected)


@pytest.mark.parametrize(
    ("domain", "told"),
    [
        ("mail.example.net", True),
        ("bücher.example", True),
        ("[192.0.2.1]", True),
        ("ipv6:2001:db8::1", True),
        ("b***.example", True),
        ("a_b.example", True),
        ("vps-7", False),
        ("%pay.example", False),
        ("'shop.example", False),
        ("shop.example'", False),
        ("shop,example", False),
    ],
)
def test_what_mail_could_go_to(domain: str, told: bool) -> None:
    assert is_mailable(domain) == told


def test_ascii_domain() -> None:
    assert ascii_domain("Bücher.example") == "xn--bcher-kva.example"
    assert ascii_domain("ü" * 80 + ".example") == "ü" * 80 + ".example"


@given(st.one_of(st.text(), st.lists(st.sampled_from(list('<>()",;:@\\ a.')), max_size=60).map("".join)))
def test_any_text_is_read(text: str) -> None:
    assert all(item.local and item.domain for item in mailboxes(text))


@pytest.mark.parametrize("piece", ["(", ")", '"', "<", ">", "a@b,", "a@b <", "\\", ":", "@", "<a@b>"])
def test_long_values_end(piece: str) -> None:
    assert len(mailboxes(piece * 30_000)) <= 1_000
