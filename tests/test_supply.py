"""What the project is built and shipped with: the lock files, the audit of them, and the bill of materials."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

packaging = pytest.importorskip("packaging.requirements")

TOP = Path(__file__).parent.parent
CI = TOP / ".ci"
PROJECT = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))
NEEDED: list[str] = PROJECT["project"]["dependencies"]
EXTRAS: dict[str, list[str]] = PROJECT["project"]["optional-dependencies"]
HASH = "--hash=sha256:"
# Every Python that is supported, on a system of each kind.
PLACES = [
    {"python_version": f"3.{minor}", "python_full_version": f"3.{minor}.0", "sys_platform": platform}
    for minor in (11, 12, 13, 14)
    for platform in ("linux", "darwin", "win32")
]


def rows(name: str) -> list[tuple[Any, list[str]]]:
    """(requirement, its hashes) of each row of a lock file."""
    text = (CI / name).read_text("utf-8").replace("\\\n", " ")
    found = []
    for line in text.splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            said, *hashes = line.split(HASH)
            found.append((packaging.Requirement(said.strip()), [item.strip() for item in hashes]))
    return found


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(name: str, place: dict[str, str]) -> dict[str, str]:
    """Name → version of what a lock file has installed there."""
    fits = (row for row, _ in rows(name) if row.marker is None or row.marker.evaluate(place))
    return {plain(row.name): str(row.specifier).removeprefix("==") for row in fits}


def asked(*groups: list[str]) -> Iterator[Any]:
    """What those groups of pyproject.toml ask for, those of the project's own extras that they name taken in."""
    for group in groups:
        for text in group:
            requirement = packaging.Requirement(text)
            if requirement.name == "headertrace":
                yield from asked(*(EXTRAS[extra] for extra in requirement.extras))
            else:
                yield requirement


@pytest.mark.parametrize("place", PLACES, ids=lambda place: f"{place['python_version']}-{place['sys_platform']}")
@pytest.mark.parametrize(
    ("name", "groups"),
    [
        ("requirements.txt", (NEEDED, EXTRAS["dev"], PROJECT["build-system"]["requires"])),
        ("runtime.txt", (NEEDED,)),
    ],
)
def test_the_lock_has_what_is_asked_for(name: str, groups: tuple[list[str], ...], place: dict[str, str]) -> None:
    versions = locked(name, place)
    for requirement in asked(*groups):
        version = versions.get(plain(requirement.name))
        assert version and requirement.specifier.contains(version, prereleases=True), f"{requirement}: run .ci/lock"


@pytest.mark.parametrize("name", ["requirements.txt", "runtime.txt", "axe.txt"])
def test_every_row_is_one_version_with_its_hashes(name: str) -> None:
    assert rows(name)
    for requirement, hashes in rows(name):
        assert re.fullmatch(r"==[^,*]+", str(requirement.specifier)), requirement
        assert hashes and all(re.fullmatch(r"[0-9a-f]{64}", item) for item in hashes), requirement


def test_a_user_has_the_versions_that_were_tested() -> None:
    for place in PLACES:
        assert locked("runtime.txt", place).items() <= locked("requirements.txt", place).items()


def audit() -> Any:
    spec = spec_from_file_location("audit", CI / "audit.py")
    assert spec and spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def answer(*packages: tuple[str, list[str] | None]) -> dict[str, Any]:
    """As pip-audit has it: what could not be looked up has a reason in the place of vulnerabilities."""
    found = [
        {"name": name, "version": "1.0", "skip_reason": "not found"}
        if ids is None
        else {"name": name, "version": "1.0", "vulns": [{"id": item, "fix_versions": ["9"]} for item in ids]}
        for name, ids in packages
    ]
    return {"dependencies": found, "fixes": []}


@pytest.mark.parametrize(
    ("packages", "code", "strict", "said"),
    [
        ([("one", []), ("two", [])], 0, 0, "no known vulnerability in 2 packages"),
        ([("one", ["PYSEC-1"]), ("two", [])], 1, 1, "one 1.0: PYSEC-1, corrected in 9"),
        ([("one", ["PYSEC-1"]), ("two", None)], 1, 1, "one 1.0: PYSEC-1"),
        ([("one", []), ("two", None)], 0, 1, "not looked up: two"),
        ([("one", None), ("two", None)], 0, 1, "nothing was looked up"),
        ([], 0, 1, "nothing was looked up"),
    ],
)
def test_the_audit_fails_for_what_it_knows(
    packages: list[tuple[str, list[str] | None]], code: int, strict: int, said: str
) -> None:
    judged = audit().judged
    got = [judged([answer(*packages)], wish) for wish in (False, True)]
    assert [code, strict] == [item[0] for item in got]
    assert all(said in item[1] for item in got)


def test_what_the_audit_passes_over_has_a_reason() -> None:
    ignored = audit().ignored
    ignored((CI / "audit-ignored.txt").read_text("utf-8"))
    assert ignored("# why\n\nPYSEC-1 # never called\n") == ["PYSEC-1"]
    with pytest.raises(ValueError, match="PYSEC-2"):
        ignored("PYSEC-1 # never called\nPYSEC-2\n")


@pytest.mark.lab
def test_the_bill_of_materials_names_what_a_wheel_needs(tmp_path: Path) -> None:
    if os.environ.get("HEADERTRACE_LAB") != "1":
        pytest.skip("the packages are fetched: run with HEADERTRACE_LAB=1")
    subprocess.run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", tmp_path, TOP], check=True)
    (wheel,) = tmp_path.glob("*.whl")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    written = tmp_path / "headertrace.cdx.json"
    subprocess.run([CI / "sbom", wheel, written], check=True, env={**os.environ, "PATH": path})
    document = json.loads(written.read_text("utf-8"))
    assert (document["bomFormat"], document["metadata"]["component"]["name"]) == ("CycloneDX", "headertrace")
    assert wheel.name.startswith(f"headertrace-{document['metadata']['component']['version']}-")
    parts = {plain(part["name"]): part for part in document["components"]}
    assert {plain(item.name) for item in asked(NEEDED)} <= set(parts)
    assert {name: part["version"] for name, part in parts.items()} == locked("runtime.txt", {})
    assert all(part["licenses"] for part in parts.values())
    # What it needs of its own accord, and what those need in turn.
    needs = {row["ref"]: row.get("dependsOn", []) for row in document["dependencies"]}
    direct = {plain(ref.partition("==")[0]) for ref in needs[document["metadata"]["component"]["bom-ref"]]}
    assert direct == {plain(item.name) for item in asked(NEEDED)}
    assert str(tmp_path) not in written.read_text("utf-8")
