"""``headertrace explain``: what a finding, a header field, a server, a cause or another word of the output means.

What there is to tell is in ``topics``; here it is looked for, listed and shown.
"""

# Annotations are read at run time (declaring.py).
import json
import re
import sys
from collections.abc import Iterable
from typing import Annotated

from headertrace.cli import options
from headertrace.cli.completion import one_of, when_asked
from headertrace.cli.declaring import Argument, Option
from headertrace.cli.exits import USAGE, complain
from headertrace.cli.shared import one_of_these
from headertrace.cli.topics import KINDS, Topic, beginning, explained, topics
from headertrace.named import NamedTuple

FORMATS = ("text", "json")
_MAX_WIDTH = 100
_MAX_WORD = 100
_MOST_FOUND = 20
# How much a word counts where it stands in the name, in the first sentence, or further down.
_WEIGHTS = (100, 10, 1)


def _complete(incomplete: str) -> list[str]:
    """The words that go on from there, in the case that was typed: a shell drops any other."""
    known = (word.lower() if incomplete.islower() else word for word in words())
    begun = len(incomplete)
    return [incomplete + word[begun:] for word in known if word.lower().startswith(incomplete.lower())]


class Options(NamedTuple):
    """What the command line says."""

    subject: Annotated[
        list[str] | None,
        Argument(
            "[TOPIC]...",
            "A finding, header field, server, cause, role or status code, or words to search for.",
            when_asked(_complete),
        ),
    ] = None
    format: Annotated[str, Option(("-f", "--format"), "text or json.", "NAME", one_of(FORMATS))] = "text"
    no_pager: options.NoPager = False


def run(given: Options) -> int:
    """Explain a finding, a header field, a server, a cause or any other word of the output.

    Without a topic it lists them all. Words that are no topic's name are searched for.
    """
    one_of_these("--format", given.format, FORMATS)
    as_json = given.format == "json"
    if given.subject is None:
        _show(_as_json(list(topics())) if as_json else listing(), as_json)
        return 0
    subject = " ".join(given.subject)
    text = explained(subject)
    if text is not None:
        _show(json.dumps({"topic": subject, "text": text}, indent=2) if as_json else text, as_json)
        return 0
    found = search(subject)
    if not found:
        complain(f"there is no topic {subject[:_MAX_WORD]!r}, and no page has that in it{_near(subject)}")
        return USAGE
    _show(_as_json(found) if as_json else _told(subject, found), as_json)
    return 0


def words() -> list[str]:
    """Everything that can be asked for: codes, field names, servers, words of the output."""
    return [word for kind in KINDS.values() for word in kind.words()]


def listing() -> str:
    """Markdown: what there is, by kind, each with its first sentence."""
    rows: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for topic in topics():
        rows[topic.kind].append(_row(topic))
    return "\n\n".join(f"# {KINDS[kind].title}\n\n" + "\n".join(lines) for kind, lines in rows.items())


def search(subject: str) -> list[Topic]:
    """The topics that a word or several are in, the best first; those of codes that begin so (``HT2``)."""
    codes = beginning(subject.strip())
    if codes:
        return [topic for topic in topics() if topic.name in codes]
    sought = re.findall(r"[a-z0-9]+", subject.lower()[:_MAX_WORD])
    if not sought:
        return []
    every = list(topics())
    alike = _alike(subject, [topic.name for topic in every], 0.75)
    scored = ((_score(topic, sought), topic) for topic in every)
    best = sorted((pair for pair in scored if pair[0]), key=lambda pair: -pair[0])
    named = [topic for topic in every if topic.name in alike]
    return list(dict.fromkeys([*named, *(topic for _, topic in best)]))[:_MOST_FOUND]


def _score(topic: Topic, sought: list[str]) -> int:
    """How well all of the words fit; 0 where one of them is missing."""
    parts = [part.lower() for part in (f"{topic.name} {topic.title}", topic.about, topic.text)]
    scores = [max(weight * (word in part) for weight, part in zip(_WEIGHTS, parts, strict=True)) for word in sought]
    return sum(scores) if all(scores) else 0


def _told(subject: str, found: list[Topic]) -> str:
    said = f"No topic is called {subject[:_MAX_WORD]!r}. These speak of it:"
    if beginning(subject.strip()):
        said = f"Findings whose codes begin with {subject.strip().upper()}:"
    return "\n\n".join([said, "\n".join(map(_row, found))])


def _row(topic: Topic) -> str:
    name = topic.title if topic.kind == "findings" else topic.name
    return f"- {name}: {topic.about}"


def _as_json(found: list[Topic]) -> str:
    return json.dumps({"topics": [topic._asdict() for topic in found]}, indent=2)


def _near(subject: str) -> str:
    near = _alike(subject, words(), 0.6)
    return f". Did you mean {' or '.join(near)}?" if near else "; `headertrace explain` lists all"


def _alike(subject: str, known: Iterable[str], how: float) -> list[str]:
    """Those words that are spelled nearly so, the nearest first."""
    from difflib import get_close_matches

    spelled = {word.lower(): word for word in known}
    return [spelled[word] for word in get_close_matches(subject.strip().lower()[:_MAX_WORD], spelled, 3, how)]


def _show(text: str, plain: bool) -> None:
    """Laid out on a terminal, as it is written where piped."""
    if plain or not sys.stdout.isatty():
        print(text)
        return
    from rich.console import Console
    from rich.markdown import Markdown
    from rich.theme import Theme

    # Nothing sets a background: it would be wrong on half of all terminals.
    console = Console(highlight=False, theme=Theme({"markdown.code": "bold cyan"}))
    # By our own hand, as rich ends the program where a pager was quit.
    with console.capture() as laid_out:
        console.print(Markdown(text, code_theme="ansi_light"), width=min(console.width, _MAX_WIDTH))
    print(laid_out.get(), end="")
