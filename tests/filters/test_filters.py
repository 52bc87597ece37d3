"""Filters: what each product writes is read; near misses stay unread; index and files agree."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headertrace import document, filters
from headertrace.filters.index import FORMS, INDEX
from headertrace.records.evidence import Field
from headertrace.records.filters import Verdict
from headertrace.syntax.fields import parse_block

FILES = sorted({path.stem for path in Path(filters.__file__).parent.glob("[a-z]*.py")} - {"filter", "index"})


def fields(text: str) -> tuple[Field, ...]:
    return parse_block(text.encode())[0]


def one(text: str) -> Verdict:
    found = filters.read(fields(text))
    assert len(found) == 1, found
    return found[0]


# header lines, file, product, verdict, score, threshold
ROWS: list[tuple[str, str, str, str | None, float | None, float | None]] = [
    ("X-Spam-Status: No, score=-1.9 required=5.0 tests=BAYES_00,NO_RELAYS autolearn=ham version=3.4.6",
     "spamassassin", "SpamAssassin", "ham", -1.9, 5.0),
    ("X-Spam-Status: Yes, hits=12.4 required=6.0 tests=CLICK_BELOW version=2.31",
     "spamassassin", "SpamAssassin", "spam", 12.4, 6.0),
    ("X-Spam-Status: No, score=0.8 tagged_above=-999 required=6.2 tests=[SPF_PASS=-0.1]",
     "spamassassin", "amavis", "ham", 0.8, 6.2),
    ("X-Spam-Flag: YES", "spamassassin", "a spam filter", "spam", None, None),
    ("X-Spam_score_int: -21", "spamassassin", "a spam filter", None, -2.1, None),
    ("X-Spam-Score: 5.3 (*****) BAYES_50,HTML_MESSAGE", "spamassassin", "a spam filter", None, 5.3, None),
    ("X-Spam: high FOR_FREE, CLICK_HERE_LINK", "spamassassin", "a spam filter", "spam", None, None),
    ("X-Spamd-Result: default: False [3.10 / 15.00]; R_SPF_ALLOW(-0.20)[+mx]; URIBL(3.30)[]",
     "rspamd", "Rspamd", None, 3.1, 15.0),
    ("X-Spamd-Result: default: True [18.10 / 15.00]; URIBL(18.10)[]", "rspamd", "Rspamd", "spam", 18.1, 15.0),
    ("X-Spamd-Result: default: False [-0.20 / 15.00]; R_SPF_ALLOW(-0.20)[+mx]", "rspamd", "Rspamd", "ham", -0.2, 15.0),
    ("X-Rspamd-Action: add header", "rspamd", "Rspamd", "spam", None, None),
    ("X-Virus-Scanned: Debian amavisd-new at mx.example.org", "amavis", "amavis", "scanned", None, None),
    ("X-Virus-Scanned: clamav-milter 0.103.8 at mx.example.org", "amavis", "ClamAV", "scanned", None, None),
    ("X-Amavis-Alert: INFECTED, message contains virus: Eicar", "amavis", "amavis", "malware", None, None),
    ("X-Forefront-Antispam-Report: CIP:192.0.2.7;CTRY:DE;LANG:de;SCL:1;SRV:;IPV:NLI;SFV:NSPM;H:mx.example.org;"
     "PTR:mx.example.org;CAT:NONE;SFS:(1);DIR:INB;", "microsoft", "Microsoft 365", "ham", 1.0, None),
    ("X-Forefront-Antispam-Report: CIP:192.0.2.7;SCL:8;SFV:SPM;CAT:HPHISH;DIR:INB;",
     "microsoft", "Microsoft 365", "phishing", 8.0, None),
    ("X-MS-Exchange-Organization-SCL: -1", "microsoft", "Microsoft 365", "allowed", -1.0, None),
    ("X-Microsoft-Antispam: BCL:7;", "microsoft", "Microsoft 365", None, None, None),
    ("X-Microsoft-Antispam-Mailbox-Delivery: ucf:0;jmr:0;auth:0;dest:J;OFR:SpamFilterAuthJ;ENG:(1);",
     "microsoft", "Microsoft 365", "spam", None, None),
    ("X-Message-Delivery: Vj0xLjE7dXM9MDtsPTA7YT0wO0Q9MTtHRD0yO1NDTD02", "microsoft", "Microsoft 365", "spam",
     None, None),
    ("X-Proofpoint-Spam-Details: rule=inbound_notspam policy=inbound score=3 clxscore=1011 bulkscore=9 engine=8.12.0",
     "proofpoint", "Proofpoint", "ham", 3.0, None),
    ("X-Mimecast-Spam-Score: 2", "mimecast", "Mimecast", None, 2.0, None),
    ("X-Barracuda-Spam-Status: Yes, SCORE=3.60 using per-user scores of TAG_LEVEL=3.5 QUARANTINE_LEVEL=9.0"
     " KILL_LEVEL=1000.0 tests=HTML_MESSAGE", "barracuda", "Barracuda", "spam", 3.6, 3.5),
    ('X-IronPort-AV: E=Sophos;i="6.01,221,1684825200"; d="scan\'208";a="12345"',
     "ironport", "Cisco Secure Email (IronPort)", "scanned", None, None),
    ("X-ThreatScanner-Verdict: Negative", "ironport", "Cisco Secure Email (IronPort)", "ham", None, None),
    ("X-PerlMx-Spam: Gauge=XXXXXX, Probability=62%, Report='BODY_SIZE_1000 0, URI_HOST 0.1'",
     "sophos", "Sophos", "spam", 62.0, None),
    ("X-TM-AS-Result: Yes-5.339-5.0-31-1", "trendmicro", "Trend Micro", "spam", 5.339, 5.0),
    ("X-TM-AS-Result: No--1.813-5.0-31-1", "trendmicro", "Trend Micro", "ham", -1.813, 5.0),
    ("X-TMASE-Result: 10--4.272100-10.000000", "trendmicro", "Trend Micro", "ham", -4.2721, 10.0),
    ("X-FEAS-SYSTEM-WL: 192.0.2.1", "fortimail", "FortiMail", "allowed", None, None),
    ("X-SpamReason: No, hits=0.0 required=7.0 tests=spamassassin:", "symantec", "Symantec", "ham", 0.0, 7.0),
    ("X-CM-Analysis: v=2.4 cv=LvvA c=1 sm=1 tr=0 a=qLfc2vrQ==:117 a=IkcTkHD0fZMA:10",
     "cloudmark", "Cloudmark", "scanned", None, None),
    ("X-VR-SPAMSTATE: spam:low", "vade", "Vade", "spam", None, None),
    ("X-CTCH-Spam: Confirmed", "cyren", "Cyren", "spam", None, None),
    ("X-Junkmail-Status: score=10/50, host=mx.example.org", "cyren", "Mirapoint", None, 10.0, None),
    ("X-antispameurope-SPAMSTATUS: CLEAN", "hornetsecurity", "Hornetsecurity", "ham", None, None),
    ("X-pstn-levels: (S: 0.46800 R:95.91081 P:95.91081)", "google", "Postini", None, 0.468, None),
    ("X-Gm-Spam: 1", "google", "Google", "spam", None, None),
    ("X-Bogosity: Unsure, tests=bogofilter, spamicity=0.500000, version=1.2.5",
     "bogofilter", "Bogofilter", "suspect", 0.5, None),
    ("X-Amp-Result: SKIPPED(no attachment in message)", "ironport", "Cisco Secure Email (IronPort)", "skipped", None,
     None),
    ('X-DSPAM-Result: bob; result="Spam"; class="Spam"; probability=1.0000; confidence=0.99', "dspam", "DSPAM", "spam",
     1.0, None),
    ("X-DSPAM-Result: Innocent", "dspam", "DSPAM", "ham", None, None),
    ("X-CRM114-Status: Good  ( pR: 23.8 )", "crm114", "CRM114", "ham", 23.8, None),
    ("X-Spambayes-Classification: unsure; 0.43", "bayesian", "SpamBayes", "suspect", 0.43, None),
    ("X-SpamProbe: GOOD 0.0001337 d41d8cd98f", "bayesian", "SpamProbe", "ham", 0.0001337, None),
    ("X-Example-MailScanner: Found to be clean", "mailscanner", "MailScanner", "clean", None, None),
    ("X-Example-MailScanner-SpamCheck: spam, SpamAssassin (not cached, score=9.1, required 6, BAYES_99 3.50)",
     "mailscanner", "MailScanner", "spam", 9.1, 6.0),
    ("X-Virus-Status: Clean", "antivirus", "a virus scanner", "clean", None, None),
    ("X-Scanned-By: MIMEDefang 2.84 on 192.0.2.1", "antivirus", "MIMEDefang", "scanned", None, None),
    ("X-UI-Filterresults: notjunk:1;V03:K0:abc=", "providers", "1&1", "ham", None, None),
    ("X-Mras: PROBABLE_SPAM", "providers", "Mail.ru", "suspect", None, None),
    ("X-SES-Spam-Verdict: FAIL", "providers", "Amazon SES", "spam", None, None),
    ("X-DCC-example-Metrics: mx.example.org 1182; bulk Body=many Fuz1=many", "dcc", "DCC", "bulk", None, None),
    ("X-Greylist: delayed 317 seconds by postgrey-1.37 at mx.example.org; Tue, 24 Nov 2026 08:00:00 UTC",
     "blocklists", "greylisting", "delayed", None, None),
    ("X-KLMS-AntiSpam-Status: not_detected, database expired", "appliances", "Kaspersky", "ham", None, None),
    ("X-Spam-Processed: mail.example.org, Tue, 24 Nov 2026 08:00:00 +0000", "appliances", "MDaemon", "scanned",
     None, None),
    ("X-Recommended-Action: reject", "appliances", "SpamExperts", "spam", None, None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "name", "product", "verdict", "score", "threshold"), ROWS)
def test_read(
    text: str, name: str, product: str, verdict: str | None, score: float | None, threshold: float | None
) -> None:
    got = one(text)
    assert (got.name, got.product, got.verdict) == (name, product, verdict)
    assert (got.score, got.threshold) == (score, threshold)
    assert (got.field, got.lines) == (1, (1, 1))
    assert filters.unread(fields(text)) == ()


MISSES = (
    "X-Spam-Status: perhaps",
    "X-Spamd-Result: default: maybe",
    "X-Rspamd-Action: shrug",
    "X-Forefront-Antispam-Report: ...",
    "X-MS-Exchange-Organization-SCL: high",
    "X-Message-Delivery: !",
    "X-Barracuda-Spam-Status: SCORE=3",
    "X-IronPort-AV: nothing",
    "X-PerlMx-Spam: Gauge=XX",
    "X-TM-AS-Result: 5.339",
    "X-VR-SPAMSTATE: lovely",
    "X-Bogosity: Hmm, spamicity=0.5",
    "X-DSPAM-Result: fine",
    "X-CRM114-Status: 23.8",
    "X-CTCH-Spam: 7",
    "X-Proofpoint-Spam-Details: none",
    "X-Example-MailScanner-SpamCheck: perhaps",
    "X-DCC-example-Metrics: Body=many",
    "X-Spamadvice: do not send any",
)


@pytest.mark.parametrize("text", MISSES)
def test_near_miss_is_listed_as_unread(text: str) -> None:
    assert filters.read(fields(text)) == ()
    (missed,) = filters.unread(fields(text))
    assert missed.field == 1 and missed.reason and text.partition(": ")[2] in missed.text


SILENT = ("X-Proofpoint-GUID: abc", "X-Microsoft-Antispam-Message-Info: c2VhbGVk", "X-Mailer: a")


@pytest.mark.parametrize("text", SILENT)
def test_sealed_and_other_lines_say_nothing(text: str) -> None:
    assert filters.survey(fields(text)) == ((), ())


def test_lines_of_one_host_are_one_verdict() -> None:
    got = one(
        "X-Spam-Flag: YES\nX-Spam-Level: *******\n"
        "X-Spam-Checker-Version: SpamAssassin 4.0.1 (2024-03-26) on mx.example.org\n"
        "X-Spam-Status: Yes, score=7.3 required=5.0 tests=BAYES_99,\n\tHTML_MESSAGE version=4.0.1\n"
        "X-Spam-Report: * 3.5 BAYES_99 body\n\t* 0.0 HTML_MESSAGE body\n"
    )
    assert (got.product, got.verdict, got.score, got.threshold) == ("SpamAssassin", "spam", 7.3, 5.0)
    assert (got.host, got.version) == ("mx.example.org", "4.0.1")
    assert [(rule.name, rule.score) for rule in got.rules] == [("BAYES_99", 3.5), ("HTML_MESSAGE", 0.0)]
    assert got.lines == (4, 5) and len(got.evidence) == 5


def test_a_received_line_between_or_a_repeat_parts_them() -> None:
    between = "X-Spam-Flag: NO\nReceived: from a by b; Tue, 24 Nov 2026 08:00:00 +0000\nX-Spam-Level: *\n"
    assert [item.score for item in filters.read(fields(between))] == [None, 1.0]
    twice = "X-Spam-Flag: NO\nX-Spam-Flag: YES\n"
    assert [item.verdict for item in filters.read(fields(twice))] == ["ham", "spam"]


def test_microsoft_codes_in_words() -> None:
    got = one("X-Forefront-Antispam-Report: CIP:192.0.2.7;SCL:5;IPV:CAL;SFV:SKS;CAT:SPOOF;SFTY:9.25;DIR:INB;")
    words = {rule.name: rule.text for rule in got.rules}
    assert words["IPV:CAL"] == "the address is on the IP Allow List; not filtered"
    assert words["SFTY:9.25"] == "first contact" and words["DIR:INB"] == "inbound"
    assert got.verdict == "spoofing"
    unknown = one("X-Forefront-Antispam-Report: SFV:XYZ;CAT:NEW;")
    assert unknown.verdict is None and all("not published" in (rule.text or "") for rule in unknown.rules)


def test_what_another_tenant_says_is_kept_apart() -> None:
    text = "X-MS-Exchange-Organization-SCL: 6\nX-Forefront-Antispam-Report-Untrusted: SCL:1;SFV:NSPM;\n"
    found = filters.read(fields(text))
    assert [(item.product, item.verdict) for item in found] == [
        ("Microsoft 365", "spam"), ("Microsoft 365 (another tenant)", "ham"),
    ]  # fmt: skip


def test_vade_cause_is_undone() -> None:
    from headertrace.filters.vade import cause

    def hidden(text: str) -> str:
        out = ""
        for at, char in enumerate(text):
            first, second = next(
                (chr(97 + high), chr(97 + low))
                for high in range(26)
                for low in range(16)
                if (97 + high) + (97 + low) - ord("x") - (ord("g") - 97 - high) * 16 == ord(char)
            )
            out += second + first if at % 2 == 0 else first + second
        return out

    clear = "Vade Retro 01.425 AS: Phishing (300)"
    assert cause(hidden(clear)) == clear
    assert cause("not one") is None and cause("zzzzzzzzzz") is None


@pytest.mark.parametrize("name", FILES)
def test_file_declares_itself(name: str) -> None:
    found = filters.load(name)
    assert found.name == name and found.product and found.source
    assert found.headers or found.any_header
    assert {header for header in found.headers if INDEX.get(header) != name} == set()


def test_index_names_only_what_files_read() -> None:
    assert set(INDEX.values()) | {name for _, name in FORMS} <= set(FILES)
    assert [header for header, name in INDEX.items() if header not in filters.load(name).headers] == []
    assert [prefix for prefix, name in FORMS if filters.load(name).any_header is None] == []
    assert all(header == header.lower() for header in INDEX)


NAMES = sorted(INDEX) + [f"{prefix}thing" for prefix, _ in FORMS] + ["x-example-mailscanner-spamcheck"]
PIECES = st.sampled_from(
    [
        "Yes",
        "No",
        ",",
        ";",
        ":",
        "=",
        "score=",
        "1.5",
        "-",
        "(",
        ")",
        "[",
        "]",
        "tests=",
        "BAYES_00",
        "SCL:9",
        "SFV:SPM",
        "dest:J",
        "spam",
        "clean",
        "many",
        "bulk",
        "/",
        "*****",
        "+++",
        "\x00",
        "é",
        "=?utf-8?B?",
        "?=",
        "a=b:9",
        "Probability=",
        "%",
        "hits",
        "required",
        "'",
        '"',
        "spamcause=",
        "ggg",
        "9",
        "99999999999999999999",
        ".",
        "..",
    ]
)


@given(st.sampled_from(NAMES), st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map("".join)))
def test_any_text_is_read(name: str, text: str) -> None:
    value = " ".join(text.split())
    field = Field(1, name, f"{name}: {value}", 1, 1)
    verdicts, unparsed = filters.survey([field])
    assert len(verdicts) + len(unparsed) <= 1
    for verdict in verdicts:
        assert verdict.verdict is None or verdict.verdict in filters.VERDICTS
        assert document.verdict_row(verdict)["field"] == 1


LONG = ("BAYES_00,", "a=b:1 ", "((((", "A(1.0)[", "1.0 ", "X", "tests=A,", "-", "SFV:", "AA_ ", "at a.", "a.")


@pytest.mark.parametrize("piece", LONG)
def test_long_values_end(piece: str) -> None:
    value = piece * (60_000 // len(piece))
    for name in NAMES:
        filters.read([Field(1, name, f"{name}: {value}", 1, 1)])
