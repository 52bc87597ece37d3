"""Options that several verbs have in the same words."""

from __future__ import annotations

from typing import Annotated

import typer

from headertrace.cli.completion import one_of, when_asked, zones
from headertrace.cli.showing import COLORS

Output = Annotated[str | None, typer.Option("-o", "--output", help="Write to FILE.", metavar="FILE")]
Utc = Annotated[bool, typer.Option("--utc", help="Show times in UTC (the default).")]
Local = Annotated[bool, typer.Option("--local", help="Show times in this machine's zone.")]
Tz = Annotated[
    str | None,
    typer.Option("--tz", help="Show times in that zone.", metavar="NAME", autocompletion=when_asked(zones)),
]
Message = Annotated[str | None, typer.Option("--message", help="Only the Nth message.", metavar="N")]
Width = Annotated[str | None, typer.Option("--width", help="Columns, 60 to 200.", metavar="N")]
NoColor = Annotated[bool, typer.Option("--no-color", help="No colour (as NO_COLOR does).")]
Color = Annotated[
    str | None,
    typer.Option("--color", help="auto, always or never.", metavar="WHEN", autocompletion=one_of(COLORS)),
]
Trust = Annotated[
    list[str] | None,
    typer.Option("--trust", help="A server of one's own: host, domain or organisation.", metavar="HOST|ORG"),
]
RedactKey = Annotated[
    str | None,
    typer.Option("--redact-key", help="The same pseudonyms in every run: the key in FILE.", metavar="FILE"),
]
