"""SPF by the openspf RFC 7208 test suite, whole: pyspf behind our questions, over a real socket.

The suite comes with pyspf's source distribution, which pip fetches; it is served, zone by zone, by a
name server of this test's own on loopback.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest

from headertrace.lookup.resolver import Resolver
from headertrace.verification import spf
from helpers.zoneserver import Zoneserver

yaml = pytest.importorskip("yaml")
pytest.importorskip("spf")

REQUIRED = os.environ.get("HEADERTRACE_LAB") == "1"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "headertrace-lab" / "pyspf"
SUITE = "test/rfc7208-tests.yml"
# Where pyspf 2.0.14 itself does not say what the suite expects: the case and why. Empty: it passes all.
DEVIATIONS: dict[str, str] = {}


def fetched() -> Path | None:
    """The source distribution, from the cache or, where the lab must run, from the package index."""
    have = sorted(CACHE.glob("pyspf-*.tar.gz"))
    if have or not REQUIRED:
        return have[0] if have else None
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", ":all:"]
    subprocess.run([*command, "pyspf==2.0.14", "-d", str(CACHE)], check=True)
    return sorted(CACHE.glob("pyspf-*.tar.gz"))[0]


def scenarios() -> list[dict[str, Any]]:
    source = fetched()
    if source is None:
        return []
    with tarfile.open(source) as archive:
        member = next(name for name in archive.getnames() if name.endswith(SUITE))
        stream = archive.extractfile(member)
        assert stream is not None
        return list(yaml.safe_load_all(stream.read()))


SCENARIOS = scenarios()
CASES = [
    pytest.param(scenario, name, id=name) for scenario in SCENARIOS for name in scenario["tests"]
]  # fmt: skip


def test_the_suite_is_here() -> None:
    if not SCENARIOS:
        pytest.skip("pyspf's source distribution is not in the cache: run with HEADERTRACE_LAB=1 to fetch it")
    assert len(CASES) > 200


@pytest.mark.parametrize(("scenario", "name"), CASES)
def test_case(scenario: dict[str, Any], name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    case = scenario["tests"][name]
    # The suite lives in example.com and its like, which are never asked in earnest.
    monkeypatch.setattr("headertrace.lookup.resolver.refusal", lambda name, names_only=False: None)
    with Zoneserver(zone(scenario["zonedata"])) as server, Resolver([server.url], 20) as resolver:
        outcome = spf.evaluate(resolver.answers, str(case["host"]), case["mailfrom"], case["helo"])
    expected = case["result"] if isinstance(case["result"], list) else [case["result"]]
    wanted = case.get("explanation")
    explained = wanted is None or outcome.explanation == (None if wanted == "DEFAULT" else wanted)
    right = outcome.result in expected and explained
    assert right != (name in DEVIATIONS), (outcome.text, expected, wanted, outcome.explanation)


def zone(data: dict[str, Any]) -> list[tuple[str, str, Any]]:
    """The suite's notation as rows of (name, kind, value): SPF records stand for TXT where there is none."""
    rows: list[tuple[str, str, Any]] = []
    for name, records in data.items():
        written = any("TXT" in record for record in records if isinstance(record, dict))
        for record in records:
            if record == "TIMEOUT":
                rows.append((name, "TIMEOUT", ""))
                continue
            for kind, value in record.items():
                # A TXT record without strings does not fit into a DNS message.
                if value in ("NONE", []) or (kind == "SPF" and written):
                    continue
                rows.append((name, "TXT" if kind == "SPF" else kind, value))
    return rows
