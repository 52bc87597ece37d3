"""What is not as it usually is: each finding by a history that calls for it, and by one that nearly does."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from headertrace.records.judgements import Finding
from headertrace.records.knowledge import HandOver, History, HostClock, IdForm, Retries, Sender
from headertrace.records.trace import Trace
from headertrace.tracing import trace

SINCE = datetime(2026, 3, 2, tzinfo=UTC)
NONE = History("mail", {}, {}, {}, None)
MAIL = b"""\
Received: from relay.example.org (relay.example.org [10.0.0.2])
\tby store.example.org (Postfix) with ESMTP id 4ABC123
\tfor <bob@example.org>; Tue, 24 Nov 2026 08:40:05 +0000
Received: from mail.example.net (mail.example.net [192.0.2.30])
\tby relay.example.org (Postfix) with ESMTP id 4ABC122
\tfor <bob@example.org>; Tue, 24 Nov 2026 08:00:02 +0000
Received: from pc.example.net (pc.example.net [192.0.2.77])
\tby mail.example.net (Postfix) with ESMTPSA id 4ABC121;
\tTue, 24 Nov 2026 08:00:00 +0000
Date: Tue, 24 Nov 2026 08:00:00 +0000
From: Ann <ann@example.net>
Message-ID: <1@example.net>

"""


class Told:
    """A dataset with just this history."""

    name = ""

    def __init__(self, history: History) -> None:
        self._history = history

    def clocks(self, host: str) -> tuple[HostClock, ...]:
        return ()

    def history(self, trace: Trace) -> History | None:
        return self._history


def found(history: History, mail: bytes = MAIL) -> dict[str, Finding]:
    return {item.code: item for item in trace(mail, (), Told(history)).findings if item.code.startswith("HT85")}


def _sender(**changed: object) -> History:
    usual = Sender(
        "example.net",
        214,
        SINCE,
        {"192.0.2.30": 214},
        {"mail.example.net": 214},
        {"example.net": 214},
        {"relay.example.org": 214},
    )
    return NONE._replace(sender=usual._replace(**changed))  # type: ignore[arg-type]


ELSEWHERE = {
    "addresses": {"198.51.100.9": 214},
    "hosts": {"out.example.com": 214},
    "organisations": {"example.com": 214},
}
# code, a history that calls for it, one that nearly does, a piece of the words
ROWS = [
    ("HT851", NONE._replace(hand_overs={3: HandOver(96, SINCE, 1.0, 4.0, 0, 0)}), NONE._replace(hand_overs={3: HandOver(96, SINCE, 1.0, 900.0, 0, 0)}),
     "usually half of its mail is there within 1 s, and 19 in 20 within 4 s (96 messages since 2 Mar 2026)"),
    ("HT852", NONE._replace(retries={3: Retries("relay.example.org", 40, SINCE, 280.0, 310.0, 640.0)}),
     NONE._replace(retries={3: Retries("relay.example.org", 40, SINCE, 280.0, 310.0, 1_300.0)}), "40 waits there since 2 Mar 2026"),
    ("HT853", NONE._replace(hand_overs={2: HandOver(96, SINCE, 1.0, 4.0, 95, 96)}), NONE._replace(hand_overs={2: HandOver(96, SINCE, 1.0, 4.0, 88, 96)}),
     "95 of 96 messages before were encrypted (since 2 Mar 2026)"),
    ("HT854", NONE._replace(ids={2: (IdForm("postfix", "", 12, 15, 80), IdForm("exim", "--", 16, 16, 3))}), NONE._replace(ids={2: (IdForm("postfix", "", 8, 8, 80),)}),
     "in 83 messages before"),
    ("HT855", _sender(**ELSEWHERE), _sender(**ELSEWHERE | {"addresses": {"192.0.2.9": 214}}), "none of the 214 messages from example.net since 2 Mar 2026"),
    ("HT856", _sender(borders={"mx.example.org": 214}), _sender(borders={"mx.example.org": 213, "relay.example.org": 1}), "came by mx.example.org"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "history", "near", "words"), ROWS, ids=[row[0] for row in ROWS])
def test_finding(code: str, history: History, near: History, words: str) -> None:
    assert words in found(history)[code].text
    assert set(found(history)) == {code}
    assert found(near) == {}


def test_without_a_history_there_is_none() -> None:
    assert not {item.code for item in trace(MAIL).findings} & {row[0] for row in ROWS}
    assert trace(MAIL).history is None


def test_a_claimed_line_is_called_a_claim() -> None:
    forms = (IdForm("postfix", "", 12, 15, 80),)
    own, claimed = found(NONE._replace(ids={2: forms}))["HT854"], found(NONE._replace(ids={1: forms}))["HT854"]
    assert (own.severity, claimed.severity) == ("info", "warning")
    assert "may be forged" in claimed.text and "may be forged" not in own.text


def test_a_new_host_of_a_proved_sender_is_no_warning() -> None:
    proved = b"Authentication-Results: store.example.org; dkim=pass header.d=example.net\n" + MAIL
    assert found(_sender(**ELSEWHERE))["HT855"].severity == "warning"
    assert found(_sender(**ELSEWHERE), proved)["HT855"].severity == "info"


@pytest.mark.parametrize("borders", [{f"mx{n}.example.org": 40 for n in range(6)}, {"mx.example.org": 4}])
def test_a_pool_of_servers_is_no_usual_one(borders: dict[str, int]) -> None:
    assert "HT856" not in found(_sender(borders=borders))
