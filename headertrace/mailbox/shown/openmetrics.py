"""Metrics as text that OpenMetrics 1.0 and Prometheus' own text format 0.0.4 read alike.

Where the two differ is left out: no counters (their names differ), no exemplars, no time stamps. Source: RFC draft
draft-richih-opsawg-openmetrics; prometheus/common/expfmt, which node exporter's textfile collector reads with.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from headertrace.text.safe import safe

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headertrace.mailbox.questions.metrics import Family, Sample

# A label's value goes on no longer than this.
_LONGEST = 200


def text(families: Iterable[Family]) -> str:
    """All of them, with the mark of the end behind them."""
    lines = []
    for family in families:
        lines += [f"# HELP {family.name} {_escaped(family.help)}", f"# TYPE {family.name} {family.type}"]
        if family.unit:
            lines.append(f"# UNIT {family.name} {family.unit}")
        lines += [_line(family, sample) for sample in family.samples]
    return "\n".join([*lines, "# EOF"]) + "\n"


def _line(family: Family, sample: Sample) -> str:
    labels = ",".join(f'{name}="{_value(value)}"' for name, value in sample.labels)
    braced = f"{{{labels}}}" if labels else ""
    return f"{family.name}{sample.suffix}{braced} {_number(sample.value)}"


def _value(value: str) -> str:
    """A label's value: what came with a message can end neither it nor its line."""
    return _escaped(safe(str(value))[:_LONGEST]).replace('"', '\\"')


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\n", "\\n")


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))
