"""Lines as today's servers write them, each with every fact that stands in it."""

from __future__ import annotations

from typing import Any

import pytest

import headertrace

FACTS = (
    "helo",
    "rdns",
    "ip",
    "port",
    "ident",
    "auth",
    "by",
    "by_ip",
    "protocol",
    "id",
    "recipient",
    "sender",
    "polled",
)

# (dialect, the line, its facts; what is not named is not told)
LINES: list[tuple[str, str, dict[str, Any]]] = [
    (
        "haraka",
        "from a.example.net (a.example.net [192.0.2.1]) by mx.example.org (Haraka/3.0.3) with ESMTPS id 5F0C-1.1 envelope-from <a@example.net> (cipher=TLS_AES_256_GCM_SHA384); Tue, 24 Nov 2026 08:00:00 +0000",
        {
            "helo": "a.example.net",
            "rdns": "a.example.net",
            "ip": "192.0.2.1",
            "by": "mx.example.org",
            "protocol": "ESMTPS",
            "id": "5F0C-1.1",
            "sender": "a@example.net",
            "tls": (None, "TLS_AES_256_GCM_SHA384", None),
        },
    ),
    (
        "haraka",
        "from a.example.net (b.example.net [192.0.2.1]) (Authenticated sender: ann@example.net) by mx.example.org (Haraka) with ESMTPSA id 5F0C-1.1 envelope-from <a@example.net> tls TLS_AES_256_GCM_SHA384 (authenticated bits=0); Tue, 24 Nov 2026 08:00:00 +0000",
        {
            "helo": "a.example.net",
            "rdns": "b.example.net",
            "ip": "192.0.2.1",
            "auth": "ann@example.net",
            "by": "mx.example.org",
            "protocol": "ESMTPSA",
            "id": "5F0C-1.1",
            "sender": "a@example.net",
            "tls": (None, "TLS_AES_256_GCM_SHA384", None),
        },
    ),
    (
        "ironport",
        "from a.example.net ([192.0.2.1]) by esa1.example.org with ESMTP/TLS/ECDHE-RSA-AES256-GCM-SHA384; Tue, 24 Nov 2026 08:00:00 +0000",
        {
            "helo": "a.example.net",
            "ip": "192.0.2.1",
            "by": "esa1.example.org",
            "protocol": "ESMTP/TLS/ECDHE-RSA-AES256-GCM-SHA384",
            "tls": (None, "ECDHE-RSA-AES256-GCM-SHA384", None),
        },
    ),
    (
        "fortimail",
        "from a.example.net (a.example.net [192.0.2.1]) by fml.example.org with ESMTPS id 3AO80012345678-3AO80012345680 (version=TLSv1.2 cipher=ECDHE-RSA-AES256-GCM-SHA384 bits=256 verify=NO); Tue, 24 Nov 2026 08:00:00 +0000",
        {
            "helo": "a.example.net",
            "rdns": "a.example.net",
            "ip": "192.0.2.1",
            "by": "fml.example.org",
            "protocol": "ESMTPS",
            "id": "3AO80012345678-3AO80012345680",
            "tls": ("TLSv1.2", "ECDHE-RSA-AES256-GCM-SHA384", 256),
        },
    ),
    (
        "yahoo",
        "from 192.0.2.1 (EHLO a.example.net) by 10.222.1.2 with SMTPs; Tue, 24 Nov 2026 08:00:00 +0000",
        {"helo": "a.example.net", "ip": "192.0.2.1", "by": "10.222.1.2", "protocol": "SMTPs"},
    ),
    (
        "courier",
        "from a.example.net (b.example.net [::ffff:192.0.2.1]) (TLS: TLS1.3,256bits,ECDHE_RSA_AES_256_GCM_SHA384) by mail.example.org with ESMTPS id 000000000000023A.000000006B061724.000000A1; Tue, 24 Nov 2026 08:00:00 +0000",
        {
            "helo": "a.example.net",
            "rdns": "b.example.net",
            "ip": "192.0.2.1",
            "by": "mail.example.org",
            "protocol": "ESMTPS",
            "id": "000000000000023A.000000006B061724.000000A1",
            "tls": ("TLS1.3", "ECDHE_RSA_AES_256_GCM_SHA384", 256),
        },
    ),
    (
        "courier",
        "from localhost (localhost [127.0.0.1]) (uid 5001) by mail.example.org with local id 0000000000000233.000000006B061766.00000081; Tue, 24 Nov 2026 08:00:00 +0000",
        {
            "helo": "localhost",
            "rdns": "localhost",
            "ip": "127.0.0.1",
            "ident": "5001",
            "by": "mail.example.org",
            "protocol": "local",
            "id": "0000000000000233.000000006B061766.00000081",
        },
    ),
    (
        "courier",
        "from a.example.net (b.example.net [192.0.2.1]) (AUTH: LOGIN ann@example.net, TLS: TLSv1.2,256bits,ECDHE-RSA-AES256-GCM-SHA384) by mail.example.org with ESMTPSA id 0000000000040231.000000005F0C1A2B.00001234; Tue, 24 Nov 2026 08:00:00 +0000",
        {
            "helo": "a.example.net",
            "rdns": "b.example.net",
            "ip": "192.0.2.1",
            "auth": "ann@example.net",
            "by": "mail.example.org",
            "protocol": "ESMTPSA",
            "id": "0000000000040231.000000005F0C1A2B.00001234",
            "tls": ("TLSv1.2", "ECDHE-RSA-AES256-GCM-SHA384", 256),
        },
    ),
    (
        "courier",
        "from a.example.net (b.example.net [::ffff:192.0.2.1]) (TLS: TLSv1/SSLv3,256bits,AES256-SHA) by mail.example.org with esmtp id 00011A2B.4F0C1A2B.00001234; Tue, 24 Nov 2026 08:00:00 +0000",
        {
            "helo": "a.example.net",
            "rdns": "b.example.net",
            "ip": "192.0.2.1",
            "by": "mail.example.org",
            "protocol": "esmtp",
            "id": "00011A2B.4F0C1A2B.00001234",
            "tls": ("TLSv1/SSLv3", "AES256-SHA", 256),
        },
    ),
    (
        "momentum",
        "from [192.0.2.1] ([192.0.2.1:44444] helo=a.example.net) by mta.example.org (envelope-from <a@example.net>) (ecelerity 3.6.25.56547 r(Core:3.6.25.0)) with ESMTP id 11/22-33333-4444; Tue, 24 Nov 2026 08:00:00 +0000",
        {
            "helo": "a.example.net",
            "ip": "192.0.2.1",
            "port": 44444,
            "by": "mta.example.org",
            "protocol": "ESMTP",
            "id": "11/22-33333-4444",
            "sender": "a@example.net",
        },
    ),
    (
        "momentum",
        "from a.example.net ([192.0.2.1:44444] helo=a.example.net) by mta1.example.org (envelope-from <a@example.net>) (Momentum 4.3.1.51) with ESMTPS (cipher=ECDHE-RSA-AES256-GCM-SHA384) id 11/22-33333-4444; Tue, 24 Nov 2026 08:00:00 +0000",
        {
            "helo": "a.example.net",
            "rdns": "a.example.net",
            "ip": "192.0.2.1",
            "port": 44444,
            "by": "mta1.example.org",
            "protocol": "ESMTPS",
            "id": "11/22-33333-4444",
            "sender": "a@example.net",
            "tls": (None, "ECDHE-RSA-AES256-GCM-SHA384", None),
        },
    ),
    (
        "sendgrid",
        "by recvd-abcdef with SMTP id recvd-abcdef-1-65A1B2C3-1 2026-11-24 08:00:00.123456789 +0000 UTC m=+1234.5",
        {"by": "recvd-abcdef", "protocol": "SMTP", "id": "recvd-abcdef-1-65A1B2C3-1"},
    ),
    (
        "sendgrid",
        "by filter0001p3iad2.sendgrid.net with SMTP id filter0001p3iad2-1234-5B2C3D4E-1 2026-11-24 08:00:00.123456789 +0000 UTC",
        {"by": "filter0001p3iad2.sendgrid.net", "protocol": "SMTP", "id": "filter0001p3iad2-1234-5B2C3D4E-1"},
    ),
    (
        "sendgrid",
        "from MTIzNDU (unknown) by geopod-ismtpd-1-1 (SG) with HTTP id abcDEF Tue, 24 Nov 2026 08:00:00.000 +0000 (UTC)",
        {"helo": "mtizndu", "by": "geopod-ismtpd-1-1", "protocol": "HTTP", "id": "abcDEF"},
    ),
    (
        "kumomta",
        "from a.example.net (192.0.2.1) by mx.example.org (KumoMTA 192.0.2.9) with ESMTPS id 1122334455667788 for <b@example.org>; Tue, 24 Nov 2026 08:00:00 +0000",
        {
            "helo": "a.example.net",
            "ip": "192.0.2.1",
            "by": "mx.example.org",
            "protocol": "ESMTPS",
            "id": "1122334455667788",
            "recipient": "b@example.org",
        },
    ),
    (
        "zonemta",
        "from a.example.net (b.example.net [192.0.2.1]) by mail.example.org (ZoneMTA) with ESMTPSA id 18abc.001 for <b@example.org> (version=TLSv1.3 cipher=TLS_AES_256_GCM_SHA384); Tue, 24 Nov 2026 08:00:00 +0000",
        {
            "helo": "a.example.net",
            "rdns": "b.example.net",
            "ip": "192.0.2.1",
            "by": "mail.example.org",
            "protocol": "ESMTPSA",
            "id": "18abc.001",
            "recipient": "b@example.org",
            "tls": ("TLSv1.3", "TLS_AES_256_GCM_SHA384", None),
        },
    ),
    (
        "stalwart",
        "from a.example.net (b.example.net [192.0.2.1]) (using TLSv1.3 with cipher TLS13_AES_256_GCM_SHA384) by mail.example.org (Stalwart SMTP) with ESMTPS id 1A2B3C; Tue, 24 Nov 2026 08:00:00 +0000",
        {
            "helo": "a.example.net",
            "rdns": "b.example.net",
            "ip": "192.0.2.1",
            "by": "mail.example.org",
            "protocol": "ESMTPS",
            "id": "1A2B3C",
            "tls": ("TLSv1.3", "TLS13_AES_256_GCM_SHA384", None),
        },
    ),
    (
        "dovecot",
        "from mx.example.org ([192.0.2.2]) by director.example.org (Dovecot) with LMTP id YWJjZGVmZ2hpamtsbW5vcA; Tue, 24 Nov 2026 08:00:00 +0000",
        {
            "helo": "mx.example.org",
            "ip": "192.0.2.2",
            "by": "director.example.org",
            "protocol": "LMTP",
            "id": "YWJjZGVmZ2hpamtsbW5vcA",
        },
    ),
    (
        "cyrus",
        "from mx.example.org ([unix socket]) by store.example.org (Cyrus 3.0.8-Debian-3.0.8-6) with LMTPA; Tue, 24 Nov 2026 08:00:00 +0000",
        {"helo": "mx.example.org", "by": "store.example.org", "protocol": "LMTPA"},
    ),
    (
        "amavis",
        "from mx.example.org ([127.0.0.1]) by localhost (mx.example.org [127.0.0.1]) (amavis, port 10024) with ESMTP id aBcD1234eFgH for <b@example.org>; Tue, 24 Nov 2026 08:00:00 +0000",
        {
            "helo": "mx.example.org",
            "ip": "127.0.0.1",
            "by": "localhost",
            "protocol": "ESMTP",
            "id": "aBcD1234eFgH",
            "recipient": "b@example.org",
        },
    ),
    (
        "mimecast",
        "from a.example.net (a.example.net [192.0.2.1]) (Using TLS) by relay.mimecast.com with ESMTP id us-mta-12-AbCdEfGhIjKlMnOpQrStUv-1; Tue, 24 Nov 2026 08:00:00 +0000",
        {
            "helo": "a.example.net",
            "rdns": "a.example.net",
            "ip": "192.0.2.1",
            "by": "relay.mimecast.com",
            "protocol": "ESMTP",
            "id": "us-mta-12-AbCdEfGhIjKlMnOpQrStUv-1",
        },
    ),
    (
        "proofpoint",
        "from pps.filterd (m0001234.ppops.net [127.0.0.1]) by mx0a-0001234.pphosted.com (8.17.1.19/8.17.1.19) with ESMTP id 3AO7abcd012345; Tue, 24 Nov 2026 08:00:00 +0000",
        {
            "helo": "pps.filterd",
            "rdns": "m0001234.ppops.net",
            "ip": "127.0.0.1",
            "by": "mx0a-0001234.pphosted.com",
            "protocol": "ESMTP",
            "id": "3AO7abcd012345",
        },
    ),
    (
        "proofpoint",
        "from pps.filterd (mx01.example.org [127.0.0.1]) by mx01.example.org (8.16.0.42/8.16.0.42) with SMTP id 3AO7abcd012345; Tue, 24 Nov 2026 08:00:00 +0000",
        {
            "helo": "pps.filterd",
            "rdns": "mx01.example.org",
            "ip": "127.0.0.1",
            "by": "mx01.example.org",
            "protocol": "SMTP",
            "id": "3AO7abcd012345",
        },
    ),
    (
        "barracuda",
        "from a.example.net ([192.0.2.1]) by barracuda.example.org (Spam Firewall) with ESMTP id A1B2C3D4E5; Tue, 24 Nov 2026 08:00:00 +0000",
        {
            "helo": "a.example.net",
            "ip": "192.0.2.1",
            "by": "barracuda.example.org",
            "protocol": "ESMTP",
            "id": "A1B2C3D4E5",
        },
    ),
    (
        "messagelabs",
        "from [192.0.2.1] by server-2.bemta-5.messagelabs.com id 11/22-33333-4444A5B6; Tue, 24 Nov 2026 08:00:00 +0000",
        {"ip": "192.0.2.1", "by": "server-2.bemta-5.messagelabs.com", "id": "11/22-33333-4444A5B6"},
    ),
    (
        "sophos",
        "from a.example.net (a.example.net [192.0.2.1]) by mx.example.org (Sophos Email Appliance) with ESMTP id A1B2C3_D4E5F6B; Tue, 24 Nov 2026 08:00:00 +0000",
        {
            "helo": "a.example.net",
            "rdns": "a.example.net",
            "ip": "192.0.2.1",
            "by": "mx.example.org",
            "protocol": "ESMTP",
            "id": "A1B2C3_D4E5F6B",
        },
    ),
    (
        "google",
        "from [192.168.1.5] (cust.example.net. [192.0.2.1]) by smtp.gmail.com with ESMTPSA id a12-20020a056402abcd00b0abcdefsm1234567edb.12.2026.11.24.00.00.00 (version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256); Tue, 24 Nov 2026 00:00:00 -0800 (PST)",
        {
            "helo": "192.168.1.5",
            "rdns": "cust.example.net",
            "ip": "192.0.2.1",
            "by": "smtp.gmail.com",
            "protocol": "ESMTPSA",
            "id": "a12-20020a056402abcd00b0abcdefsm1234567edb.12.2026.11.24.00.00.00",
            "tls": ("TLS1_3", "TLS_AES_256_GCM_SHA384", 256),
        },
    ),
    (
        "google",
        "by 2002:a05:6214:4405:b0:89a:d41:b1cc with SMTP id abcd1234efgh-1234abcd5678mr1234567890123; Tue, 24 Nov 2026 00:00:00 -0800 (PST)",
        {
            "by": "2002:a05:6214:4405:b0:89a:d41:b1cc",
            "protocol": "SMTP",
            "id": "abcd1234efgh-1234abcd5678mr1234567890123",
        },
    ),
    (
        "google",
        "from 123456789012 named unknown by gmailapi.google.com with HTTPREST; Tue, 24 Nov 2026 00:00:00 -0800",
        {"ident": "123456789012", "by": "gmailapi.google.com", "protocol": "HTTPREST"},
    ),
    (
        "exchange",
        "from AM0PR01MB1001.eurprd01.prod.exchangelabs.com ([fe80::1]) by AM0PR01MB1001.eurprd01.prod.exchangelabs.com ([fe80::1%3]) with mapi id 15.20.1234.012; Tue, 24 Nov 2026 08:00:00 +0000",
        {
            "helo": "am0pr01mb1001.eurprd01.prod.exchangelabs.com",
            "ip": "fe80::1",
            "by": "am0pr01mb1001.eurprd01.prod.exchangelabs.com",
            "by_ip": "fe80::1",
            "protocol": "mapi",
            "id": "15.20.1234.012",
        },
    ),
    (
        "exchange",
        "from EX1.example.org (192.0.2.5) by EX2.example.org (192.0.2.6) with Microsoft SMTP Server (TLS) id 15.0.1497.2 via Mailbox Transport; Tue, 24 Nov 2026 08:00:00 +0000",
        {
            "helo": "ex1.example.org",
            "ip": "192.0.2.5",
            "by": "ex2.example.org",
            "by_ip": "192.0.2.6",
            "protocol": "Microsoft SMTP Server",
            "id": "15.0.1497.2",
        },
    ),
    (
        "exchange",
        "from EX1.corp.example.org ([10.1.1.1]) by EX1.corp.example.org ([10.1.1.1]) with mapi; Tue, 24 Nov 2026 08:00:00 +0000",
        {
            "helo": "ex1.corp.example.org",
            "ip": "10.1.1.1",
            "by": "ex1.corp.example.org",
            "by_ip": "10.1.1.1",
            "protocol": "mapi",
        },
    ),
    (
        "amazonses",
        "from a.example.net (a.example.net [192.0.2.1]) by inbound-smtp.eu-west-1.amazonaws.com with SMTP id abcdefghijklmnopqrstuvwxyz0123456789abcd for b@example.org; Tue, 24 Nov 2026 08:00:00 +0000 (UTC)",
        {
            "helo": "a.example.net",
            "rdns": "a.example.net",
            "ip": "192.0.2.1",
            "by": "inbound-smtp.eu-west-1.amazonaws.com",
            "protocol": "SMTP",
            "id": "abcdefghijklmnopqrstuvwxyz0123456789abcd",
            "recipient": "b@example.org",
        },
    ),
    (
        "powermta",
        "from a.example.net (192.0.2.1) by mta1.example.org (PowerMTA(TM) v4.5r12) id h1abcd2efgh3 for <b@example.org>; Tue, 24 Nov 2026 08:00:00 +0000 (envelope-from <a@example.net>)",
        {
            "helo": "a.example.net",
            "ip": "192.0.2.1",
            "by": "mta1.example.org",
            "id": "h1abcd2efgh3",
            "recipient": "b@example.org",
            "sender": "a@example.net",
        },
    ),
    (
        "powermta",
        "by mta1.example.org (PowerMTA v5.0r8) id habcd for <b@example.org>; Tue, 24 Nov 2026 08:00:00 +0000 (envelope-from <a@example.net>)",
        {"by": "mta1.example.org", "id": "habcd", "recipient": "b@example.org", "sender": "a@example.net"},
    ),
    (
        "mailgun",
        "from [127.0.0.1] (unknown [192.0.2.1]) by 01a2b3c4d5e6 with SMTP id 5f0c1a2b3c4d5e6f7a8b9c0d (version=TLS1.3, cipher=TLS_AES_128_GCM_SHA256); Tue, 24 Nov 2026 08:00:00 GMT",
        {
            "helo": "127.0.0.1",
            "ip": "192.0.2.1",
            "by": "01a2b3c4d5e6",
            "protocol": "SMTP",
            "id": "5f0c1a2b3c4d5e6f7a8b9c0d",
            "tls": ("TLS1.3", "TLS_AES_128_GCM_SHA256", None),
        },
    ),
    (
        "mailgun",
        "by 192.0.2.9 with HTTP id 5f0c1a2b3c4d5e6f7a8b9c0d; Tue, 24 Nov 2026 08:00:00 GMT",
        {"by": "192.0.2.9", "protocol": "HTTP", "id": "5f0c1a2b3c4d5e6f7a8b9c0d"},
    ),
    (
        "smtpsvc",
        "from a.example.net ([192.0.2.1]) by mx.example.org over TLS secured channel with Microsoft SMTPSVC(10.0.14393.4169); Tue, 24 Nov 2026 08:00:00 +0000",
        {"helo": "a.example.net", "ip": "192.0.2.1", "by": "mx.example.org", "protocol": "Microsoft SMTPSVC"},
    ),
    (
        "postfix",
        'from mail.example.net (unknown [IPv6:2001:db8::1]) (using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits) key-exchange X25519 server-signature RSA-PSS (2048 bits) server-digest SHA256) (Client CN "mail.example.net", Issuer "R3" (verified OK)) by mx.example.org (Postfix) with ESMTPS id 4ABCD1234z for <b@example.org>; Tue, 24 Nov 2026 08:00:00 +0000',
        {
            "helo": "mail.example.net",
            "ip": "2001:db8::1",
            "by": "mx.example.org",
            "protocol": "ESMTPS",
            "id": "4ABCD1234z",
            "recipient": "b@example.org",
            "tls": ("TLSv1.3", "TLS_AES_256_GCM_SHA384", 256),
        },
    ),
    (
        "exim",
        "from [192.0.2.1] (port=44444 helo=a.example.net) by mx.example.org with esmtpsa (TLS1.3:ECDHE_RSA_AES_256_GCM_SHA384:256) (Exim 4.96) (envelope-from <a@example.net>) id 1aBcDe-000123-Aa for b@example.org; Tue, 24 Nov 2026 08:00:00 +0000",
        {
            "helo": "a.example.net",
            "ip": "192.0.2.1",
            "port": 44444,
            "by": "mx.example.org",
            "protocol": "esmtpsa",
            "id": "1aBcDe-000123-Aa",
            "recipient": "b@example.org",
            "sender": "a@example.net",
            "tls": ("TLS1.3", "ECDHE_RSA_AES_256_GCM_SHA384", 256),
        },
    ),
    (
        "exim",
        "from a.example.net ([192.0.2.1]:44444 helo=[10.0.0.2]) by mx.example.org with esmtpsa (TLS1.3) tls TLS_AES_256_GCM_SHA384 (Exim 4.98) (envelope-from <a@example.net>) id 1aBcDe-00000012345-1aBc for b@example.org; Tue, 24 Nov 2026 08:00:00 +0000",
        {
            "helo": "10.0.0.2",
            "rdns": "a.example.net",
            "ip": "192.0.2.1",
            "port": 44444,
            "by": "mx.example.org",
            "protocol": "esmtpsa",
            "id": "1aBcDe-00000012345-1aBc",
            "recipient": "b@example.org",
            "sender": "a@example.net",
            "tls": ("TLS1.3", "TLS_AES_256_GCM_SHA384", None),
        },
    ),
    (
        "exim",
        "from ann by mx.example.org with local (Exim 4.96) (envelope-from <ann@example.org>) id 1aBcDe-000123-Aa for b@example.org; Tue, 24 Nov 2026 08:00:00 +0000",
        {
            "ident": "ann",
            "by": "mx.example.org",
            "protocol": "local",
            "id": "1aBcDe-000123-Aa",
            "recipient": "b@example.org",
            "sender": "ann@example.org",
        },
    ),
    (
        "mdaemon",
        "from a.example.net (a.example.net [192.0.2.1]) by mail.example.org (MDaemon PRO v20.0.1) with ESMTPS id md50012345678.msg for <b@example.org>; Tue, 24 Nov 2026 08:00:00 +0000",
        {
            "helo": "a.example.net",
            "rdns": "a.example.net",
            "ip": "192.0.2.1",
            "by": "mail.example.org",
            "protocol": "ESMTPS",
            "id": "md50012345678.msg",
            "recipient": "b@example.org",
        },
    ),
    (
        "smartermail",
        "from a.example.net (b.example.net [192.0.2.1]) by mail.example.org with SMTP (version=TLS\\Tls12 cipher=Aes256 bits=256); Tue, 24 Nov 2026 08:00:00 +0000",
        {
            "helo": "a.example.net",
            "rdns": "b.example.net",
            "ip": "192.0.2.1",
            "by": "mail.example.org",
            "protocol": "SMTP",
            "tls": (None, "Aes256", 256),
        },
    ),
    (
        "kerio",
        "from [192.168.1.5] (cust.example.net [192.0.2.1]) (authenticated user ann@example.org) by mail.example.org (Kerio Connect 9.4.1) with ESMTPSA (using TLSv1.2 with cipher ECDHE-RSA-AES256-GCM-SHA384 (256 bits)); Tue, 24 Nov 2026 08:00:00 +0000",
        {
            "helo": "192.168.1.5",
            "rdns": "cust.example.net",
            "ip": "192.0.2.1",
            "by": "mail.example.org",
            "protocol": "ESMTPSA",
            "tls": ("TLSv1.2", "ECDHE-RSA-AES256-GCM-SHA384", 256),
        },
    ),
    (
        "icewarp",
        "from a.example.net ([192.0.2.1]) by mail.example.org (IceWarp 13.0.1.3 x64) with ESMTP (SSL) id 202611240800000001; Tue, 24 Nov 2026 08:00:00 +0000",
        {
            "helo": "a.example.net",
            "ip": "192.0.2.1",
            "by": "mail.example.org",
            "protocol": "ESMTP",
            "id": "202611240800000001",
        },
    ),
    (
        "communigate",
        "from [192.0.2.1] (account ann@example.org HELO pc.example.org) by mail.example.org (CommuniGate Pro SMTP 6.2.14) with ESMTPSA id 12345678 for b@example.org; Tue, 24 Nov 2026 08:00:00 +0000",
        {
            "helo": "pc.example.org",
            "ip": "192.0.2.1",
            "by": "mail.example.org",
            "protocol": "ESMTPSA",
            "id": "12345678",
            "recipient": "b@example.org",
        },
    ),
    (
        "domino",
        "from a.example.net ([192.0.2.1]) by mail.example.org (HCL Domino Release 12.0.1) with ESMTP id 2026112408000000-1234; Tue, 24 Nov 2026 08:00:00 +0000",
        {
            "helo": "a.example.net",
            "ip": "192.0.2.1",
            "by": "mail.example.org",
            "protocol": "ESMTP",
            "id": "2026112408000000-1234",
        },
    ),
    (
        "groupwise",
        "from GWDOM-MTA by gw.example.org with Novell_GroupWise; Tue, 24 Nov 2026 08:00:00 +0000",
        {"helo": "gwdom-mta", "by": "gw.example.org", "protocol": "Novell_GroupWise"},
    ),
    (
        "oracle",
        "from a.example.net ([192.0.2.1]) by mail.example.org (Oracle Communications Messaging Server 8.1.0.1.20200619 64bit (built Jun 19 2020)) with ESMTPS id <0QK100ABCDEF12@mail.example.org> for b@example.org; Tue, 24 Nov 2026 08:00:00 +0000",
        {
            "helo": "a.example.net",
            "ip": "192.0.2.1",
            "by": "mail.example.org",
            "protocol": "ESMTPS",
            "id": "0QK100ABCDEF12@mail.example.org",
            "recipient": "b@example.org",
        },
    ),
    (
        "qmail",
        "from unknown (HELO a.example.net) (ann@example.net@192.0.2.1) by mail.example.org with ESMTPA; 24 Nov 2026 08:00:00 -0000",
        {
            "helo": "a.example.net",
            "ip": "192.0.2.1",
            "ident": "ann@example.net",
            "by": "mail.example.org",
            "protocol": "ESMTPA",
        },
    ),
    (
        "qmail",
        "from a.example.net (192.0.2.1) by mail.example.org with (DHE-RSA-AES256-SHA encrypted) SMTP; 24 Nov 2026 08:00:00 -0000",
        {
            "helo": "a.example.net",
            "ip": "192.0.2.1",
            "by": "mail.example.org",
            "protocol": "SMTP",
            "tls": (None, "DHE-RSA-AES256-SHA", None),
        },
    ),
    (
        "qpsmtpd",
        "from a.example.net (HELO b.example.net) (192.0.2.1) by mail.example.org (qpsmtpd/0.84) with ESMTP; Tue, 24 Nov 2026 08:00:00 +0000",
        {
            "helo": "b.example.net",
            "rdns": "a.example.net",
            "ip": "192.0.2.1",
            "by": "mail.example.org",
            "protocol": "ESMTP",
        },
    ),
    (
        "opensmtpd",
        "from a.example.net (b.example.net [192.0.2.1]) by mail.example.org (OpenSMTPD) with ESMTPS id 1a2b3c4d (TLSv1.3:TLS_AES_256_GCM_SHA384:256:NO) for <b@example.org>; Tue, 24 Nov 2026 08:00:00 +0000",
        {
            "helo": "a.example.net",
            "rdns": "b.example.net",
            "ip": "192.0.2.1",
            "by": "mail.example.org",
            "protocol": "ESMTPS",
            "id": "1a2b3c4d",
            "recipient": "b@example.org",
            "tls": ("TLSv1.3", "TLS_AES_256_GCM_SHA384", 256),
        },
    ),
    (
        "nemesis",
        "from [192.168.1.5] ([192.0.2.1]) by mail.gmx.net (mrgmx105 [212.227.17.168]) with ESMTPSA (Nemesis) id 1MAbCd-1kXyZa1234-00BcDe for <b@example.org>; Tue, 24 Nov 2026 08:00:00 +0000",
        {
            "helo": "192.168.1.5",
            "ip": "192.0.2.1",
            "by": "mail.gmx.net",
            "protocol": "ESMTPSA",
            "id": "1MAbCd-1kXyZa1234-00BcDe",
            "recipient": "b@example.org",
        },
    ),
    (
        "yandex",
        "from a.example.net (a.example.net [192.0.2.1]) by mxfront1.mail.yandex.net (nwsmtp/Yandex) with ESMTPS id AbCdEf-12aB3cD4 (using TLSv1.2 with cipher ECDHE-RSA-AES128-GCM-SHA256 (128/128 bits)) (Client certificate not present); Tue, 24 Nov 2026 08:00:00 +0000",
        {
            "helo": "a.example.net",
            "rdns": "a.example.net",
            "ip": "192.0.2.1",
            "by": "mxfront1.mail.yandex.net",
            "protocol": "ESMTPS",
            "id": "AbCdEf-12aB3cD4",
            "tls": ("TLSv1.2", "ECDHE-RSA-AES128-GCM-SHA256", 128),
        },
    ),
    (
        "fetchmail",
        "from pop.example.org [192.0.2.110] by desk.example.org with POP3 (fetchmail-6.4.37) for <bob@localhost> (single-drop); Tue, 24 Nov 2026 08:00:00 +0000",
        {
            "ip": "192.0.2.110",
            "by": "desk.example.org",
            "protocol": "POP3",
            "recipient": "bob@localhost",
            "polled": "pop.example.org",
        },
    ),
    (
        "maddy",
        "from a.example.net (b.example.net [192.0.2.1]) by mx.example.org (maddy) with ESMTPS id 1a2b3c4d; Tue, 24 Nov 2026 08:00:00 +0000",
        {
            "helo": "a.example.net",
            "rdns": "b.example.net",
            "ip": "192.0.2.1",
            "by": "mx.example.org",
            "protocol": "ESMTPS",
            "id": "1a2b3c4d",
        },
    ),
    (
        "postal",
        "from a.example.net (b.example.net [192.0.2.1]) by api (Postal) with HTTP; Tue, 24 Nov 2026 08:00:00 +0000",
        {"helo": "a.example.net", "rdns": "b.example.net", "ip": "192.0.2.1", "by": "api", "protocol": "HTTP"},
    ),
]


