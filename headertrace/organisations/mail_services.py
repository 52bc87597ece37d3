"""The addresses from which the big operators' own mail servers connect, and no customer's machine does.

These are networks of mail services, never of clouds: an address of Azure, EC2 or Compute Engine is anybody's who rents
it. Names are those of ``operators``. OVH has no row: its mail hosts stand among rented ones, and are told by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache

from headertrace.named import NamedTuple
from headertrace.organisations.addresses import number


class Service(NamedTuple):
    """Whose mail service an address belongs to.

    ``inner`` are networks that no other house sees connect, ``exits`` such as the operator hands its customers' mail to
    others from, and to nobody inside. ``name`` is what people call the service, ``tenants`` the service whose
    customers are houses of their own, None where they are not.
    """

    operator: str
    inner: bool
    source: str
    exits: bool = False
    name: str = ""
    tenants: str | None = None


class Row(NamedTuple):
    """``networks`` of one operator, parted by spaces; of two that hold an address the longer prefix wins.

    ``source`` says where they were learned, and when: "SPF" is what the named records published, "seen" what other
    houses' servers wrote beside the operator's own confirmed names. ``records`` are the domains whose SPF records list
    them today, where there are any. The others are those of ``Service``.
    """

    operator: str
    networks: str
    source: str
    records: str = ""
    inner: bool = False
    exits: bool = False
    name: str = ""
    tenants: str | None = None


# Whole networks of operators, as they were at some time: a host there is not proved to be a mail server, but a line in
# the operator's name does not contradict it either.
PREMISES: tuple[tuple[str, str, str], ...] = (
    (
        "Yahoo",
        "66.94.224.0/19 66.163.160.0/19 66.196.64.0/18 66.218.64.0/19 67.195.0.0/16 68.142.192.0/18 68.180.128.0/17 "
        "69.147.64.0/18 72.30.0.0/16 74.6.0.0/16 76.13.0.0/16 77.238.176.0/20 87.248.96.0/19 98.136.0.0/14 "
        "106.10.128.0/17 124.108.64.0/18 188.125.64.0/19 202.165.96.0/20 203.209.224.0/19 206.190.32.0/19 "
        "209.191.64.0/18 212.82.96.0/19 216.109.112.0/20 216.136.172.0/22 216.155.192.0/20 216.252.96.0/19 "
        "217.12.0.0/19 217.146.176.0/20 2001:4998::/32 "
        "64.12.0.0/16 152.163.0.0/16 195.93.0.0/17 198.81.0.0/16 204.29.186.0/23 205.188.0.0/16",
        "networks of Yahoo and of AOL at the registries, 2000 to 2020; seen as web*.mail.*.yahoo.com, *.mx.aol.com",
    ),
    (
        "Microsoft",
        "64.4.0.0/18 65.52.0.0/14 131.253.0.0/16 134.170.0.0/16 157.54.0.0/15 157.56.0.0/14 207.46.0.0/16 "
        "207.68.128.0/18 207.82.248.0/21 209.185.128.0/22 216.32.180.0/22 216.33.148.0/22 216.33.236.0/22 "
        "216.33.240.0/22",
        "networks of Microsoft and Hotmail at the registries, 1998 to 2020; seen as *.law*.hotmail.com",
    ),
)
# Operators whose own servers write no Received line: what stands below the line that saw them came from a customer.
# Seen in 126 messages of Amazon SES.
WRITE_NONE = frozenset({"Amazon SES"})


SERVICES: tuple[Row, ...] = (
    # Each of 120 lines of Microsoft's front ends from these networks came from *.outbound.protection.outlook.com.
    Row(
        "Microsoft",
        "40.92.0.0/15 40.107.0.0/16 52.100.0.0/14 104.47.0.0/17",
        "SPF of 2026-07, and of 2023 (52.100.0.0/14); Microsoft 365 URLs and IP address ranges, id 9 and 10",
        "spf.protection.outlook.com",
        exits=True,
        tenants="Microsoft 365",
    ),
    Row(
        "Microsoft",
        "2a01:111:f400::/48 2a01:111:f403::/48",
        "SPF of 2023; that of 2026-07 lists 2a01:111:f400::/48 and parts of 2a01:111:f403::/48",
        "spf.protection.outlook.com",
        tenants="Microsoft 365",
    ),
    # Its hosts are named mail-…olkn….outbound.protection.outlook.com, as no tenant's are.
    Row(
        "Microsoft",
        "40.92.0.0/16 52.103.0.0/17 2a01:111:f403:2800::/53 2a01:111:f403:d000::/53",
        "SPF of 2025-12, to which outlook.com, hotmail.com, live.com and msn.com point",
        "spf2.outlook.com",
        exits=True,
        name="Outlook.com",
    ),
    Row(
        "Microsoft",
        "65.54.51.64/26 65.54.61.64/26 65.54.190.0/24 65.54.241.0/24 65.55.34.0/24 65.55.52.224/27 65.55.78.128/25 "
        "65.55.83.128/27 65.55.88.0/24 65.55.90.0/24 65.55.94.0/25 65.55.111.0/24 65.55.113.64/26 65.55.116.0/25 "
        "65.55.126.0/25 65.55.169.0/24 65.55.174.0/25 70.37.151.128/25 94.245.120.64/26 111.221.23.128/25 "
        "111.221.66.0/25 111.221.69.128/25 111.221.112.0/21 134.170.132.0/24 134.170.140.0/24 134.170.174.0/24 "
        "157.55.0.192/26 157.55.1.128/26 157.55.2.0/25 157.55.11.0/25 157.55.49.0/25 157.55.61.0/24 157.55.157.128/25 "
        "157.55.225.0/25 157.55.234.0/24 157.56.24.0/25 157.56.110.0/23 157.56.112.0/24 157.56.116.0/25 "
        "157.56.232.0/21 157.56.240.0/20 207.46.4.128/25 207.46.58.128/25 207.46.100.0/24 207.46.101.128/26 "
        "207.46.117.0/24 207.46.132.128/27 207.46.163.0/24 207.46.198.0/25 207.68.176.0/26 207.68.176.96/27 "
        "213.199.154.0/24 213.199.177.0/26 213.199.180.128/26 216.32.180.0/23",
        "SPF of hotmail.com and outlook.com until 2016 (spf-a, spf-b), Exchange Online Protection's addresses of 2014",
    ),
    Row(
        "Microsoft",
        "2603:1096::/32 2603:10a6::/32 2603:10b6::/32 2603:10c6::/32 2603:10d6::/32",
        "seen between servers of prod.outlook.com only",
        inner=True,
    ),
    Row(
        "Google",
        "74.125.0.0/16 209.85.128.0/17 2001:4860:4000::/36 2404:6800:4000::/36 2607:f8b0:4000::/36 2800:3f0:4000::/36 "
        "2a00:1450:4000::/36 2c0f:fb50:4000::/36",
        "SPF of 2026-04 (of IPv6, the /56 of each alone); until 2025 in _netblocks2",
        "_spf.google.com",
    ),
    Row(
        "Google",
        "64.233.160.0/19 66.102.0.0/20 66.249.80.0/20 72.14.192.0/18 108.177.8.0/21 108.177.96.0/19 172.217.0.0/19 "
        "172.217.32.0/20 172.217.128.0/19 172.217.160.0/20 172.217.192.0/19 172.253.56.0/21 172.253.112.0/20 "
        "173.194.0.0/16 216.58.192.0/19 216.239.32.0/19",
        "SPF of 2021-07 and until 2025, _netblocks and _netblocks3.google.com, without what Google Cloud shares",
    ),
    Row(
        "Yahoo",
        "27.123.204.0/24 27.123.206.0/24 46.228.36.0/22 66.163.184.0/21 66.196.80.0/23 66.218.74.0/23 67.195.22.0/23 "
        "67.195.60.0/24 67.195.87.0/24 67.195.124.0/24 68.142.230.0/24 69.147.84.0/24 72.30.234.0/24 72.30.236.0/22 "
        "74.6.128.0/21 77.238.176.0/22 77.238.189.0/24 87.248.103.0/24 87.248.110.0/24 87.248.117.0/24 98.136.44.0/24 "
        "98.136.164.0/24 98.136.172.0/24 98.136.185.0/24 98.136.214.0/23 98.136.217.0/24 98.136.218.0/24 "
        "98.137.12.0/23 98.137.64.0/21 98.137.176.0/23 98.138.31.0/24 98.138.82.0/23 98.138.84.0/22 98.138.88.0/22 "
        "98.138.100.0/23 98.138.104.0/24 98.138.120.0/24 98.138.197.0/24 98.138.198.0/23 98.138.206.0/23 "
        "98.138.210.0/23 98.138.213.0/24 98.138.215.0/24 98.138.217.0/24 98.138.226.0/23 98.138.229.0/24 "
        "98.139.164.0/24 98.139.172.0/24 98.139.175.0/24 98.139.210.0/23 98.139.212.0/22 98.139.218.0/23 "
        "98.139.220.0/23 98.139.244.0/23 106.10.144.0/23 106.10.146.0/24 106.10.148.0/22 106.10.167.0/24 "
        "106.10.169.0/24 106.10.174.0/24 106.10.176.0/23 106.10.196.0/24 106.10.240.0/22 106.10.244.0/24 "
        "116.214.12.0/24 119.42.242.0/24 124.108.96.0/24 188.125.68.0/23 188.125.83.0/24 188.125.84.0/23 "
        "202.165.102.0/24 203.188.194.0/23 203.188.197.0/24 203.188.200.0/23 203.209.230.0/24 208.71.40.0/23 "
        "208.71.42.0/24 212.82.96.0/24 212.82.98.0/24 212.82.105.0/24 212.82.108.0/23 212.82.111.0/24 216.39.60.0/23 "
        "216.39.62.0/24 216.109.114.0/24",
        "Yahoo: outbound mail servers, as in Postwhite's yahoo_static_hosts.txt of 2017-04 and, alike, of 2026-01, "
        "each widened to its /24",
    ),
    Row(
        "Yahoo",
        "64.12.136.0/23 64.12.180.0/24 152.163.225.0/24 205.188.138.0/23 205.188.157.0/24",
        "seen as imo-*.mx.aol.com and mow-*.webmail.aol.com, 2002",
        name="AOL",
    ),
    Row(
        "Apple",
        "17.0.0.0/8",
        "IANA IPv4 address space registry: all of it is Apple's own, and nobody rents there",
    ),
    Row(
        "Apple",
        "57.103.64.0/18 144.178.36.0/24 144.178.38.0/24 2a01:b747:3000:200::/56 2a01:b747:3001:200::/56 "
        "2a01:b747:3002:200::/56 2a01:b747:3003:200::/56 2a01:b747:3004:200::/56 2a01:b747:3005:200::/56 "
        "2a01:b747:3006:200::/56",
        "SPF of 2026-04",
        "_spf.icloud.com",
    ),
    Row(
        "Proton",
        "185.70.40.0/23 185.70.43.0/24 79.135.106.0/23 109.224.244.0/24 188.165.51.139/32 51.83.17.38/32 "
        "57.129.93.249/32 85.9.206.169/32 85.9.210.45/32",
        "SPF of 2026-04",
        "_spf.protonmail.ch",
    ),
    Row(
        "Fastmail",
        "103.168.172.128/27 202.12.124.128/27",
        "SPF of 2026-01, as in Postwhite's list",
        "spf.messagingengine.com",
    ),
    Row(
        "Fastmail",
        "64.147.123.0/24 66.111.4.0/24",
        "seen as *-smtp.messagingengine.com, 2012 to 2024; SPF of then (66.111.4.x)",
    ),
    Row(
        "Zoho",
        "136.143.184.0/24 136.143.188.0/24 185.230.212.0/24",
        "SPF of 2026 (spf.zohomail.eu); seen as sender*.zoho.com, 2020 to 2026",
        "zohomail.com zohomail.eu",
    ),
    Row(
        "Yandex",
        "178.154.239.72/29 178.154.239.80/28 178.154.239.136/29 178.154.239.144/28 178.154.239.200/29 "
        "178.154.239.208/28 51.250.56.16/28 51.250.56.80/28 51.250.56.144/28 2a02:6b8:c00::/40 2a02:6b8:0:1472::/64 "
        "2a02:6b8:0:1619::/64 2a02:6b8:0:1a2d::/64 2a02:6b8:0:801::/64",
        "SPF of 2023; seen as forward*.mail.yandex.net",
        "_spf.yandex.ru",
    ),
    Row(
        "Mail.ru",
        "94.100.176.0/21 217.69.128.0/24 217.69.138.0/24",
        "seen as smtp*.i.mail.ru and f*.i.mail.ru, 2015 to 2023",
        "_spf.mail.ru",
    ),
    Row(
        "Tencent",
        "203.205.251.0/24 103.7.29.0/24 59.36.129.0/24 113.108.23.0/24 113.108.11.0/24 119.147.193.0/24 "
        "119.147.194.0/24 59.78.209.0/24 113.96.223.0/24 183.3.226.0/24 183.3.255.0/24 59.36.132.0/24",
        "SPF of 2019 (spf-a.mail.qq.com)",
        "spf.mail.qq.com",
    ),
    Row(
        "NetEase",
        "220.181.12.0/22 220.181.31.0/24 123.125.50.0/24 220.181.72.0/24 123.58.178.0/24 123.58.177.0/24 "
        "113.108.225.0/24 218.107.63.0/24 123.58.189.128/25 123.126.96.0/23",
        "SPF of 2019 (a.spf.163.com)",
        "spf.163.com",
    ),
    Row(
        "Amazon SES",
        "199.255.192.0/22 199.127.232.0/22 54.240.0.0/18 54.240.64.0/18 69.169.224.0/20 23.249.208.0/20 "
        "23.251.224.0/19 76.223.128.0/19 76.223.176.0/20 216.221.160.0/19 206.55.144.0/20 24.110.64.0/18",
        "SPF of 2026-04",
        "amazonses.com",
    ),
    Row(
        "SendGrid",
        "50.31.32.0/19 149.72.0.0/16 159.183.0.0/16 167.89.0.0/17 168.245.0.0/17 192.254.112.0/20 198.21.0.0/21 "
        "198.37.144.0/20 208.117.48.0/20 223.165.113.0/24 223.165.115.0/24 223.165.118.0/23 "
        "223.165.120.0/23",
        "SPF of 2026-04",
        "sendgrid.net",
    ),
    Row(
        "Mailgun",
        "69.72.32.0/20 104.130.96.0/28 104.130.122.0/23 141.193.32.0/23 143.55.224.0/20 146.20.112.0/26 "
        "146.20.113.0/24 146.20.191.0/24 159.112.240.0/20 159.135.132.128/25 159.135.140.80/29 159.135.224.0/20 "
        "161.38.192.0/20 166.78.68.0/22 192.237.158.0/23 198.61.254.0/23 198.244.48.0/20 204.220.160.0/19 "
        "209.61.151.0/24 23.253.182.0/23",
        "SPF of 2026-04",
        "mailgun.org",
    ),
    Row(
        "Mailjet",
        "87.253.232.0/21 185.189.236.0/22 185.211.120.0/22 185.250.236.0/22",
        "SPF of 2021-07, and within that of mailgun.org of 2026-04",
        "spf.mailjet.com",
    ),
    Row(
        "Postmark",
        "50.31.156.96/27 50.31.205.0/24 104.245.209.192/26",
        "Postmark: IPs for firewalls (2025-03); seen as mta*.mtasv.net",
        "spf.mtasv.net",
    ),
    Row(
        "SparkPost",
        "147.253.208.0/20 156.70.2.0/23 192.174.80.0/20",
        "ARIN: networks of SparkPost (2019); seen as mta*.sparkpostmail.com; its SPF asks by exists, and lists none",
    ),
    Row(
        "Mailchimp",
        "205.201.128.0/20 198.2.128.0/18 148.105.0.0/16",
        "SPF of 2021-07 (148.105.8.0/21), Postwhite's list of 2026-01",
        "servers.mcsv.net spf.mandrillapp.com",
    ),
    Row(
        "HubSpot",
        "3.93.157.0/24 3.210.190.0/24 18.208.124.128/25 54.174.52.0/24 54.174.57.0/24 54.174.59.0/24 54.174.60.0/23 "
        "54.174.63.0/24 108.179.144.0/20 139.180.17.0/24 141.193.184.32/27 141.193.184.64/26 141.193.184.128/25 "
        "141.193.185.32/27 141.193.185.64/26 141.193.185.128/25 143.244.80.0/20 158.247.16.0/20 216.139.64.0/19",
        "SPF of customers of 2023 (*.hubspotemail.net), Postwhite's list of 2026-01",
    ),
    Row(
        "Brevo",
        "185.41.28.0/22 94.143.16.0/21 185.24.144.0/22 153.92.224.0/19 213.32.128.0/18 185.107.232.0/22 "
        "77.32.128.0/18 77.32.192.0/19 212.146.192.0/18 172.246.0.0/18",
        "SPF of 2023",
        "spf.brevo.com spf.sendinblue.com",
    ),
    Row(
        "Salesforce",
        "13.108.16.0/20 13.110.208.0/21 13.110.216.0/22 13.110.224.0/20 96.43.144.0/20 136.146.128.0/20 "
        "182.50.76.0/22 204.14.232.0/21",
        "SPF of 2026-01, as in Postwhite's list; today's asks by exists, and lists none",
    ),
    Row(
        "Salesforce Marketing Cloud",
        "13.111.0.0/16 64.132.88.0/23 64.132.92.0/24 66.231.80.0/20 68.232.192.0/20 128.17.0.0/20 128.17.64.0/20 "
        "128.17.128.0/20 128.17.192.0/20 128.245.0.0/20 128.245.64.0/20 128.245.176.0/20 136.147.128.0/20 "
        "136.147.176.0/20 161.71.32.0/19 161.71.64.0/20 198.245.80.0/20 199.122.120.0/21 207.67.38.0/24 "
        "207.250.68.0/24",
        "SPF of 2026-01, as in Postwhite's list",
        "cust-spf.exacttarget.com",
    ),
    Row(
        "Zendesk",
        "103.151.192.0/23 185.12.80.0/22 188.172.128.0/20 192.161.144.0/20 216.198.0.0/18",
        "SPF, as copied in public code; seen as *.zdsys.com, 2023 to 2025",
        "mail.zendesk.com",
    ),
    Row(
        "Constant Contact", "208.75.120.0/22", "SPF of 2021-07, Postwhite's list of 2026-01", "spf.constantcontact.com"
    ),
    Row(
        "Mimecast",
        "91.220.42.0/24 103.13.69.0/24 103.96.20.0/22 124.47.150.0/24 124.47.189.0/24 146.101.78.0/24 147.28.36.0/24 "
        "170.10.128.0/24 170.10.129.0/24 170.10.132.56/29 170.10.132.64/29 170.10.133.0/24 170.10.144.0/22 "
        "180.189.28.0/24 185.58.84.93/32 185.58.85.0/24 185.58.86.0/24 193.7.206.0/25 193.7.207.0/25 194.104.108.0/22 "
        "195.130.217.0/24 205.139.110.0/24 207.82.80.0/24 207.211.30.0/23 207.211.41.113/32 213.167.75.0/25 "
        "213.167.81.0/25 216.145.216.0/23 216.145.221.0/24 216.205.24.0/24 41.74.192.0/20 51.163.158.0/24 "
        "62.140.7.0/24 63.128.21.0/24",
        "SPF of 2025, with its eu., us., za., de., au. and ca. parts",
        "_netblocks.mimecast.com",
    ),
    Row(
        "Proofpoint",
        "67.231.144.0/20 148.163.128.0/19 205.220.160.0/19 208.84.65.0/24 208.86.201.0/24 91.207.212.0/23 "
        "185.132.180.0/22 185.183.28.0/22",
        "SPF of pphosted.com's customers (2023)",
    ),
    Row(
        "Proofpoint Essentials",
        "148.163.129.0/24 185.132.181.0/24",
        "seen as dispatch*.ppe-hosted.com, 2022 to 2026",
    ),
    Row(
        "Barracuda",
        "64.235.144.0/20 209.222.80.0/21",
        "SPF of 2026, and of _spf.phishline.com (64.235.144.0/20)",
        "spf.ess.barracudanetworks.com",
    ),
    Row(
        "MessageLabs",
        "46.226.48.0/21 67.219.240.0/20 85.158.136.0/21 95.131.104.0/21 103.9.96.0/22 117.120.16.0/21 193.109.254.0/23 "
        "194.106.220.0/23 195.245.230.0/23 216.82.240.0/20",
        "SPF of 2021-07; the same in Postwhite's list of 2026-01",
        "spf.messagelabs.com",
    ),
    Row(
        "IONOS",
        "82.165.159.0/26 212.227.15.0/25 212.227.17.0/27 212.227.126.128/25 217.72.192.64/26 74.208.4.192/26",
        "SPF of 2023 (of America, 74.208.4.192/26, until 2020)",
        "_spf-eu.ionos.com _spf-us.ionos.com",
    ),
    # One house, and one network: GMX's and Web.de's own hosts stand among those of the customers' mail.
    Row(
        "GMX and Web.de",
        "82.165.159.0/28 82.165.159.32/28 212.227.15.3/32 212.227.15.4/32 212.227.15.14/31 212.227.15.18/31 "
        "212.227.15.44/30 212.227.15.52/30 212.227.17.11/32 212.227.17.12/32 212.227.17.16/29 212.227.17.26/31 "
        "212.227.17.28/31 217.72.192.77/32 217.72.192.78/32 217.72.207.0/27 74.208.4.200/31 74.208.4.220/31",
        "SPF of gmx.net and web.de of 2026-01, as in Postwhite's list; seen as mout.gmx.net and mout.web.de",
        "_spf.gmx.net _spf.web.de",
    ),
)


Table = dict[int, list[tuple[int, dict[int, Service]]]]
# Networks that the operators list today: for the length of a call of ``knowing``, and in its context alone.
_TODAY: ContextVar[Table | None] = ContextVar("_TODAY", default=None)


def service(ip: str | None) -> Service | None:
    """The mail service that ``ip`` (canonical text) belongs to; None for all others."""
    found, today = _known(ip), _TODAY.get()
    return _look_up(ip, today) if found is None and today is not None else found


def on_premises(ip: str | None, operator: str) -> bool:
    """Whether ``ip`` (canonical text) lies in a network of that operator, of its mail service or of its whole house."""
    found = service(ip) or _look_up(ip, _premises())
    return found is not None and found.operator == operator


@contextmanager
def knowing(rows: Iterable[Row]) -> Iterator[None]:
    """While it lasts, the networks of ``rows`` are mail services too."""
    token = _TODAY.set(_tabulated(rows))
    try:
        yield
    finally:
        _TODAY.reset(token)


@lru_cache(maxsize=4096)
def _known(ip: str | None) -> Service | None:
    return _look_up(ip, _networks())


def _look_up(ip: str | None, table: Table) -> Service | None:
    if not ip or len(ip) > 64:
        return None
    address = number(ip)
    if address is None:
        return None
    bits = 128 if ":" in ip else 32
    for length, networks in table[bits]:
        found = networks.get(address >> (bits - length))
        if found is not None:
            return found
    return None


@cache
def _premises() -> Table:
    return _tabulated(Row(*row) for row in PREMISES)


@cache
def _networks() -> Table:
    return _tabulated(SERVICES)


def _tabulated(rows: Iterable[Row]) -> Table:
    """Networks by address size and prefix length, the longest first, so that a look-up is a few divisions."""
    table: dict[int, dict[int, dict[int, Service]]] = {32: {}, 128: {}}
    for row in rows:
        found = Service(row.operator, row.inner, row.source, row.exits, row.name or row.operator, row.tenants)
        for network in row.networks.split():
            start, _, length = network.partition("/")
            bits = 128 if ":" in start else 32
            first = number(start)
            if first is None:
                raise ValueError(network)
            table[bits].setdefault(int(length), {})[first >> (bits - int(length))] = found
    return {bits: sorted(by_length.items(), reverse=True) for bits, by_length in table.items()}
