"""Why delivery failed, out of a server's words and its codes. The names are sisimai's."""

from __future__ import annotations

import re

from headertrace.patterns import lazy
from headertrace.records.vocabulary import Reason

# (reason, words that servers use for it), the more special ones first: "mailbox full" is said beside "user unknown".
# Learned from what MTAs write (the leaves' sources) and from the answers of the larger providers.
_WORDS = tuple(
    (reason, lazy(words, re.IGNORECASE))
    for reason, words in (
        ("spamdetected", r"due to spam classification|classified as spam"),
        ("greylisted", r"gr[ea]y-?list(?:ed|ing)|try again (?:in|after) [0-9]+ ?(?:s|m)|postgrey"),
        ("authfailure", r"5\.7\.2[0-36]|dmarc|\bspf\b|\bdkim\b|unauthenticated (?:e-?mail|sender|mail)|authentication checks|does not have authentication information|5\.7\.509"),
        ("mailboxfull", r"(?:mail)?(?:box|folder) (?:is |size limit )?(?:full|exceeded)|over[ -]?quota|quota (?:has been |is |was )?(?:exceed|full)"
                        r"|exceed\w* (?:\w+ )?(?:quota|storage|allowed size|disk)|out of storage|insufficient (?:disk )?(?:quota|storage)|storage limit"
                        r"|too many messages in|account is (?:full|over)|size limit for this user|disk quota|not enough storage|exceeded storage"),
        ("mesgtoobig", r"(?:message|mail) (?:is )?too (?:big|large)|size limit|message size exceeds|exceeds? (?:\w+ ){0,3}(?:maximum|size)|too large|max message size"),
        ("virusdetected", r"\bvirus|infected|malware|trojan"),
        ("notcompliantrfc", r"(?:is|are) not rfc ?[0-9]{3,4} compliant|not compliant with rfc"),
        ("spamdetected", r"\bspam(?!haus|cop|assassin)|\bUBE\b|\bjunk mail|identified as bulk|content rejected, ube|bulk email filter|considered unsolicited"),
        ("requireptr", r"reverse dns|\bPTR\b|(?:ip )?name lookup failed|cannot find your (?:host|reverse)|no (?:valid )?(?:rdns|reverse)|fix reverse|5\.7\.25|client host rejected: cannot find"),
        ("norelaying", r"relay(?:ing)? (?:access )?(?:is )?(?:denied|prohibited|not (?:allowed|permitted))|unable to relay|not permitted to (?:[0-9]{3}[ -])?relay|not (?:permitted|allowed) to relay|no relaying|relay not|we do not relay|not our customer"),
        ("badreputation", r"reputation|low sender|senderbase"),
        ("toomanyconn", r"too many (?:concurrent |simultaneous )?(?:connections|sessions|recipients this session)|connection limit"),
        ("ratelimited", r"rate[ -]?limit|too many (?:messages|mails) (?:from|in|per)|too many recipients (?:this|per|in an?|in the last) (?:hour|day|minute)|sending (?:too|at a) (?:fast|high)|unusual rate|temporarily deferred due to unexpected volume"),
        ("contenterror", r"banned (?:or (?:\w+ ){1,3})?(?:text|words?|content|material|attachment|file)|offensive (?:text|material)"),
        ("blocked", r"messages from \S{1,60} weren.t sent|black-?list|block-?list|block(?:ed|ing)\b|\brbl\b|dnsbl|spamhaus|spamcop|\bbanned\b|client host rejected|access denied\. *ip|bad (?:ip|helo)|invalid ip for|(?<!not )listed (?:at|in by|in [a-z.]{3,60}\.)|redundant|\(BL\)(?=$| [45]\.)|refused to talk to me|ip frequency|mismatches client ip"),
        ("failedstarttls", r"starttls|does not support tls|tls (?:is )?required"),
        ("securityerror", r"authentication required|must authenticate|does not advertise auth|not authenticated|insecure|email address is not verified|access denied \(state"),
        ("networkerror", r"too many (?:hops|received)|hop count|mail loop|loop detected|loops back|routing loop|no route to host|network (?:is )?unreachable|mx record point|host (?:is )?unreachable|no mx|lost connection"),
        ("notaccept", r"does not accept (?:any )?mail|null ?mx|no smtp service|not accepting (?:mail|network)|no mx record found"),
        ("hostunknown", r"(?:host|domain)(?: name)? (?:is )?(?:unknown|not found|does not exist)|domain is not reachable|unknown (?:host|domain)|no such (?:host|domain)|unrouteable|nxdomain|lookups? fail|dns lookup failure|invalid domain|name (?:server|service) error|authoritative answer|could not find a gateway"),
        ("expired", r"(?:retry|delivery) time(?:out)?(?: has been)? (?:exceeded|expired)|expired|queue too long|been in the queue|could not be delivered (?:for|within)|not delivered within|failing for a long time|giv(?:e|ing) up after|unable to deliver (?:this message )?(?:after|in)|tim(?:ed|e) ?out|last [0-9]+ seconds|not responding|did not accept our requests|could not connect|connection (?:refused|reset)|still being retried|host not reachable|not yet been delivered|no answer from"),
        ("suspend", r"(?:account|mailbox|user|recipient|e-?mail)[^.]{0,60}(?:disabled|suspended|locked|inactive|deactivated|not active|unavailable due to|temporarily limited|discontinued)|(?:disabled|suspended|inactive|locked) (?:account|mailbox|user|recipient)|no longer (?:on|in use|active|available)"),
        ("hasmoved", r"(?:has|have) (?:been )?moved|no longer (?:valid|at|works)|address (?:has )?changed|was replaced by|please update your"),
        ("speeding", r"too many errors|slow down"),
        ("policyviolation", r"polic(?:y|ies)|network not allowed|not allowed by|violat|prohibited|5\.7\.7"),
        ("notcompliantrfc", r"rfc ?[0-9]{3,4}|multiple addresses in from|duplicate header|bare (?:cr|lf)|header (?:are|is) not accepted|not compliant"),
        ("rejected", r"sender (?:address |domain |was |is )?(?:was )?(?:rejected|denied|not)|sender verify failed|domain of sender|sender domain|5\.1\.[78]|not (?:be )?(?:a )?member|rejected mail from|sender's|may not exist, or you may not have permission|groups\.google\.com"),
        ("userunknown", r"(?:user|recipient|mailbox|address|account|addressee)(?: name| address)?[^.]{0,60}(?:unknown|not (?:found|exist|known|valid|recogni[sz]ed|listed)|does ?n.t exist|could not be found|invalid|not registered)|unknown (?:user|recipient|address|account|local)|no such (?:user|mailbox|recipient|address|person|account|local)|no mailbox|invalid (?:recipient|user|address|mailbox)|no valid recipients|not listed in|nobody here|recipnotfound|does not exist|undeliverable address|not our customer|user not|check (?:if|that|whether) (?:the )?address is correct|\(<>\)[^.]{0,60}\bdomino\b|doesn.t have an? \S{1,80} account|5\.4\.1 .{0,200}recipient address rejected: access denied|resolver\.adr"),
        ("systemfull", r"insufficient (?:disk space|system (?:storage|resources))|disk full|system (?:is )?full|no space left"),
        ("syntaxerror", r"syntax error|bad sequence|command not|(?:command|parameter) (?:parameter )?not implemented|unrecognized command|5\.5\.[0-24]"),
        ("mailererror", r"command output|command (?:died|failed|output)|exit (?:code|status)|x-unix|child status|procmail|maildrop|local delivery failed|mailer error|operating system error|can.t create|pipe"),
        ("filtered", r"<> rejected|recipient (?:address )?rejected|rejected by|mailbox unavailable|filter|not (?:be )?accept(?:ed|ing)|refused|rejete"),
        ("contenterror", r"mime (?:error|format)|attachment|content (?:is )?(?:rejected|not)|message content|bad header"),
        ("systemerror", r"system (?:config|error|problem|failure)|configuration error|internal (?:server )?error|duplicated message-id|local (?:configuration|error)|temporary failure|service (?:currently )?unavailable|server error|queue file write"),
    )
)  # fmt: skip
# An address is none of the server's words, and its dots end no sentence of theirs.
_ADDRESS = lazy(r"(?>[^\s<>@\"'()]{1,100})@(?>[\w.-]{1,250})")
# Where the words tell nothing. "X.Y" or "X.Y.Z" without its class.
_CODES: dict[str, Reason] = {
    "1.0": "userunknown", "1.1": "userunknown", "1.2": "hostunknown", "1.3": "userunknown", "1.6": "hasmoved",
    "1.7": "rejected", "1.8": "rejected", "1.10": "notaccept", "2.0": "filtered", "2.1": "suspend", "2.2": "mailboxfull",
    "2.3": "mesgtoobig", "2.4": "filtered", "3.0": "systemerror", "3.1": "systemfull", "3.2": "notaccept",
    "3.4": "mesgtoobig", "3.5": "systemerror", "4.0": "networkerror", "4.1": "expired", "4.2": "networkerror",
    "4.3": "systemerror", "4.4": "hostunknown", "4.5": "systemfull", "4.6": "networkerror", "4.7": "expired", "5.0": "onhold",
    "5.3": "exceedlimit", "6": "contenterror", "7.0": "policyviolation", "7.1": "policyviolation", "7.8": "securityerror",
    "7.13": "suspend", "7.17": "hasmoved", "7.18": "hasmoved", "7.25": "requireptr", "7.27": "notaccept",
    "7.28": "ratelimited", "7": "securityerror", "5": "syntaxerror", "4": "networkerror", "3": "systemerror",
}  # fmt: skip


def reason(words: str, status: str | None, reply: str | None, action: str | None) -> Reason:
    """The reason that the words name, else the one that the enhanced code stands for."""
    if action in ("delivered", "relayed", "expanded"):
        return "delivered"
    text = _ADDRESS.sub("<>", words[:4_000])
    for name, form in _WORDS:
        if form.search(text):
            return name  # type: ignore[return-value]
    detail = status.partition(".")[2] if status else ""
    found = _CODES.get(detail) or _CODES.get(detail.partition(".")[0])
    if found:
        return found
    return "onhold" if reply or status else "undefined"


def says_the_same(reason: Reason, status: str | None) -> bool:
    """Whether the enhanced code stands for just that reason."""
    return bool(status) and _CODES.get(str(status).partition(".")[2]) == reason
