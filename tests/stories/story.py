"""A message that real servers passed on, and what was done to it on its way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

PLAYED = Path(__file__).with_name("played")
_TRUTH = PLAYED / "truth.json"
_LINE = b"-" * 70 + b"\n"


class Wait(NamedTuple):
    """``cause`` in the words of the JSON document, ``host`` to whom the wait belongs, ``hop`` the
    one whose delay it is (0 is from the Date to the first hop), ``seconds`` of true time."""

    hop: int
    cause: str
    host: str
    seconds: float


class Story(NamedTuple):
    """``hosts``: who wrote each Received line, oldest first. ``clocks``: hosts whose clock was wrong,
    by how many seconds. ``slack``: seconds that passed unmeant while it was played. ``tellable``: whether
    the header holds what is needed to tell all that; where it does not, nothing may be asserted."""

    message: bytes
    hosts: tuple[str, ...]
    waits: tuple[Wait, ...] = ()
    clocks: tuple[tuple[str, float], ...] = ()
    slack: float = 0.0
    tellable: bool = True


def keep(stories: dict[str, Story]) -> None:
    """Write what was played to ``PLAYED``, in place of what stood there; of bodies, how long they were."""
    PLAYED.mkdir(exist_ok=True)
    for old in PLAYED.glob("*.eml"):
        old.unlink()
    rows = []
    for name, story in sorted(stories.items()):
        file = name.replace(" ", "-").replace(",", "").lower() + ".eml"
        header, end, body = story.message.partition(b"\n\n")
        (PLAYED / file).write_bytes(header + end)
        rows.append({"name": name, "file": file, "body": len(body), **dict(_facts(story))})
    _TRUTH.write_text("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n", "utf-8")


def kept() -> dict[str, Story]:
    """The stories of ``PLAYED`` by name."""
    return {row["name"]: _story(row) for row in json.loads(_TRUTH.read_text("utf-8"))}


def _facts(story: Story) -> Iterator[tuple[str, object]]:
    for key, value in story._asdict().items():
        if key != "message":
            yield key, [item._asdict() for item in value] if key == "waits" else value


def _story(row: dict[str, Any]) -> Story:
    return Story(
        (PLAYED / row["file"]).read_bytes() + _LINE * (row["body"] // len(_LINE)),
        tuple(row["hosts"]),
        tuple(Wait(**wait) for wait in row["waits"]),
        tuple((host, seconds) for host, seconds in row["clocks"]),
        row["slack"],
        row["tellable"],
    )
