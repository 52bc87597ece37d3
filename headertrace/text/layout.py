"""Text as wide as it will be on a terminal."""

from __future__ import annotations

from headertrace.patterns import lazy

_RIGHT_TO_LEFT = lazy("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_LEFT_TO_RIGHT_MARK = "\u200e"


def width(text: str) -> int:
    """Terminal cells that ``text`` fills: wide characters two, combining ones none."""
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width

    return sum(
        0 if category(char) in _NO_WIDTH or "\u1160" <= char <= "\u11ff" else 2 if east_asian_width(char) in "WF" else 1
        for char in text
    )


# Marks drawn on the character before; the direction mark of ``pad``.
_NO_WIDTH = frozenset({"Mn", "Me", "Cf"})


def wrap(text: str, cells: int, indent: str = "") -> list[str]:
    """``text`` as lines of at most ``cells`` cells, each after ``indent``; long words are broken."""
    room = max(1, cells - len(indent))
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        if line and width(line) + 1 + width(word) <= room:
            line += f" {word}"
            continue
        if line:
            lines.append(indent + line)
        *full, line = _broken(word, room)
        lines += [indent + part for part in full]
    return [*lines, indent + line] if line else lines


def _broken(word: str, cells: int) -> list[str]:
    """``word`` in pieces of at most ``cells`` cells, at least one."""
    if word.isascii():
        return [word[at : at + cells] for at in range(0, len(word), cells)] or [""]
    parts, start, used = [], 0, 0
    for at, char in enumerate(word):
        size = width(char)
        if used + size > cells and at > start:
            parts.append(word[start:at])
            start, used = at, 0
        used += size
    return [*parts, word[start:]]


def shorten(text: str, cells: int) -> str:
    """``text`` cut in the middle to at most ``cells`` cells: both ends of a host name tell."""
    if width(text) <= cells:
        return text
    if cells <= 1:
        return "…"[:cells]
    left, right = (cells - 1) // 2, cells - 1 - (cells - 1) // 2
    return head(text, left) + "…" + tail(text, right)


def head(text: str, cells: int) -> str:
    """As much of its beginning as fits in ``cells`` cells."""
    used = 0
    for index, char in enumerate(text):
        used += width(char)
        if used > cells:
            return text[:index]
    return text


def tail(text: str, cells: int) -> str:
    """As much of its end as fits in ``cells`` cells."""
    return head(text[::-1], cells)[::-1]


def pad(text: str, cells: int, right: bool = False) -> str:
    """``text`` filled with spaces to ``cells``.

    Where it runs right to left a mark (without width) ends that, so that a terminal that
    reorders text keeps it in its column.
    """
    space = " " * max(0, cells - width(text))
    if not text.isascii() and _RIGHT_TO_LEFT.search(text):
        text += _LEFT_TO_RIGHT_MARK
    return space + text if right else text + space
