"""Second clocks: each scheme on ids of real shape, and near misses that must give nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

import headertrace
from headertrace import clocks
from headertrace.clocks import index
from headertrace.clocks.zones import zone_errors
from headertrace.received.products import PRODUCTS
from headertrace.records.judgements import Clock

SCHEMES = {path.stem for path in Path(clocks.__file__).parent.glob("[a-z]*.py")} - {
    "index",
    "reading",
    "scheme",
    "zones",
}

# (scheme, software and id of a Postfix-like line, its stamp, the time in the id or None)
IDS = [
    ("sendmail", "(8.12.10/8.12.10) with ESMTP id i2T7sDtD013132", "28 Mar 2004 23:54:14 -0800", "2004-03-29T07:54:13"),
    ("sendmail", "(8.17.1/8.17.1) with ESMTP id 6AO8A0cf012345", "24 Nov 2026 08:10:02 +0000", "2026-11-24T08:10:00"),
    ("sendmail", "(8.9.3/8.9.3) with ESMTP id OAA25135", "15 Aug 2002 14:22:26 -0500", "2002-08-15T19:00:00"),
    ("sendmail", "(8.9.3/8.9.3) with ESMTP id CAA25135", "15 Aug 2002 14:22:26 -0500", None),
    ("sendmail", "(8.12.10/8.12.10) with ESMTP id i2T7sDtD013132", "28 Mar 2009 23:54:14 -0800", None),
    ("exim", "with esmtp (Exim 4.96) id 17byiV-00013T-00", "6 Aug 2002 00:25:20 -0700", "2002-08-06T07:25:19"),
    ("exim", "with esmtp (Exim 4.98) id 1vNRKm-00000012345-1aBc", "24 Nov 2025 07:50:04 +0000", "2025-11-24T07:50:04"),
    ("exim", "with esmtp (Exim 4.96) id 17byiV-00013T-00", "6 Aug 2012 00:25:20 -0700", None),
    ("google", "with SMTP id x1-20020a05mr9876543f8f.9.1795507201417", "24 Nov 2026 08:00:01 +0000", "2026-11-24T08:00:01.417000"),
    ("google", "with ESMTPSA id a12-20020a05sm1edb.12.2026.11.24.00.00.01", "24 Nov 2026 08:00:02 +0000", "2026-11-24T08:00:01"),
    ("spelled", "(InterMail vM.5.01) with ESMTP id <20020206220608.CXUD1068.mta@pc>", "7 Feb 2002 00:06:08 +0200", "2002-02-06T22:06:08"),
    ("spelled", "(Lotus Domino Release 5.0.5) with SMTP id 2001051015213519:7860", "10 May 2001 15:21:35 +0200", "2001-05-10T13:21:35"),
    ("dovecot", "(Dovecot) with LMTP id qFzxCwoBJGcAAA", "31 Oct 2024 22:13:30 +0000", "2024-10-31T22:13:30"),
    ("oracle", "(iPlanet Messaging Server 5.2) with ESMTP id 0GQU00530AQCOI@ims", "1 Feb 2002 05:47:00 +0000", "2002-02-01T05:47:00"),
    ("oracle", "(iPlanet Messaging Server 5.2) with ESMTP id 0GQU00530AQCOI@ims", "1 Feb 2012 05:47:00 +0000", None),
    ("oracle", "(PMDF V6.1 #30532) with SMTP id <01KKE2A2DB6M9E8AXU@vms>", "22 Jul 2002 09:18:00 +0100", "2002-07-22T08:17:51.898126"),
    ("oracle", "(PMDF V6.1 #30532) with SMTP id <01KKE2A2DB6M9E8AXU@vms>", "22 Jul 2003 09:18:00 +0100", None),
    ("exim", "(Smail3.2) with esmtp id mO/17oq5U-000EoYO", "10 Sep 2002 13:50:12 -0500", "2002-09-10T18:50:12"),
    ("exim", "with esmtp id 17p9L2-19TcBsC", "11 Sep 2002 17:23:32 +0200", "2002-09-11T15:23:32"),
    ("exim", "with esmtp id 17p9L2-19TcBsC", "11 Sep 2012 17:23:32 +0200", None),
    ("netscape", "(Netscape Messaging Server 4.15) with ESMTP id GWZ0VY00.5WZ", "31 May 2002 20:23:58 +1000", "2002-05-31T10:23:58"),
    ("aol", "(v85_r1.8) with ESMTP id MAILININ12-0515125227", "15 May 2002 12:52:27 -0400", "2002-05-15T16:52:27"),
    ("aol", "(v85_r1.8) with ESMTP id MAILININ12-1315125227", "15 May 2002 12:52:27 -0400", None),
    ("mailsweeper", "(Content Technologies SMTPRS 4.2.5) with SMTP id <T5ef5bd32c1c0a80603318@mx>", "4 Dec 2002 11:35:43 +0000", "2002-12-04T11:35:43.041000"),
    ("sendgrid", "(SG) with ESMTP id recvd-7b5d7c7745-rwcs2-1-69221397-18", "22 Nov 2025 19:48:39 +0000", "2025-11-22T19:48:39"),
    ("object_id", "with ESMTP id 684affa8eece23afce39ece1", "12 Jun 2025 16:26:16 +0000", "2025-06-12T16:26:16"),
    ("momentum", "(ecelerity 4.4) with ESMTP id 92/76-53113-D6169396", "10 Dec 2025 12:02:53 +0000", "2025-12-10T12:02:53"),
    ("zoho", "with SMTPS id 1418381305038171.1991566282053", "12 Dec 2014 02:48:25 -0800", "2014-12-12T10:48:25.038171"),
    ("uuid", "with ESMTP id 129a0ecba2ad11f0811d0286f843b077", "6 Oct 2025 12:07:47 +0000", "2025-10-06T12:07:47.361351"),
    ("courier", "with ESMTP id 0000000000040231.000000005F0C1A2B.00001234", "13 Jul 2020 10:24:12 +0200", "2020-07-13T08:24:11"),
    ("courier", "with ESMTP id 0000000000040231.000000005F0C1A2B.00001234", "13 Jul 2021 10:24:12 +0200", None),
    ("postfix", "(Postfix) with ESMTP id 4ABC123", "24 Nov 2026 08:00:00 +0000", None),
]  # fmt: skip
HOSTS = {
    "google": "mail-wr1-f41.google.com", "aol": "rly-ip01.mx.aol.com", "sendgrid": "geopod.sendgrid.net",
    "object_id": "mx.mailgun.org", "zoho": "mx.zohomail.com",
}  # fmt: skip


def read(line: str) -> tuple[Clock, ...]:
    return headertrace.trace(line.encode() + b"\n\n").clocks


@pytest.mark.parametrize(("scheme", "middle", "stamp", "time"), IDS, ids=range(len(IDS)))
def test_ids(scheme: str, middle: str, stamp: str, time: str | None) -> None:
    host = HOSTS.get(scheme, "mx.example.org")
    found = read(f"Received: from a.example (a.example [192.0.2.1]) by {host} {middle}; {stamp}")
    assert [(clock.scheme, clock.time.replace(tzinfo=None).isoformat()) for clock in found] == (
        [(scheme, time)] if time else []
    )
    assert all(clock.hop == 1 and clock.against_stamp_s is not None for clock in found)


def postfix_id(moment: datetime) -> str:
    digits = "0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz"

    def spell(number: int, size: int) -> str:
        return "" if size == 0 else spell(number // 52, size - 1) + digits[number % 52]

    return f"{spell(int(moment.timestamp()), 6)}{spell(moment.microsecond, 4)}z3Bk"


def test_postfix_long_id() -> None:
    moment = datetime(2026, 11, 24, 8, 0, 0, 123456, tzinfo=UTC)
    line = f"Received: from a.example (a.example [192.0.2.1]) by mx.example.org (Postfix) with ESMTP id {postfix_id(moment)}"
    (clock,) = read(f"{line}; 24 Nov 2026 08:00:00 +0000")
    assert (clock.scheme, clock.time, clock.resolution_s) == ("postfix", moment, 1e-6)


STAMP = "Received: from a.example by b.example; 24 Nov 2026 08:00:00 +0000\n"
FIELDS = [
    ("filetime", "X-OriginalArrivalTime: 24 Nov 2026 08:00:01.0876 (UTC) FILETIME=[8A2E0F40:01DD1C2B]", None),
    ("filetime", "X-MS-Exchange-CrossTenant-OriginalArrivalTime: 24 Nov 2026 07:59:59.1234 (UTC)", "2026-11-24T07:59:59.123400"),
    ("signature", "DKIM-Signature: v=1; a=rsa-sha256; d=example.org; t=1795507195; s=x", "2026-11-24T07:59:55"),
    ("signature", "ARC-Seal: i=1; a=rsa-sha256; t=1795507199; cv=none", "2026-11-24T07:59:59"),
    ("dated", "Delivery-date: Tue, 24 Nov 2026 08:00:02 +0000", "2026-11-24T08:00:02"),
    ("message_id", "Message-ID: <1795507190.1234.56.camel@pc.example>", "2026-11-24T07:59:50"),
    ("message_id", "Message-ID: <20261124075955.12345.6789@pc.example>", "2026-11-24T07:59:55"),
    ("message_id", "Message-ID: <1234.5.1795507195000.JavaMail.root@app>", "2026-11-24T07:59:55"),
    ("message_id", "Message-ID: <179550719500.1234.1234567890@pc.example>", "2026-11-24T07:59:55"),
    ("message_id", "Message-ID: <6B053BFB.7080904@pc.example>", "2026-11-24T07:25:47"),
    ("message_id", "Message-ID: <01M869333R0000000000000001@pc.example>", "2026-11-24T07:59:55"),
    ("message_id", "Message-ID: <3MXqKO0bJcRwTH0ncLZzTIt2rlZ@pc.example>", "2026-11-24T07:59:55"),
    ("message_id", "Message-ID: <aaaaaaaaaaaaaaaaaaaaaaaaaaa@pc.example>", None),
    ("message_id", "Message-ID: <2125137320473526272@pc.example>", "2026-11-24T07:59:55"),
    ("message_id", "Message-ID: <1f1e7dd0-9004-6f80-8def-0123456789ab@pc.example>", "2026-11-24T07:59:55"),
    ("message_id", "Message-ID: <01a20c91-8c78-7abc-8def-0123456789ab@pc.example>", "2026-11-24T07:59:55"),
    ("message_id", "Message-ID: <01a20c91-8c78-4abc-8def-0123456789ab@pc.example>", None),
    ("boundary", 'Content-Type: multipart/mixed; boundary="----=_NextPart_000_0012_01DD7BE9.CABD8F80"', "2026-11-24T07:59:55"),
    ("boundary", 'Content-Type: multipart/mixed; boundary="----=_Part_12_345.1795507195000"', "2026-11-24T07:59:55"),
    ("boundary", 'Content-Type: multipart/mixed; boundary="----------=_1795507195-790-0"', "2026-11-24T07:59:55"),
    ("boundary", 'Content-Type: multipart/mixed; boundary="------------0012345678"', None),
    ("boundary", "Content-Type: multipart/mixed; boundary=1166300.1795507195000.JavaMail.root.web5", "2026-11-24T07:59:55"),
    ("boundary", 'Content-Type: multipart/alternative; boundary="_=_swift_1795507195_5acbd56de7f62df8fdbaff2ed357b6ed_=_"', "2026-11-24T07:59:55"),
    ("boundary", 'Content-Type: multipart/mixed; BOUNDARY="0-1051763016-1795507195=:3397"', "2026-11-24T07:59:55"),
    ("boundary", 'Content-Type: multipart/report; boundary="6AO8A0cf012345.1795507195/mx.example.org"', "2026-11-24T07:59:55"),
    ("boundary", 'Content-Type: multipart/report; boundary="6AO8A0cf012345.1395507195/mx.example.org"', None),
    ("dated", "Delivery-Date: Tue Nov 24 08:00:03 2026", "2026-11-24T08:00:03"),
    ("dated", "Delivery-Date: Tue Nov 34 08:00:03 2026", None),
    ("dated", "X-Apparently-To: ann@example.org via 192.0.2.1; Tue, 24 Nov 2026 08:00:02 +0000", "2026-11-24T08:00:02"),
    ("dated", "X-MDAV-Processed: mail.example.org, Tue, 24 Nov 2026 08:00:02 +0000", "2026-11-24T08:00:02"),
    ("dated", "X-Authentication-Info: Submitted using SMTP AUTH LOGIN at out.example from [192.0.2.1] at Tue, 24 Nov 2026 02:00:02 -0600", "2026-11-24T08:00:02"),
    ("dated", "X-Apparently-To: ann@example.org via 192.0.2.1", None),
    ("counted", "X-Yandex-TimeMark: 1795507195", "2026-11-24T07:59:55"),
    ("counted", "X-MC-Ingress-Time: 1795507195000", "2026-11-24T07:59:55"),
    ("counted", "X-Msg-Ref: server-33.tower-702.messagelabs.com!1795507195!111119!1", "2026-11-24T07:59:55"),
    ("counted", "X-Trace: news.example.org 1795507195 9893 192.0.2.1 (24 Nov 2026 07:59:55 GMT)", "2026-11-24T07:59:55"),
    ("counted", "X-CM-Analysis: v=2.4 cv=LvvAyWdc c=1 sm=1 tr=0 ts=6b0543fb a=qLfc2vrQ==:117", "2026-11-24T07:59:55"),
    ("counted", "Return-Path: <sentto-2242572-60403-1795507195-ann=example.org@returns.groups.yahoo.com>", "2026-11-24T07:59:55"),
    ("counted", "Return-Path: <bounce-md_30477602.6b0543fb.v1-7c0b@mandrillapp.com>", "2026-11-24T07:59:55"),
    ("counted", "Return-Path: <ann@example.org>", None),
    ("filetime", "X-MS-Exchange-Organization-ExpirationStartTime: 24 Nov 2026 07:59:59.1234 (UTC)", "2026-11-24T07:59:59.123400"),
    ("latency", "X-MS-Exchange-Transport-EndToEndLatency: 00:00:02.5000000", None),
    ("greylist", "X-Greylist: delayed 305 seconds by postgrey-1.37 at mx.example.org; Tue, 24 Nov 2026 08:00:00 UTC", "2026-11-24T08:00:00"),
    ("greylist", "X-Greylist: whitelisted by SQLgrey-1.8.0", None),
    ("dated", "X-Mailman-Approved-At: Tue, 24 Nov 2026 07:59:00 +0000", "2026-11-24T07:59:00"),
    ("message_id", "Message-ID: <132971.1795507195000.JavaMail.root@web5>", "2026-11-24T07:59:55"),
    ("message_id", "Message-ID: <1845150637.5878820.1795507195000@app.example>", "2026-11-24T07:59:55"),
    ("message_id", "Message-ID: <20261124075955.30169.qmail@pc.example>", "2026-11-24T07:59:55"),
    ("message_id", "Message-ID: <20261124075955.7764.35807.Mailman@lists.example>", "2026-11-24T07:59:55"),
    ("message_id", "Message-ID: <30477602.20261124075955.650e55cfa78e24.84322027@mail.example>", "2026-11-24T07:59:55"),
    ("message_id", "Message-ID: <20261124075955.B6397@pc.example>", "2026-11-24T07:59:55"),
    ("message_id", "Message-ID: <20261124075955.6b55dcac.ann@example.org>", "2026-11-24T07:59:55"),
    ("message_id", "Message-ID: <1917968978.20261124075955@pc.example>", "2026-11-24T07:59:55"),
    ("message_id", "Message-ID: <5.1.0.14.2.20261124075955.02c6fec0@pc.example>", "2026-11-24T07:59:55"),
    ("message_id", "Message-ID: <MDAEMON-F202611240759.AA5955408md50007305004@pc.example>", "2026-11-24T07:59:00"),
    ("message_id", "Message-ID: <6B053BFB.EB346CF1@pc.example>", "2026-11-24T07:25:47"),
    ("message_id", "Message-ID: <6B053BFB.21244.52BF5419@localhost>", "2026-11-24T07:25:47"),
    ("message_id", "Message-ID: <6b053bfb.050a0220.34a3c6.b4c5@mx.google.com>", "2026-11-24T07:25:47"),
    ("message_id", "Message-ID: <53964.192.0.2.22.1795507195.squirrel@mail.example>", "2026-11-24T07:59:55"),
    ("message_id", "Message-ID: <12948.1795507195@pc.example>", "2026-11-24T07:59:55"),
    ("message_id", "Message-ID: <1795507195.3d4c32e8a44c7@webmail.example>", "2026-11-24T07:59:55"),
    ("message_id", "Message-ID: <1395507195.3d4c32e8a44c7@webmail.example>", None),
    ("message_id", "Message-ID: <hello@example.org>", None),
    ("message_id", "Message-ID: <20261399999999.12345.6789@pc.example>", None),
    ("signature", "DKIM-Signature: v=1; bh=t=123", None),
    ("thread_index", "Thread-Index: not base64!", None),
]  # fmt: skip


@pytest.mark.parametrize(("scheme", "field", "time"), FIELDS, ids=range(len(FIELDS)))
def test_fields(scheme: str, field: str, time: str | None) -> None:
    found = read(STAMP + field)
    if time is None:
        assert scheme == "filetime" or found == ()
    else:
        assert [(clock.scheme, clock.time.replace(tzinfo=None).isoformat()) for clock in found] == [(scheme, time)]


def test_index_and_files_agree() -> None:
    named = {scheme for product in PRODUCTS for scheme in product.clocks or ()} | set(index.BY_FIELD.values())
    named |= {scheme for scheme, _ in index.BY_SHAPE}
    assert named == SCHEMES


def test_a_mislabelled_zone_is_told_from_waiting() -> None:
    trace = headertrace.trace(
        b"Received: from mx.example.net (mx.example.net [192.0.2.1]) by mx.example.org (Postfix) with ESMTP id 4A;"
        b" 24 Nov 2026 08:10:05 +0000\n"
        b"Received: from pc (pc [192.0.2.2]) by mx.example.net (8.17.1/8.17.1) with ESMTP id 6AO8A0cf012345;"
        b" 24 Nov 2026 08:10:01 +0100\n\n"
    )
    assert zone_errors(trace.clocks)[1][0] == -3600
    assert trace.delays == ()
    (offset,) = trace.offsets
    assert (offset.host, offset.offset_s) == ("mx.example.net", -3600)


def test_exim_s_ids_follow_the_daemon_s_start_and_prove_no_zone() -> None:
    """An id of 07:00 beside a stamp of 12:00: a wait of five hours is as likely as a wrong zone."""
    trace = headertrace.trace(
        b"Received: from pc (pc [192.0.2.2]) by mx.example.net with esmtp (Exim 4.96) id 1vNQpo-00013T-00;"
        b" 24 Nov 2025 12:18:04 +0000\n\n"
    )
    (clock,) = trace.clocks
    assert clock.scheme == "exim" and abs(clock.against_stamp_s or 0) > 14_000
    assert zone_errors((clock._replace(against_stamp_s=-18_000.0),)) == {} and trace.offsets == ()


@pytest.mark.parametrize(("taken", "time"), [("00:00:02.5000000", "08:00:01.500000"), ("1.00:00:02", "08:00:01")])
def test_latency_counts_from_the_arrival(taken: str, time: str) -> None:
    arrived = "X-MS-Exchange-CrossTenant-OriginalArrivalTime: 24 Nov 2026 07:59:59.0000 (UTC)\n"
    (_, found) = read(f"{STAMP}{arrived}X-MS-Exchange-Transport-EndToEndLatency: {taken}")
    assert (found.scheme, found.time.time().isoformat()) == ("latency", time)
