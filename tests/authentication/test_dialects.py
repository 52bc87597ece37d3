"""Authentication-Results as each house writes it, and read as the authres package reads it."""

from __future__ import annotations

import authres
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headertrace import authentication as auth

# The authserv-id, and of each result: method, result, reason, properties.
Reading = tuple[str | None, list[tuple[str, str, str | None, list[tuple[str, str]]]]]
_PTYPES = ("smtp", "header", "body", "policy")


def ours(value: str) -> Reading:
    authserv_id, results = auth.authentication_results(value)
    return authserv_id, [(item.method, item.result, item.reason, list(item.properties)) for item in results]


def theirs(value: str) -> Reading:
    """Raises authres.AuthResError where the value is not well-formed."""
    read = authres.AuthenticationResultsHeader.parse(f"Authentication-Results: {value}")
    return read.authserv_id, [
        (
            item.method,
            item.result,
            str(item.reason) if item.reason else None,
            [(f"{each.type}.{each.name}", str(each.value or "")) for each in item.properties],
        )
        for item in read.results
    ]


def registered(reading: Reading) -> Reading:
    """Without the properties that RFC 8601 section 2.2 has no type for: authres passes those over."""
    authserv_id, results = reading
    return authserv_id, [
        (*rest, [pair for pair in pairs if pair[0].partition(".")[0] in _PTYPES and "." in pair[0]])
        for *rest, pairs in results
    ]  # type: ignore[return-value]


