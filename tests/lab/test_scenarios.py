"""The stories of ``scenarios*.py``: every hop is there, and every delay is what was done."""

from __future__ import annotations

import pytest

from stories.judging import judge

from .host import Network
from .stories import STORIES


@pytest.mark.parametrize("story", STORIES)
def test_story(fresh_network: Network, story: str) -> None:
    truth = STORIES[story](fresh_network)
    found = judge(truth)
    shown = (found, truth.message.partition(b"\n\n")[0].decode())
    assert found.misread == (), shown
    assert not [delay for delay in found.wrong if delay.certainty == "measured"], shown
    assert all(outside == 0 for _, outside in found.offsets), shown
    if not truth.tellable:
        assert not [delay for _, delay in found.missed if delay and delay.certainty != "possible"], shown
        return
    assert found.missed == (), shown
    assert not [delay for delay in found.wrong if delay.certainty != "possible"], shown
