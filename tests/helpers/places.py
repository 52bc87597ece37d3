"""Every place of a header where something secret can stand, and canaries of twenty-five kinds to plant there."""

from __future__ import annotations

import base64
import quopri
import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote

from bench.redaction import backwards
from headertrace.dictionary import families, names
from headertrace.filters.index import INDEX


class Canary(NamedTuple):
    """What is planted (``text``), and what must not be found again in any form (``marks``).

    ``public`` ones may stay in the presets that let public domains and addresses stay.
    """

    kind: str
    text: str
    marks: tuple[str, ...]
    public: bool = False


CANARIES = (
    Canary("person", "Zephyrine Quillonova", ("zephyrine", "quillonova")),
    Canary("person, not ASCII", "Žofie Kvapilíková", ("Žofie", "Kvapilíková")),
    Canary("login", "zquillon7", ("zquillon7", "zquillon")),
    Canary("inner host with an A-label", "xn--ofie-tza7.snarkwood.local", ("xn--ofie-tza7", "snarkwood")),
    Canary("inner host with U-labels", "bücherwürmchen7.snarkwörd.local", ("bücherwürmchen", "snarkwörd")),
    Canary("words of a subject", "Krokosmia severance", ("krokosmia", "severance")),
    Canary("inner host", "wobblebox7", ("wobblebox",)),
    Canary("inner host with a domain", "wobblebox7.snarkwood.local", ("wobblebox", "snarkwood")),
    Canary("private address", "10.77.66.55", ("10.77.66.55", "77.66.55")),
    Canary("private address in a name", "ip-172-31-97-86", ("172-31-97-86", "31-97-86")),
    Canary("private address in hexadecimal", "ip-0a4d4237", ("0a4d4237",)),
    Canary("id", "4f7Kq9Zx2Lm8Wv3Tn6", ("4f7Kq9Zx2Lm8",)),
    Canary("short id", "K7Q9Z2XD", ("K7Q9Z2XD",)),
    Canary("link with a token", "https://www.example.net/u/tok9f8e7d6c5b4a?m=quillonova", ("tok9f8e7d6c5b4a", "quillonova")),
    Canary("link of another case", "Https://example.net/Krokosmia", ("krokosmia",)),
    Canary("link without a scheme", "www.example.net/krokosmia/plan", ("krokosmia",)),
    Canary("link to a mailbox", "mailto:?subject=Krokosmia", ("krokosmia",)),
    Canary("phone number", "+49 30 55501239", ("55501239",)),
    Canary("contract", "GZ-471108155", ("471108155",)),
    Canary("recipient in a variable return path", "bounce-zquillon=example.org@lists.example.com", ("zquillon",)),
    Canary("file", "Quillonova_plan.pdf", ("quillonova",)),
    Canary("path", "/home/zquillon/Maildir", ("zquillon",)),
    Canary("tenant", "gronkulon.zendesk.com", ("gronkulon",), public=True),
    Canary("public domain", "mx1.flumbergast.com", ("flumbergast",), public=True),
    Canary("public address", "81.169.145.97", ("81.169.145.97",), public=True),
)  # fmt: skip

