"""What all formats for a terminal draw with: rich Text, whose content is never read as markup."""

from __future__ import annotations

from collections.abc import Sequence
from io import StringIO
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from headertrace.text.layout import shorten, width, wrap
from headertrace.view.steps import LONG_S

if TYPE_CHECKING:
    from headertrace.renderings.rendering import Options
    from headertrace.view.border import Border
    from headertrace.view.steps import Step

MOOD_STYLE = {"good": "green", "bad": "bold red", "doubtful": "yellow"}
TRUST_STYLE = {"claimed": "dim", "contradicted": "dim strike"}


def to_text(lines: Sequence[Text], options: Options) -> str:
    """Lines → what the terminal is sent; without colour where none is wanted."""
    out = StringIO()
    console = Console(
        file=out,
        width=options.width,
        force_terminal=options.color,
        color_system="standard" if options.color else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    for line in lines:
        console.print(line, soft_wrap=True)
    return out.getvalue()


def wrapped(text: str, width: int, style: str = "", indent: str = "") -> list[Text]:
    return [Text(line, style=style) for line in wrap(text, max(20, width), indent)]


def delay_style(seconds: float | None) -> str:
    if seconds is None:
        return ""
    return "bold magenta" if seconds < 0 else "bold yellow" if seconds >= LONG_S else "green"


def number(text: str | int, mark: str, cells: int) -> str:
    """A hop's number, with the ``mark`` of whose word its line is (``view/legend``)."""
    return f"{text!s:>{cells}}{mark or ' '}"


def edge(border: Border, cells: int) -> Text:
    """The border as a heavy line, ``cells`` wide: who handed over to whom; then, as far as there is room, whose word
    stands above it, and the name of who handed over.
    """
    room = cells - 3
    above = f" ━━ {border.above} " if border.below else " "
    words = border.full if width(border.full) + width(above) <= room else border.words
    if width(words) + width(above) > room:
        above = " "
        words = border.full if width(border.full) < room else shorten(border.words, room - 1)
    line = f"━━ {words}{above}"
    return Text((line + "━" * (cells - width(line))).rstrip(), "bold")


def protocol(step: Step) -> str:
    """The protocol's word, with a tick where the hop was encrypted."""
    return f"{step.protocol} ✓".strip() if step.encrypted else step.protocol