# house, value, authserv-id, results
ROWS: list[tuple[str, str, str | None, list[tuple[str, str, str | None, list[tuple[str, str]]]]]] = [
    ("RFC 8601 B.2", "example.org 1; none", "example.org", []),
    ("RFC 8601 B.3", "example.com; spf=pass smtp.mailfrom=example.net", "example.com",
     [("spf", "pass", None, [("smtp.mailfrom", "example.net")])]),
    ("RFC 8601 B.4", "example.com; auth=pass (cleartext) smtp.auth=sender@example.net; spf=pass smtp.mailfrom=example.net",
     "example.com", [("auth", "pass", None, [("smtp.auth", "sender@example.net")]),
                     ("spf", "pass", None, [("smtp.mailfrom", "example.net")])]),
    ("RFC 8601 B.4", "example.com; iprev=pass policy.iprev=192.0.2.200", "example.com",
     [("iprev", "pass", None, [("policy.iprev", "192.0.2.200")])]),
    ("RFC 8601 B.6", 'example.com; dkim=pass reason="good signature" header.i=@mail-router.example.net;'
     ' dkim=fail reason="bad signature" header.i=@newyork.example.com', "example.com",
     [("dkim", "pass", "good signature", [("header.i", "@mail-router.example.net")]),
      ("dkim", "fail", "bad signature", [("header.i", "@newyork.example.com")])]),
    ("RFC 8601 B.7", "foo.example.net (foobar) 1 (baz); dkim (Because I like it) / 1 (One yay) = (wait for it) fail"
     " policy (A dot can go here) . (like that) expired (this surprised me) = (as I wasn't expecting it) 1362471462",
     "foo.example.net", [("dkim", "fail", None, [("policy.expired", "1362471462")])]),
    ("RFC 7489 appendix", 'mx.example.org; dmarc=pass header.from=example.net', "mx.example.org",
     [("dmarc", "pass", None, [("header.from", "example.net")])]),
    ("Microsoft", "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=example.net; dkim=pass (signature was verified)"
     " header.d=example.net;dmarc=pass action=none header.from=example.net;compauth=pass reason=100", None,
     [("spf", "pass", None, [("smtp.mailfrom", "example.net")]), ("dkim", "pass", None, [("header.d", "example.net")]),
      ("dmarc", "pass", None, [("action", "none"), ("header.from", "example.net")]), ("compauth", "pass", "100", [])]),
    ("Microsoft, of 2014", "spf=pass (sender IP is 192.0.2.1; identity alignment result is pass and alignment mode is"
     " relaxed) smtp.mailfrom=a@example.net; dkim=none (identity alignment result is fail) header.d=example.net;"
     " x-hmca=pass header.id=a@example.net", None,
     [("spf", "pass", None, [("smtp.mailfrom", "a@example.net")]), ("dkim", "none", None, [("header.d", "example.net")]),
      ("x-hmca", "pass", None, [("header.id", "a@example.net")])]),
    ("Google", "mx.google.com; dkim=pass header.i=@example.net header.s=s1 header.b=kQ4/x+9a; arc=pass (i=1 spf=pass"
     " spfdomain=example.net dkim=pass dkdomain=example.net dmarc=pass fromdomain=example.net); spf=pass (google.com:"
     " domain of a@example.net designates 2001:db8::1 as permitted sender) smtp.mailfrom=a@example.net; dmarc=pass"
     " (p=REJECT sp=QUARANTINE dis=NONE) header.from=example.net; dara=neutral header.i=@example.org", "mx.google.com",
     [("dkim", "pass", None, [("header.i", "@example.net"), ("header.s", "s1"), ("header.b", "kQ4/x+9a")]),
      ("arc", "pass", None, []), ("spf", "pass", None, [("smtp.mailfrom", "a@example.net")]),
      ("dmarc", "pass", None, [("header.from", "example.net")]), ("dara", "neutral", None, [("header.i", "@example.org")])]),
    ("Yahoo", "atlas1.free.mail.ne1.yahoo.com; dkim=pass header.i=@example.net header.s=key2; spf=pass"
     " smtp.mailfrom=example.net; dmarc=pass(p=REJECT,sp=REJECT) header.from=example.net;",
     "atlas1.free.mail.ne1.yahoo.com",
     [("dkim", "pass", None, [("header.i", "@example.net"), ("header.s", "key2")]),
      ("spf", "pass", None, [("smtp.mailfrom", "example.net")]), ("dmarc", "pass", None, [("header.from", "example.net")])]),
    ("Yahoo, of 2012", "mta1.mail.sp2.yahoo.com from=example.net; domainkeys=neutral (no sig); from=example.net;"
     " dkim=pass (ok)", "mta1.mail.sp2.yahoo.com",
     [("domainkeys", "neutral", None, [("from", "example.net")]), ("dkim", "pass", None, [])]),
    ("Amazon SES", "amazonses.com; spf=pass (spfCheck: domain of example.net designates 192.0.2.1 as permitted sender)"
     " client-ip=192.0.2.1; envelope-from=a@example.net; helo=localhost; dkim=pass header.i=@example.net;",
     "amazonses.com",
     [("spf", "pass", None, [("client-ip", "192.0.2.1"), ("envelope-from", "a@example.net"), ("helo", "localhost")]),
      ("dkim", "pass", None, [("header.i", "@example.net")])]),
    ("Proofpoint", "ppops.net; spf=pass smtp.mailfrom=a@example.net; dkim=pass header.d=example.net header.s=s1;"
     " dmarc=pass header.from=example.net", "ppops.net",
     [("spf", "pass", None, [("smtp.mailfrom", "a@example.net")]),
      ("dkim", "pass", None, [("header.d", "example.net"), ("header.s", "s1")]),
      ("dmarc", "pass", None, [("header.from", "example.net")])]),
    ("Mimecast", "relay.mimecast.com; dkim=pass header.d=example.net header.s=s1 header.b=AbC123; dmarc=pass"
     " (policy=quarantine) header.from=example.net; spf=pass (relay.mimecast.com: domain of a@example.net designates"
     " 192.0.2.1 as permitted sender) smtp.mailfrom=a@example.net", "relay.mimecast.com",
     [("dkim", "pass", None, [("header.d", "example.net"), ("header.s", "s1"), ("header.b", "AbC123")]),
      ("dmarc", "pass", None, [("header.from", "example.net")]),
      ("spf", "pass", None, [("smtp.mailfrom", "a@example.net")])]),
    ("Fastmail", "mx1.messagingengine.com; x-csa=none; x-ptr=pass smtp.helo=a.example policy.ptr=a.example; bimi=skipped"
     " (DMARC Policy is not at enforcement); dkim=pass (2048-bit rsa key sha256) header.d=example.net"
     " header.b=AbC/+9 header.a=rsa-sha256 x-bits=2048; dmarc=pass policy.published-domain-policy=none"
     " (p=none,d=none,d.eval=none) policy.policy-from=p header.from=example.net; iprev=pass smtp.remote-ip=192.0.2.1"
     " (a.example)", "mx1.messagingengine.com",
     [("x-csa", "none", None, []), ("x-ptr", "pass", None, [("smtp.helo", "a.example"), ("policy.ptr", "a.example")]),
      ("bimi", "skipped", None, []),
      ("dkim", "pass", None, [("header.d", "example.net"), ("header.b", "AbC/+9"), ("header.a", "rsa-sha256"),
                              ("x-bits", "2048")]),
      ("dmarc", "pass", None, [("policy.published-domain-policy", "none"), ("policy.policy-from", "p"),
                               ("header.from", "example.net")]),
      ("iprev", "pass", None, [("smtp.remote-ip", "192.0.2.1")])]),
    ("Zoho", "mx.zohomail.com; dkim=pass header.i=@example.net; spf=pass (zohomail.com: domain of example.net"
     " designates 192.0.2.1 as permitted sender) smtp.mailfrom=a@example.net; dmarc=pass(p=none dis=none)"
     " header.from=example.net", "mx.zohomail.com",
     [("dkim", "pass", None, [("header.i", "@example.net")]), ("spf", "pass", None, [("smtp.mailfrom", "a@example.net")]),
      ("dmarc", "pass", None, [("header.from", "example.net")])]),
    ("Yandex", "mxfront1.mail.yandex.net; spf=pass (mxfront1.mail.yandex.net: domain of example.net designates 192.0.2.1"
     " as permitted sender, rule=[ip4:192.0.2.0/24]) smtp.mail=a@example.net; dkim=pass header.i=@example.net",
     "mxfront1.mail.yandex.net",
     [("spf", "pass", None, [("smtp.mail", "a@example.net")]), ("dkim", "pass", None, [("header.i", "@example.net")])]),
    ("Mail.ru", "mxs.mail.ru; spf=pass (mx1.mail.ru: domain of example.net designates 192.0.2.1 as permitted sender)"
     " smtp.mailfrom=a@example.net smtp.helo=out.example.net; dkim=pass header.d=example.net; dmarc=pass"
     " header.from=a@example.net", "mxs.mail.ru",
     [("spf", "pass", None, [("smtp.mailfrom", "a@example.net"), ("smtp.helo", "out.example.net")]),
      ("dkim", "pass", None, [("header.d", "example.net")]), ("dmarc", "pass", None, [("header.from", "a@example.net")])]),
    ("GMX", "gmx.net; dkim=none", "gmx.net", [("dkim", "none", None, [])]),
    ("Apple", "dkim-verifier.icloud.com; dkim=pass (2048-bit key) header.d=example.net header.i=@example.net"
     " header.b=AbC", "dkim-verifier.icloud.com",
     [("dkim", "pass", None, [("header.d", "example.net"), ("header.i", "@example.net"), ("header.b", "AbC")])]),
    ("Apple", "bimi.icloud.com; bimi=none", "bimi.icloud.com", [("bimi", "none", None, [])]),
    ("Exim", "mx.example.org; iprev=pass (out.example.net) smtp.remote-ip=192.0.2.1; auth=pass (PLAIN) smtp.auth=ann;"
     " spf=pass smtp.mailfrom=example.net; dkim=pass header.d=example.net header.s=s1 header.a=rsa-sha256; arc=none",
     "mx.example.org",
     [("iprev", "pass", None, [("smtp.remote-ip", "192.0.2.1")]), ("auth", "pass", None, [("smtp.auth", "ann")]),
      ("spf", "pass", None, [("smtp.mailfrom", "example.net")]),
      ("dkim", "pass", None, [("header.d", "example.net"), ("header.s", "s1"), ("header.a", "rsa-sha256")]),
      ("arc", "none", None, [])]),
    ("OpenDKIM", 'mx.example.org; dkim=pass (2048-bit key; unprotected) header.d=example.net header.i=@example.net'
     ' header.a=rsa-sha256 header.s=s1 header.b="AbC/+9"', "mx.example.org",
     [("dkim", "pass", None, [("header.d", "example.net"), ("header.i", "@example.net"), ("header.a", "rsa-sha256"),
                              ("header.s", "s1"), ("header.b", "AbC/+9")])]),
    ("OpenDKIM, of 2010", 'mx.example.org; dkim=pass reason="1024-bit key; insecure key" header.i=@example.net'
     ' header.b=AbC; dkim-adsp=pass', "mx.example.org",
     [("dkim", "pass", "1024-bit key; insecure key", [("header.i", "@example.net"), ("header.b", "AbC")]),
      ("dkim-adsp", "pass", None, [])]),
    ("OpenDMARC", "OpenDMARC; dmarc=pass (p=none dis=none) header.from=example.net", "opendmarc",
     [("dmarc", "pass", None, [("header.from", "example.net")])]),
    ("policyd-spf", "mx.example.org; spf=pass (mailfrom) smtp.mailfrom=example.net (client-ip=192.0.2.1;"
     " helo=out.example.net; envelope-from=a@example.net; receiver=<UNKNOWN>)", "mx.example.org",
     [("spf", "pass", None, [("smtp.mailfrom", "example.net")])]),
    ("rspamd", "mx.example.org; dkim=pass header.d=example.net header.s=s1 header.b=AbC; dmarc=pass (policy=none)"
     " header.from=example.net; spf=pass (mx.example.org: domain of a@example.net designates 192.0.2.1 as permitted"
     " sender) smtp.mailfrom=a@example.net; auth=pass smtp.auth=ann smtp.mailfrom=a@example.net", "mx.example.org",
     [("dkim", "pass", None, [("header.d", "example.net"), ("header.s", "s1"), ("header.b", "AbC")]),
      ("dmarc", "pass", None, [("header.from", "example.net")]), ("spf", "pass", None, [("smtp.mailfrom", "a@example.net")]),
      ("auth", "pass", None, [("smtp.auth", "ann"), ("smtp.mailfrom", "a@example.net")])]),
    ("Cisco", "esa1.example.org; spf=Pass smtp.mailfrom=a@example.net; spf=None smtp.helo=postmaster@out.example.net;"
     " dkim=pass (signature verified) header.i=@example.net; dmarc=pass (p=none dis=none) d=example.net",
     "esa1.example.org",
     [("spf", "pass", None, [("smtp.mailfrom", "a@example.net")]),
      ("spf", "none", None, [("smtp.helo", "postmaster@out.example.net")]),
      ("dkim", "pass", None, [("header.i", "@example.net")]), ("dmarc", "pass", None, [("d", "example.net")])]),
    ("Halon", "mx.example.org; spf=pass smtp.mailfrom=a@example.net; dkim=pass header.d=example.net; dmarc=none"
     " header.from=example.net", "mx.example.org",
     [("spf", "pass", None, [("smtp.mailfrom", "a@example.net")]), ("dkim", "pass", None, [("header.d", "example.net")]),
      ("dmarc", "none", None, [("header.from", "example.net")])]),
    ("sendmail", "mx.example.org; sender-id=softfail header.from=a@example.net; spf=neutral smtp.mfrom=a@example.net",
     "mx.example.org", [("sender-id", "softfail", None, [("header.from", "a@example.net")]),
                        ("spf", "neutral", None, [("smtp.mfrom", "a@example.net")])]),
    ("no spaces", "mx.example.org;spf=pass(a; b)smtp.mailfrom=example.net(c);dkim=none", "mx.example.org",
     [("spf", "pass", None, [("smtp.mailfrom", "example.net")]), ("dkim", "none", None, [])]),
    ("a quoted local part", 'mx.example.org; spf=pass smtp.mailfrom="an; n"@example.net', "mx.example.org",
     [("spf", "pass", None, [("smtp.mailfrom", '"an; n"@example.net')])]),
]  # fmt: skip
# What authres does not take: no authserv-id, a semicolon at the end, properties without a type or on their own;
# and of what is well-formed the comments of RFC 8601's last example.
_BY_HABIT = frozenset({"Microsoft", "Microsoft, of 2014", "Yahoo", "Yahoo, of 2012", "Amazon SES", "RFC 8601 B.7"})


