"""The verbs, each with the file that has its ``command``."""

from __future__ import annotations

VERBS: dict[str, str] = {
    "show": "headertrace.cli.show",
    "verify": "headertrace.cli.verify",
    "received": "headertrace.cli.received",
    "report": "headertrace.cli.report",
    "compare": "headertrace.cli.compare",
    "redact": "headertrace.cli.redact",
    "demo": "headertrace.cli.demo",
    "explain": "headertrace.cli.explain",
    "schema": "headertrace.cli.schema",
    "config": "headertrace.cli.config",
}