# How a value says something: alone, in a list, as a parameter, quoted, as a comment, in a sentence, folded.
SHAPES = (
    "{}", "no, {}", "yes; user={}", 'pass reason="{}"', "fail ({})", "Spam detection saw {} in it", "score=1.0\n\trequired=5 {}",
)  # fmt: skip
_DATE = "Tue, 24 Nov 2026 08:00:00 +0000"
# Lines as their programs write them, with a place for what is secret.
LINES = (
    f"Received: from {{}} (unknown [192.0.2.1]) by mx.example.net (Postfix) with ESMTP id 1A2B3C4D5E; {_DATE}",
    f"Received: from a.example.org (a.example.org [192.0.2.1]) (Authenticated sender: {{}}) by mx.example.net (Postfix) with ESMTPSA id 1A2B3C4D5E; {_DATE}",
    f"Received: from a.example.org (a.example.org [192.0.2.1]) (user={{}}) by mx.example.net with esmtpa (Exim 4.96) id 1xVlRb-0003Ab-1x; {_DATE}",
    f"Received: from a.example.org ([192.0.2.1] ident={{}}) by mx.example.net with esmtp (Exim 4.96) id 1xVlRb-0003Ab-1x; {_DATE}",
    f"Received: from a.example.org (HELO x) ({{}}@192.0.2.1) by mx.example.net with SMTP; {_DATE}",
    f"Received: (qmail 2718 invoked by uid 1000 ({{}})); {_DATE}",
    f"Received: by mx.example.net (Postfix, from userid 1000, {{}}) id 1A2B3C4D5E; {_DATE}",
    f"Received: from a.example.org [192.0.2.1] by mx.example.net (auth {{}}) with ESMTPSA; {_DATE}",
    f"Received: from [192.0.2.1] (SquirrelMail authenticated user {{}}) by www.example.net with HTTP; {_DATE}",
    f"Received: from a.example.org by mx.example.net with SMTP id x ({{}}); {_DATE} ({{}})",
    f"X-Received: by 2002:a05:6a00:1 with SMTP id {{}}; {_DATE}",
    "Authentication-Results: mx.example.net; spf=pass smtp.mailfrom={}; dkim=pass header.d={}; dmarc=none header.from={}",
    'Authentication-Results: {}; auth=pass (plain) smtp.auth={}; spf=fail reason="{}" smtp.helo={}',
    "Received-SPF: fail ({}: domain of {} does not designate 192.0.2.1) client-ip=192.0.2.1; envelope-from={}; helo={};",
    "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed; d=example.net; s=s1; h=from:{}; i={}; z=Subject:{}; bh=aGFzaA==; b=c2ln",
    "ARC-Seal: i=1; a=rsa-sha256; cv=none; d=example.net; s={}; t=1700000000; x={}; b=c2ln",
    'Content-Type: application/pdf; name="{}"; charset={}',
    "Content-Disposition: attachment; filename={}; size=10",
    "List-Unsubscribe: <https://lists.example.net/u\n\t/{}>, <mailto:leave@lists.example.net?subject={}>",
    "List-Id: {} <lists.example.net>",
    "Message-ID: <{}@example.net>",
    "References: <1@example.net> ({}) {}",
    "From: {} <bob@example.net>",
    "To: bob@example.net ({}), \"{}\" <al@example.net>",
    "X-Spam-Status: Yes, score=7.5 required=5.0 tests=BAYES_99,{} autolearn=no",
    "X-Spam-Report: * 1.0 RULE {}",
    "X-Mailer: Thunderbird 102.0 ({})",
    "Date: Tue, 24 Nov 2026 08:00:00 +0000 ({})",
    "X-Originating-IP: [{}]",
    "Thread-Index: {}",
    "this is {} and no field",
)  # fmt: skip


def places() -> Iterator[str]:
    """Header lines with ``{}`` for what is secret: every name that is known, and names that are not."""
    known = {*names(), *INDEX, *(f"{row[0]}something" for row in families.ROWS), "x-strange-thing", "strange"}
    for name in sorted(known):
        yield from (f"{name}: {shape}" for shape in SHAPES)
    yield from LINES


def written(secret: str) -> dict[str, str]:
    """The secret in each of the forms that mail has for it."""
    data = secret.encode()
    packed = base64.b64encode(data).decode()
    labels = re.findall(r"[\w-]+", secret)
    return {
        "raw": secret,
        "lower": secret.lower(),
        "upper": secret.upper(),
        "base64": packed,
        "quoted-printable": quopri.encodestring(data).decode().strip(),
        "percent": quote(secret, safe=""),
        "encoded word": f"=?utf-8?B?{packed}?=",
        "folded": secret.replace(" ", "\n "),
        "hex": data.hex(),
        "U-labels": f"{'.'.join(labels)}.example.net",
        "A-labels": f"{'.'.join(label.encode('idna').decode() for label in labels)}.example.net",
        "reversed": backwards(secret),
    }
