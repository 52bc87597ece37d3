"""A message full of what is secret, and those secrets."""

from __future__ import annotations

KEY = b"a key for tests only"
MESSAGE = b"""\
Return-Path: <carla.winter@sender.example>
Delivered-To: otto.sommer@recipient.example
Received: from out1.sender.example (out1.sender.example [203.0.113.9]) by mx1.recipient.example (Postfix)
 with ESMTPS id 4Tz1Qw2BcDz1xY for <otto.sommer@recipient.example>; Tue, 24 Nov 2026 08:00:03 +0000
Received: from lab-pc7.corp.sender.example (unknown [10.20.30.40]) (Authenticated sender: cwinter)
 by out1.sender.example (Postfix) with ESMTPSA id 9F1C2D3E4A; Tue, 24 Nov 2026 08:00:01 +0000
Received: from [192.168.7.8] (helo=NB-WINTER ident=carla) by lab-pc7.corp.sender.example with esmtp
 (Exim 4.96) id 1rABCD-000123-Ef; Tue, 24 Nov 2026 08:00:00 +0000
DKIM-Signature: v=1; a=rsa-sha256; d=sender.example; s=k1; h=from:to; bh=c2VjcmV0Ym9keWhhc2g=;
 b=c2VjcmV0c2lnbmF0dXJlc2VjcmV0c2lnbmF0dXJl
Date: Tue, 24 Nov 2026 08:00:00 +0000
From: =?utf-8?Q?Carla_Winter-M=C3=BCller?= <carla.winter@sender.example>
To: "Otto Sommer" <otto.sommer@recipient.example>
Subject: =?utf-8?B?R2VoZWltcGxhbiBmw7xyIE1haQ==?=
Message-ID: <5f1e2d3c-0000-4aaa-8bbb-0123456789ab@NB-WINTER>
List-Unsubscribe: <https://lists.sender.example/u?t=9a8b7c6d5e4f3a2b1c&to=otto.sommer>
X-Customer: Winter GmbH, contract 4711-0815

The body is nobody's business.
"""
SECRETS = (
    "carla.winter", "otto.sommer", "cwinter", "lab-pc7", "NB-WINTER", "10.20.30.40", "192.168.7.8", "9F1C2D3E4A",
    "000123-Ef", "Müller", "Sommer", "Geheimplan", "0123456789ab", "9a8b7c6d5e4f3a2b1c", "4711-0815", "business",
    "c2VjcmV0Ym9keWhhc2g", "4Tz1Qw2BcDz1xY",
)  # fmt: skip
