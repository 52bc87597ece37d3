"""The verbs, each with the module that has its ``Options`` and its ``run``."""

from __future__ import annotations

VERBS: dict[str, str] = {
    "show": "headertrace.cli.show",
    "verify": "headertrace.cli.verify",
    "received": "headertrace.cli.received",
    "report": "headertrace.cli.report",
    "compare": "headertrace.cli.compare",
    "logs": "headertrace.cli.logs",
    "redact": "headertrace.cli.redact",
    "scan": "headertrace.cli.scan",
    "stats": "headertrace.cli.stats",
    "demo": "headertrace.cli.demo",
    "serve": "headertrace.cli.serve",
    "explain": "headertrace.cli.explain",
    "schema": "headertrace.cli.schema",
    "config": "headertrace.cli.config",
}


def meant_for_a_verb(file: str) -> str:
    """What to add where there is no such file, because its name looks like a verb with a slip in it; else ""."""
    import os

    if not file.isalpha() or os.path.exists(file):
        return ""
    from difflib import get_close_matches

    near = get_close_matches(file.lower(), VERBS, 1, 0.7)
    return f". If you meant the verb: headertrace {near[0]}" if near else ""
