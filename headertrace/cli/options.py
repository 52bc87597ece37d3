"""Options that several verbs have in the same words."""

from __future__ import annotations

from typing import Annotated

from headertrace.cli.completion import one_of, when_asked, zones
from headertrace.cli.declaring import Argument, Option
from headertrace.cli.shared import COLORS

Files = Annotated[
    list[str] | None,
    Argument("[FILE|-]", "Raw messages, mailboxes, archives, folders or mail stores' URLs; - is standard input."),
]
Recursive = Annotated[bool, Option(("-r", "--recursive"), "Read all files below a folder, whatever kind it is.")]
Paste = Annotated[bool, Option(("--paste",), "Read the clipboard.")]
Output = Annotated[
    str | None,
    Option(
        ("-o", "--output"),
        "Write to FILE, in the format its name asks for unless -f says otherwise; - is standard output.",
        "FILE",
    ),
]
Force = Annotated[bool, Option(("--force",), "With -o: overwrite a file that headertrace did not write.")]
Config = Annotated[
    str | None, Option(("--config",), "Take settings from FILE only, not from headertrace.toml.", "FILE")
]
Utc = Annotated[bool, Option(("--utc",), "Show times in UTC (the default).")]
Local = Annotated[bool, Option(("--local",), "Show times in this machine's time zone.")]
Tz = Annotated[str | None, Option(("--tz",), "Show times in this time zone.", "NAME", when_asked(zones))]
Message = Annotated[str | None, Option(("--message",), "Show only the Nth message.", "N")]
Inner = Annotated[bool, Option(("--inner",), "If a message contains others: always trace those.")]
Outer = Annotated[bool, Option(("--outer",), "If a message contains others: trace the one that carries them.")]
Width = Annotated[str | None, Option(("--width",), "Columns: at least 60, at most 200.", "N")]
NoColor = Annotated[bool, Option(("--no-color",), "No colour (like NO_COLOR).")]
NoPager = Annotated[bool, Option(("--no-pager",), "Do not pipe long output through a pager.")]
COLOR = Option(("--color", "--colour"), "auto, always or never.", "WHEN", one_of(COLORS))
Color = Annotated[str | None, COLOR]
Trust = Annotated[
    list[str] | None,
    Option(
        ("--trust",),
        "Also trust these servers: a host, a domain, an organisation or a network (192.0.2.0/24).",
        "HOST|ORG|NET",
    ),
]
Redact = Annotated[
    str | None,
    Option(
        ("--redact",),
        "Show pseudonyms: give a preset or kinds after =, else it is standard; see `headertrace redact --help`.",
        "KINDS|PRESET",
    ),
]
RedactKey = Annotated[
    str | None, Option(("--redact-key",), "Use the key in FILE, so that pseudonyms stay the same in every run.", "FILE")
]
Clocks = Annotated[
    str | None,
    Option(("--clocks",), "Use what the dataset OUT of `headertrace scan` shows of the hosts' clocks.", "OUT"),
]
History = Annotated[
    str | None,
    Option(("--history",), "Report what is unlike the mail in the dataset OUT of `headertrace scan`.", "OUT"),
]
Log = Annotated[
    list[str] | None,
    Option(
        ("--log",),
        "Look for the message in this mail log too: a file, packed or not, a folder, or - for a pipe.",
        "FILE",
    ),
]
LogTz = Annotated[str | None, Option(("--log-tz",), "The time zone of logs that name none.", "NAME", when_asked(zones))]
