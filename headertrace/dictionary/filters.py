"""What filters of spam and viruses write; ``filters/index.py`` has those that are read for a verdict."""

from __future__ import annotations

from headertrace.dictionary.rows import Row

ROWS: tuple[Row, ...] = (
    ("x-spam-flag", "MFA", "any", "verdict", "", "SpamAssassin's verdict", "SpamAssassin"),
    ("x-spam-status", "MFA", "any", "verdict", "", "SpamAssassin's verdict, score and rules", "SpamAssassin"),
    ("x-spam-level", "MFA", "any", "verdict", "", "SpamAssassin's score in stars", "SpamAssassin"),
    ("x-spam-score", "MFA", "any", "verdict", "", "a filter's score", "amavis, rspamd and others"),
    ("x-spam-report", "MFA", "any", "verdict", "", "a filter's report", "SpamAssassin"),
    ("x-spam-checker-version", "MFA", "any", "verdict", "", "which SpamAssassin looked", "SpamAssassin"),
    ("x-spamd-result", "MFA", "any", "verdict", "", "rspamd's score and rules", "rspamd"),
    ("x-spamd-bar", "MFA", "any", "verdict", "", "rspamd's score in marks", "rspamd"),
    ("x-rspamd-server", "MFA", "any", "verdict", "", "which rspamd looked", "rspamd"),
    ("x-rspamd-queue-id", "MFA", "any", "verdict", "", "the queue id rspamd was given", "rspamd"),
    ("x-rspamd-action", "MFA", "any", "verdict", "", "rspamd's verdict", "rspamd"),
    ("x-virus-scanned", "MFA", "any", "verdict", "", "which scanner looked", "amavis and others"),
    ("x-virus-status", "MFA", "any", "verdict", "", "a scanner's verdict", "ClamAV milter"),
    ("x-amavis-alert", "MFA", "any", "verdict", "", "what amavis objects to", "amavis"),
    ("x-greylist", "MFA", "any", "verdict", "clock:greylist", "how long the sender was made to wait", "milter-greylist, postgrey"),
    ("x-mailscanner", "MFA", "any", "verdict", "", "MailScanner looked", "MailScanner"),
    ("x-forefront-antispam-report", "MFA", "any", "verdict", "", "Microsoft's verdict in letters", "Microsoft 365"),
    ("x-microsoft-antispam", "MFA", "any", "verdict", "", "Microsoft's bulk level", "Microsoft 365"),
    ("x-microsoft-antispam-mailbox-delivery", "MDA", "any", "verdict", "", "which folder and why", "Microsoft 365"),
    ("x-microsoft-antispam-message-info", "MFA", "any", "verdict", "", "Microsoft's own notes", "Microsoft 365"),
    ("x-sid-pra", "MFA", "any", "terms", "", "Microsoft's Sender ID", "Microsoft"),
    ("x-proofpoint-spam-details", "MFA", "any", "verdict", "", "Proofpoint's scores", "Proofpoint"),
    ("x-proofpoint-virus-version", "MFA", "any", "verdict", "", "Proofpoint's scanner", "Proofpoint"),
    ("x-mimecast-spam-score", "MFA", "any", "verdict", "", "Mimecast's score", "Mimecast"),
    ("x-barracuda-spam-score", "MFA", "any", "verdict", "", "Barracuda's score", "Barracuda"),
    ("x-ironport-av", "MFA", "any", "verdict", "", "Cisco's scanner", "IronPort"),
    ("x-ironport-anti-spam-filtered", "MFA", "any", "verdict", "", "Cisco's filter looked", "IronPort"),
    ("x-eopattributedmessage", "MFA", "any", "terms", "", "Microsoft's gateway marks", "Microsoft 365"),
    ("x-spam-prev-subject", "MFA", "any", "words", "", "a spam filter's marks", "spam filters"),
    ("x-spam-processed", "MFA", "any", "verdict", "clock:dated", "a spam filter's marks", "spam filters"),
    ("x-spam-score-int", "MFA", "any", "terms", "", "a spam filter's marks", "spam filters"),
    # Who writes these, and what they mean, is not entered yet.
    ("x-asg-orig-subj", "", "", "words", "", "", ""),
    ("x-authentication-info", "", "", "text", "clock:dated", "", ""),
    ("x-cm-analysis", "", "", "verdict", "clock:counted", "", ""),
    ("x-mdav-processed", "", "", "verdict", "clock:dated", "", ""),
    ("x-msg-ref", "", "", "verdict", "clock:counted", "", ""),
)  # fmt: skip
