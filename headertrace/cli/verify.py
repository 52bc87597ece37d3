"""``headertrace verify [FILE]...``: the header's words held against the DNS of today."""

# Annotations are read at run time (declaring.py).
from typing import Annotated

from headertrace.cli import options, show
from headertrace.cli.asking import Asking
from headertrace.cli.completion import one_of
from headertrace.cli.declaring import Option
from headertrace.named import NamedTuple
from headertrace.renderings import FORMATS
from headertrace.renderings.index import of_file


class Options(NamedTuple):
    """What the command line says; each is an option of ``show`` too."""

    files: options.Files = None
    paste: options.Paste = False
    format: Annotated[
        str | None,
        Option(
            ("-f", "--format"), "Any of `headertrace show`; else by the name of -o, else checks.", "NAME",
            one_of(FORMATS),
        ),
    ] = None  # fmt: skip
    output: options.Output = None
    force: options.Force = False
    message: options.Message = None
    inner: options.Inner = False
    outer: options.Outer = False
    recursive: options.Recursive = False
    width: options.Width = None
    no_color: options.NoColor = False
    color: options.Color = None
    no_pager: options.NoPager = False
    trust: options.Trust = None
    quiet: Annotated[bool, Option(("-q", "--quiet"), "Show only what differs.")] = False
    verbose: Annotated[
        bool, Option(("-v", "--verbose"), "Show every DNS answer: when, from which server, and its TTL.")
    ] = False
    lookups: Asking = Asking()
    config: options.Config = None


def run(given: Options) -> int:
    """Check each message against the DNS: addresses, names, mail servers, signatures.

    This asks the network. Private, special-use and documentation addresses and names are never
    asked about; --dry-run shows the questions and sends none. Answers are kept as long as their TTL
    allows, in a file of the user's cache directory, unless --no-cache is given.
    """
    format = given.format or of_file(given.output)
    # What stands in a file of text are the checks.
    if format in (None, "text") and given.format is None:
        format = "checks"
    return show.run(show.Options(**given._replace(format=format)._asdict(), dns=True))