@pytest.mark.parametrize(("dialect", "line", "facts"), LINES, ids=range(len(LINES)))
def test_line(dialect: str, line: str, facts: dict[str, Any]) -> None:
    got = headertrace.parse_received(line)
    read = {name: value for name in FACTS if (value := getattr(got, name)) is not None}
    if got.tls:
        read["tls"] = tuple(got.tls)
    assert got.dialect == dialect
    assert read == facts
    assert got.time is not None and got.time.isoformat().startswith("2026-11-24T08:00")


NEAR_MISSES = [
    ("haraka", "from a.example (a.example [192.0.2.1]) by haraka.example.org (Postfix) with ESMTP id 4ABC"),
    ("ironport", "from a.example ([192.0.2.1]) by esa1.example.org with ESMTP"),
    ("fortimail", "from a.example (a.example [192.0.2.1]) by mx.example.org with ESMTP id 3AO80012345678"),
    ("courier", "from a.example (a.example [192.0.2.1]) by mx.example.org with ESMTP id 4F0C1A2B.00001234"),
    ("google", "by 2002:b05:6214:4405:: with SMTP id abcd"),
    ("mailgun", "by 192.0.2.9 with HTTP id 5f0c1a2b3c4d5e6f"),
    (
        "proofpoint",
        "from pps.example (pps.example [192.0.2.1]) by mx.example.org (8.17.1/8.17.1) with ESMTP id 3AO7abcd012345",
    ),
    ("yahoo", "from 192.0.2.1 (EHLO a.example.net) by 10.222.1.2 with SMTP"),
    ("maddy", "from a.example (a.example [192.0.2.1]) by maddy.example.org with ESMTP id 1a"),
]


@pytest.mark.parametrize(("dialect", "line"), NEAR_MISSES, ids=[name for name, _ in NEAR_MISSES])
def test_near_miss(dialect: str, line: str) -> None:
    assert headertrace.parse_received(f"{line}; Tue, 24 Nov 2026 08:00:00 +0000").dialect != dialect
