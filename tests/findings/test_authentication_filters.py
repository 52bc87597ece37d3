"""Each finding on authentication and filters: one header that triggers it, one that nearly does."""

from __future__ import annotations

import pytest

import headertrace
from headertrace.findings import authentication, filters
from headertrace.findings.survey import Survey

CHECKS = {check.code: check for check in (*authentication.CHECKS, *filters.CHECKS)}
HOP = "Received: from a.example by mx.example.org (Postfix) with ESMTP id 4ABC1230; Tue, 24 Nov 2026 08:00:00 +0000\n"
ABROAD = HOP.replace("a.example", "a.example (a.example [8.8.4.4])")
AR = "Authentication-Results: mx.example.org; "
FROM = "From: Ann <ann@example.net>"
DKIM = "DKIM-Signature: v=1; a=rsa-sha256; d=example.net; s=s; bh=a; b=a; h=from:to; "

# code, header that triggers, header that does not
ROWS: list[tuple[str, str, str]] = [
    ("HT501", AR + "spf=fail smtp.mailfrom=example.net", AR + "spf=softfail smtp.mailfrom=example.net"),
    ("HT501", "Received-SPF: fail (mx.example.org: no) client-ip=192.0.2.1", AR + "spf=pass\nReceived-SPF: fail (no)"),
    ("HT502", AR + "spf=softfail", AR + "spf=neutral"),
    ("HT503", AR + "dkim=fail header.d=example.net", AR + "dkim=fail header.d=a.example; dkim=pass header.d=b.example"),
    ("HT504", AR + "dmarc=fail header.from=example.net", AR + "dmarc=pass\n" + AR + "dmarc=fail"),
    ("HT505", "Authentication-Results: spf=none; compauth=fail reason=001", AR + "compauth=softpass reason=201"),
    ("HT506", AR + "dmarc=permerror", AR + "dmarc=none"),
    ("HT507", DKIM.replace("from:to", "to:date"), DKIM),
    ("HT508", DKIM + "l=10", DKIM),
    ("HT509", DKIM.replace("sha256", "sha1"), DKIM),
    ("HT509", DKIM.replace("b=a;", f"b={'A' * 86}==;"), DKIM.replace("b=a;", f"b={'A' * 172}==;")),
    ("HT510", DKIM + "x=1795000000", DKIM + "x=1799999999"),
    ("HT511", DKIM.replace("bh=a;", ""), DKIM),
    ("HT512", "ARC-Seal: i=1; a=rsa-sha256; b=a; cv=fail; d=a.example; s=s",
     "ARC-Seal: i=1; a=rsa-sha256; b=a; cv=none; d=a.example; s=s"),
    ("HT513", "ARC-Seal: i=2; a=rsa-sha256; b=a; cv=pass; d=a.example; s=s",
     "ARC-Seal: i=1; a=rsa-sha256; b=a; cv=none; d=a.example; s=s\n"
     "ARC-Message-Signature: i=1; a=rsa-sha256; d=a.example; s=s; h=from; bh=a; b=a"),
    ("HT514", AR + "prose", AR + "none"),
    ("HT515", ABROAD + "Authentication-Results: x.example; spf=pass smtp.mailfrom=bulk.example\n" + FROM, AR + "spf=pass smtp.mailfrom=a.example.net\n" + FROM),
    ("HT518", AR + "dkim=pass header.d=bulk.example\n" + FROM, AR + "dkim=pass header.d=example.net\n" + FROM),
    ("HT519", DKIM + "t=1795000000", DKIM + "t=1795507100"),
    ("HT518", AR + "spf=none; dmarc=none\n" + FROM, AR + "spf=none; dmarc=fail\n" + FROM),
    ("HT518", AR + "dkim=pass header.d=bulk.example; dmarc=none\n" + FROM,
     AR + "dkim=pass header.d=example.net; dmarc=none\n" + FROM),
    ("HT518", AR + "spf=none; dmarc=none\n" + FROM, AR + "spf=none; dmarc=none\n" + FROM.replace("@", "@'")),
    ("HT516", AR + "dmarc=pass header.from=other.example\n" + FROM, AR + "dmarc=pass header.from=example.net\n" + FROM),
    ("HT516", AR + "dmarc=pass header.from=ann@other.example\n" + FROM,
     AR + "dmarc=fail header.from=other.example\n" + FROM),
    ("HT517", ABROAD + "Authentication-Results: x.example; dkim=pass header.d=example.net", AR + "dkim=pass"),
    ("HT517", ABROAD + "Authentication-Results: x.example; spf=pass",
     AR + "spf=none\n" + ABROAD + "Authentication-Results: x.example; spf=pass"),
    ("HT701", "X-Spam-Flag: YES", "X-Spam-Flag: NO"),
    ("HT702", "X-Forefront-Antispam-Report: SCL:8;CAT:PHSH;", "X-Forefront-Antispam-Report: SCL:8;CAT:HSPM;"),
    ("HT703", "X-Forefront-Antispam-Report: SCL:5;CAT:SPOOF;", "X-Forefront-Antispam-Report: SCL:5;CAT:SPM;"),
    ("HT704", "X-Amavis-Alert: INFECTED, message contains virus: Eicar", "X-Amavis-Alert: BANNED, part .exe"),
    ("HT705", "X-Greylist: delayed 300 seconds by postgrey-1.37 at mx.example.org", "X-Greylist: whitelisted"),
    ("HT706", "X-MS-Exchange-Organization-SCL: -1", "X-MS-Exchange-Organization-SCL: 0"),
    ("HT707", "X-Spam-Flag: YES\nX-Bogosity: Ham", "X-Spam-Flag: YES\nX-Bogosity: Unsure"),
    ("HT708", "X-Spam-Status: perhaps", "X-Spam-Status: No"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "header", "near_miss"), ROWS)
