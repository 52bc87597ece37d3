"""The writing program, by its own word and by shapes, with how sure that is."""

from __future__ import annotations

import pytest

import headertrace

IDS = {
    "<CAF0abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN=w@mail.gmail.com>": ("Gmail", "likely"),
    "<0000000000000a1b2c0611223344@google.com>": ("a service of Google", "likely"),
    "<calendar-0a1b2c3d-1111-2222-3333-444455556666@google.com>": ("a service of Google", "likely"),
    "<autogen-java-0a1b2c3d-1111-2222-3333-444455556666@google.com>": ("a service of Google", "likely"),
    "<000e0cd1a2b3c4d5e60478a1b2c3@google.com>": None,
    "<AM0PR01MB1001ABCDEFGHIJKL@AM0PR01MB1001.eurprd01.prod.outlook.com>": ("Outlook with Microsoft 365", "likely"),
    "<000701c23b1a$5bdfc4e0$0100a8c0@pc>": ("Outlook or Outlook Express", "likely"),
    "<1234567.12.1669679340954.JavaMail.root@app>": ("a Java program (JavaMail)", "likely"),
    "<alpine.DEB.2.20.1811241234560.12345@pc.example.org>": ("Alpine", "likely"),
    "<3D6CA455.7080904@example.org>": ("Netscape, Mozilla or Thunderbird", "likely"),
    "<E17byiV-00013T-00@mail.example.org>": ("a program that left the Message-ID to Exim", "likely"),
    "<0102018e1a2b3c4d-11111111-2222-3333-4444-555555555555-000000@eu-west-1.amazonses.com>": ("Amazon SES", "likely"),
    "<3F2504E04F8911D39A0C0305E82C33018A4F1C@mail.example.org>": ("Outlook with Exchange", "likely"),
    "<3f2504e04f8911d39a0c0305e82c33018a4f1c@mail.example.org>": ("PHPMailer or Roundcube", "possible"),
    "<3F2504E04F8911D39A0C0305E82C3301@mail.example.org>": ("PHPMailer or Roundcube", "possible"),
    "<hello@example.org>": None,
    "<3D6CA455@example.org>": None,
    "<CAF0short@mail.gmail.com>": None,
}
TYPES = {
    'multipart/mixed; boundary="Apple-Mail-1-234"': ("Apple Mail", "likely"),
    'multipart/mixed; boundary="----=_NextPart_000_0012_01DD7BE9.CABD8F80"': (
        "a program that parts bodies as Outlook does",
        "possible",
    ),
    'multipart/alternative; boundary="===============1234567890123456789=="': ("a Python program", "likely"),
    "multipart/alternative; boundary=000000000000abcdef0123456789": ("Gmail", "likely"),
    "text/plain": None,
    'multipart/mixed; boundary="xyz"': None,
}


def told(header: str) -> tuple[str, str] | None:
    summary = headertrace.trace(f"Received: from a by b\n{header}\n\n".encode()).message
    if summary.mua is None or summary.mua_ground is None:
        return None
    return summary.mua, summary.mua_ground.text.partition(":")[0]


@pytest.mark.parametrize("identifier", IDS)
def test_by_message_id(identifier: str) -> None:
    assert told(f"Message-ID: {identifier}") == IDS[identifier]


@pytest.mark.parametrize("kind", TYPES)
def test_by_boundary(kind: str) -> None:
    assert told(f"Content-Type: {kind}") == TYPES[kind]


def test_a_service_with_the_boundaries_of_gmail_is_not_gmail() -> None:
    kind = "Content-Type: multipart/alternative; boundary=0000000000000a1b2d0611223344"
    assert told(f"Message-ID: <0000000000000a1b2c0611223344@google.com>\n{kind}") == ("a service of Google", "likely")


def test_its_own_word_comes_first() -> None:
    header = "User-Agent: Mutt/2.2\nMessage-ID: <3D6CA455.7080904@example.org>"
    assert told(header) == ("Mutt/2.2", "claimed")
