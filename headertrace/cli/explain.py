"""``headertrace explain``: what a finding, a header or a server's dialect means."""

from __future__ import annotations

from typing import Annotated

import typer

from headertrace.cli import USAGE, complain


def command(
    subject: Annotated[str, typer.Argument(metavar="CODE|HEADER|MTA", help="For example HT201, Received, postfix.")],
) -> int:
    """Say what a finding, a header field or a server's way of writing means."""
    text = explanation(subject)
    if text is None:
        complain(f"nothing is known of {subject!r}")
        return USAGE
    print(text)
    return 0


def explanation(subject: str) -> str | None:
    """Markdown text on a finding's code or name, a header's name, or a dialect's; None if unknown."""
    from importlib.resources import files

    from headertrace.findings import checks

    key = subject.strip().rstrip(":").lower()
    check = next((check for check in checks() if key in (check.code.lower(), check.name)), None)
    if check:
        key = check.code.lower()
    page = files("headertrace").joinpath("explanations", f"{key}.md") if key.replace("-", "").isalnum() else None
    if page is not None and page.is_file():
        return page.read_text("utf-8").rstrip()
    if check:
        return f"# {check.code} {check.name} ({check.severity})\n\n{check.advice}"
    return _dialect(key.replace("-", "_"))


def _dialect(name: str) -> str | None:
    from headertrace.received.dialects import load

    try:
        dialect = load(name) if name.isidentifier() and not name.startswith("_") else None
    except ModuleNotFoundError:
        return None
    if dialect is None:
        return None
    import sys

    about = sys.modules[f"headertrace.received.dialects.{name}"].__doc__ or ""
    return f"# {dialect.product}\n\n{about.strip()}"
