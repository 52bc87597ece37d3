"""What the verbs share: values checked, zones, look-ups, and how to render."""

from __future__ import annotations

import sys
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from headertrace.cli.exits import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from datetime import tzinfo

    from headertrace.records.datasets import Knowledge
    from headertrace.records.lookups import Options as LookupOptions
    from headertrace.records.trace import Trace
    from headertrace.renderings import Options
    from headertrace.sources.opening import Which

COLORS = ("auto", "always", "never")
_PLAIN_WIDTH = 100
_MIN_WIDTH, _MAX_WIDTH = 60, 200


def one_of_these(option: str, value: str, known: tuple[str, ...]) -> None:
    """Raises UsageError for a value that is not one of those."""
    if value not in known:
        raise UsageError(f"{option}: {value!r} is not one of {', '.join(known)}")


def number(option: str, text: str | None) -> int | None:
    """A whole number from 1 to nine digits; None where none is given. Raises UsageError for what is none."""
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 10 and int(text)):
        raise UsageError(f"{option}: {text!r} is not a whole number above 0")
    return int(text)


def known(clocks: str | None, history: str | None) -> Knowledge | None:
    """What the datasets named know. Raises UsageError for what is none, and where a library is missing."""
    if clocks is None and history is None:
        return None
    for option, name in (("--clocks", clocks), ("--history", history)):
        if name is not None and not _is_utf8(name):
            raise UsageError(f"{option}: {name}: the name of a dataset has to be UTF-8")
    from importlib.util import find_spec

    from headertrace.installing import command

    missing = [name for name in ("duckdb", "pyarrow", "numpy") if find_spec(name) is None]
    if missing:
        raise UsageError(f"to read a dataset, headertrace needs {', '.join(missing)}: {command('mailbox')}")
    from headertrace.mailbox.knowing import Known
    from headertrace.mailbox.layout import Refused

    try:
        return Known(clocks, history)
    except Refused as error:
        raise UsageError(str(error)) from None


def _is_utf8(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def with_paste(files: list[str] | None, paste: bool) -> list[str]:
    """What is to be read: the files named, then the clipboard where it is asked for."""
    from headertrace.sources import PASTE

    return [*(files or ()), PASTE] if paste else files or []


def file_or_paste(file: str, paste: bool) -> str:
    """The one source of a verb that reads one. Raises UsageError where a file is named beside the clipboard."""
    if paste and file != "-":
        raise UsageError("--paste takes the place of FILE")
    return with_paste(None, paste)[0] if paste else file


def meant(inner: bool, outer: bool) -> Which:
    """Which of the messages that lie in each other the options ask for. Raises UsageError for both."""
    if inner and outer:
        raise UsageError("--inner and --outer exclude each other")
    return "inner" if inner else "outer" if outer else "asked"


def zone_of(utc: bool, local: bool, name: str | None, option: str = "--tz") -> tuple[tzinfo | None, str]:
    """(zone, its name) that the options ask for; None is UTC. Raises UsageError for a zone that is not known."""
    if utc + local + (name is not None) > 1:
        raise UsageError("--utc, --local and --tz exclude each other")
    if local or name == "local":
        from dateutil.tz import tzlocal

        return tzlocal(), "local"
    if name is None or name.upper() == "UTC":
        return None, "UTC"
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name), name
    except (KeyError, ValueError, OSError):
        raise UsageError(f"{option}: there is no time zone {name!r}") from None


def zone_name(zone: tuple[tzinfo | None, str]) -> str:
    """The IANA name of a zone of ``zone_of``; UTC where this machine does not say what its own is called."""
    if zone[1] != "local":
        return zone[1]
    import os

    name = os.environ.get("TZ", "").removeprefix(":") or os.path.realpath("/etc/localtime").partition("zoneinfo/")[2]
    try:
        from zoneinfo import ZoneInfo

        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError):
        return "UTC"


@contextmanager
def looking_up(asked: LookupOptions) -> Iterator[Callable[[Trace, bytes | None], Trace]]:
    """What puts to a trace, of a message with those bytes, all that is looked up for it.

    Raises UsageError for options that cannot be followed.
    """
    from headertrace.lookup import checking

    with ExitStack() as stack:
        try:
            check = stack.enter_context(checking(asked))
        except ValueError as error:
            raise UsageError(str(error)) from None
        yield lambda trace, whole: trace._replace(lookups=check(trace, whole))


@contextmanager
def knowing_today(asked: LookupOptions) -> Iterator[Callable[[Trace], AbstractContextManager[None]]]:
    """What makes the operators named in a trace known, while that lasts, by their mail services of today.

    Raises UsageError for options that cannot be followed.
    """
    from headertrace.lookup.services import learning
    from headertrace.organisations.mail_services import knowing

    with ExitStack() as stack:
        try:
            today = stack.enter_context(learning(asked))
        except ValueError as error:
            raise UsageError(str(error)) from None
        yield lambda trace: knowing(today(trace))


def rendering(
    output: str | None,
    zone: tuple[tzinfo | None, str],
    width: int | None,
    color: str,
    no_color: bool,
    quiet: bool,
    verbose: bool,
    template: str | None = None,
    full: bool = False,
) -> Options:
    """How to render, by the options given and by what standard output is; ``width`` None is the terminal's."""
    from headertrace.renderings import Options

    terminal = output is None and sys.stdout.isatty()
    if width is None:
        width = _terminal_width() if terminal else _PLAIN_WIDTH
    plain = no_color or color == "never" or (color == "auto" and not _colours(terminal, output is None))
    return Options(
        width=min(max(width, _MIN_WIDTH), _MAX_WIDTH),
        color=not plain,
        zone=zone[0],
        zone_name=zone[1],
        verbosity=verbose - quiet,
        template=template,
        full=full,
        links=terminal and not plain and _links(),
    )


def _colours(terminal: bool, shown: bool) -> bool:
    """Whether what is shown gets colours: the wish of the user, else whether the terminal has any.

    NO_COLOR (no-color.org) wins over FORCE_COLOR (force-color.org) and CLICOLOR_FORCE, which need no terminal;
    CLICOLOR=0 is another way to say no (bixense.com/clicolors).
    """
    from os import environ

    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR") or environ.get("CLICOLOR_FORCE", "0") != "0":
        return shown
    return terminal and environ.get("CLICOLOR") != "0" and environ.get("TERM") != "dumb"


# What these say of themselves by which terminals that make links of OSC 8 are known.
_LINKING_PROGRAMS = frozenset({"iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "rio", "Tabby"})
_LINKING_KINDS = ("xterm-kitty", "foot", "alacritty", "xterm-ghostty", "wezterm", "contour")
_LINKING_VARIABLES = ("WT_SESSION", "KONSOLE_VERSION", "KITTY_WINDOW_ID", "DOMTERM")
_VTE_WITH_LINKS = 5000


def _links() -> bool:
    """Whether the terminal is known to make links of OSC 8: no terminal can be asked, and others show rubbish."""
    from os import environ

    vte = environ.get("VTE_VERSION", "")
    return (
        environ.get("TERM_PROGRAM") in _LINKING_PROGRAMS
        or environ.get("TERM", "").startswith(_LINKING_KINDS)
        or any(environ.get(name) for name in _LINKING_VARIABLES)
        or (vte.isdecimal() and int(vte) >= _VTE_WITH_LINKS)
    )


def _terminal_width() -> int:
    from shutil import get_terminal_size

    return get_terminal_size((_PLAIN_WIDTH, 24)).columns
