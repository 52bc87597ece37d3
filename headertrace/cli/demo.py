"""``headertrace demo``: the samples that come with the program, each with its story."""

# Annotations are read at run time (declaring.py).
import sys
from pathlib import Path
from typing import Annotated

from headertrace.cli import options, show
from headertrace.cli.completion import one_of
from headertrace.cli.declaring import Argument, Option
from headertrace.cli.exits import UsageError
from headertrace.named import NamedTuple
from headertrace.renderings import FORMATS

# Sample → what somebody asked about it, and what there is to see. A test holds that every sample has its story.
STORIES: dict[str, str] = {
    "greylisted": "Ann writes to Bob for the first time, and it takes ten minutes. Whose fault is it? A field that "
    "Bob's own server wrote says: it asked the unknown sender to come again.",
    "queue-retry": "It took four hours. The sender's relay had the message all that time, and its line has the queue "
    "id to look for in its log.",
    "wrong-clock": "By the stamps the message arrived before it was sent. One clock is 47 minutes slow.",
    "forged-chain": "The message says that it comes from a bank, and so do its Received lines. The border shows who "
    "really handed it over: an address without a name of the bank's.",
    "authenticated": "A newsletter that is what it says: SPF, DKIM and DMARC prove its domain.",
    "bounce": "Two people got nothing. The bounce says who refused, why, and after how long.",
    "delay-notice": "A warning that a message is late. It has not failed: the server is still trying.",
    "list-moderation": "A first post to a mailing list waited five hours for the moderator.",
    "scheduled-sending": "Written last night, sent this morning: the Date is old, and the trip took two seconds.",
    "collected-by-pop": "The message was there at half past eight; the program that collects it came in the afternoon.",
    "filter-round-trip": "A spam filter beside the server is handed the message and hands it back. That is no detour.",
    "main-branch-department": "Three servers of one company, one after the other: main, branch, department.",
    "forwarded-with-arc": "An address that forwards. SPF fails by nature then; ARC carries what was checked before.",
    "gmail-to-microsoft365": "From one big provider to another, with the internal hops of both.",
    "international": "Names and addresses that are not ASCII.",
    "two-clean-hops": "Nothing happened: what a plain message looks like.",
    "broken-header": "A header that a program damaged. It is read all the same, and a finding says what was repaired.",
    "michelangelo-postmark": "A header of 2004 that lacks the sending host's address: its name is a claim, then.",
}


class Options(NamedTuple):
    """What the command line says."""

    name: Annotated[str | None, Argument("[NAME]", "A sample; nothing lists them.", one_of(STORIES))] = None
    format: Annotated[str, Option(("-f", "--format"), f"{', '.join(FORMATS)}.", "NAME", one_of(FORMATS))] = "table"
    output: options.Output = None
    force: options.Force = False
    no_pager: options.NoPager = False


def run(given: Options) -> int:
    """Show a sample message with its story; without a name, list what there is.

    The samples come with the program, so that this needs no file.
    """
    if given.name is None:
        print(listing())
        return 0
    name = given.name.removesuffix(".eml")
    if name not in STORIES:
        raise UsageError(f"there is no sample {given.name!r}; `headertrace demo` lists them")
    if given.format == "table" and given.output is None:
        print("\n".join([*_wrapped(STORIES[name]), ""]))
        sys.stdout.flush()
    sample = str(folder() / f"{name}.eml")
    return show.run(show.Options(files=[sample], format=given.format, output=given.output, force=given.force))


def listing() -> str:
    """The samples, each with its story."""
    told = [line for name, story in STORIES.items() for line in (name, *_wrapped(story, "    "))]
    return "\n".join([*told, "", "Show one: headertrace demo greylisted"])


def folder() -> Path:
    """Where the samples lie: in the package, or beside it in a checkout."""
    import headertrace

    package = Path(headertrace.__file__).parent
    within = package / "samples"
    return within if within.is_dir() else package.parent / "samples"


def _wrapped(text: str, indent: str = "") -> list[str]:
    from textwrap import wrap

    return wrap(text, 80, initial_indent=indent, subsequent_indent=indent)
