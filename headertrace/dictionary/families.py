"""Families of names, by how they begin: the first that fits speaks for a name without a row of its own."""

from __future__ import annotations

from headertrace.dictionary.rows import Row

ROWS: tuple[Row, ...] = (
    ("x-ms-exchange-", "MTA", "any", "text", "", "Exchange's own marks", "Microsoft, MS-OXPROPS"),
    ("x-ms-", "MTA", "any", "text", "", "Microsoft's own marks", "Microsoft"),
    ("x-microsoft-", "MTA", "any", "text", "", "Microsoft's own marks", "Microsoft"),
    ("x-eop", "MFA", "any", "verdict", "", "Microsoft's gateway marks", "Microsoft 365"),
    ("x-google-", "MTA", "any", "text", "", "Google's own marks", "Google's servers"),
    ("x-gm-", "MTA", "any", "text", "", "Google's own marks", "Google's servers"),
    ("x-spam-", "MFA", "any", "verdict", "", "a spam filter's marks", "spam filters"),
    ("x-virus-", "MFA", "any", "verdict", "", "a virus scanner's marks", "virus scanners"),
    ("x-amavis-", "MFA", "any", "verdict", "", "amavis's marks", "amavis"),
    ("x-proofpoint-", "MFA", "any", "verdict", "", "Proofpoint's marks", "Proofpoint"),
    ("x-mimecast-", "MFA", "any", "verdict", "", "Mimecast's marks", "Mimecast"),
    ("x-barracuda-", "MFA", "any", "verdict", "", "Barracuda's marks", "Barracuda"),
    ("x-ironport-", "MFA", "any", "verdict", "", "Cisco's marks", "IronPort"),
    ("ironport-", "MFA", "any", "verdict", "", "Cisco's marks", "IronPort"),
    ("x-mailscanner-", "MFA", "any", "verdict", "", "MailScanner's marks", "MailScanner"),
    ("x-sophos-", "MFA", "any", "verdict", "", "Sophos's marks", "Sophos"),
    ("x-ses-", "MSA", "any", "text", "", "Amazon SES's marks", "Amazon SES"),
    ("x-sg-", "MSA", "any", "text", "", "SendGrid's marks", "SendGrid"),
    ("x-mailgun-", "MSA", "any", "text", "", "Mailgun's marks", "Mailgun"),
    ("x-ymail", "MSA", "any", "text", "", "Yahoo's marks", "Yahoo"),
    ("x-yahoo", "MTA", "any", "text", "", "Yahoo's marks", "Yahoo"),
    ("x-mailman-", "list", "any", "text", "", "Mailman's marks", "Mailman"),
    ("list-", "list", "any", "text", "", "the mailing list's marks", "RFC 2369"),
    ("resent-", "MUA", "top", "text", "", "sent on by hand", "RFC 5322 section 3.6.6"),
    ("arc-", "MTA", "top", "text", "", "a forwarder's chain", "RFC 8617"),
    ("content-", "MUA", "message", "text", "", "how the body is made up", "RFC 2045"),
)  # fmt: skip

# How names begin of which at least one stands in every message whose checks are read.
CHECKS = ("authentication-", "arc-", "dkim-", "domainkey-", "received-spf", "x-google-dkim")
# X- fields that begin so and are nobody's verdict, so that a message without verdicts loads no reader of them.
NO_VERDICTS = (
    "x-mailer", "x-priority", "x-origin", "x-received", "x-beenthere", "x-loop", "x-mailman", "x-headertrace-",
)  # fmt: skip