@pytest.mark.parametrize(("house", "value", "authserv_id", "results"), ROWS, ids=[row[0] for row in ROWS])
def test_dialect(
    house: str, value: str, authserv_id: str | None, results: list[tuple[str, str, str | None, list[tuple[str, str]]]]
) -> None:
    assert ours(value) == (authserv_id, results)
    if house in _BY_HABIT:
        with pytest.raises(authres.AuthResError):
            theirs(value)
    else:
        assert registered(ours(value)) == theirs(value)


@pytest.mark.parametrize("value", [row[1] for row in ROWS if row[0] in ("Microsoft", "Microsoft, of 2014", "Yahoo")])
def test_mended_by_hand_the_habits_read_as_authres_reads_them(value: str) -> None:
    """With an authserv-id in front and without the last semicolon they are well-formed."""
    whole = value.rstrip("; ") if value.startswith("atlas") else f"mx.example.org; {value}"
    assert registered(ours(whole)) == theirs(whole)


def test_a_quoted_pair_is_undone() -> None:
    """RFC 5322 section 3.2.4: the backslash is no part of the string. authres keeps it."""
    value = r'mx.example.org; dkim=fail reason="the \"b=\" tag" header.d=example.net'
    assert ours(value)[1][0][2] == 'the "b=" tag'
    assert theirs(value)[1][0][2] == r"the \"b=\" tag"


