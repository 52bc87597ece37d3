"""``--mail-services``: the operators' networks by their SPF records of today, from a name server on loopback."""

from __future__ import annotations

import json
from pathlib import Path

import headertrace
from headertrace.lookup import check
from headertrace.lookup.services import learning, named
from headertrace.organisations.mail_services import knowing, service
from headertrace.records.lookups import Options
from helpers.nameserver import Nameserver

from .command import rows, run

# 192.88.98.0/24 is nobody's mail service in the table.
ZONE = [
    ("sendgrid.net", "TXT", '"v=spf1 ip4:167.89.0.0/17 include:ab.sendgrid.net ip4:0.0.0.0/0 ~all"'),
    ("ab.sendgrid.net", "TXT", '"v=spf1 ip4:192.88.98.0/25 ip4:10.0.0.0/8 ip4:nonsense include:sendgrid.net -all"'),
]
MAIL = """\
Received: from {helo} (unknown [192.88.98.7])
\tby mx.beta.zz (Postfix) with ESMTP id 4ABC123; Tue, 24 Nov 2026 08:10:04 +0000 (UTC)
Received: by filterdrecv-58bffd7d74-qdd4b with SMTP id filterdrecv-58bffd7d74-qdd4b-1-64F647FC-30
\t2026-11-24 08:10:02.4406966 +0000 UTC m=+8189978.038024824
From: Ann <ann@alpha.zz>
Date: Tue, 24 Nov 2026 08:10:00 +0000

"""
SENT = MAIL.format(helo="o1.outbound-mail.sendgrid.net").encode()


def asked(server: Nameserver) -> Options:
    return Options(resolvers=(server.url,), cache=False, mail_services=True)


def test_only_the_operators_that_a_message_names_are_asked() -> None:
    assert [row.operator for row in named(headertrace.trace(SENT))] == ["SendGrid"]
    assert named(headertrace.trace(MAIL.format(helo="mail.alpha.zz").encode())) == []


def test_a_network_listed_today_counts_while_it_is_known() -> None:
    trace = headertrace.trace(SENT)
    with Nameserver(ZONE) as server:
        with learning(asked(server)) as today:
            (row,) = today(trace)
        assert sorted(set(server.asked)) == [("ab.sendgrid.net", "TXT"), ("sendgrid.net", "TXT")]
    assert (row.operator, row.networks) == ("SendGrid", "192.88.98.0/25")
    with knowing([row]):
        found = service("192.88.98.7")
        assert found is not None and found.operator == "SendGrid"
        assert headertrace.trace(SENT).path.handed_over_by.organisation == "SendGrid"  # type: ignore[union-attr]
        assert service("192.88.98.200") is None
    assert service("192.88.98.7") is None


def test_what_is_new_and_what_is_gone_is_told() -> None:
    with Nameserver(ZONE) as server:
        found = check(headertrace.trace(SENT), SENT, asked(server))
    told = {row.subject: row for row in found.rows if row.check == "services"}
    whole = told["sendgrid.net"]
    assert whole.text.startswith(
        "2 networks are SendGrid's mail service today; new: 192.88.98.0/25; not listed any more: "
    )
    assert "149.72.0.0/16" in whole.text
    assert told["192.88.98.7"].verdict == "agree"


def test_nothing_is_asked_unless_it_is_wished() -> None:
    with Nameserver(ZONE) as server:
        found = check(headertrace.trace(SENT), SENT, Options(resolvers=(server.url,), cache=False))
        assert ("sendgrid.net", "TXT") not in server.asked
    assert [row for row in found.rows if row.check == "services"] == []


def test_a_record_that_cannot_be_had_changes_nothing() -> None:
    with Nameserver([]) as server:
        with learning(asked(server)) as today:
            assert today(headertrace.trace(SENT)) == ()
        found = check(headertrace.trace(SENT), SENT, asked(server))
    (row,) = (row for row in found.rows if row.check == "services")
    assert (row.verdict, row.subject) == ("unknown", "sendgrid.net")


def test_records_that_include_each_other_end() -> None:
    zone = [("sendgrid.net", "TXT", '"v=spf1 include:0.sendgrid.net -all"')]
    zone += [
        (f"{n}.sendgrid.net", "TXT", f'"v=spf1 include:{n + 1}.sendgrid.net include:{n}.sendgrid.net ~all"')
        for n in range(99)
    ]
    with Nameserver(zone) as server:
        with learning(asked(server)) as today:
            assert today(headertrace.trace(SENT)) == ()
        assert len(set(server.asked)) <= 32


def test_the_command_traces_by_what_is_listed_today(tmp_path: Path) -> None:
    with Nameserver(ZONE) as server:
        plain = json.loads(run(tmp_path, "verify", "-f", "json", "--resolver", server.url, mail=SENT).stdout)
        fresh = json.loads(
            run(tmp_path, "verify", "--mail-services", "-f", "json", "--resolver", server.url, mail=SENT).stdout
        )
    assert '192.88.98.7 (calls itself "o1.outbound-mail.sendgrid.net", unproven)' in plain["answer"]
    assert "192.88.98.7 (o1.outbound-mail.sendgrid.net)" in fresh["answer"]
    assert rows(fresh["lookups"], "services", "192.88.98.7")[0]["verdict"] == "agree"
    refused = run(tmp_path, "--mail-services", mail=SENT)
    assert refused.returncode == 2 and "--mail-services needs --dns" in refused.stderr
