"""MTA-STS policies: read, and fetched from a real https server in a network namespace of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from headertrace.lookup import mta_sts
from headertrace.lookup.resolver import Resolver
from helpers.nameserver import Nameserver
from helpers.samples import TESTS


@pytest.mark.parametrize(
    ("text", "policy"),
    [
        ("version: STSv1\r\nmode: enforce\r\nmx: MX1.beta.zz\r\nmx: *.beta.zz\r\nmax_age: 86400\r\n",
         {"mode": "enforce", "mx": ["mx1.beta.zz", "*.beta.zz"], "max_age": 86400}),
        ("version:STSv1\nmode:none\nmax_age:1", {"mode": "none", "mx": [], "max_age": 1}),
        ("version: STSv1\nmode: testing\nmode: enforce\nmx: a.zz\nmax_age: 1\nunknown: x\n",
         {"mode": "testing", "mx": ["a.zz"], "max_age": 1}),
        ("version: STSv2\nmode: none\nmax_age: 1", None),
        ("version: STSv1\nmode: often\nmx: a.zz\nmax_age: 1", None),
        ("version: STSv1\nmode: enforce\nmax_age: 1", None),
        ("version: STSv1\nmode: enforce\nmx: a.zz\nmax_age: soon", None),
        ("version: STSv1\nmode: none\nmax_age: ²", None),
        ("", None),
    ],
)  # fmt: skip
def test_policy(text: str, policy: dict[str, object] | None) -> None:
    assert mta_sts.read(text) == policy


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "192.0.2.1", "169.254.169.254", None])
def test_inner_addresses_are_never_connected_to(address: str | None) -> None:
    rows = [("mta-sts.beta.zz", "A", address)] if address else []
    with Nameserver(rows) as server, Resolver([server.url]) as resolver:
        assert "has no address to ask" in str(resolver.run(mta_sts.fetch(resolver, "beta.zz")))


@pytest.mark.parametrize(
    ("reply", "verdict", "words"),
    [
        ("enforce", "differ", "its MTA-STS policy (mode enforce) has mail encrypted; hop 2 names no encryption"),
        ("testing", "fact", "its MTA-STS policy is of mode testing"),
        ("redirect", "unknown", "could not be fetched: the server answered 301"),
        ("html", "unknown", "could not be fetched: the answer is text/html, not text/plain"),
        ("long", "unknown", "could not be fetched: the answer is longer than 64 KB"),
        ("no-mode", "unknown", "cannot be read"),
        ("other-name", "unknown", "certificate verify failed"),
    ],
)
def test_fetched(tmp_path: Path, reply: str, verdict: str, words: str) -> None:
    unshare = shutil.which("unshare")
    if unshare is None or subprocess.run([unshare, "-rn", "true"], check=False, capture_output=True).returncode:
        reason = "no network namespace can be made here"
        (pytest.fail if os.environ.get("HEADERTRACE_LAB") == "1" else pytest.skip)(reason)
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS), *sys.path])}
    command = [unshare, "-rn", sys.executable, str(TESTS / "helpers" / "policy_host.py"), reply, str(tmp_path)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)["lookups"]
    row = next(row for row in found["rows"] if row["check"] == "transport" and "mta_sts" in row["detail"])
    assert row["verdict"] == verdict
    assert words in row["text"]
