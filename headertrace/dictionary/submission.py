"""What the server adds that took the mail in from its writer, and what bulk senders mark theirs with."""

from __future__ import annotations

from headertrace.dictionary.rows import Row

ROWS: tuple[Row, ...] = (
    ("x-gm-message-state", "MSA", "any", "text", "", "Google's own state", "Google's servers"),
    ("x-google-smtp-source", "MSA", "any", "text", "", "Google's own mark of the way in", "Google's servers"),
    ("x-originating-ip", "MSA", "any", "terms", "", "the address the writer's program connected from", "webmail servers"),
    ("x-originating-email", "MSA", "any", "senders", "", "the account it was written in", "Hotmail"),
    ("x-sender", "MSA", "any", "senders", "", "the account it was submitted by", "several servers"),
    ("x-authenticated-sender", "MSA", "any", "senders", "", "the login it was submitted with", "several servers"),
    ("x-authenticated-user", "MSA", "any", "senders", "", "the login it was submitted with", "several servers"),
    ("x-authentication-warning", "MSA", "any", "text", "", "the sender was set by a local user", "sendmail"),
    ("x-php-originating-script", "MSA", "any", "text", "", "the web page's program that sent it", "PHP, mail.add_x_header"),
    ("x-php-script", "MSA", "any", "text", "", "the web page's program that sent it", "PHP packages"),
    ("x-source", "MSA", "any", "text", "", "the program on the host that sent it", "cPanel"),
    ("x-source-args", "MSA", "any", "text", "", "the program on the host that sent it", "cPanel"),
    ("x-source-dir", "MSA", "any", "text", "", "the folder of the program that sent it", "cPanel"),
    ("x-antiabuse", "MSA", "any", "text", "", "the hosting server's marks", "cPanel"),
    ("x-get-message-sender-via", "MSA", "any", "senders", "", "how the sender was known", "cPanel"),
    ("feedback-id", "MSA", "any", "text", "", "the sender's mark for reports of abuse", "Google's feedback loop"),
    ("x-ses-outgoing", "MSA", "any", "text", "", "Amazon SES: day and address it left by", "Amazon SES"),
    ("x-sg-eid", "MSA", "any", "text", "", "SendGrid's mark of the account", "SendGrid"),
    ("x-sg-id", "MSA", "any", "text", "", "SendGrid's mark of the account", "SendGrid"),
    ("x-mailgun-sid", "MSA", "any", "text", "", "Mailgun's mark of the message", "Mailgun"),
    ("x-mandrill-user", "MSA", "any", "text", "", "Mandrill's mark of the account", "Mandrill"),
    ("x-report-abuse", "MSA", "any", "text", "", "where to complain", "bulk senders"),
    ("x-csa-complaints", "MSA", "any", "text", "", "where to complain", "Certified Senders Alliance"),
    # Who writes these, and what they mean, is not entered yet.
    ("x-abuse", "", "", "senders", "", "", ""),
    ("x-complaints-to", "", "", "senders", "", "", ""),
    ("x-mc-ingress-time", "", "", "date", "clock:counted", "", ""),
    ("x-report-abuse-to", "", "", "senders", "", "", ""),
    ("x-source-ip", "", "", "terms", "", "", ""),
)  # fmt: skip
