"""What happens to signed fields, undone: each signed name has ways it may have read, and they are tried together.

All fields are hashed as one, so that every change must be undone at the same time: single changes
first, then up to six of the likelier ones.
"""

from __future__ import annotations

import itertools
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from headertrace.named import NamedTuple
from headertrace.verification.breakage import edits
from headertrace.verification.breakage.bodies import Undone
from headertrace.verification.keys import Key
from headertrace.verification.signature import Claim, Seal, by_name, guarded, joined, own_data
from headertrace.verification.whole import Header, Whole

MAX_TRIED = 100_000
MAX_TRIED_SLOWLY = 10_000  # Ed25519 has to be verified anew each time
MAX_SECONDS = 2.0
MAX_WAYS = 400
MAX_LIKELY = 8  # of one name
MAX_CHANGES = 6
MAX_INSTANCES = 20


# Names that lists and gateways add themselves; of list fields, ``_list_fields`` has them all.
_ADDED = frozenset({b"reply-to", b"sender", b"precedence", b"errors-to", b"mime-version", b"content-transfer-encoding"})


class Way(NamedTuple):
    """How some names' fields may have been: for each name its canonical bytes, by occurrence from the bottom."""

    undone: Undone
    data: dict[bytes, tuple[bytes, ...]]
    likely: bool = False


def search(whole: Whole, claim: Claim, key: Key) -> tuple[Undone, ...]:
    """What was done to the signed fields; empty where nothing that was tried fits, or the key is another's."""
    seal = Seal(claim, key)
    if seal.fits is False:
        return ()
    names = guarded(claim)
    present = by_name(whole.fields, names)
    order = _order(names)
    as_is = {name: _canonical(claim, reversed(present.get(name, ()))) for name in set(names)}
    ways = _distinct(_ways(whole, claim, present), as_is)
    own = own_data(claim)
    until = time.monotonic() + MAX_SECONDS
    tried = MAX_TRIED if seal.fits else MAX_TRIED_SLOWLY
    for chosen in itertools.islice(_combinations(ways), tried):
        if time.monotonic() > until:
            break
        data = dict(as_is)
        for way in chosen:
            data.update(way.data)
        if seal.holds(b"".join(_at(data[name], place) for name, place in order) + own):
            return tuple(way.undone for way in chosen)
    return ()


def _distinct(ways: Iterator[Way], as_is: dict[bytes, tuple[bytes, ...]]) -> list[Way]:
    """Those that differ from each other, and from what is there, once canonicalised."""
    seen: set[tuple[tuple[bytes, tuple[bytes, ...]], ...]] = set()
    out = []
    for way in itertools.islice(ways, MAX_WAYS * 4):
        key = tuple(way.data.items())
        if key not in seen and any(as_is.get(name) != parts for name, parts in key):
            seen.add(key)
            out.append(way)
    return out[:MAX_WAYS]


def _combinations(ways: list[Way]) -> Iterator[tuple[Way, ...]]:
    """One change; several of the likelier ones, each of other names, fewest first; then any two."""
    yield from ((way,) for way in ways)
    axes: dict[tuple[bytes, ...], list[Way]] = defaultdict(list)
    for way in ways:
        names = (b"list-",) if len(way.data) > 1 else tuple(way.data)
        if way.likely and len(axes[names]) < MAX_LIKELY:
            axes[names].append(way)
    for count in range(2, min(MAX_CHANGES, len(axes)) + 1):
        for group in itertools.combinations(axes.values(), count):
            yield from filter(_apart, itertools.product(*group))
    yield from filter(_apart, itertools.combinations(ways, 2))


def _apart(chosen: tuple[Way, ...]) -> bool:
    """Whether no name is changed twice."""
    named = [name for way in chosen for name in way.data]
    return len(set(named)) == len(named)


