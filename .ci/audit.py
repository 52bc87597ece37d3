"""python .ci/audit.py [--strict]: looks the locked versions up among the known vulnerabilities, by pip-audit.

Exits 1 where one is found that is not in ``.ci/audit-ignored.txt``. The database is PyPI's own, or OSV where PyPI does
not answer. A machine that may reach packages and nothing else, as one for checks often is, has neither: that is said in
a line, and is no failure, except with ``--strict``, as the release has it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LOCKS = ("requirements.txt", "axe.txt")
SERVICES = ("pypi", "osv")


def ignored(text: str) -> list[str]:
    """The ids of a list: one a line, with why behind a #. Raises ValueError for one without a reason."""
    rows = [line.partition("#") for line in text.splitlines() if line.strip() and not line.startswith("#")]
    bare = [name.strip() for name, _, why in rows if not why.strip()]
    if bare:
        raise ValueError(f"no reason is given for {', '.join(bare)}")
    return [name.strip() for name, _, _ in rows]


def judged(answers: list[dict[str, Any]], strict: bool) -> tuple[int, str]:
    """(exit code, what is said) of what pip-audit answered, one answer a lock file."""
    rows = [row for answer in answers for row in answer["dependencies"]]
    known = [row for row in rows if "vulns" in row]
    unknown = sorted({row["name"] for row in rows if "vulns" not in row})
    found = {_line(row, vulnerability) for row in known for vulnerability in row["vulns"]}
    if found:
        return 1, "\n".join(["audit: known vulnerabilities in what is locked:", *sorted(found)])
    if not known:
        return int(strict), "audit: no database of vulnerabilities can be reached from here; nothing was looked up"
    if unknown:
        return int(strict), f"audit: none known in {len(known)} packages; not looked up: {', '.join(unknown)}"
    return 0, f"audit: no known vulnerability in {len(known)} packages"


def asked(service: str, lock: str, ignoring: list[str]) -> dict[str, Any] | None:
    """What pip-audit says of a lock file; None where it could not ask."""
    words = [sys.executable, "-m", "pip_audit", "--progress-spinner", "off", "-f", "json", "-s", service]
    words += ["--disable-pip", "--require-hashes", "-r", str(HERE / lock)]
    words += [word for name in ignoring for word in ("--ignore-vuln", name)]
    done = subprocess.run(words, capture_output=True, text=True)
    try:
        return json.loads(done.stdout)  # type: ignore[no-any-return]
    except ValueError:
        return None


def _line(row: dict[str, Any], vulnerability: dict[str, Any]) -> str:
    corrected = ", ".join(vulnerability["fix_versions"]) or "no version"
    return f"{row['name']} {row['version']}: {vulnerability['id']}, corrected in {corrected}"


def main(words: list[str]) -> int:
    ignoring = ignored((HERE / "audit-ignored.txt").read_text("utf-8"))
    answers: list[dict[str, Any]] = []
    for service in SERVICES:
        given = [asked(service, lock, ignoring) for lock in LOCKS]
        answers = [answer for answer in given if answer is not None]
        if any("vulns" in row for answer in answers for row in answer["dependencies"]):
            break
    code, said = judged(answers, "--strict" in words)
    print(said)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
