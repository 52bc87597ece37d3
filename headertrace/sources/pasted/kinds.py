"""What copying does to a header: the kinds of damage, in words, and a note of the lines where each was mended."""

from __future__ import annotations

from collections.abc import Iterable

# The order in which they are told: from the outside in.
KINDS: dict[str, str] = {
    "escapes": r"line ends were written as \n",
    "base64": "the text was in base64",
    "quoted-printable": "the text was quoted-printable",
    "html": "the text was a page in HTML",
    "entities": "characters were written as in HTML (&lt; for <)",
    "above": "other text stands above the header",
    "between": "words stand between its lines",
    "fence": "marks of a code block stood around it",
    "quote": "each line began with a quote mark",
    "bullet": "each line began with a bullet",
    "number": "each line began with a number",
    "comment": "each line began with a comment's mark",
    "indent": "all lines were indented",
    "table": "names and values were the columns of a table",
    "dressed": "names were bold, quoted, or parted from their colon",
    "punctuation": "quotes and dashes had become typographic ones",
    "space": "blanks had become other characters",
    "run-in": "line ends had been lost",
    "blank": "blank lines had come in",
    "fold": "folded lines had lost their indent",
    "wrap": "lines had been cut at one width",
    "plus": "the mail program's + marked where it had wrapped lines",
}
# What lies around a header, and not within it.
_AROUND = frozenset({"above", "fence"})
# How many stretches of lines are named for one kind.
_MAX_STRETCHES = 6


class Notes:
    """The lines where something was mended, by kind; of one text, while it is read."""

    def __init__(self) -> None:
        self._lines: dict[str, list[int]] = {}

    def add(self, kind: str, *lines: int) -> None:
        self._lines.setdefault(kind, []).extend(lines)

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset(self._lines)

    def text(self, first: int, last: int) -> str:
        """What was mended between those lines, in words; empty for nothing."""
        told = []
        for kind, words in KINDS.items():
            within = [line for line in self._lines.get(kind, ()) if first <= line <= last or kind in _AROUND]
            if within:
                told.append(f"{words} ({stretches(within)})")
        return "; ".join(told)


def stretches(lines: Iterable[int]) -> str:
    """ "line 3", "lines 2-4, 7 and 9-30"; of many the first few, and how many more."""
    found: list[list[int]] = []
    for line in sorted(set(lines)):
        if found and line == found[-1][1] + 1:
            found[-1][1] = line
        else:
            found.append([line, line])
    parts = [str(first) if first == last else f"{first}-{last}" for first, last in found]
    if len(parts) > _MAX_STRETCHES:
        parts[_MAX_STRETCHES - 1 :] = [f"{len(parts) - _MAX_STRETCHES + 1} more places"]
    one = len(found) == 1 and found[0][0] == found[0][1]
    listed = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    return f"line{'' if one else 's'} {listed}"
