"""What broke a signature: messages signed, changed as real programs change them, and the change found."""

from __future__ import annotations

import base64
import quopri
import random
import re
from collections.abc import Callable

import pytest

pytest.importorskip("dkim")

from headertrace.verification.breakage import Cause, explain
from headertrace.verification.dkim import Signed, verify
from headertrace.verification.whole import split
from helpers import signing

MAILMAN = (
    "_______________________________________________\nTalk mailing list\nTalk@lists.example\n"
    "https://lists.example/mailman/listinfo/talk\n"
)
FOOTERS = {
    "Mailman's": MAILMAN,
    "Mailman 3's": "_______________________________________________\nTalk mailing list -- talk@lists.example\nTo unsubscribe send an email to talk-leave@lists.example\n",
    "LISTSERV": "\n"
    + "#" * 72
    + "\n\nTo unsubscribe from the TALK-L list, click the following link:\nhttps://lists.example/scripts/wa.exe?SUBED1=TALK-L&A=1\n",
    "ezmlm": "\n"
    + "-" * 69
    + "\nTo unsubscribe, e-mail: talk-unsubscribe@lists.example\nFor additional commands, e-mail: talk-help@lists.example\n",
    "Google Groups'": '\n-- \nYou received this message because you are subscribed to the Google Groups "talk" group.\nTo unsubscribe from this group and stop receiving emails from it, send an email to talk+unsubscribe@googlegroups.example.\n',
    "groups.io's": "\n-=-=-=-=-=-=-=-=-=-=-=-\nGroups.io Links: You receive all messages sent to this group.\n-=-=-=-=-=-=-=-=-=-=-=-\n",
    "Majordomo's": '--\nTo unsubscribe from this list: send the line "unsubscribe talk" in\nthe body of a message to majordomo@lists.example\n',
    "a list's": "\n--\ndésabonner: sympa@lists.example\n",
}
GOOGLE = FOOTERS["Google Groups'"].encode()
TEXT = b"First line of some length.\nFrom here on: all well.\n.hidden\n\nGr\xc3\xbc\xc3\x9fe\n-- \nA. Writer\n"
HEAD = (
    b"From: Anna Writer <anna@alpha.example>\nTo: talk@lists.example, Bob Reader <bob@beta.example>\n"
    b"Subject: About queues\nDate: Tue, 24 Nov 2026 10:00:00 +0000\nMessage-ID: <1@alpha.example>\n"
    b"References: <first@beta.example>\n <second@beta.example>\nMIME-Version: 1.0\n"
)
PLAIN = HEAD + b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n" + TEXT
PARTS = (
    HEAD + b'Content-Type: multipart/alternative; boundary="edge"\n\n'
    b"--edge\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n" + TEXT + b"\n"
    b"--edge\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n<p>Gr\xc3\xbc\xc3\x9fe</p>\n\n--edge--\n"
)
NAMES = [
    "from", "from", "to", "cc", "subject", "subject", "date", "message-id", "references", "reply-to", "sender",
    "mime-version", "content-type", "content-transfer-encoding", "list-id", "list-unsubscribe", "list-post",
]  # fmt: skip


def found(message: bytes) -> tuple[Signed, tuple[Cause, ...]]:
    whole = split(message)
    one = verify(whole, signing.asks(signing.records()))[0]
    assert one.claim is not None
    return one, explain(whole, one.claim, one.key, one.body, one.header)


def signed(message: bytes, canonical: tuple[bytes, bytes], selector: bytes = b"rsa") -> bytes:
    return signing.by_dkimpy(message, canonical, selector=selector, include_headers=NAMES)


def kinds(causes: tuple[Cause, ...]) -> dict[str, tuple[str, ...]]:
    assert all(cause.certainty == "measured" for cause in causes), causes
    return {cause.part: cause.kinds for cause in causes}


def body(change: Callable[[bytes], bytes]) -> signing.Damage:
    return signing._body(change)


def appended(words: str) -> signing.Damage:
    return body(lambda text: text + words.encode())


def head(pattern: bytes, new: bytes) -> signing.Damage:
    return signing._header(lambda text: re.sub(pattern, new, text, count=1, flags=re.M))


def both(*damages: signing.Damage) -> signing.Damage:
    def damaged(message: bytes) -> bytes:
        for damage in damages:
            message = damage(message)
        return message

    return damaged


def quoted(message: bytes) -> bytes:
    message = body(quopri.encodestring)(message)
    return head(rb"^Content-Transfer-Encoding: .*$", b"Content-Transfer-Encoding: quoted-printable")(message)