LETTERS = "abcdefghijklmnopqrstuvwxyz"
LABEL = st.text(LETTERS + "0123456789-", min_size=1, max_size=10).map(lambda text: text.strip("-") or "a")
DOMAIN = st.lists(LABEL, min_size=2, max_size=4).map(".".join)
LOCAL = st.text(LETTERS + "0123456789+=_-", min_size=1, max_size=12)
COMMENT = st.recursive(
    st.text(LETTERS + ' ;=.,:@"', max_size=20).map(lambda text: f"({text})"),
    lambda inner: st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"({' '.join(parts)})"),
    max_leaves=4,
)
GAP = st.one_of(st.just(" "), COMMENT.map(lambda text: f" {text} "))
SPACE = st.one_of(st.just(""), GAP)
VALUE = st.one_of(
    DOMAIN,
    DOMAIN.map(lambda domain: f"@{domain}"),
    st.tuples(LOCAL, DOMAIN).map("@".join),
    st.text(LETTERS + "0123456789/+_-", min_size=1, max_size=20),
)
PROPERTY = st.tuples(
    st.sampled_from(_PTYPES),
    st.sampled_from([
        "d", "i", "b", "s", "a", "from", "mailfrom", "helo", "auth", "iprev", "expired", "remote-ip",
    ]),
    VALUE,
)  # fmt: skip
METHOD = st.sampled_from([
    "spf", "dkim", "dmarc", "iprev", "auth", "arc", "dkim-adsp", "domainkeys", "sender-id", "x-tls", "bimi",
])  # fmt: skip
RESULT = st.sampled_from([
    "pass", "fail", "softfail", "neutral", "none", "temperror", "permerror", "policy", "hardfail",
])  # fmt: skip
WORDS = st.lists(st.sampled_from([*"abc ;=().,@/", " dkim=pass ", " spf=", "reason"]), min_size=1, max_size=20)
REASON = st.one_of(st.none(), WORDS.map(lambda words: " ".join("".join(words).split())).filter(bool))


