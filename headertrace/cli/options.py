"""Options that several verbs have in the same words."""

from __future__ import annotations

from typing import Annotated

from headertrace.cli.completion import one_of, when_asked, zones
from headertrace.cli.declaring import Argument, Option
from headertrace.cli.shared import COLORS

Files = Annotated[
    list[str] | None,
    Argument("[FILE|-]", "Raw messages, mailboxes, archives, folders, mail stores' URLs; - is a pipe."),
]
Recursive = Annotated[bool, Option(("-r", "--recursive"), "Of any folder: all files below it, whatever it is.")]
Paste = Annotated[bool, Option(("--paste",), "Read what was copied last: the clipboard.")]
Output = Annotated[
    str | None,
    Option(("-o", "--output"), "Write to FILE, in the format of its name unless -f says another; - is stdout.", "FILE"),
]
Force = Annotated[bool, Option(("--force",), "With -o: replace a file that headertrace did not write.")]
Config = Annotated[str | None, Option(("--config",), "Settings from FILE alone, not from headertrace.toml.", "FILE")]
Utc = Annotated[bool, Option(("--utc",), "Show times in UTC (the default).")]
Local = Annotated[bool, Option(("--local",), "Show times in this machine's zone.")]
Tz = Annotated[str | None, Option(("--tz",), "Show times in that zone.", "NAME", when_asked(zones))]
Message = Annotated[str | None, Option(("--message",), "Only the Nth message.", "N")]
Inner = Annotated[bool, Option(("--inner",), "Of mail inside mail: trace what lies within, whatever it is.")]
Outer = Annotated[bool, Option(("--outer",), "Of mail inside mail: trace the mail that carries the others.")]
Width = Annotated[str | None, Option(("--width",), "Columns, 60 to 200.", "N")]
NoColor = Annotated[bool, Option(("--no-color",), "No colour (as NO_COLOR does).")]
NoPager = Annotated[bool, Option(("--no-pager",), "Long output straight to the terminal.")]
COLOR = Option(("--color", "--colour"), "auto, always or never.", "WHEN", one_of(COLORS))
Color = Annotated[str | None, COLOR]
Trust = Annotated[
    list[str] | None, Option(("--trust",), "A server of one's own: host, domain or organisation.", "HOST|ORG")
]
RedactKey = Annotated[
    str | None, Option(("--redact-key",), "The same pseudonyms in every run: the key in FILE.", "FILE")
]
