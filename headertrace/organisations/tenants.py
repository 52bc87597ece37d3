"""Names below which a service gives each customer a label of its own, beside those of the Public Suffix List.

The private section of that list parts what browsers must part; these are services that nobody entered there, or
that it has under another name. Learned from the services' own setup pages and from names seen in public mail.
"""

from __future__ import annotations

SHARED = frozenset(
    [
        # Microsoft: a tenant's first domain, its MX, and what its mail was rewritten to.
        "onmicrosoft.com", "mail.onmicrosoft.com", "onmicrosoft.us", "onmicrosoft.de", "partner.onmschina.cn",
        "mail.protection.outlook.com", "mail.eo.outlook.com", "mail.protection.partner.outlook.cn",
        "mail.protection.office365.us", "mx.microsoft", "sharepoint.com", "dynamics.com",
        # Google: groups, and Postini's MX.
        "googlegroups.com", "psmtp.com", "test-google-a.com", "gappssmtp.com", "appspotmail.com",
        # Help desks, customer management, work flow.
        "zendesk.com", "freshdesk.com", "freshservice.com", "my.salesforce.com", "force.com", "salesforce.com",
        "desk.com", "helpscoutapp.com", "intercom-mail.com", "on.intercom-mail.com", "kayako.com", "uservoice.com",
        "service-now.com", "zohodesk.com", "zohodesk.eu", "atlassian.net", "jira.com", "teamwork.com", "basecamphq.com",
        "workday.com", "myworkday.com", "myworkdayjobs.com", "bamboohr.com", "greenhouse-mail.io", "icims.com",
        "taleo.net", "successfactors.com", "myshopify.com", "slack.com", "monday.com", "pipedrivemail.com",
        "okta.com", "oktapreview.com", "auth0.com", "onelogin.com", "netsuite.com", "box.com", "egnyte.com",
        # Bulk senders: a customer's links, bounces and senders.
        "awsapps.com", "hubspotemail.net", "hubspot-inbox.com", "hs-inbox.com", "sendgrid.net", "mailgun.org",
        "mcsv.net", "list-manage.com", "cmail19.com", "createsend.com", "activehosted.com", "acems1.com",
        "sparkpostmail.com", "mktomail.com", "mktdns.com", "mktoweb.com", "exacttarget.com", "pardot.com",
        "bounce.exacttarget.com", "rsgsv.net", "klaviyomail.com", "sailthru.com", "responsys.net", "eloqua.com",
        "en25.com", "emarsys.net", "customeriomail.com", "infusionmail.com", "mailjet.com", "mandrillapp.com",
        # Filters' MX and quarantine names.
        "pphosted.com", "ppe-hosted.com", "iphmx.com", "ess.barracudanetworks.com", "mailcontrol.com",
        "antispameurope.com",
        "hornetsecurity.com", "mailspamprotection.com", "spamexperts.com", "trendmicro.eu", "sophos.com",
    ]
)  # fmt: skip

# Of these, those below which customers send as themselves, and may not for each other. The Public Suffix List has none
# of them, so DMARC's relaxed alignment would take all tenants for one house.
_SENDERS = (".onmicrosoft.com", ".onmicrosoft.us", ".onmicrosoft.de", ".partner.onmschina.cn")


def other_tenant(one: str, other: str) -> bool:
    """Whether two domains, in lower case, are those of two customers of one service."""
    return any(
        one.endswith(end) and other.endswith(end) and _tenant(one, end) != _tenant(other, end) for end in _SENDERS
    )


def is_tenant(domain: str) -> bool:
    """Whether a domain, in lower case, is one that a service gave to a customer and signs that customer's mail with."""
    return domain.endswith(_SENDERS)


def _tenant(domain: str, end: str) -> str:
    """The label before the service's domain; a hybrid tenant's is before ``mail.``, Exchange's own word."""
    return domain.removesuffix(end).removesuffix(".mail").rpartition(".")[2]
