"""The exports that are read, a row each."""

from __future__ import annotations

from headertrace.logs.exports.export import Export
from headertrace.records.vocabulary import LogKind

_MICROSOFT_KINDS: dict[str, LogKind] = {
    "receive": "accepted", "submit": "accepted", "send": "sent", "deliver": "delivered", "defer": "deferred", "fail": "bounced",
    "dsn": "notice", "drop": "discarded", "spam": "filtered", "transport rule": "filtered", "malware": "filtered", "dlp": "filtered",
    "quarantine": "held", "poison": "held", "resubmit": "requeued", "throttle": "deferred", "badmail": "bounced",
}  # fmt: skip

INDEX: tuple[Export, ...] = (
    Export(
        "exchange", "Exchange message tracking", "csv", frozenset({"eventid", "internalmessageid", "messageid"}),
        {
            "time": ("datetime", "timestamp"), "host": ("serverhostname",), "id": ("networkmessageid", "internalmessageid"),
            "message_id": ("messageid",), "sender": ("senderaddress", "sender"), "recipient": ("recipientaddress", "recipients"),
            "peer": ("clienthostname",), "peer_ip": ("clientip",), "reply": ("recipientstatus",), "more": ("sourcecontext", "source"),
            "kind": ("eventid",),
        },
        _MICROSOFT_KINDS, "Microsoft Learn: Message tracking, structure of the message tracking log files",
    ),
    Export(
        "trace", "Exchange Online message trace", "csv", frozenset({"messagetraceid", "senderaddress", "recipientaddress", "status"}),
        {
            "time": ("received", "receivedutc", "origintimestamputc"), "id": ("messagetraceid",), "message_id": ("messageid",),
            "sender": ("senderaddress",), "recipient": ("recipientaddress",), "peer_ip": ("fromip",), "reply": ("status",), "kind": ("status",),
        },
        {
            "delivered": "delivered", "failed": "bounced", "pending": "deferred", "quarantined": "held", "filteredasspam": "delivered",
            "expanded": "note", "gettingstatus": "note",
        },
        "Microsoft Learn: Get-MessageTrace, Get-MessageTraceV2",
    ),
    Export(
        "trace-detail", "Exchange Online message trace, in detail", "csv", frozenset({"messagetraceid", "event", "action", "detail"}),
        {
            "time": ("date", "dateutc"), "id": ("messagetraceid",), "message_id": ("messageid",), "recipient": ("recipientaddress",),
            "sender": ("senderaddress",), "reply": ("detail",), "more": ("action",), "kind": ("event",),
        },
        _MICROSOFT_KINDS, "Microsoft Learn: Get-MessageTraceDetail, Get-MessageTraceDetailV2",
    ),
    Export(
        "defender", "Microsoft Defender's hunting, EmailEvents", "csv", frozenset({"networkmessageid", "internetmessageid", "deliveryaction"}),
        {
            "time": ("timestamp",), "id": ("networkmessageid",), "message_id": ("internetmessageid",), "sender": ("sendermailfromaddress", "senderfromaddress"),
            "recipient": ("recipientemailaddress",), "peer_ip": ("senderipv4", "senderipv6"), "reply": ("deliverylocation",),
            "more": ("threattypes", "detectionmethods"), "kind": ("deliveryaction",),
        },
        {"delivered": "delivered", "junked": "delivered", "blocked": "refused", "replaced": "delivered"},
        "Microsoft Learn: EmailEvents table in the advanced hunting schema",
    ),
    Export(
        "google", "Google Workspace Email Log Search", "csv", frozenset({"messageid", "eventtarget", "eventdate", "eventstatus"}),
        {
            "time": ("eventdate", "startdate"), "message_id": ("messageid",), "sender": ("sender",), "recipient": ("recipientaddress",),
            "peer_ip": ("eventtargetipaddress",), "reply": ("eventdescription", "eventsmtpreplycode"), "more": ("eventtarget",),
            "status": ("eventsmtpreplycode",), "kind": ("eventstatus",),
        },
        {
            "delivered": "delivered", "received": "accepted", "sent": "sent", "bounce": "bounced", "reject": "refused", "drop": "discarded", "defer": "deferred",
            "temporar": "deferred", "retry": "deferred", "quarantin": "held", "spam": "delivered", "insert": "delivered",
        },
        "Google Workspace Admin Help: Email log search export fields",
        ("the words of Event status",),
    ),
    Export(
        "mimecast", "Mimecast message tracking", "csv", frozenset({"messageid", "status", "route"}),
        {
            "time": ("datetimeprocessed", "processed", "received", "sent", "datetime"), "id": ("mimecastid", "id"), "message_id": ("messageid",),
            "sender": ("fromenvelope", "fromaddress", "from"), "recipient": ("toaddress", "to"), "peer_ip": ("senderip", "ip"),
            "reply": ("info", "reason", "heldreason", "rejectiontype"), "kind": ("status",),
        },
        {
            "archived": "delivered", "delivered": "delivered", "accepted": "accepted", "deferred": "deferred", "held": "held", "rejected": "refused",
            "bounced": "bounced", "processing": "active",
        },
        "Mimecast: Message Tracking",
        ("all column names but Message ID and Status",),
    ),
    Export(
        "proofpoint", "Proofpoint Smart Search", "csv", frozenset({"messageid", "finalaction", "qid"}),
        {
            "time": ("date", "datetime"), "id": ("qid",), "message_id": ("messageid",), "sender": ("sender", "headerfrom"),
            "recipient": ("recipients", "recipient"), "peer": ("senderhost",), "peer_ip": ("senderipaddress", "senderip"),
            "reply": ("finalrule", "smtpstatus"), "more": ("moduleid",), "kind": ("finalaction",),
        },
        {
            "accept": "sent", "continue": "sent", "deliver": "sent", "quarantine": "held", "reject": "refused", "retry": "deferred", "tempfail": "deferred",
            "discard": "discarded",
        },
        "Proofpoint Protection Server: Smart Search",
        ("all column names",),
    ),
    Export(
        "ses", "Amazon SES events", "json", frozenset({"mail.messageId", "mail.timestamp"}),
        {
            "time": ("delivery.timestamp", "bounce.timestamp", "deliveryDelay.timestamp", "complaint.timestamp", "mail.timestamp"), "id": ("mail.messageId",),
            "message_id": ("mail.commonHeaders.messageId",), "sender": ("mail.source",),
            "recipient": ("delivery.recipients", "bounce.bouncedRecipients.emailAddress", "deliveryDelay.delayedRecipients.emailAddress", "mail.destination"),
            "peer": ("delivery.remoteMtaIp",), "host": ("delivery.reportingMTA",),
            "reply": ("delivery.smtpResponse", "bounce.bouncedRecipients.diagnosticCode", "deliveryDelay.delayedRecipients.diagnosticCode", "reject.reason"),
            "status": ("bounce.bouncedRecipients.status", "deliveryDelay.delayedRecipients.status"), "more": ("deliveryDelay.delayType", "bounce.bounceSubType"),
            "kind": ("eventType", "notificationType"),
        },
        {"send": "accepted", "delivery": "sent", "bounce": "bounced", "deliverydelay": "deferred", "reject": "refused", "rendering": "bounced"},
        "Amazon SES developer guide: contents of event data",
    ),
    Export(
        "sendgrid", "SendGrid event webhook", "json", frozenset({"sg_message_id", "event"}),
        {
            "time": ("timestamp",), "id": ("sg_message_id",), "message_id": ("smtp-id",), "recipient": ("email",), "peer_ip": ("ip",),
            "reply": ("response", "reason"), "more": ("attempt",), "status": ("status",), "kind": ("event",),
        },
        {"processed": "accepted", "delivered": "sent", "deferred": "deferred", "bounce": "bounced", "blocked": "bounced", "dropped": "discarded"},
        "Twilio SendGrid: Event Webhook reference",
    ),
    Export(
        "mailgun", "Mailgun events", "json", frozenset({"message.headers.message-id", "event"}),
        {
            "time": ("timestamp",), "id": ("id",), "message_id": ("message.headers.message-id",), "sender": ("envelope.sender",), "recipient": ("recipient",),
            "peer": ("delivery-status.mx-host",), "peer_ip": ("envelope.sending-ip",), "reply": ("delivery-status.message", "delivery-status.description", "reason"),
            "status": ("delivery-status.enhanced-code",), "more": ("severity",), "kind": ("event",),
        },
        {"accepted": "accepted", "delivered": "sent", "failed": "bounced", "rejected": "refused", "stored": "note"},
        "Mailgun: Events, event structure",
    ),
    Export(
        "postfix-queue", "postqueue -j", "json", frozenset({"queue_name", "queue_id", "arrival_time"}),
        {
            "time": ("arrival_time",), "id": ("queue_id",), "sender": ("sender",), "recipient": ("recipients.address",), "reply": ("recipients.delay_reason",),
            "kind": ("queue_name",),
        },
        {"deferred": "deferred", "active": "active", "incoming": "active", "hold": "held", "maildrop": "active"},
        "postqueue(1), JSON object format",
    ),
    Export(
        "application", "an application's JSON lines", "json", frozenset({"message_id|messageId|message-id|messageid"}),
        {
            "time": ("timestamp", "@timestamp", "time", "ts", "datetime", "date"), "host": ("host", "hostname"),
            "id": ("queue_id", "queueId"), "message_id": ("message_id", "messageId", "message-id", "messageid"),
            "sender": ("sender", "from"), "recipient": ("recipient", "to"), "peer": ("relay", "smtp_host"), "reply": ("response", "error", "message", "msg"),
            "more": ("correlation_id", "correlationId", "request_id", "requestId", "trace_id"), "next_id": ("smtp_id",), "kind": ("event", "status", "action"),
        },
        {"queued": "accepted", "accepted": "accepted", "sent": "sent", "delivered": "sent", "deferred": "deferred", "failed": "bounced", "error": "deferred", "bounced": "bounced"},
        "what applications write: names differ, and the usual ones are read",
        ("all keys",),
    ),
)  # fmt: skip
# What stands for a program in their lines.
NAMES = frozenset(export.name for export in INDEX)
