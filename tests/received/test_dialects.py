"""The table of products: rows and files agree, every trait names what exists, every row says who and whence."""

from __future__ import annotations

from pathlib import Path

import pytest

import headertrace
from headertrace import clocks
from headertrace.delays._schedules import SCHEDULES
from headertrace.organisations.operators import OPERATORS
from headertrace.received import dialects
from headertrace.received.detection import IDS, LEADS, MARKS
from headertrace.received.dialect import Dialect
from headertrace.received.products import BY_NAME, PRODUCTS

SCHEMES = {path.stem for path in Path(clocks.__file__).parent.glob("[a-z]*.py")} - {
    "index",
    "offsets",
    "reading",
    "scheme",
}
LEAVES = {path.stem for path in Path(dialects.__file__).parent.glob("[a-z]*.py")}


@pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.name)
def test_a_row_says_who_and_whence_and_its_traits_exist(product: Dialect) -> None:
    assert product.product and product.source
    assert product.first in ("helo", "rdns", "peer", "polled")
    assert set(product.clocks or ()) <= SCHEMES
    assert product.schedule is None or product.schedule in SCHEDULES
    assert product.operator is None or product.operator in {name for name, *_ in OPERATORS}
    assert all(word == word.lower() for word in (*product.software, *product.protocols, *product.hosts))
    assert bool(product.rdns_source) == (product.proves_rdns is not None)


def test_each_product_and_each_word_has_one_row() -> None:
    assert len(BY_NAME) == len(PRODUCTS)
    for words in ("software", "protocols", "hosts"):
        given = [word for product in PRODUCTS for word in getattr(product, words)]
        assert len(given) == len(set(given)), words


def test_shapes_and_marks_name_only_products() -> None:
    assert {name for table in (IDS, LEADS, MARKS) for _, name in table} <= set(BY_NAME)


def test_leaves_and_rows_agree() -> None:
    assert {product.name for product in PRODUCTS if product.leaf} == LEAVES
    assert all(callable(dialects.leaf(name)) for name in LEAVES)


def test_every_schedule_is_some_product_s() -> None:
    assert {product.schedule for product in PRODUCTS} - {None} == set(SCHEDULES)


DATE = "; Tue, 24 Nov 2026 08:00:00 +0000"
SHAPES = {
    "aol": "from unknown (HELO pc) (192.0.2.1) by rly-xw05.mx.aol.com with esmtp" + DATE,
    "amavis": "from mx.example.org ([127.0.0.1]) by localhost (mx.example.org [127.0.0.1]) (amavisd-new, port 10024)"
    " with ESMTP id x7Kq1" + DATE,
    "cyrus": "from mx ([unix socket]) by imap.example.org (Cyrus v2.4.17) with LMTPA" + DATE,
    "domino": "from mail.example.net ([192.0.2.1]) by notes.example.org (Lotus Domino Release 5.0.6a) with SMTP"
    " id 2001080414194002:4839 " + DATE,
    "dovecot": "from mx.example.org by imap.example.org (Dovecot) with LMTP id qFzxCwoBJGcAAA for <b@c.org>" + DATE,
    "exchange": "from a.example (192.0.2.1) by b.example (192.0.2.2) with Microsoft SMTP Server id 15.1.1" + DATE,
    "exchange_ims": "by mail.example.org with Internet Mail Service (5.5.2650.21) id <XFD8RAVX>" + DATE,
    "fetchmail": "from pop.example.org [192.0.2.1] by localhost with POP3 (fetchmail-6.4.37) for <bob@localhost>"
    " (single-drop)" + DATE,
    "google": "by 2002:a05:6000:1fa6:b0:382:5141:f631 with SMTP id x1-20020a05mr9876543f8f.9.1795507201417" + DATE,
    "intermail": "from pc ([192.0.2.1]) by mta.example.org (InterMail vM.4.01.03.27) with ESMTP"
    " id <20260720021931.HOTE1746.mta.example.org@pc>" + DATE,
    "opensmtpd": "from localhost (localhost [local]); by mx.example.org (OpenSMTPD) with ESMTPA id 700fd087;" + DATE,
    "powermta": "from news.example.net (192.0.2.1) by mta.example.net (PowerMTA(TM) v3.2r4) id h1" + DATE,
    "qmail": "(qmail 4711 invoked by uid 500); 24 Nov 2026 08:00:00 -0000",
    "smap": "from unknown(192.0.2.1) by gw.example.org via smap (V2.0) id xma013312" + DATE,
    "smtpsvc": "from mail.example.net ([192.0.2.1]) by mx.example.org with Microsoft SMTPSVC(5.0.2195.2966)" + DATE,
    "yahoo": "from [192.0.2.1] by web1.mail.yahoo.com via HTTP" + DATE,
}


@pytest.mark.parametrize(("name", "value"), SHAPES.items())
def test_recognised(name: str, value: str) -> None:
    got = headertrace.parse_received(value)
    assert got.dialect == name
    assert got.time is not None
    assert str(got.time) == "2026-11-24 08:00:00+00:00"
