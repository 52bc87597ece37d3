"""What checks of the sender wrote, and signatures. ``check:`` says which grammar the value has."""

from __future__ import annotations

from headertrace.dictionary.rows import Row, marked

ROWS: tuple[Row, ...] = (
    ("authentication-results", "MTA", "top", "results", "check:results", "what a server's checks of the sender gave", "RFC 8601"),
    ("arc-authentication-results", "MTA", "top", "results", "check:arc", "results as a forwarder saw them", "RFC 8617"),
    ("arc-message-signature", "MTA", "top", "signature", "check:arc clock:signature", "a forwarder's signature of the message", "RFC 8617"),
    ("arc-seal", "MTA", "top", "signature", "check:arc clock:signature", "a forwarder's seal on the chain", "RFC 8617"),
    ("received-spf", "MTA", "top", "results", "check:spf", "whether the address may send for the domain", "RFC 7208 section 9.1"),
    ("dkim-signature", "MSA", "top", "signature", "check:signature clock:signature", "the signing domain's word for the message", "RFC 6376"),
    ("domainkey-signature", "MSA", "top", "signature", "check:signature", "a signature of the time before DKIM", "RFC 4870"),
    ("x-google-dkim-signature", "MSA", "top", "signature", "check:signature clock:signature", "Google's signature for its own use", "Google's servers"),
    ("x-sid-result", "MFA", "any", "terms", "check:sender-id", "Microsoft's Sender ID", "Microsoft"),
    ("x-eop-authentication-results", "MFA", "any", "results", "check:results", "Microsoft's gateway marks", "Microsoft 365"),
    ("x-google-original-authentication-results", "MTA", "any", "results", "check:results", "Google's own marks", "Google's servers"),
    ("x-microsoft-original-authentication-results", "MTA", "any", "results", "check:results", "Microsoft's own marks", "Microsoft"),
    ("x-ms-exchange-authentication-results", "MTA", "any", "results", "check:results", "Exchange's own marks", "Microsoft, MS-OXPROPS"),
    ("x-ses-dkim-signature", "MSA", "any", "signature", "check:signature clock:signature", "Amazon SES's marks", "Amazon SES"),
    # Who writes these, and what they mean, is not entered yet.
    ("authentication-results-original", "", "", "results", "check:results", "", ""),
    ("dkim-filter", "", "", "terms", "", "", ""),
    ("domainkey-status", "", "", "terms", "", "", ""),
    ("old-authentication-results", "", "", "results", "check:results", "", ""),
    ("original-authentication-results", "", "", "results", "check:results", "", ""),
    ("x-auth-result", "", "", "terms", "", "", ""),
    ("x-authentication-results", "", "", "results", "check:results", "", ""),
    ("x-authentication-results-original", "", "", "results", "check:results", "", ""),
    ("x-dkim-signature", "", "", "signature", "check:signature", "", ""),
    ("x-original-authentication-results", "", "", "results", "check:results", "", ""),
    ("x-original-dkim-signature", "", "", "signature", "check:signature", "", ""),
    ("x-original-received-spf", "", "", "results", "check:spf", "", ""),
    ("x-received-spf", "", "", "results", "check:spf", "", ""),
    ("x-tm-authentication-results", "", "", "results", "check:results", "", ""),
    ("x-tm-received-spf", "", "", "results", "check:spf", "", ""),
)  # fmt: skip

RESULTS = frozenset(marked(ROWS, "check:results"))
SPF = frozenset(marked(ROWS, "check:spf"))
SIGNATURES = frozenset(marked(ROWS, "check:signature"))
ARC = frozenset(marked(ROWS, "check:arc"))
ALL = RESULTS | SPF | SIGNATURES | ARC | frozenset(marked(ROWS, "check:sender-id"))
