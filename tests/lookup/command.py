"""Running the command as a user would, against a name server of the test's own."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from helpers.command import said

# Top-level domains from the codes that ISO 3166 leaves to users (ZZ, XA …) are never delegated. The addresses
# are a part of 192.88.0.0/16 around the old 6to4 anycast block: whoever has them, no packet leaves this machine.
MAIL = b"""\
Return-Path: <ann@alpha.zz>
Received: from mx2.beta.zz (mx2.beta.zz [10.0.0.2])
\tby mail.beta.zz (Postfix) with LMTP id 4ABC124
\tfor <bob@beta.zz>; Tue, 24 Nov 2026 08:10:04 +0000 (UTC)
Received: from relay.alpha.zz (relay.alpha.zz [192.88.98.7])
\tby mx2.beta.zz (Postfix) with ESMTP id 4ABC123
\tfor <bob@beta.zz>; Tue, 24 Nov 2026 08:10:00 +0000 (UTC)
Received: from pc.alpha.zz (dsl.gamma.zz [192.88.98.9])
\tby relay.alpha.zz (Postfix) with ESMTPSA id 4ABC122
\tfor <bob@beta.zz>; Tue, 24 Nov 2026 08:00:02 +0000 (UTC)
From: Ann <ann@alpha.zz>
To: bob@beta.zz
Subject: hello
Date: Tue, 24 Nov 2026 08:00:00 +0000
Message-ID: <1@alpha.zz>

Hello.
"""


def run(
    home: Path, *args: str, mail: bytes = MAIL, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """``headertrace ARGS < mail``, with ``home`` as the place of caches and settings."""
    own = {"XDG_CACHE_HOME": str(home / "cache"), "XDG_CONFIG_HOME": str(home / "config")}
    return said(*args, stdin=mail, cwd=home, env=own | (env or {}))


def looked_up(home: Path, server: str, *args: str, mail: bytes = MAIL) -> dict[str, Any]:
    """The ``lookups`` of the JSON document."""
    done = run(home, "verify", "-f", "json", "--resolver", server, *args, mail=mail)
    assert done.stderr == ""
    found: dict[str, Any] = json.loads(done.stdout)["lookups"]
    return found


def rows(found: dict[str, Any], check: str, subject: str | None = None) -> list[dict[str, Any]]:
    return [row for row in found["rows"] if row["check"] == check and subject in (None, row["subject"])]
