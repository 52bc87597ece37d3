"""The registry of filters: what each left in the header, one file a filter.

``INDEX`` gives for a header name the file that reads it, and ``FORMS`` the files of names that
carry a site's or a product's own word, so that a message imports only the files it needs.

A host writes its filter's lines at one go: lines of one filter with no Received between them,
none of which repeats, make one ``Verdict``. What a filter said is shown as that filter's word:
whether to believe it is for the trust boundary to say.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from importlib import import_module

from headertrace.filters.filter import Facts, Filter
from headertrace.filters.index import FORMS, INDEX, WORDS
from headertrace.provenance.placing import Place, Placing
from headertrace.records.evidence import Field, Unparsed
from headertrace.records.filters import Rule, Verdict
from headertrace.records.path import Hop

# What ``Verdict.verdict`` may be. ``clean`` is said of malware, ``ham`` of spam; ``scanned`` means looked
# at, without a result; ``allowed`` and ``blocked`` are a list's doing, not the filter's finding.
VERDICTS = (
    "ham", "clean", "allowed", "scanned", "skipped", "delayed", "bulk", "suspect", "spam", "spoofing", "phishing",
    "malware", "blocked",
)  # fmt: skip
MAX_VALUE = 65_536
MAX_VERDICTS = 1_000
_SHOWN = 200
_TEXT = 500
_PREFIXES = tuple(prefix for prefix, _ in FORMS)


def read(fields: Iterable[Field]) -> tuple[Verdict, ...]:
    """The verdicts that filters left in these fields, topmost first. Never raises on content."""
    return _survey(fields)[0]


def unread(fields: Iterable[Field]) -> tuple[Unparsed, ...]:
    """The lines of filters that could not be read, each with the reason."""
    return _survey(fields)[1]


def survey(fields: Iterable[Field], hops: tuple[Hop, ...] = ()) -> tuple[tuple[Verdict, ...], tuple[Unparsed, ...]]:
    """``read`` and ``unread`` at one go. ``hops``, judged, tell at which of them a filter ran."""
    return _survey(fields, hops)


@cache
def load(name: str) -> Filter:
    """The filter of that name. Raises ModuleNotFoundError for a name that is no file here."""
    return import_module(f"headertrace.filters.{name}").FILTER  # type: ignore[no-any-return]


@lru_cache(maxsize=4096)
def find(header: str) -> str | None:
    """The name of the file that reads that header (lower case), or None."""
    known = INDEX.get(header)
    if known:
        return known
    if header.startswith(_PREFIXES):
        return next(name for prefix, name in FORMS if header.startswith(prefix))
    return "mailscanner" if "mailscanner" in header or "mailcleaner" in header else None


class _Group:
    """The lines that one filter wrote at one go."""

    def __init__(self, filter: Filter, passed: int) -> None:
        self.filter = filter
        self.passed = passed
        self.lines: list[tuple[int, Field, Facts]] = []
        self.headers: set[str] = set()

    def verdict(self, placing: Placing) -> Verdict | None:
        """The lines taken together; None where they say nothing but that the filter was there."""
        merged: Facts = {}
        rules: dict[str, Rule] = {}
        texts: dict[str, None] = {}
        best: Field | None = None
        for _, field, facts in sorted(self.lines, key=lambda line: line[0]):
            for key, value in facts.items():
                if key == "text" and value:
                    texts.setdefault(value)
                elif key != "rules" and value is not None:
                    if merged.setdefault(key, value) is value and key in ("verdict", "score") and best is None:
                        best = field
                elif key == "rules":
                    for rule in value:
                        before = rules.get(rule.name)
                        if before is None or (before.score is None and rule.score is not None):
                            rules[rule.name] = rule
        if not rules and not texts and "verdict" not in merged and "score" not in merged:
            return None
        shown = best or min(self.lines, key=lambda line: line[0])[1]
        place = self._place(placing, shown.number, merged)
        return Verdict(
            name=self.filter.name,
            product=merged.get("product") or self.filter.product,
            verdict=merged.get("verdict"),
            score=merged.get("score"),
            threshold=merged.get("threshold"),
            rules=tuple(rules.values()),
            host=merged.get("host"),
            version=merged.get("version"),
            text="; ".join(texts)[:_TEXT] or None,
            field=shown.number,
            lines=shown.lines,
            evidence=tuple(field.evidence(field.value[:_SHOWN]) for _, field, _ in self.lines),
            hop=place.hop,
            trusted=place.trusted,
        )

    def _place(self, placing: Placing, number: int, facts: Facts) -> Place:
        if facts.get("claimed"):
            return Place(None, False)
        if self.filter.house and any(header.startswith(self.filter.guarded) for header in self.headers):
            guarded = placing.guarded(self.filter.house, facts.get("ip"), facts.get("host"))
            if guarded:
                return guarded
        return placing.of(number, facts.get("host"), facts.get("product") or self.filter.product)


def _survey(fields: Iterable[Field], hops: tuple[Hop, ...] = ()) -> tuple[tuple[Verdict, ...], tuple[Unparsed, ...]]:
    groups: list[_Group] = []
    last: dict[tuple[str, str], _Group] = {}
    unparsed: list[Unparsed] = []
    passed = 0
    for field in fields:
        header = field.key
        if header == "received":
            passed += 1
            continue
        name = find(header)
        if name is None:
            if _is_filters(header):
                unparsed.append(Unparsed(field.number, f"{field.name}: {field.value[:_SHOWN]}", _UNKNOWN))
            continue
        filter = load(name)
        facts = read_line(filter, header, field.value)
        if facts is None:
            text = f"{field.name}: {field.value[:_SHOWN]}"
            unparsed.append(Unparsed(field.number, text, f"not written as {filter.product} writes it"))
            continue
        key = (name, facts.get("group", ""))
        group = last.get(key)
        if group is None or group.passed != passed or header in group.headers:
            if len(groups) >= MAX_VERDICTS:
                unparsed.append(Unparsed(field.number, header, f"only the first {MAX_VERDICTS} verdicts were read"))
                break
            group = last[key] = _Group(filter, passed)
            groups.append(group)
        group.headers.add(header)
        group.lines.append((_ranks(name).get(header, len(filter.headers)), field, facts))
    placing = Placing(hops)
    verdicts = [group.verdict(placing) for group in groups]
    return tuple([verdict for verdict in verdicts if verdict is not None]), tuple(unparsed)


@lru_cache(maxsize=4096)
def _is_filters(header: str) -> bool:
    """Whether a name that no file reads is a filter's all the same."""
    return any(word in header for word in WORDS)


_UNKNOWN = "looks like a filter's line, of no product known here"


def read_line(filter: Filter, header: str, value: str) -> Facts | None:
    """What one line of that filter says; None where it is not written as the product writes it."""
    reader = filter.headers.get(header)
    if reader is not None:
        return reader(value[:MAX_VALUE])
    return filter.any_header(header, value[:MAX_VALUE]) if filter.any_header is not None else None


@cache
def _ranks(name: str) -> dict[str, int]:
    """The weight of each header of that filter: 0 is the greatest."""
    return {header: rank for rank, header in enumerate(load(name).headers)}
