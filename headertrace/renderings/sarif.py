"""SARIF 2.1.0 (OASIS): the findings, for what collects the results of checks (GitHub's code scanning, editors, CI).

A finding's code is the rule's id; where it stands are the lines of the message.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from headertrace.renderings.json_ import dumps
from headertrace.text.safe import safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headertrace.records.judgements import Finding
    from headertrace.records.message import Source
    from headertrace.records.trace import Trace
    from headertrace.renderings.rendering import Options

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"info": "note", "warning": "warning", "error": "error"}


def render(traces: Sequence[Trace], options: Options) -> str:
    import headertrace

    results = [_result(finding, trace.source) for trace in traces for finding in trace.findings]
    found = {finding.code: finding for trace in reversed(traces) for finding in reversed(trace.findings)}
    driver = {
        "name": "headertrace",
        "version": headertrace.__version__,
        "rules": [_rule(found[code]) for code in sorted(found)],
    }
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(finding: Finding) -> dict[str, Any]:
    return {
        "id": finding.code,
        "name": finding.name,
        "shortDescription": {"text": finding.name.replace("-", " ")},
        "help": {"text": f"headertrace explain {finding.code}"},
    }


def _result(finding: Finding, source: Source) -> dict[str, Any]:
    text = f"{safe(finding.text)} {safe(finding.advice)}".rstrip()
    location: dict[str, Any] = {"artifactLocation": {"uri": _uri(source)}}
    if finding.evidence:
        first, last = finding.evidence[0].lines
        location["region"] = {"startLine": max(first, 1), "endLine": max(last, first, 1)}
    return {
        "ruleId": finding.code,
        "level": _LEVELS[finding.severity],
        "message": {"text": text},
        "locations": [{"physicalLocation": location}],
        "properties": {"message": source.number, "hop": finding.hop},
    }


def _uri(source: Source) -> str:
    """As a relative reference, or file: where the path is absolute (RFC 8089); a pipe is ``stdin``."""
    if source.name == "-":
        return "stdin"
    name = source.name.encode("utf-8", "surrogateescape")
    return f"file://{quote(name)}" if PurePath(source.name).is_absolute() else quote(name)
