"""Debian packages, fetched and unpacked into a folder of the user's cache, never installed."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "headertrace-lab"
_MERGED = ("bin", "sbin", "lib", "lib64")
"""Names that are links into /usr on Debian 12: an unpacked folder of that name would hide them."""


class Unavailable(Exception):
    """The lab cannot run here; the text says why."""


def unpacked(*names: str, fetch: bool) -> Path:
    """The folder that holds these packages and what they need beyond the machine's own.

    Fetched with apt when ``fetch`` is true and the folder is not there yet; raises Unavailable
    when it is not there and may not be, or cannot be, fetched.
    """
    root = CACHE / "+".join(sorted(names))
    if (root / ".complete").exists():
        return root
    if not fetch:
        raise Unavailable(f"{' '.join(names)} not in {CACHE}: run the tests with HEADERTRACE_LAB=1 to fetch them")
    shutil.rmtree(root, ignore_errors=True)
    debs = root.with_name(root.name + ".debs")
    debs.mkdir(parents=True, exist_ok=True)
    _run("apt-get", "download", *_closure(names), cwd=debs)
    root.mkdir()
    for name in _MERGED:
        (root / name).symlink_to(f"usr/{name}")
        (root / "usr" / name).mkdir(parents=True)
    for deb in sorted(debs.glob("*.deb")):
        _run("sh", "-c", f'dpkg-deb --fsys-tarfile "{deb}" | tar -x --keep-directory-symlink -C "{root}"')
    shutil.rmtree(debs)
    modules = root / "usr/lib/python3"
    if modules.is_dir():
        # As the packages' scripts would; else each start compiles all anew.
        subprocess.run(["/usr/bin/python3", "-m", "compileall", "-q", str(modules)], capture_output=True, check=False)
    (root / ".complete").touch()
    return root


def _closure(names: tuple[str, ...]) -> list[str]:
    """The packages and their dependencies that the machine does not have, by apt's own reckoning."""
    plan = _run("apt-get", "-s", "install", "--no-install-recommends", *names)
    fresh = {line.split()[1] for line in plan.splitlines() if line.startswith("Inst ")}
    return sorted(fresh | set(names))


def _run(*command: str, cwd: Path | None = None) -> str:
    try:
        done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=True)
    except FileNotFoundError as missing:
        raise Unavailable(f"{command[0]} is not on this machine") from missing
    except subprocess.CalledProcessError as failed:
        raise Unavailable(f"{' '.join(command)}: {failed.stderr.strip()[-400:]}") from failed
    return done.stdout