def _order(names: Sequence[bytes]) -> list[tuple[bytes, int]]:
    """Each signed name with its occurrence, from the bottom of the message."""
    seen: dict[bytes, int] = defaultdict(int)
    out = []
    for name in names:
        out.append((name, seen[name]))
        seen[name] += 1
    return out


def _at(parts: tuple[bytes, ...], place: int) -> bytes:
    return parts[place] if place < len(parts) else b""


def _canonical(claim: Claim, fields: Iterable[Header]) -> tuple[bytes, ...]:
    made: list[Header] = claim.policy.canonicalize_headers(list(fields))
    return tuple(joined([field]) for field in made)


def _ways(whole: Whole, claim: Claim, present: dict[bytes, list[Header]]) -> Iterator[Way]:
    """Every way the signed fields may have been, the likelier first."""
    simple = claim.policy.header_algorithm.name == b"simple"
    names = list(dict.fromkeys(claim.names))
    yield from _list_fields(present)
    for name in names:
        yield from _edited(whole, claim, name, present.get(name, []), edits.likely(name))
    for name in names:
        yield from _removed(claim, name, present.get(name, []))
    for name in names:
        if not present.get(name):
            yield from _restored(whole, claim, name)
    for name in names:
        yield from _edited(whole, claim, name, present.get(name, []), edits.further(name, simple))
    if simple:
        yield from _all_folded(claim, present)


def _edited(
    whole: Whole, claim: Claim, name: bytes, fields: list[Header], tools: Sequence[edits.Edit]
) -> Iterator[Way]:
    """One instance of the field with its value as it may have been."""
    for number, (written, value) in enumerate(fields[:MAX_INSTANCES]):
        for edit in tools:
            for old in edit.undo(written, value, whole):
                if old != (written, value):
                    before = [*fields[:number], old, *fields[number + 1 :]]
                    yield _way(claim, name, before, edit.kind, edit.text.format(name=_shown(written)), value, True)


def _removed(claim: Claim, name: bytes, fields: list[Header]) -> Iterator[Way]:
    """Without one of the fields of that name: it was added."""
    for number, (written, value) in enumerate(fields[:MAX_INSTANCES]):
        rest = [*fields[:number], *fields[number + 1 :]]
        text = f"a field {_shown(written)} was added"
        yield _way(claim, name, rest, "field-added", text, value, name in _ADDED)


def _restored(whole: Whole, claim: Claim, name: bytes) -> Iterator[Way]:
    """With a field of that name: it was renamed, or removed."""
    for written, value, kind, text in edits.lost(name, whole):
        yield _way(claim, name, [(written, value)], kind, text, value, kind != "field-removed")


def _list_fields(present: dict[bytes, list[Header]]) -> Iterator[Way]:
    """Without any of the fields that list software adds (RFC 2369, RFC 2919), which come together."""
    added = [name for name in present if name.startswith(b"list-")]
    wide = [name for name in present if name in (b"sender", b"precedence", b"errors-to", b"reply-to")]
    for names in (added, [*added, *wide], wide):
        if len(names) > 1:
            text = f"list fields were added: {', '.join(_shown(present[name][0][0]) for name in names)}"
            yield Way(Undone("list-fields", text), dict.fromkeys(names, ()), likely=True)


def _all_folded(claim: Claim, present: dict[bytes, list[Header]]) -> Iterator[Way]:
    """All fields folded in another manner: only simple canonicalisation minds."""
    for style in edits.FOLDS:
        data = {
            name: _canonical(claim, reversed([(written, style(value)) for written, value in fields]))
            for name, fields in present.items()
        }
        yield Way(Undone("refolded", "fields were folded differently"), data)


def _way(
    claim: Claim, name: bytes, fields: Sequence[Header], kind: str, text: str, value: bytes, likely: bool = False
) -> Way:
    shown = b" ".join(value.split()).decode("utf-8", "replace")[:200]
    return Way(Undone(kind, text, shown), {name: _canonical(claim, reversed(fields))}, likely)


def _shown(name: bytes) -> str:
    return name.decode("ascii", "replace")
