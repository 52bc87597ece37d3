"""Roles as people read them."""

from __future__ import annotations


def role(name: str) -> str:
    """What a role is called where people read: to most of them MFA is a way to log in."""
    return "filter" if name == "MFA" else name
