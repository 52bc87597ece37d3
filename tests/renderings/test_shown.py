"""What the samples look like: the files in samples/shown are what the program writes.

After a change that is meant: ``python -m tests.shown``, and read what git diff says.
"""

from __future__ import annotations

import pytest

from shown import SHOWN, shown

FILES = dict(shown())


@pytest.mark.parametrize("name", FILES)
def test_file(name: str) -> None:
    assert (SHOWN / name).read_bytes().decode() == FILES[name]


def test_no_file_is_left_over() -> None:
    assert {path.name for path in SHOWN.iterdir()} == FILES.keys()