def in_base64(message: bytes) -> bytes:
    message = body(base64.encodebytes)(message)
    return head(rb"^Content-Transfer-Encoding: .*$", b"Content-Transfer-Encoding: base64")(message)


def as_a_part(message: bytes) -> bytes:
    """As Mailman does to a text it may not add a footer to."""
    top, _, text = message.partition(b"\n\n")
    own = re.findall(rb"^Content-.*\n", top + b"\n", re.M)
    rest = re.sub(rb"^Content-.*\n", b"", top + b"\n", flags=re.M)
    return (
        rest + b'Content-Type: multipart/mixed; boundary="===============1=="\n\n'
        b"--===============1==\n" + b"".join(own) + b"\n" + text + b"\n--===============1==\n"
        b'Content-Type: text/plain; charset="us-ascii"\nContent-Disposition: inline\n\n' + MAILMAN.encode() + b"\n"
        b"--===============1==--\n"
    )


REWRITTEN = both(
    head(rb"^From: .*$", b"From: Anna Writer via Talk <talk@lists.example>"),
    head(rb"^To: ", b"Reply-To: anna@alpha.example\nTo: "),
)
LIST_FIELDS = head(
    rb"^To: ",
    b"List-Id: <talk.lists.example>\nList-Post: <mailto:talk@lists.example>\nList-Unsubscribe: <mailto:talk-leave@lists.example>\nTo: ",
)