def test_finding(code: str, header: str, near_miss: str) -> None:
    look = CHECKS[code].look
    hits = list(look(Survey(headertrace.trace((header + "\n" + HOP + "\n").encode()))))
    assert len(hits) >= 1 and all(hit.text for hit in hits)
    assert list(look(Survey(headertrace.trace((near_miss + "\n" + HOP + "\n").encode())))) == []


def test_every_check_has_a_row_and_a_code_of_its_own() -> None:
    assert {code for code, _, _ in ROWS} == set(CHECKS)
    assert len(CHECKS) == len(authentication.CHECKS) + len(filters.CHECKS)
    assert len({check.name for check in CHECKS.values()}) == len(CHECKS)


@pytest.mark.parametrize(("place", "severity"), [("above", "warning"), ("below", "info")])
def test_a_verdict_that_came_with_the_message_warns_of_nothing(place: str, severity: str) -> None:
    lines = [
        "Received: from a.example (a.example [192.0.2.1]) by mx.example.org (Postfix) with ESMTP id 2; {0}",
        "Received: from pc (pc [192.0.2.9]) by a.example (Postfix) with ESMTP id 1; {0}",
    ]
    result = "Authentication-Results: {1}; dmarc=fail header.from=b.example"
    lines.insert(0 if place == "above" else 1, result)
    text = "\n".join(lines).format(
        "Tue, 24 Nov 2026 08:00:00 +0000", "mx.example.org" if place == "above" else "a.example"
    )
    (found,) = (
        item for item in headertrace.trace(f"{text}\nFrom: x@b.example\n\n".encode()).findings if item.code == "HT504"
    )
    assert found.severity == severity


# What the sender wrote below the line in which the mail came in, and the words that say so.
CLAIMED: list[tuple[str, str, str]] = [
    ("HT505", "Authentication-Results: x.example; compauth=fail reason=001", "a claim that came with the message"),
    ("HT512", "ARC-Seal: i=1; a=rsa-sha256; b=a; cv=fail; d=a.example; s=s", "a claim that came with the message"),
    ("HT707", "X-Spam-Flag: YES\nX-Bogosity: Ham", "both came with the message"),
]


@pytest.mark.parametrize(("code", "header", "said"), CLAIMED)
def test_what_came_with_the_message_is_told_as_a_claim(code: str, header: str, said: str) -> None:
    data = f"{ABROAD}{header}\n{FROM}\n\n".encode()
    (told,) = [finding.text for finding in headertrace.trace(data).findings if finding.code == code]
    assert said in told


# (results of the reader's own server, the finding, how it ends)
WHAT_FOR: list[tuple[str, str, str]] = [
    ("dmarc=fail action=none header.from=example.net", "HT504", "for example.net, which alone led to no action."),
    ("dmarc=fail action=oreject header.from=example.net", "HT504", "but Microsoft 365 treats it as spam."),
    ("dmarc=fail header.from=example.net", "HT504", "says dmarc=fail for example.net."),
    ("dmarc=permerror action=none header.from=example.net", "HT506", "says dmarc=permerror for example.net."),
    (
        "dkim=pass header.d=example-net.20230601.gappssmtp.com",
        "HT518",
        ".gappssmtp.com, as Google signs for the Workspace of example.net.",
    ),
    (
        "dkim=pass header.d=example-com.20230601.gappssmtp.com",
        "HT518",
        "dkim passes for example-com.20230601.gappssmtp.com.",
    ),
]


@pytest.mark.parametrize(("results", "code", "end"), WHAT_FOR)
def test_what_a_result_led_to_and_who_signed(results: str, code: str, end: str) -> None:
    found = headertrace.trace(f"{AR}{results}\n{HOP}{FROM}\n\n".encode()).findings
    assert [item.text.endswith(end) for item in found if item.code == code] == [True]
