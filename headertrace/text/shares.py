"""Shares in words."""

from __future__ import annotations


def share(value: float) -> str:
    """A share in percent: "4.2 %"; what is nearly none or nearly all says so."""
    if 0 < value < 0.0005:
        return "<0.1 %"
    if 0.9995 <= value < 1:
        return ">99.9 %"
    return f"{value * 100:.1f}".removesuffix(".0") + " %"
