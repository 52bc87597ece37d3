"""Roles as people read them."""


def role(name: str) -> str:
    """What a role is called: to most of those who read this MFA is a way to log in."""
    return "filter" if name == "MFA" else name
