"""Mail stores' URLs: what they may say, and that none is ever shown with a password."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headertrace.remote.errors import Refused
from headertrace.sources.stores.address import Address, parsed
from headertrace.sources.stores.imap import modified_utf7
from headertrace.sources.stores.index import SCHEMES, has_password, load, scheme_of
from helpers.command import said

READ = {
    # RFC 5092 section 7, with a user where there has to be one; RFC 2384 section 8; and headertrace's own.
    "imap://ann@minbari.example.org/gray-council;UIDVALIDITY=385759045/;UID=20":
        ("ann", "minbari.example.org", 143, "", "gray-council", {"UIDVALIDITY": "385759045", "UID": "20"}, ""),
    "imap://michael@example.org/users.*?SUBJECT%20shadows":
        ("michael", "example.org", 143, "", "users.*", {}, "SUBJECT shadows"),
    "imap://bester;auth=*@psicorp.example.org/~peter/%E6%97%A5%E6%9C%AC%E8%AA%9E":
        ("bester", "psicorp.example.org", 143, "", "~peter/日本語", {}, ""),
    "imap://;AUTH=XOAUTH2@example.org/x": None,
    "imaps://ann%40example.org;AUTH=oauthbearer@imap.example.net:1993/":
        ("ann@example.org", "imap.example.net", 1993, "OAUTHBEARER", "", {}, ""),
    "imaps://ann@example.org@imap.example.net/INBOX;UID=7":
        ("ann@example.org", "imap.example.net", 993, "", "INBOX", {"UID": "7"}, ""),
    "IMAPS://ann@[2001:db8::1]/a%3Bb;uid=7:9?from%20x":
        ("ann", "2001:db8::1", 993, "", "a;b", {"UID": "7:9"}, "from x"),
    "pop://rg;AUTH=PLAIN@mailsrv.example.org:8110": ("rg", "mailsrv.example.org", 8110, "PLAIN", "", {}, ""),
    "pop3s://rg@example.org/3": ("rg", "example.org", 995, "", "3", {}, ""),
    "pops://rg@example.org/;UIDL=0%3Ax": ("rg", "example.org", 995, "", "", {"UIDL": "0:x"}, ""),
    "jmap://rg@example.org/Archive/2026": ("rg", "example.org", 443, "", "Archive/2026", {}, ""),
    "jmaps://rg@example.org/;ID=Mab_-1": ("rg", "example.org", 443, "", "", {"ID": "Mab_-1"}, ""),
}  # fmt: skip


@pytest.mark.parametrize("url", READ)
def test_a_url_is_taken_apart(url: str) -> None:
    wanted = READ[url]
    if wanted is None:
        with pytest.raises(Refused, match="names no user"):
            parsed(url)
        return
    assert parsed(url)[2:] == wanted


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("imaps://imap.example.net/INBOX", "names no user"),
        ("imaps:///INBOX", "names no host"),
        ("imaps://ann@/INBOX", "names no host"),
        ("imaps://ann@h:x/INBOX", "not a valid URL"),
        ("imaps://ann@h:99999/INBOX", "not a valid URL"),
        ("imaps://ann@[::1/INBOX", "not a valid URL"),
        ("imaps://ann@h/%FF", "not a valid URL"),
        ("imaps://ann@h/a%0D%0Ab", "not a valid URL"),
        ("imaps://ann%0A@h/", "not a valid URL"),
        ("imaps://ann@h/a\nb", "not a valid URL"),
        ("imaps://ann;X=Y@h/", "not a valid URL"),
        ("imaps://ann@h/a;UID=1;UID=2", "not a valid URL"),
        ("imaps://ann@h/a;UID=", "not a valid URL"),
        ("imaps://ann@h/a;UID=1/;SECTION=1", "not a valid URL"),
        ("imaps://ann@h/a;UID=1?x%0d%0ay", "not a valid URL"),
        ("imaps://ann@h/a#b", "is not understood"),
        ("pops://ann@h/1?x", "is not understood"),
        ("pops://ann@h/;UID=1", "not a valid URL"),
        ("jmap://ann@h/;UID=1", "not a valid URL"),
    ],
)
def test_what_is_none_is_refused_with_the_form_wanted(url: str, words: str) -> None:
    with pytest.raises(Refused, match=words) as caught:
        parsed(url)
    assert f"{scheme_of(url).leaf.rstrip('3')}" in str(caught.value).lower()  # type: ignore[union-attr]


PASSWORDS = (
    "imaps://ann:s3cr3t@imap.example.net/INBOX",
    "imaps://:s3cr3t@imap.example.net/INBOX",
    "imaps://ann@example.org:s3cr3t@imap.example.net/",
    "pops://ann:s3cr3t/x@pop.example.net/",
    "jmap://ann:s3cr3t@x@example.net/",
    "IMAP://ann;AUTH=PLAIN:s3cr3t@example.net/",
)


@pytest.mark.parametrize("url", PASSWORDS)
def test_a_password_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(Refused, match="do not put a password in a URL") as caught:
        parsed(url)
    assert "s3cr3t" not in str(caught.value)
    for verb in ([], ["received"], ["redact"], ["verify"], ["report", "--to", "file"], ["compare", "-"]):
        done = said(*verb, url)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        assert "s3cr3t" not in done.stderr and "explain stores" in done.stderr


@pytest.mark.parametrize(
    "url", ["imaps://ann@h:993/INBOX", "imaps://ann@h/a:b@c", "https://ann:x@h/", "a:b@c", "imaps://ann%3Ax@h/"]
)
def test_no_password_is_seen_where_there_is_none(url: str) -> None:
    assert not has_password(url)


@given(st.sampled_from(sorted(SCHEMES)), st.text(max_size=60))
def test_any_text_is_read_or_refused(scheme: str, rest: str) -> None:
    try:
        found = parsed(f"{scheme}://{rest}")
    except Refused as error:
        assert "\n" not in str(error)
    else:
        assert found.user and found.host


_WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12)


@given(
    st.sampled_from(["imap", "imaps"]),
    _WORDS,
    st.integers(1, 65535),
    _WORDS.map(lambda text: text.strip("/") or "x"),
    st.integers(1, 2**32 - 1),
)
def test_the_url_of_a_message_names_it(scheme: str, user: str, port: int, path: str, uid: int) -> None:
    made = Address(scheme, SCHEMES[scheme], user, "imap.example.net", port).of(path, UID=str(uid))
    found = parsed(made)
    assert (found.user, found.port, found.path, found.given) == (user, port, path, {"UID": str(uid)})


# RFC 3501 section 5.1.3, and what Cyrus and Dovecot list.
@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("INBOX", "INBOX"),
        ("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"),
        ("Gelöschte & mehr", "Gel&APY-schte &- mehr"),
        ("Hi Mom -☺-!", "Hi Mom -&Jjo--!"),
        ("😀", "&2D3eAA-"),
    ],
)
def test_modified_utf7(name: str, sent: str) -> None:
    assert modified_utf7(name) == sent


def test_index_and_files_agree() -> None:
    assert {scheme.leaf for scheme in SCHEMES.values()} == {"imap", "pop3", "jmap"}
    assert all(callable(load(scheme.leaf)) for scheme in SCHEMES.values())