# (what was done, to what, the kinds that are to be found)
BODIES: dict[str, tuple[signing.Damage, bytes, tuple[str, ...]]] = {
    **{f"{who} footer": (appended(words), PLAIN, ("list-footer",)) for who, words in FOOTERS.items()},
    "a disclaimer": (body(lambda text: text + b"\nThis e-mail is confidential.\n"), PLAIN, ("disclaimer",)),
    "a scanner's notice": (body(lambda text: text + b"\nThis email has been checked for viruses.\n"), PLAIN, ("antivirus-footer",)),
    "some words": (body(lambda text: text + b"one more thing\n"), PLAIN, ("appended-text",)),
    "a banner": (body(lambda text: b"CAUTION: external mail\n\n" + text), PLAIN, ("banner",)),
    "words on top": (body(lambda text: b"one more thing\n" + text), PLAIN, ("prepended-text",)),
    "From quoted": (body(lambda text: text.replace(b"\nFrom ", b"\n>From ")), PLAIN, ("from-quoted",)),
    "a blank lost": (body(lambda text: text.replace(b"-- \n", b"--\n")), PLAIN, ("blanks-stripped",)),
    "blanks at line ends": (body(lambda text: text.replace(b".\n", b".  \n")), PLAIN, ("blanks-added",)),
    "dots doubled": (body(lambda text: text.replace(b"\n.", b"\n..")), PLAIN, ("dots-doubled",)),
    "a dot lost": (body(lambda text: text.replace(b"\n..", b"\n.")), PLAIN.replace(b"\n.h", b"\n..h"), ("dots-halved",)),
    "Latin-1 to UTF-8": (body(lambda text: text.decode("latin-1").encode()), PLAIN.replace(b"\xc3\xbc\xc3\x9f", b"\xfc\xdf"), ("charset-changed",)),
    "lines broken": (body(lambda text: re.sub(rb"x{990}(?=x)", lambda match: match[0] + b"!\n ", text)), PLAIN + b"x" * 2500 + b"\n", ("lines-wrapped",)),
    "8bit to quoted-printable": (quoted, PLAIN, ("re-encoded",)),
    "8bit to base64": (in_base64, PLAIN, ("re-encoded",)),
    "a footer, then base64": (both(body(lambda text: text + MAILMAN.encode()), in_base64), PLAIN, ("re-encoded", "list-footer")),
    "made a part": (as_a_part, PLAIN, ("wrapped",)),
    "a footer in the first part": (body(lambda text: text.replace(b"A. Writer\n", b"A. Writer\n" + MAILMAN.encode(), 1)), PARTS, ("list-footer",)),
    "a banner in the first part": (body(lambda text: text.replace(b"\n\nFirst", b"\n\nCAUTION: external mail\nFirst", 1)), PARTS, ("banner",)),
    "a banner and a footer": (both(body(lambda text: b"CAUTION: external mail\n\n" + text), appended(MAILMAN)), PLAIN, ("banner", "list-footer")),
    "a footer in both parts": (body(lambda text: text.replace(b"A. Writer\n", b"A. Writer\n" + GOOGLE, 1).replace(b"</p>\n", b"</p>\n\n-- <br />\n" + GOOGLE[5:], 1)), PARTS, ("list-footer", "list-footer")),
    "a part of its own": (body(lambda text: text.replace(b"--edge--", b"--edge\nContent-Type: text/plain\n\n" + MAILMAN.encode() + b"\n--edge--")), PARTS, ("list-footer",)),
}  # fmt: skip
HEADERS: dict[str, tuple[signing.Damage, tuple[str, ...]]] = {
    "a list's tag": (head(rb"^Subject: ", b"Subject: [Talk] "), ("subject-tag",)),
    "a tag behind Re:": (head(rb"^Subject: ", b"Subject: Re: [Talk] "), ("subject-tag",)),
    "a spam mark": (head(rb"^Subject: ", b"Subject: ***SPAM*** "), ("subject-tag",)),
    "an outside mark": (head(rb"^Subject: ", b"Subject: [EXTERNAL] "), ("subject-tag",)),
    "EXTERNAL:": (head(rb"^Subject: ", b"Subject: EXTERNAL: "), ("subject-tag",)),
    "a second Subject": (head(rb"^Subject: ", b"Subject: other\nSubject: "), ("field-added",)),
    "Reply-To added": (head(rb"^To: ", b"Reply-To: talk@lists.example\nTo: "), ("field-added",)),
    "Sender added": (head(rb"^To: ", b"Sender: talk-bounces@lists.example\nTo: "), ("field-added",)),
    "list fields": (LIST_FIELDS, ("list-fields",)),
    "From rewritten": (REWRITTEN, ("field-added", "from-rewritten")),
    "From rewritten and a tag": (both(REWRITTEN, head(rb"^Subject: ", b"Subject: [Talk] ")), ("field-added", "from-rewritten", "subject-tag")),
    "From kept as a copy": (head(rb"^From: (.*)$", rb"X-Original-From: \1\nFrom: talk@lists.example"), ("from-rewritten",)),
    "encoding changed": (head(rb"Encoding: 8bit", b"Encoding: quoted-printable"), ("encoding-changed",)),
    "a type in other words": (head(rb"charset=utf-8", b'charset="utf-8"'), ("type-respelled",)),
    "names quoted": (head(rb"Bob Reader <", b'"Bob Reader" <'), ("address-respelled",)),
    "MIME-Version lost": (head(rb"^MIME-Version: .*\n", b""), ("field-removed",)),
    "a list at work": (both(LIST_FIELDS, head(rb"^Subject: ", b"Subject: [Talk] ")), ("list-fields", "subject-tag")),
}  # fmt: skip
FOLDED: dict[str, tuple[signing.Damage, tuple[str, ...]]] = {
    "unfolded": (head(rb"\n <second", b" <second"), ("refolded",)),
    "folded with a tab": (head(rb"\n <second", b"\n\t<second"), ("refolded",)),
    "folded behind a comma": (head(rb", Bob", b",\n\tBob"), ("refolded", "address-respelled")),
    "a name in other letters": (head(rb"^Message-ID", b"Message-Id"), ("name-respelled",)),
    "no blank behind the colon": (head(rb"^Subject: ", b"Subject:"), ("refolded",)),
}


@pytest.mark.parametrize("canonical", signing.CANONICAL, ids=lambda pair: "-".join(word.decode() for word in pair))
@pytest.mark.parametrize("case", BODIES.values(), ids=BODIES)
def test_a_change_of_the_body_is_named(
    case: tuple[signing.Damage, bytes, tuple[str, ...]], canonical: tuple[bytes, bytes]
) -> None:
    damage, message, expected = case
    one, causes = found(damage(signed(message, canonical)))
    if one.body:
        # Relaxed bodies do not mind blanks at line ends.
        assert canonical[1] == b"relaxed" and set(expected) <= {"blanks-stripped", "blanks-added"}
        return
    assert kinds(causes)["body"] == expected, causes


@pytest.mark.parametrize("selector", [b"rsa", b"ed"])
@pytest.mark.parametrize("canonical", [signing.CANONICAL[0], signing.CANONICAL[3]], ids=["simple", "relaxed"])
@pytest.mark.parametrize("case", HEADERS.values(), ids=HEADERS)
def test_a_change_of_the_header_is_named(
    case: tuple[signing.Damage, tuple[str, ...]], canonical: tuple[bytes, bytes], selector: bytes
) -> None:
    damage, expected = case
    one, causes = found(damage(signed(PLAIN, canonical, selector)))
    assert one.header is False
    assert sorted(kinds(causes)["header"]) == sorted(expected), causes


