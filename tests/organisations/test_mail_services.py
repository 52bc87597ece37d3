"""The table of mail services: well-formed rows, no cloud's networks, and look-ups by the longest prefix."""

from __future__ import annotations

import re
from ipaddress import ip_network

import pytest

from headertrace.organisations.mail_services import PREMISES, SERVICES, WRITE_NONE, Row, on_premises, service
from headertrace.organisations.operators import CUSTOMERS, OPERATORS

KINDS = {name: kind for name, kind, *_ in OPERATORS}


@pytest.mark.parametrize("row", SERVICES, ids=lambda row: f"{row.operator} {row.networks[:18]}")
def test_a_row_is_sourced_and_its_networks_are_networks(row: Row) -> None:
    assert row.operator in KINDS
    assert re.search(r"\b(19|20)[0-9]{2}\b|seen between|IANA", row.source), "a source has a date"
    networks = row.networks.split()
    assert networks and len(networks) == len(set(networks))
    for network in networks:
        assert not ip_network(network).is_private
    for name in row.records.split():
        assert re.fullmatch(r"[a-z0-9_-]+(\.[a-z0-9_-]+)+", name)


def test_no_operator_that_rents_out_machines_has_more_than_a_mail_hall() -> None:
    """A web host's or a cloud's networks are anybody's; those of its mail hosts are small."""
    for row in SERVICES:
        if KINDS[row.operator] in CUSTOMERS:
            assert all(ip_network(network).num_addresses <= 128 for network in row.networks.split()), row.operator


def test_operators_that_write_no_line_have_a_row() -> None:
    assert {row.operator for row in SERVICES} >= WRITE_NONE


# (address, operator, what people call the service, whose tenants are houses of their own)
FOUND = [
    ("40.107.22.117", "Microsoft", "Microsoft", "Microsoft 365"),
    ("40.92.113.39", "Microsoft", "Outlook.com", None),
    ("52.103.35.77", "Microsoft", "Outlook.com", None),
    ("2a01:111:f403:d107::1", "Microsoft", "Outlook.com", None),
    ("2a01:111:f403:c201::1", "Microsoft", "Microsoft", "Microsoft 365"),
    ("212.227.15.15", "GMX and Web.de", "GMX and Web.de", None),
    ("212.227.126.187", "IONOS", "IONOS", None),
    ("148.163.129.52", "Proofpoint Essentials", "Proofpoint Essentials", None),
    ("148.163.148.1", "Proofpoint", "Proofpoint", None),
    ("54.240.10.168", "Amazon SES", "Amazon SES", None),
    ("103.168.172.152", "Fastmail", "Fastmail", None),
    ("178.154.239.212", "Yandex", "Yandex", None),
    ("94.100.177.92", "Mail.ru", "Mail.ru", None),
    ("136.143.188.112", "Zoho", "Zoho", None),
    ("104.245.209.201", "Postmark", "Postmark", None),
    ("192.174.81.50", "SparkPost", "SparkPost", None),
    ("57.103.64.1", "Apple", "Apple", None),
    ("220.181.15.131", "NetEase", "NetEase", None),
    ("188.172.138.1", "Zendesk", "Zendesk", None),
]  # fmt: skip


@pytest.mark.parametrize(("ip", "operator", "name", "tenants"), FOUND, ids=[row[0] for row in FOUND])
def test_whose_service_an_address_is(ip: str, operator: str, name: str, tenants: str | None) -> None:
    found = service(ip)
    assert found is not None
    assert (found.operator, found.name, found.tenants) == (operator, name, tenants)


# EC2, Azure, Compute Engine, OVHcloud, IONOS' own rented servers, Yandex Cloud, the load balancers of Google Cloud.
RENTED = ["52.1.96.230", "20.172.32.182", "34.121.139.65", "51.250.1.1", "212.227.227.86", "46.105.72.10", "35.191.0.1"]


@pytest.mark.parametrize("ip", [*RENTED, "192.0.2.1", "", "x", "1" * 80, "::1"])
def test_rented_addresses_and_nonsense_are_no_service(ip: str) -> None:
    assert service(ip) is None


@pytest.mark.parametrize(
    ("ip", "operator", "there"),
    [
        ("66.163.169.14", "Yahoo", True),
        ("205.188.157.41", "Yahoo", True),
        ("64.4.9.123", "Microsoft", True),
        ("40.107.1.2", "Microsoft", True),
        ("40.107.1.2", "Yahoo", False),
        ("192.0.2.1", "Yahoo", False),
    ],
)
def test_an_address_on_an_operator_s_premises_is_no_mail_service_for_that(ip: str, operator: str, there: bool) -> None:
    assert on_premises(ip, operator) == there
    if ip in ("66.163.169.14", "64.4.9.123"):
        assert service(ip) is None


def test_premises_are_networks_of_known_operators() -> None:
    for operator, networks, source in PREMISES:
        assert operator in KINDS and source
        assert all(not ip_network(network).is_private for network in networks.split())
