"""Bogofilter.

Source: bogofilter(1) and bogofilter.cf ("header_format", "spamicity_tags"): X-Bogosity: Ham, tests=bogofilter,
spamicity=0.000000, version=1.2.5; the tags were Yes, No and Unsure before version 0.17.
"""

from __future__ import annotations

from headertrace.filters.filter import Facts, Filter, number
from headertrace.patterns import lazy

_SPAMICITY = lazy(r"\bspamicity=([0-9.e+-]+)")
_VERSION = lazy(r"\bversion=([\w.]+)")
_TAGS: dict[str, str | None] = {
    "spam": "spam", "yes": "spam", "ham": "ham", "no": "ham", "unsure": "suspect", "good": "ham",
}  # fmt: skip


def _bogosity(value: str) -> Facts | None:
    first = value.partition(",")[0].strip().lower()
    if first not in _TAGS:
        return None
    points, written = _SPAMICITY.search(value), _VERSION.search(value)
    return {
        "verdict": _TAGS[first],
        "score": number(points[1]) if points else None,
        "version": written[1] if written else None,
    }


FILTER = Filter(
    name="bogofilter",
    product="Bogofilter",
    source="bogofilter: doc/bogofilter.cf.example, bogofilter(1)",
    headers={"x-bogosity": _bogosity, "x-bogofilter": _bogosity},
)
