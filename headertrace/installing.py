"""Which command adds an extra to this very copy: that depends on how it was installed."""

from __future__ import annotations

import json
import os
import sys
from urllib.parse import unquote, urlsplit

from headertrace.named import NamedTuple

_NAME = "headertrace"


class Copy(NamedTuple):
    """How a copy was installed.

    ``prefix`` is its environment, ``virtual`` whether that is one of its own and ``active`` whether the shell is in it.
    ``tool`` is uv or pipx where one of them made the environment for this program alone; ``installer`` is what put the
    package there (PEP 376's INSTALLER). ``source`` is the checkout it came from, "" for an index, and ``editable``
    whether that is what runs (PEP 610's direct_url.json).
    """

    prefix: str
    virtual: bool
    active: bool
    tool: str = ""
    installer: str = "pip"
    source: str = ""
    editable: bool = False


def command(extra: str, copy: Copy | None = None) -> str:
    """The command that installs ``extra`` for this copy, as a shell takes it."""
    found = copy or this()
    wanted = f"{found.source or _NAME}[{extra}]"
    if found.tool == "uv":
        return f"uv tool install {'-e ' * found.editable}'{wanted}'"
    if found.tool == "pipx":
        return f"pipx install --force {'-e ' * found.editable}'{wanted}'"
    if found.installer == "uv":
        return f"uv pip install {_python(found)}{'-e ' * found.editable}'{wanted}'"
    pip = "pip" if found.active or not found.virtual else os.path.join(found.prefix, _BIN, "pip")
    return f"{pip} install {'-e ' * found.editable}'{wanted}'"


def this() -> Copy:
    """How the running copy was installed; a checkout that is in no environment counts as one to be installed."""
    from importlib.metadata import PackageNotFoundError, distribution

    prefix, virtual = sys.prefix, sys.prefix != sys.base_prefix
    active = os.environ.get("VIRTUAL_ENV") == prefix
    try:
        found = distribution(_NAME)
    except PackageNotFoundError:
        top = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
        return Copy(prefix, virtual, active, source=top, editable=True)
    source, editable = _source(found.read_text("direct_url.json"))
    installer = (found.read_text("INSTALLER") or "pip").strip()
    return Copy(prefix, virtual, active, _tool(prefix), installer, source, editable)


_BIN = "Scripts" if os.name == "nt" else "bin"
# What the tools leave in an environment that they made for one program.
_RECEIPTS = (("uv-receipt.toml", "uv"), ("pipx_metadata.json", "pipx"))


def _tool(prefix: str) -> str:
    return next((tool for file, tool in _RECEIPTS if os.path.exists(os.path.join(prefix, file))), "")


def _python(copy: Copy) -> str:
    return f"--python {copy.prefix} " if copy.virtual and not copy.active else ""


def _source(direct_url: str | None) -> tuple[str, bool]:
    """(folder, whether it is editable) of a package that came from a folder; ("", False) for any other."""
    try:
        said = json.loads(direct_url or "{}")
        url = urlsplit(said.get("url", ""))
    except (ValueError, AttributeError):
        return "", False
    if url.scheme != "file" or "dir_info" not in said:
        return "", False
    return unquote(url.path), bool(said["dir_info"].get("editable"))
