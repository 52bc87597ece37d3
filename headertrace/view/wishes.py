"""What the reader wished for, as far as it bears on the words."""

from __future__ import annotations

from datetime import tzinfo
from typing import Protocol


class Wishes(Protocol):
    """``zone`` is None for UTC; ``verbosity`` is -1, 0 or 1. A rendering's options are such wishes."""

    @property
    def zone(self) -> tzinfo | None: ...

    @property
    def zone_name(self) -> str: ...

    @property
    def verbosity(self) -> int: ...
