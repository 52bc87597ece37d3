"""Running the command line: which verb was meant, and how errors end.

Only the verb that was asked for is imported; all of them together are built for the general
help, the shell's completion and the manual page.
"""

from __future__ import annotations

import gc
import io
import os
import sys
from contextlib import suppress
from functools import wraps
from importlib import import_module
from typing import TYPE_CHECKING, Any

from headertrace.cli.completion import VARIABLE
from headertrace.cli.exits import INTERRUPTED, USAGE, UsageError, complain
from headertrace.cli.signals import end_in_order
from headertrace.cli.verbs import VERBS

if TYPE_CHECKING:
    from collections.abc import Callable

    import typer

_ABOUT = """Trace the path of a message: every server, every delay, and what stands out.

Name files or mailboxes, or pipe a raw message in; `headertrace show --help` has the options. What a word of the
output means, `headertrace explain` says."""
_NO_PASSWORD = (
    "do not put a password on the command line, where others can see it: leave it out of the URL"
    " (`headertrace explain stores` says where it is taken from)"
)
_HELP = frozenset({"--help", "-h", "--install-completion", "--show-completion"})


def application() -> typer.Typer:
    """All verbs in one application."""
    import typer

    from headertrace.cli.helping import Command, Program

    app = typer.Typer(
        name="headertrace",
        cls=Program,
        help=_ABOUT,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
        no_args_is_help=True,
    )
    for verb, module in VERBS.items():
        app.command(verb, cls=Command)(_command(module))
    return app


def run(args: list[str]) -> int:
    """Run the verb meant; the documented exit code. A broken pipe ends quietly."""
    # What is made here is let go of in order; looking for cycles finds none.
    gc.set_threshold(100_000)
    if None in (sys.stdin, sys.stdout, sys.stderr):
        _open_closed()
    _set_up_output()
    try:
        code = _run(args)
        sys.stdout.flush()
    except BrokenPipeError:
        _drop_output()
        code = 0
    except OSError as error:
        # Files complain for themselves: what is left is standard input or output.
        _drop_output()
        complain(error.strerror or str(error))
        code = USAGE
    with suppress(OSError, ValueError):
        sys.stderr.flush()
    return code


def _set_up_output() -> None:
    """Results are UTF-8 whatever the locale says; half a surrogate pair, of a file's name, is spelled.

    And they go through a buffer, where Python was told to go without too (PYTHONUNBUFFERED, -u). A system writes as
    much as there is room for, and Python's unbuffered text takes that for all. A buffer goes on with the rest, and has
    the error where there is no room for it. Whole lines are passed on at once, as was asked.
    """
    bare = sys.stdout.buffer
    if isinstance(bare, io.RawIOBase):
        sys.stdout = io.TextIOWrapper(io.BufferedWriter(bare), "utf-8", "backslashreplace", line_buffering=True)
    elif isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")


def _drop_output() -> None:
    """What is still buffered has nowhere to go; closing it must not complain again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _open_closed() -> None:
    """Standard streams that the caller has closed: nothing to read, nowhere to write."""
    while os.open(os.devnull, os.O_RDWR) < 2:
        pass
    sys.stdin, sys.stdout, sys.stderr = (
        stream or open(number, "r" if number == 0 else "w", closefd=False)  # noqa: SIM115
        for number, stream in enumerate((sys.stdin, sys.stdout, sys.stderr))
    )


def _run(args: list[str]) -> int:
    completing = VARIABLE in os.environ
    try:
        if completing or (args and args[0] in _HELP):
            return _general(args, completing)
        _refuse_passwords(args)
        verb = args.pop(0) if args and args[0] in VERBS else "show"
        _name_the_default(args)
        return _verb(verb, args)
    except UsageError as error:
        complain(str(error))
        return USAGE


def _refuse_passwords(args: list[str]) -> None:
    """Raises UsageError for a URL with a password in it, before any word of it could be repeated in a complaint."""
    for word in args:
        if "://" in word:
            from headertrace.sources.stores.index import has_password

            if has_password(word):
                raise UsageError(_NO_PASSWORD)


def _verb(verb: str, args: list[str]) -> int:
    """Run a verb; typer is loaded only for a command line that is not plain."""
    from headertrace.cli.parsing import parsed

    module = import_module(VERBS[verb])
    given = parsed(module.Options, args)
    if given is not None:
        return _paging(module.run)(given)
    import typer

    from headertrace.cli.helping import Command

    app = typer.Typer(
        add_completion=False, rich_markup_mode=None, context_settings={"help_option_names": ["-h", "--help"]}
    )
    app.command(verb, cls=Command)(_command(VERBS[verb]))
    return _by_typer(app, args, "headertrace" if verb == "show" else f"headertrace {verb}")


def _paging(run: Callable[[Any], int]) -> Callable[[Any], int]:
    """The verb with its output through a pager, where it is one that has ``--no-pager``, and that was not given.

    From here on a signal finds work begun.
    """

    @wraps(run)
    def through(given: Any) -> int:
        end_in_order()
        if getattr(given, "no_pager", True) or not sys.stdout.isatty():
            return run(given)
        from headertrace.cli.paging import paged

        with paged():
            return run(given)

    return through


def _general(args: list[str], completing: bool) -> int:
    """What needs all verbs: the help on the program, and completion."""
    if completing:
        from headertrace.cli.completion import name_the_verb

        name_the_verb(VERBS)
    return _by_typer(application(), args, "headertrace")


def _command(module: str) -> Callable[..., int]:
    from headertrace.cli.binding import bound

    verb = import_module(module)
    return bound(verb.Options, _paging(verb.run))


def _by_typer(app: typer.Typer, args: list[str], program: str) -> int:
    import typer

    command: Any = typer.main.get_command(app)
    try:
        result = command.main(args, prog_name=program, standalone_mode=False)
    except typer.Abort:
        return INTERRUPTED
    except SystemExit:
        # So click ends where nobody reads on.
        raise BrokenPipeError from None
    except Exception as error:
        # Where typer keeps its exceptions differs between its versions; this is how each tells its own.
        message = getattr(error, "format_message", None)
        if message is None:
            raise
        raise UsageError(message()) from None
    return result if isinstance(result, int) else 0


def _name_the_default(args: list[str]) -> None:
    """``--redact`` on its own means the standard preset; a value stands behind an equals sign."""
    end = args.index("--") if "--" in args else len(args)
    args[:end] = ["--redact=standard" if word == "--redact" else word for word in args[:end]]
