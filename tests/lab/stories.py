"""All stories by name. Run as a program, it plays every one and counts what headertrace made of them:

HEADERTRACE_LAB=1 PYTHONPATH=tests python -m lab.stories [--keep] [word in the name]

With --keep what was played is written to tests/stories/played, which is judged without servers.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from stories.judging import WORTH_S, Judgement, judge
from stories.story import Story, keep

from . import scenarios, scenarios_held, scenarios_mixed
from .host import Failed, Network
from .scenarios import HOUR

STORIES: dict[str, Callable[[Network], Story]] = {
    "straight": scenarios.straight,
    "company": scenarios.company,
    "redirected by Sieve": scenarios_held.redirected,
    "forwarded": scenarios_held.forwarded,
    "greylisted by postgrey": scenarios.greylisted,
    "greylisted by SQLgrey": lambda network: scenarios_held.greylisted_by(network, "sqlgrey"),
    "greylisted by greylistd": lambda network: scenarios_held.greylisted_by(network, "greylistd"),
    "greylisted by rspamd": lambda network: scenarios_held.greylisted_by(network, "rspamd"),
    "retried by postfix": lambda network: scenarios.retried(network, "postfix"),
    "retried by exim": lambda network: scenarios.retried(network, "exim"),
    "retried by sendmail": lambda network: scenarios.retried(network, "sendmail"),
    "filtered": scenarios.filtered,
    "held in the filter": lambda network: scenarios.filtered(network, 1200),
    "quarantined": scenarios_held.quarantined,
    "scheduled by at": scenarios_held.scheduled_by_at,
    "scheduled by cron": scenarios_held.scheduled_by_cron,
    "forwarder waits": lambda network: scenarios_held.forwarded(network, 2 * HOUR),
    "slow line to Exim": lambda network: scenarios_held.on_a_slow_line(network, "exim"),
    "slow line to Postfix": lambda network: scenarios_held.on_a_slow_line(network, "postfix"),
    "clock 300 s fast": lambda network: scenarios.wrong_clock(network, 300),
    "clock 47 s slow": lambda network: scenarios.wrong_clock(network, -47),
    "clock a day slow": lambda network: scenarios.wrong_clock(network, -24 * HOUR),
    "clock a day fast": lambda network: scenarios.wrong_clock(network, 24 * HOUR),
    "clock in the wrong zone": lambda network: scenarios.wrong_clock(network, 2 * HOUR),
    "clock without summer time": lambda network: scenarios.wrong_clock(network, -HOUR),
    "several clocks wrong": scenarios_mixed.several_clocks_wrong,
    "several clocks wrong by hours": lambda network: scenarios_mixed.several_clocks_wrong(network, (-7000, 9000, 300)),
    "the reader's clock wrong": scenarios_mixed.reader_clock_wrong,
    "sleeping client": scenarios.sleeping_client,
    "collected by fetchmail": lambda network: scenarios.collected_late(network, "fetchmail"),
    "collected by getmail": lambda network: scenarios.collected_late(network, "getmail"),
    "collected by mpop": lambda network: scenarios.collected_late(network, "mpop"),
    "moderated list": scenarios.moderated,
    "throttled": scenarios_held.throttled,
    "asleep, slow clock, greylisted, collected late": scenarios.combined,
    "greylisted, clock fast": lambda network: scenarios.greylisted(network, 300),
    "greylisted, clock slow": lambda network: scenarios.greylisted(network, -3000),
    "retried, clock fast, collected late": scenarios_mixed.retried_and_collected_late,
    "retried, clock slow, collected late": lambda network: scenarios_mixed.retried_and_collected_late(network, -1200),
    "company with filter and greylist": scenarios_mixed.company_with_filter_and_greylist,
    "list and greylist": scenarios_mixed.list_and_greylist,
}


def main(*words: str) -> None:
    """Play the stories whose name has the word in it and print the count."""
    word = next((word for word in words if word != "--keep"), "")
    played: dict[str, tuple[Story, Judgement]] = {}
    for name, story in STORIES.items():
        if word in name:
            began = time.monotonic()
            with tempfile.TemporaryDirectory() as scratch:
                network = Network(Path(scratch), fetch=True)
                try:
                    truth = story(network)
                except Failed as failed:
                    print(f"failed   {name}: {str(failed)[:200]}")
                    continue
                finally:
                    network.close()
            found = judge(truth)
            played[name] = truth, found
            print(f"{time.monotonic() - began:5.1f} s  {name}{'' if truth.tellable else ' (cannot be told)'}")
            for wait, told in found.missed:
                print(f"         missed {wait}: {told and (told.cause, told.certainty, told.at)}")
            for told in found.wrong:
                print(f"         not so {told.hop, told.seconds, told.cause, told.certainty, told.at}")
            for text in found.misread:
                print(f"         {text}")
            for host, outside in found.offsets:
                print(f"         offset of {host}: {'honest' if not outside else f'{outside} s outside'}")
    _count(list(played.values()))
    if "--keep" in words:
        keep({name: truth for name, (truth, _) in played.items()})


def _count(played: list[tuple[Story, Judgement]]) -> None:
    waits = sum(wait.seconds >= WORTH_S for truth, _ in played for wait in truth.waits)
    right = sum(len(found.right) for _, found in played)
    wrong = [told for _, found in played for told in found.wrong]
    measured = sum(told.certainty == "measured" for told in wrong)
    offsets = [outside for _, found in played for _, outside in found.offsets]
    straight = [found for truth, found in played if not truth.waits and not truth.clocks]
    print(
        f"{len(played)} stories; {right} of {waits} waits with the right host and cause ({right / max(waits, 1):.1%})"
    )
    print(f"{len(wrong)} waits asserted that were none, {measured} of them as measured")
    print(f"{sum(not outside for outside in offsets)} of {len(offsets)} offsets honest")
    print(f"{sum(not found.wrong for found in straight)} of {len(straight)} straight messages without a cause")


if __name__ == "__main__":
    main(*sys.argv[1:])