@st.composite
def written(draw: st.DrawFn) -> tuple[str, Reading]:
    """A well-formed value with comments and white space where RFC 8601 has them, and what it says."""
    authserv_id = draw(DOMAIN)
    value = draw(SPACE) + authserv_id + draw(st.sampled_from(["", " 1"])) + draw(SPACE)
    results = []
    for method, result, reason, properties in draw(
        st.lists(st.tuples(METHOD, RESULT, REASON, st.lists(PROPERTY, max_size=4)), min_size=1, max_size=5)
    ):
        version = draw(st.sampled_from(["", "/1"]))
        value += f";{draw(SPACE)}{method}{version}{draw(SPACE)}={draw(SPACE)}{result}"
        if reason:
            value += f'{draw(GAP)}reason{draw(SPACE)}={draw(SPACE)}"{reason}"'
        for kind, name, text in properties:
            value += f"{draw(GAP)}{kind}{draw(SPACE)}.{draw(SPACE)}{name}{draw(SPACE)}={draw(SPACE)}{text}"
        value += draw(SPACE)
        pairs = [(f"{kind}.{name}", text) for kind, name, text in properties]
        results.append((method, result, reason, pairs))
    return " ".join(value.split()), (authserv_id, results)


@given(written())
@pytest.mark.slow
def test_what_is_well_formed_is_read_as_it_was_meant(case: tuple[str, Reading]) -> None:
    value, meant = case
    assert ours(value) == meant


@given(written())
@pytest.mark.slow
def test_and_as_authres_reads_it(case: tuple[str, Reading]) -> None:
    value, _ = case
    try:
        expected = theirs(value)
    except authres.AuthResError:
        return  # It stumbles over quotes in comments, which RFC 5322 allows.
    assert ours(value) == expected