@pytest.mark.parametrize("case", FOLDED.values(), ids=FOLDED)
def test_a_fold_breaks_simple_canonicalisation_only(case: tuple[signing.Damage, tuple[str, ...]]) -> None:
    damage, expected = case
    assert found(damage(signed(PLAIN, signing.CANONICAL[3])))[0].result == "pass"
    _, causes = found(damage(signed(PLAIN, signing.CANONICAL[0])))
    assert set(kinds(causes)["header"]) <= set(expected), causes


def test_over_two_hundred_generated_messages_with_two_things_done_to_each() -> None:
    """One thing to the body and one to the header, by chance: both are named, with whatever signer."""
    chance = random.Random(6376)
    wrong, count = [], 0
    for number, message in enumerate(signing.messages(60)):
        canonical = signing.CANONICAL[number % 4]
        original = signing.by_dkimpy(
            message, canonical, selector=(b"rsa", b"ed")[number % 7 == 0], include_headers=NAMES
        )
        for _ in range(4):
            words = chance.choice(list(FOOTERS.values()))
            subject = chance.choice(["[Talk] ", "[EXTERNAL] ", "***SPAM*** ", "Re: [Talk] "])
            damaged = both(appended(words), head(rb"^Subject: ", b"Subject: " + subject.encode()))(original)
            _, causes = found(damaged)
            count += 1
            if {cause.part: (cause.certainty, *cause.kinds) for cause in causes} != {
                "body": ("measured", "list-footer"), "header": ("measured", "subject-tag"),
            }:  # fmt: skip
                wrong.append((number, words, subject, causes))
    assert count > 200 and not wrong, wrong[:3]


HOPELESS = {
    "other words": lambda text: text.replace(b"well", b"ill"),
    "much white space": lambda text: b" " * 300_000 + b"\n" + text.replace(b"well", b"ill"),
    "very many lines": lambda text: b"a\n" * 40_000 + text.replace(b"well", b"ill"),
    "very many parts": lambda text: b"--edge\n\n" * 5_000 + text.replace(b"well", b"ill"),
    "one long line": lambda text: b"x" * 500_000 + text,
    "very many soft ends": lambda text: b"=\n" * 40_000 + text.replace(b"well", b"ill"),
    "nothing": lambda text: b"\n",
}


@pytest.mark.parametrize("damage", HOPELESS.values(), ids=HOPELESS)
@pytest.mark.slow
def test_what_cannot_be_undone_is_not_claimed(damage: Callable[[bytes], bytes]) -> None:
    for message in (PLAIN, PARTS):
        _, causes = found(body(damage)(signed(message, signing.CANONICAL[3])))
        assert not [cause for cause in causes if cause.certainty == "measured"], causes


def test_marks_are_only_possible_causes() -> None:
    damaged = both(
        head(rb"^Subject: About", b"Subject: [Talk] Of"),
        head(
            rb"^To: ",
            b"List-Id: <talk.lists.example>\nX-MIME-Autoconverted: from 8bit to quoted-printable by mx id 1\nTo: ",
        ),
        body(lambda text: text.replace(b"well", b"ill") + MAILMAN.encode()),
    )
    _, causes = found(damaged(signed(PLAIN, signing.CANONICAL[3])))
    assert {cause.certainty for cause in causes} == {"possible"}
    told = {(cause.part, *cause.kinds) for cause in causes}
    assert {("body", "list-footer"), ("body", "re-encoded"), ("body", "list"), ("header", "subject-tag")} <= told


def test_the_body_is_explained_without_the_key() -> None:
    whole = split(signed(PLAIN, signing.CANONICAL[3]) + MAILMAN.encode())
    one = verify(whole, signing.asks({}))[0]
    assert one.reason == "key-missing" and one.claim is not None
    assert kinds(explain(whole, one.claim, one.key, one.body, one.header)) == {"body": ("list-footer",)}


def test_a_boundary_that_was_rewritten_in_the_header_is_named() -> None:
    damage = head(rb'boundary="edge"', b'boundary="other"')
    for canonical in (signing.CANONICAL[0], signing.CANONICAL[3]):
        _, causes = found(damage(signed(PARTS, canonical)))
        assert kinds(causes) == {"header": ("boundary-changed",)}
