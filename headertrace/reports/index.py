"""Which words tell whose notice for people it is: what must be known before a leaf is imported."""

from __future__ import annotations

from headertrace.named import NamedTuple


class Mark(NamedTuple):
    """A leaf's file, and words (in lower case) of which one stands in every text that it reads."""

    name: str
    words: tuple[str, ...]


# The first whose words are there and that finds a recipient is taken: the more special ones stand first.
INDEX: tuple[Mark, ...] = (
    Mark("google_groups", ("groups.google.com/support",)),
    Mark("postfix_session", ("transcript of session follows.",)),
    Mark("dma", ("dragonfly mail agent", "there was an error delivering your mail to <")),
    Mark("opensmtpd", ("this is the mailer-daemon, please do not reply",)),
    Mark("exchange", ("diagnostic information for administrators", "generating server", "información de diagnóstico",
                      "informations de diagnostic", "diagnoseinformationen", "informazioni di diagnostica",
                      "#smtp#", "; not found ##", "returned '", "resolver.", "queue.expired")),
    Mark("exchange_ims", ("did not reach the following recipient", "following recipient(s) could not be reached",
                          "following recipients could not be reached", "msexch:ims", "msexch:imc")),
    Mark("messaging_server", ("recipient address: ",)),
    Mark("mailmarshal", ("could not be delivered because of",)),
    Mark("mailfoundry", ("delivery failed for the following reason", "unable to deliver message to: <")),
    Mark("interscan", ("interscan", "sent <<< rcpt to:", "and other recipients in the same domain")),
    Mark("domino", ("was not delivered to:",)),
    Mark("notes", ("failure reasons",)),
    Mark("kundenserver", ("--- the header of the original message is following", "for the following reason:",
                          "smtp error from remote server")),
    Mark("exim", ("created automatically by mail delivery software", "created automatically by the smtp relay",
                  "all hosts have been failing", "retry timeout exceeded", "the following address(es) failed")),
    Mark("zoho", ("error_code",)),
    Mark("mcafee", ("the following addresses had delivery problems",)),
    Mark("mail2000", ("---the following addresses had delivery errors---",)),
    Mark("activehunter", (">>> ",)),
    Mark("sendmail", ("----- transcript of session follows", "----- the following addresses had",
                      "while talking to")),
    Mark("courier", ("running the courier mail server", "undeliverable mail", "<<<")),
    Mark("gmail", ("delivery to the following recipient", "message not delivered", "address not found",
                   "technical details of")),
    Mark("ruled", ("the following recipients failed permanently", "the following recipients was aborted",
                   "technical details:")),
    Mark("magicmail", ("we had trouble delivering your message",)),
    Mark("vtext", ("message could not be delivered to mobile",)),
    Mark("james", ("message details:", "rcpt to:")),
    Mark("intermail", ("recipient: <", "each of the following recipients", "the user(s) account",
                       "this message was undeliverable due to the following reason", "your message was not delivered")),
    Mark("kddi", ("could not be delivered to: <",)),
    Mark("mfilter", ("server message", "-------server")),
    Mark("barracuda", ("spam firewall", "your message to: ")),
    Mark("surfcontrol", ("addressed to:", "the number of attempts made")),
    Mark("communigate", ("failed to deliver to ",)),
    Mark("mdaemon", ("mdaemon", "session transcript", "failed address")),
    Mark("groupwise", ("undeliverable to the following",)),
    Mark("hmailserver", ("hmailserver",)),
    Mark("mailenable", ("recipient: [smtp:", "mailenable")),
    Mark("mimecast", ("mimecast", "had permanent delivery errors")),
    Mark("fml", ("duplicated message-id in <", "original mail as follows")),
    Mark("imail", ("unknown user: ", "unknown host: ", "user mailbox exceeds", "invalid final delivery userid",
                   "undeliverable to ", "mailbox is full: ", "delivery failed ")),
    Mark("ses", ("\"notificationtype\"", "\\\"notificationtype\\\"")),
    Mark("postfix", ("the mail system", "postfix program", "expanded from")),
    Mark("qmail", ("qmail-send program", "following address", "could not be delivered", "remote host said",
                   "permanent error", "following recipients", "given up", "mail delivery agent at", "we're sorry.",
                   "su mensaje no pudo", "machine generated message", "delivery failed: ")),
    Mark("proofpoint", ("proofpoint",)),
    Mark("plain", ("@",)),
)  # fmt: skip
