"""What a report says of one message, as rows of text that is safe to show.

HTML, Markdown, Jira, plain text and the drawing all show these records, so that they say the
same; each has only its own marks to neutralise. Every string is through ``text.safe``: no
control, no direction mark, no half of a surrogate pair is in it. Templates of one's own are
given these records too.
"""

from __future__ import annotations

from headertrace.named import NamedTuple
from headertrace.view.findings import Told
from headertrace.view.first import First
from headertrace.view.logged import Logged
from headertrace.view.notices import Shown
from headertrace.view.places import Place
from headertrace.view.steps import Step, Wait
from headertrace.view.way import Way


class Second(NamedTuple):
    """A second clock: what it tells, and how that stands against the stamp beside it."""

    hop: int | None
    scheme: str
    text: str
    time: str
    against: str
    certainty: str
    place: Place | None


class Wrong(NamedTuple):
    """A host's clock that is off, in a sentence, with what shows it."""

    host: str
    text: str
    places: tuple[Place, ...]


class Said(NamedTuple):
    """One check of the sender, one filter's verdict or one signature: what, its result, who says so."""

    what: str
    result: str
    detail: str
    who: str
    place: Place | None


class Raw(NamedTuple):
    """One header field as it stands (number, text of each line), with its author."""

    lines: tuple[tuple[int, str], ...]
    cut: bool
    name: str
    agent: str
    host: str
    hop: int | None
    trust: str
    certainty: str
    meaning: str
    source: str


class LookedUp(NamedTuple):
    """What one look-up says: ``about`` whom, the ``word`` beside the header's, and the ``answers`` it rests on."""

    about: str
    word: str
    text: str
    places: tuple[Place, ...]
    answers: tuple[str, ...]


class Lookups(NamedTuple):
    """What was looked up, or in a dry run the ``questions`` that would be put."""

    head: str
    rows: tuple[LookedUp, ...]
    questions: tuple[str, ...]
    notes: tuple[str, ...]


class Report(NamedTuple):
    """All that a report shows of one message; ``number`` of ``total`` counts from 1.

    ``results`` are what the line of verdicts doesn't tell, in short. ``input`` is the file's own name, without its
    folder; ``left_out`` counts what a report on paper leaves out. ``logs`` are the stays in
    queues that the servers' logs tell of.
    """

    number: int
    total: int
    title: str
    answer: str
    first: First
    facts: tuple[tuple[str, str], ...]
    way: Way
    waits: tuple[Wait, ...]
    findings: tuple[Told, ...]
    wrong_clocks: tuple[Wrong, ...]
    seconds: tuple[Second, ...]
    checks: tuple[Said, ...]
    signatures: tuple[Said, ...]
    filters: tuple[Said, ...]
    unread: tuple[tuple[str, str, Place | None], ...]
    defects: tuple[str, ...]
    redacted: tuple[tuple[str, int], ...]
    block: tuple[Raw, ...]
    file: tuple[tuple[str, str], ...]
    zone: str
    lookups: Lookups | None
    notice: Shown | None
    legend: tuple[tuple[str, str], ...]
    results: tuple[Said, ...]
    input: str
    left_out: str
    logs: tuple[Logged, ...] = ()

    @property
    def steps(self) -> tuple[Step, ...]:
        """The hops, as templates of one's own ask for them."""
        return self.way.steps
