"""The families of checks, each with what it looks for, so that one with nothing to find is not even loaded."""

from __future__ import annotations

from headertrace.named import NamedTuple


class Family(NamedTuple):
    """A file of checks. ``needs`` are words of ``facts``: any of them calls for it; it is always asked where
    there are none.
    """

    name: str
    needs: frozenset[str]


def _family(name: str, needs: str = "") -> Family:
    return Family(name, frozenset(needs.split()))


# In the order in which findings of one code and hop are told.
INDEX: tuple[Family, ...] = (
    _family("reading", "defect:field defect:block defect:hop hops:none hops:cut >received"),
    _family(
        "time",
        "time:backwards time:unknown time:years time:ahead time:past defect:stamp held offsets"
        " time:undecided time:writer",
    ),
    _family("path", "hops"),
    _family(
        "trust",
        "trust:contradicted link:broken border:by-name authentication"
        " x-sender-ip x-forefront-antispam-report x-originating-ip"
        " authentication-results received-spf twice:return-path"
        " x-gm-message-state x-google-smtp-source x-google-dkim-signature x-ms-exchange-crosstenant-id x-ymail-osg"
        " x-ms-exchange-transport-crosstenantheadersstamped x-yahoo-newman-id x-ses-outgoing x-hmxmroriginalrecipient",
    ),
    _family(
        "forgery",
        "claimed:postfix claimed:exim claimed:sendmail claimed:qmail claimed:google claimed:exchange"
        " claimed:smtpsvc claimed:exchange_ims claimed:nowhere id:twice hops",
    ),
    _family("authentication", "authentication"),
    _family("identity"),
    _family("filters", "filters"),
    _family(
        "routing",
        "leg:forwarding notice quarantine report:strange resent-from resent-date list-id mailing-list x-mailing-list"
        " x-beenthere auto-submitted x-autoreply x-autorespond x-autoresponse x-auto-reply-from answered",
    ),
    _family("bounces", "report:failed report:delayed report:cut"),
    _family("history", "history"),
    _family("logs", "log"),
    _family("confidentiality", "hops"),
)
