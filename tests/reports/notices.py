"""Notices for people as each product writes them: (leaf, text, what is to be read: recipient, reply, status)."""

from __future__ import annotations

Row = tuple[str, str | None, str | None]

_EXIM = "This message was created automatically by mail delivery software.\n\n"
_SENDMAIL = "The original message was received at Tue, 24 Nov 2026 08:00:00 GMT\nfrom pc.example.net [192.0.2.7]\n\n"

TEXTS: list[tuple[str, str, list[Row]]] = [
    ("google_groups", "Hello ann@example.net,\n\nWe're writing to let you know that the group you tried to contact (talk) may not"
                      " exist.\n\nhttps://groups.google.com/support/\n", []),
    ("postfix_session", "Transcript of session follows.\n\n Out: 220 mx.example.org ESMTP\n In:  MAIL FROM:<ann@example.net>\n"
                        " Out: 250 2.1.0 Ok\n In:  RCPT TO:<bob@example.org>\n Out: 450 4.7.1 <bob@example.org>: try later\n"
                        " In:  RCPT TO:<eve@example.org>\n Out: 250 2.1.5 Ok\n In:  DATA\n Out: 451 4.3.0 queue file write error\n",
     [("bob@example.org", "450", "4.7.1"), ("eve@example.org", "451", "4.3.0")]),
    ("dma", "This is the DragonFly Mail Agent v0.13 at out.example.net.\n\nThere was an error delivering your mail to"
            " <bob@example.org>.\n\nmx.example.org [192.0.2.1] did not like our RCPT TO:\n550 5.7.25 no reverse name\n\n"
            "Message headers follow.\n", [("bob@example.org", "550", "5.7.25")]),
    ("opensmtpd", "    Hi!\n\n    This is the MAILER-DAEMON, please DO NOT REPLY to this email.\n\n    An error has occurred while"
                  " attempting to deliver a message for\n    the following list of recipients:\n\nbob@example.org: 550 5.1.1 User"
                  " unknown\neve@example.org: Envelope expired\n\n    Below is a copy of the original message:\n",
     [("bob@example.org", "550", "5.1.1"), ("eve@example.org", None, None)]),
    ("exchange", "Delivery has failed to these recipients or groups:\n\nbob@example.org\n\nDiagnostic information for administrators:\n\n"
                 "Generating server: ex1.example.net\n\nbob@example.org\n#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##\n\n"
                 "eve@example.org\nmx.example.org #<mx.example.org #5.2.2 smtp; 552 full> #SMTP#\n\nOriginal message headers:\n",
     [("bob@example.org", "550", "5.1.1"), ("eve@example.org", "552", "5.2.2")]),
    ("exchange", "配信できませんでした:\n\nbob@example.org\n\n管理者向けの診断情報:\n\n生成サーバー: ex1.example.net\n\nbob@example.org\n#550 5.1.1"
                 " RESOLVER.ADR.RecipNotFound; not found ##\n\neve@example.org\nRemote Server returned '550 5.7.1 relaying denied'\n\n"
                 "元のメッセージ ヘッダー:\n", [("bob@example.org", "550", "5.1.1"), ("eve@example.org", "550", "5.7.1")]),
    ("exchange_ims", "Your message\n\n  To:      bob@example.org\n  Subject: Lunch\n\ndid not reach the following recipient(s):\n\n"
                     "bob@example.org on Tue, 24 Nov 2026 08:00:00 -0000\n    The recipient name is not recognized\n"
                     "\tThe MTS-ID of the original message is: c=us;a= ;p=x\n    MSEXCH:IMS:X:Y:Z 0 (000C05A6) Unknown Recipient\n",
     [("bob@example.org", None, None)]),
    ("messaging_server", "This report relates to a message you sent with the following header fields:\n\n  To: bob@example.org\n\n"
                         "Your message cannot be delivered to the following recipients:\n\n  Recipient address: bob@example.org\n"
                         "  Reason: Remote SMTP server has rejected address\n  Diagnostic code: smtp;550 5.1.1 User unknown\n"
                         "  Remote system: dns;mx.example.org (TCP|192.0.2.1|1|192.0.2.2|25)\n", [("bob@example.org", "550", "5.1.1")]),
    ("mailmarshal", "Your message:\n   From:    ann@example.net\n   Subject: Lunch\n\nCould not be delivered because of\n\n"
                    "550 5.1.1 User unknown\n\nThe following recipients were affected: \n    bob@example.org\n\nAdditional Information\n",
     [("bob@example.org", "550", "5.1.1")]),
    ("mailfoundry", "Unable to deliver message to: <bob@example.org>\nDelivery failed for the following reason:\nServer"
                    " mx.example.org[192.0.2.1] failed with: 550 No such user here\n", [("bob@example.org", "550", None)]),
    ("interscan", "Message from InterScan Messaging Security Suite\n\nSent <<< RCPT TO:<bob@example.org>\nReceived >>> 550 5.1.1 user"
                  " unknown\n", [("bob@example.org", "550", "5.1.1")]),
    ("domino", "Your message\n\n  Subject: Lunch\n\nwas not delivered to:\n\n  bob@example.org\n\nbecause:\n\n  Benutzer bob"
               " (bob@example.org) nicht im Domino-Verzeichnis\n", [("bob@example.org", None, None)]),
    ("domino", "Your message\n\n  Subject: Lunch\n\nwas not delivered to:\n\n  bob@example.org\n\nbecause:\n\n  User bob"
               " (bob@example.org) not listed in Domino Directory\n", [("bob@example.org", None, None)]),
    ("notes", "------- Failure Reasons  --------\n\nUser  not listed in public Name & Address Book\nbob@example.org\n\n"
              "------- Returned Message --------\n", [("bob@example.org", None, None)]),
    ("kundenserver", _EXIM + "A message that you sent could not be delivered to one or more of\nits recipients. The following address\n"
                     "failed:\n\n\"bob@example.org\":\nSMTP error from remote server after RCPT command:\nhost: mx.example.org\n"
                     "550 5.2.2 Mailbox Full\n\n--- The header of the original message is following. ---\n",
     [("bob@example.org", "550", "5.2.2")]),
    ("exim", _EXIM + "A message that you sent could not be delivered to one or more of its\nrecipients. The following address(es)"
             " failed:\n\n  bob@example.org\n    (ultimately generated from team@example.org)\n    SMTP error from remote mail"
             " server after RCPT TO:<bob@example.org>:\n    host mx.example.org [192.0.2.1]: 550 5.1.1 User unknown\n"
             "  eve@example.org\n    retry timeout exceeded\n\n------ This is a copy of the message, including all the headers. ------\n",
     [("bob@example.org", "550", "5.1.1"), ("eve@example.org", None, None)]),
    ("zoho", _EXIM.replace("delivery software", "delivery software") + "bob@example.org Invalid Address, ERROR_CODE :550, ERROR_CODE"
             " :5.2.1 User Unknown\n", [("bob@example.org", "550", "5.2.1")]),
    ("mcafee", "   --- The following addresses had delivery problems ---\n\n<bob@example.org>   (550 Unknown user bob)\n",
     [("bob@example.org", "550", None)]),
    ("mail2000", _SENDMAIL + "---The following addresses had delivery errors---\n\nbob@example.org [550 User unknown]\n",
     [("bob@example.org", "550", None)]),
    ("activehunter", "  ----- The following addresses had permanent fatal errors -----\n\n>>> bob@example.org <bob@example.org>\n\n"
                     "  ----- Transcript of session follows -----\n550 sorry, no mailbox here by that name (#5.1.1 - chkusr)\n",
     [("bob@example.org", "550", "5.1.1")]),
    ("sendmail", _SENDMAIL + "   ----- The following addresses had permanent fatal errors -----\n<bob@example.org>\n    (reason: 550-5.1.1 No"
                 " such user. Try)\n    (expanded from: <team@example.net>)\n\n   ----- Transcript of session follows -----\n... while"
                 " talking to mx.example.org.:\n>>> RCPT To:<bob@example.org>\n<<< 550-5.1.1 No such user. Try\n<<< 550 5.1.1 another\n"
                 "550 5.1.1 <bob@example.org>... User unknown\n", [("bob@example.org", "550", "5.1.1")]),
    ("sendmail", "   ----- Transcript of session follows -----\nWhile talking to mx.example.org:\n>>> RCPT To:<bob@example.org>\n"
                 "<<< 550 No such user here.\n550 <bob@example.org>... User unknown\n554 <eve@example.com>... 550 Host unknown\n",
     [("bob@example.org", "550", None), ("eve@example.com", "550", None)]),
    ("sendmail", "   ----- The following addresses had delivery problems -----\nbob@example.org\n\n   ----- Non-delivered information -----\n"
                 "The number of messages in the mailbox exceeded the local limit.\n", [("bob@example.org", None, None)]),
    ("qmail", "NOTICE: Delivery Failure.\n\nDelivery failed: bob@example.org\n192.0.2.1 failed after I sent the message.\nRemote host said"
              "[Response Message]: 554 5.4.14 Hop count exceeded\n", [("bob@example.org", "554", "5.4.14")]),
    ("courier", "This is a delivery status notification from out.example.net,\nrunning the Courier mail server, version 1.3.\n\n"
                "                           UNDELIVERABLE MAIL\n\nYour message to the following recipients cannot be delivered:\n\n"
                "<bob@example.org>:\n    mx.example.org [192.0.2.1]:\n<<< 550 5.1.1 User unknown\n", [("bob@example.org", "550", "5.1.1")]),
    ("gmail", "Delivery to the following recipient failed permanently:\n\n     bob@example.org\n\nTechnical details of permanent"
              " failure: \nGoogle tried to deliver your message, but it was rejected by the server for the recipient domain example.org"
              " by mx.example.org. [192.0.2.1].\n\nThe error that the other server returned was:\n550 5.1.1 User Unknown\n",
     [("bob@example.org", "550", "5.1.1")]),
    ("ruled", "=====================\nDelivery to the following recipients was aborted after 5.0 hour(s):\n\n  * bob@example.org\n\n"
              "=====================\nTechnical details:\n\nSMTP:RCPT host 192.0.2.1: 450 4.3.0 try later\n",
     [("bob@example.org", "450", "4.3.0")]),
    ("magicmail", "We had trouble delivering your message. Full details follow:\n\n1 error(s):\n\nSMTP Server <mx.example.org> rejected"
                  " recipient <bob@example.org> (Error following RCPT command). It responded as follows: [550 5.1.1 User unknown]\n",
     [("bob@example.org", "550", "5.1.1")]),
    ("vtext", "Message could not be delivered to mobile.\nError: No valid recipients for this MM\n\nOriginal Message:\nTo:"
              " 5550100@mobile.example.net\n", [("5550100@mobile.example.net", None, None)]),
    ("james", "Error message below:\n550 - Requested action not taken: no such user here\n\nMessage details:\n  Subject: Lunch\n"
              "  MAIL FROM: ann@example.net\n  RCPT TO: bob@example.org\n", [("bob@example.org", "550", None)]),
    ("intermail", "This Message was undeliverable due to the following reason:\n\nEach of the following recipients was rejected by a"
                  " remote\nmail server.\n\n    Recipient: <bob@example.org>\n    >>> RCPT TO:<bob@example.org>\n    <<< 550 5.1.1 User"
                  " unknown\n", [("bob@example.org", "550", "5.1.1")]),
    ("kddi", "Your mail sent on: Tue, 24 Nov 2026 08:00:00 +0900\n     Could not be delivered to: <bob@example.org>\n     As their"
             " mailbox is full.\n", [("bob@example.org", None, None)]),
    ("mfilter", "The message below was not sent.\nbob@example.org\n\n-------server message\n452 4.3.1 Insufficient system resources\n\n"
                "-------SMTP command\nDATA\n\n-------original mail info\nFrom: ann@example.net\n", [("bob@example.org", "452", "4.3.1")]),
    ("barracuda", "Your message to: bob@example.org\nwas blocked by our Spam Firewall. The email you sent has NOT BEEN DELIVERED\n",
     [("bob@example.org", None, None)]),
    ("surfcontrol", "Your message could not be sent.\nA transcript of the attempts to send the message follows.\nThe number of attempts"
                    " made: 1\nAddressed To: bob@example.org\n\nFailed to send to identified host,\nbob@example.org: [192.0.2.1], 554"
                    " Service unavailable\n", [("bob@example.org", "554", None)]),
    ("communigate", "Failed to deliver to 'bob@example.org'\nSMTP module(domain example.org) reports:\n host mx.example.org says:\n"
                    " 550 5.1.1 unknown\n", [("bob@example.org", "550", "5.1.1")]),
    ("mdaemon", "The attached message could not be delivered. MDaemon\n\nFailed address: bob@example.org\n\n--- Session Transcript ---\n"
                " <-- 550 5.1.1 User unknown\n", [("bob@example.org", "550", "5.1.1")]),
    ("groupwise", "The message that you sent was undeliverable to the following:\n    bob@example.org (550 5.1.1 no such user)\n",
     [("bob@example.org", "550", "5.1.1")]),
    ("exchange_ims", "Your Message\n\nTo: <bob@example.org>\n\nDid not reach the following recipient: bob@example.org\n",
     [("bob@example.org", None, None)]),
    ("exchange_ims", "Your message did not reach some or all of the intended recipients.\n\nThe following recipient(s) could not be"
                     " reached:\n\n   bob@example.org on 11/24/2026 8:00 AM\n      550 5.1.1 unknown\n", [("bob@example.org", "550", "5.1.1")]),
    ("hmailserver", "The following recipient(s) could not be reached:\n\n   bob@example.org\n   Error Type: SMTP\n   Remote server"
                    " (192.0.2.1) issued an error.\n   hMailServer sent: RCPT TO\n   Remote server replied: 550 5.1.1 Unknown\n\nhMailServer\n",
     [("bob@example.org", "550", "5.1.1")]),
    ("mailenable", "MailEnable: Message could not be delivered to some recipients.\n\n    Recipient: [SMTP:bob@example.org]\n    Reason:"
                   " 550 5.1.1 no such user\n", [("bob@example.org", "550", "5.1.1")]),
    ("mimecast", "The following address had permanent delivery errors:\n\n<bob@example.org>\n550 5.1.1 Unknown (Mimecast)\n",
     [("bob@example.org", "550", "5.1.1")]),
    ("fml", "Duplicated Message-ID in <talk@example.org>.\n\nOriginal mail as follows:\n", [("talk@example.org", None, None)]),
    ("imail", "Unknown user: bob@example.org\n\nOriginal message follows.\n", [("bob@example.org", None, None)]),
    ("ses", '{"notificationType":"Bounce","bounce":{"bouncedRecipients":[{"emailAddress":"bob@example.org","diagnosticCode":"smtp;'
            ' 550 5.1.1 user unknown"}]}}\n\n--\n', [("bob@example.org", "550", "5.1.1")]),
    ("postfix", "This is the mail system at host out.example.net.\n\n                   The mail system\n\n<bob@example.org> (expanded"
                " from <team@example.net>): host\n    mx.example.org[192.0.2.1] said: 550 5.1.1 User unknown (in reply to\n    RCPT TO"
                " command)\n\n<eve@example.com>: mail for example.com loops back to myself\n",
     [("bob@example.org", "550", "5.1.1"), ("eve@example.com", None, None)]),
    ("qmail", "Hi. This is the qmail-send program at out.example.net.\nI'm afraid I wasn't able to deliver your message to the following"
              " addresses.\n\n<bob@example.org>:\n192.0.2.1 does not like recipient.\nRemote host said: 550 5.1.1 unknown\nGiving up on"
              " 192.0.2.1.\n\n<eve@example.com>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the"
              " message.\n", [("bob@example.org", "550", "5.1.1"), ("eve@example.com", None, "5.1.1")]),
    ("proofpoint", "A message could not be delivered (Proofpoint Essentials).\n\nRecipient: bob@example.org\nReason: 550 5.1.1 unknown\n",
     [("bob@example.org", "550", "5.1.1")]),
    ("plain", "We did not manage to send it on.\n\nbob@example.org\n550 5.1.1 there is no bob\n", [("bob@example.org", "550", "5.1.1")]),
]  # fmt: skip
