"""``headertrace config``: what is in force, and where it comes from."""

from __future__ import annotations

from headertrace.cli.settings import KEYS, load, paths
from headertrace.text import safe


def command() -> int:
    """Show the settings in force, and the file that each comes from."""
    settings = load()
    for name, key in KEYS.items():
        value = settings.values[name]
        shown = ", ".join(value) if key.kind is list else "" if value is None else str(value)
        origin = settings.origins[name] or "default"
        print(f"{name:<8} {safe(shown) or '-':<24} {safe(origin)}\n         {key.help}")
    print("\nLooked for: " + ", ".join(safe(path) for path in paths()))
    return 0
