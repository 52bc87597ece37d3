"""``headertrace logs FILE...``: a message followed through mail logs alone."""

# Annotations are read at run time (declaring.py).
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

from headertrace.cli import options
from headertrace.cli.completion import one_of, when_asked, zones
from headertrace.cli.declaring import Argument, Option
from headertrace.cli.exits import NOTHING, UNREADABLE, UsageError, complain
from headertrace.cli.logging_ import log_zone
from headertrace.cli.settings import load
from headertrace.cli.shared import COLORS, number, one_of_these, rendering, zone_of
from headertrace.cli.writing import destination, write_pieces
from headertrace.named import NamedTuple

if TYPE_CHECKING:
    from headertrace import renderings
    from headertrace.logs.following import Followed
    from headertrace.logs.reading import LogFile

_FORMATS = ("table", "json")


class Options(NamedTuple):
    """What the command line says."""

    files: Annotated[
        list[str] | None,
        Argument("[FILE|-]", "Mail logs, packed or not; folders of them; - is standard input."),
    ] = None
    id: Annotated[str | None, Option(("--id",), "The message's id in a server's queue.", "ID")] = None
    message_id: Annotated[str | None, Option(("--message-id",), "The message's Message-ID.", "ID")] = None
    format: Annotated[str | None, Option(("-f", "--format"), "table or json.", "NAME", one_of(_FORMATS))] = None
    output: options.Output = None
    force: options.Force = False
    log_tz: Annotated[
        str | None, Option(("--log-tz",), "The time zone of logs that write none.", "NAME", when_asked(zones))
    ] = None
    utc: options.Utc = False
    local: options.Local = False
    tz: options.Tz = None
    width: options.Width = None
    no_color: options.NoColor = False
    color: options.Color = None
    no_pager: options.NoPager = False
    config: options.Config = None
    verbose: Annotated[bool, Option(("-v", "--verbose"), "Show every line of the message, and where it stands.")] = (
        False
    )


def run(given: Options) -> int:
    """Follow a message through mail logs, without having the message: its way so far, and where it is now.

    It is looked for by its id in a server's queue, or by its Message-ID, and followed from log to log by the ids that
    servers give each other. Where the logs end, the answer says whose log would go on.
    """
    if not given.id and not given.message_id:
        raise UsageError("say what to look for: --id or --message-id")
    _refuse_short("--id", given.id)
    _refuse_short("--message-id", given.message_id)
    format = given.format or ("json" if (given.output or "").endswith(".json") else "table")
    one_of_these("--format", format, _FORMATS)
    color = given.color or "auto"
    one_of_these("--color", color, COLORS)
    files = given.files or ["-"]
    if files == ["-"] and sys.stdin.isatty():
        raise UsageError("name a log")
    to = destination(given.output, tuple(files), given.force)
    zone = zone_of(given.utc, given.local, given.tz)
    shown = rendering(to.path, zone, number("--width", given.width), color, given.no_color, False, given.verbose)
    found, broken = _followed(files, given, load(given.config).values["limits"].log_messages)
    if not found:
        if not broken:
            complain(f"no log has {given.id or given.message_id}")
        return UNREADABLE if broken else NOTHING
    write_pieces(_pieces(found, format, shown), to)
    return UNREADABLE if broken else 0


def _refuse_short(option: str, word: str | None) -> None:
    from headertrace.logs.searching import SHORTEST

    if word and len(word.strip().strip("<>")) < SHORTEST:
        raise UsageError(f"{option} {word}: fewer than {SHORTEST} characters stand in too many lines to be looked for")


def _followed(files: list[str], given: Options, most: int) -> "tuple[list[Followed], bool]":
    """(the messages found, whether a log could not be read)."""
    from headertrace.logs.following import follow
    from headertrace.logs.reading import files_of

    zone = log_zone(given.log_tz)
    broken: list[str] = []

    def tell(name: str, why: str) -> None:
        if name not in broken:
            broken.append(name)
            complain(f"{name}: {why}")

    logs: list[LogFile] = []
    for file in files:
        try:
            logs += files_of((file,))
        except OSError as error:
            tell(file, error.strerror or str(error))
    return follow(tuple(logs), given.id, given.message_id, tell, zone, note=complain, most=most), bool(broken)


def _pieces(found: "list[Followed]", format: str, shown: "renderings.Options") -> Iterator[bytes]:
    from headertrace.view.followed import Way, answer

    told = [(item, answer(Way(item.logged.stays, item.open, item.beyond), shown)) for item in found]
    if format == "json":
        from headertrace.document import followed_row
        from headertrace.renderings.json_ import dumps

        rows = [followed_row(item.message_id, words, item.logged, item.open) for item, words in told]
        yield (dumps(rows[0] if len(rows) == 1 else rows) + "\n").encode()
        return
    from headertrace.renderings.logged import followed

    for n, (item, words) in enumerate(told):
        if n:
            yield b"\n"
        yield followed(words, item.message_id, item.logged, shown).encode("utf-8", "backslashreplace")
