"""What was looked up, in words: for the terminal's section and for reports."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from headertrace.records.lookups import CAUTION, Lookup, Lookups
from headertrace.text.safe import safe

if TYPE_CHECKING:
    from headertrace.records.lookups import Answer

# What a verdict is called beside the header's own words.
WORDS = {
    "agree": "agrees",
    "differ": "differs",
    "unknown": "can't tell",
    "fact": "",
    "listed": "listed",
    "allowed": "listed",
}


def head(made: Lookups, clock: Callable[[datetime], str]) -> str:
    """When it was, who answered, and that today is not that day."""
    text = f"Looked up {clock(made.when)}"
    if not made.resolvers:
        return f"{text} in files on this machine."
    whom = sorted({answer.from_whom for answer in made.answers if answer.from_whom and answer.told})
    return (
        safe(
            text + (f", answered by {', '.join(whom)}. " if whom else f"; {', '.join(made.resolvers)} gave no answer. ")
        )
        + CAUTION
    )


def count(rows: Sequence[Lookup]) -> str:
    """How many differ; empty where none does."""
    differing = sum(row.verdict == "differ" for row in rows)
    return f"{differing} differ{'s' if differing == 1 else ''} from the header." if differing else ""


def rows(made: Lookups, only_differing: bool = False) -> list[Lookup]:
    """The statements, those of one subject together: hops in their order, then the rest as it came."""
    shown = [row for row in made.rows if row.verdict == "differ" or not only_differing]
    place = {title(row): number for number, row in reversed(list(enumerate(shown)))}
    return sorted(shown, key=lambda row: (row.hop is None, row.hop or 0, place[title(row)]))


def title(row: Lookup) -> str:
    return f"hop {row.hop}  {row.subject}" if row.hop else row.subject


def mark(row: Lookup) -> str:
    """The key of WORDS: the verdict, but for listings, which say more."""
    if row.check == "lists" and row.detail and row.detail["listed"]:
        return "allowed" if row.detail["allows"] else "listed"
    return row.verdict


def text(row: Lookup) -> str:
    """The statement, with DNSSEC's word where it vouches for all that it rests on."""
    vouched = row.answers and all(answer.authenticated for answer in row.answers)
    return safe(row.text) + (" (DNSSEC)" if vouched else "")


def answer(found: Answer, clock: Callable[[datetime], str]) -> str:
    """One answer: what was asked, what it was, when, from whom, and for how long it holds."""
    words = [f"{found.kind} {found.name}: {_told(found)}"]
    words += [f"TTL {found.ttl} s"] if found.ttl is not None else []
    words += ["DNSSEC"] if found.authenticated else []
    words += [clock(found.when)] if found.when else []
    words += [found.from_whom] if found.from_whom else []
    words += ["kept from an earlier run"] if found.cached else []
    return safe(", ".join(words))


def _told(found: Answer) -> str:
    if found.status != "ok":
        return found.status + (f" ({found.text})" if found.text else "")
    shown = [record if len(record) <= 120 else record[:119] + "…" for record in found.records[:5]]
    more = len(found.records) - len(shown)
    return " | ".join(shown) + (f" and {more} more" if more else "")


_NOTHING_TO_ASK = "Nothing was sent, and nothing would be: there is nothing that may be asked about."


def questions(made: Lookups) -> tuple[str, list[str], list[str]]:
    """Of a dry run: (what it is, the questions that would be put, those that never are and why)."""
    asked = [found for found in made.answers if found.status == "not-asked" and found.text == "dry run"]
    never = [found for found in made.answers if found.status in ("blocked", "not-asked") and found.text != "dry run"]
    these = "This question" if len(asked) == 1 else f"These {len(asked)} questions"
    about = f"Nothing was sent. {these} would go to {', '.join(made.resolvers)}:" if asked else _NOTHING_TO_ASK
    return (
        safe(about),
        [safe(f"{found.kind:<6}{found.name}") for found in asked],
        [safe(f"{found.kind:<6}{found.name}: {found.text}") for found in never],
    )
