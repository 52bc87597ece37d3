"""The closed vocabularies of fields: the words that their programs write, and nobody's name.

Redaction lets no other word stay. Learned from the fields' own documents (``dictionary/``), from the IANA registries of
mail parameters, authentication methods, character sets and languages, and from what the programs of
``received/products.py`` and ``filters/`` write. A word that may as well be a person's or a company's is left out.
"""

from __future__ import annotations

from headertrace.dictionary.rows import Holds

_DATES = """
mon tue tues wed thu thur thurs fri sat sun monday tuesday wednesday thursday friday saturday sunday jan feb mar apr may
jun jul aug sep sept oct nov dec january february march april june july august september october november december gmt
utc ut est edt cst cdt mst mdt pst pdt bst ist jst kst cet cest met mest mesz mez eet eest wet west wib ict hkt sgt msk
msd sast aest aedt acst awst nzst nzdt nzt hst akst akdt ast adt nst ndt brt brst art clt pht myt pkt am pm dst standard
daylight time zone summer eastern central pacific mountain filetime date
"""
_COMMON = """
a an and any are as at be because been before but by can did do does doing error for from had has have if in into is it its no
none not of off on or so than that the then there this to true false unknown until up use used uses using via was were
when which while will with without yes bulk list auto pass passed fail failed normal high low medium urgent ok na null ip
"""
_RECEIVED = """
agent alias ambient asmtp auth authenticated authentication bare bat beta bit bits build built cc cert certificate cipher
client communications content convert cyrus debian dk domain domino dovecot ehlo encrypted envelope envelope-from
envelope-sender envelope-to esmtp esmtpa esmtps esmtpsa exchange exim fetchmail forged front frontend gmail google
helo host html http httpd https httprest httpu httpus id ident igw imap imaps inbound internal internet interface invoked key-exchange kx
lmtp lmtpa lmtps lmtpsa local localhost login lotus lsmtp mail mailenable mailer mailer-daemon mapi mapid master may
message messaging mercury messnum microsoft mta network nnfmp nnmail node number ok openwave originally outbound
outgoing peer pickup pipe pop pop3 port postfix powermta processed protocol proxy qmail qmail-scanner qmqp qp rdns receiver release requested return
route scan scanned scanner secured secs security sender server server-digest server-signature service single-drop smtp
smtpd smtprs smtps smtpsvc smtpu squirrelmail ssl sslv submission sun suse technologies tls tlsv transport uid unix
unverified user userid utf utf8smtp utf8smtpa utf8smtps utf8smtpsa uucp verify verified verification version vps web
webmail windows www x-envelope-from x-apparently sashimi group daemon signed digest group strength hash may-be
aes gcm sha chacha poly ecdhe dhe rsa ecdsa aead null des cbc edh adh adh-aes kerberos gssapi cram-md5 digest-md5 plain
ntlm xoauth oauthbearer xoauth2 scram-sha-1 scram-sha-256 anonymous external no-cert untrusted trusted cn issuer subject
esmtpsv ms-smtpd esmtp-tls mixmaster with-tls sendmail sendmail-sa apache nobody root postmaster amavis amavisd
amavisd-new spamassassin spamd clamav mimedefang rspamd opendkim opendmarc procmail maildrop mailman majordomo ezmlm
listserv sympa sieve vpopmail vmailmgr cgi php python perl java mailgun sendgrid ismtpd smtpi geopod recvd filterdrecv
pps filterd reinject ipv tcp udp local-delivery netscape intermail mailsweeper mimesweeper interscan messagelabs mimecast
proofpoint ironport barracuda fortimail sophos trend symantec groupwise kerio mdaemon hmailserver merak icewarp
communigate communigatepro iplanet oracle imail xmail zimbra axigen haraka momentum lotus-domino release-build sa-exim
single drop account polled poll fetched retrieved folder delivered delivery bits-key rcpt recipients mailbox queue queued accepted held
"""
_RESULTS = """
action adkim adsp all allowed align aligned alignment arc arc-seal aspf atps auth authentication authserv bad bestguess bestguesspass best body
bimi body-hash canonicalization chain check checked client client-ip cname code comment compauth considered d designate designates
did didn discourages dis discard dkim dkim-adsp dkim-atps dmarc dns dnswl domain domainkeys domains domainkey during ed25519
envelope envelope-from envelope-to error evaluation exist exists expired exp failure fingerprint format found from guess hardfail header header-from
helo host hosts identity indicates info invalid iprev key key-size lengthexceeded lookup localpolicy loop ltdi mail mailfrom match matching
mechanism message mfrom missing mismatch must neither nor neutral neg no-key none nxdomain oda of oldest-pass option override p
pass pct perm permanent permerror permitted permit policy policy-override pr present problem processing published
ptr pct quarantine query quota reason receiver record records reject rejected remote remote-ip repeated result results
revoked rfc rsa rsa-sha1 rsa-sha256 rua ruf s selector sender sender-id serv sid sig signature signed signer size skipped
smtp smtp-auth smime softfail some source sp spf spfguess state status syntax temp temperror temporary test testing text timed timeout
too transitioning tls treat trusted txt type unsigned unauthenticated unable undefined v validation value valid verification verified verify vbr
weak wildcard x-tls rcpttodomain zone fo dis arc=pass rfc822 smime dara
"""
_TERMS = """
alternative anonymous apple auto-generated auto-replied auto-notified autorespond all-except oof dr rn nrn aut autoreply binary both building
calendarmessage quoted-printable base64 7bit 8bit 7-bit 8-bit
company-confidential confidential personal private content-classes converted domainkeys en eng
entity failure first-class framework group high highest id internal junk lowest list-unsubscribe mailto mailinglist
message mime mime-autoconverted no-reply non-urgent one-click original priority precedence rejected ro
ur urn urgent urgent us-ascii utf-8 special-delivery sieve skip suppress throttled urn:content-classes mdn dsn ham spam
archive subscribe unsubscribe owner post help join leave moderated closed open
partner default override originating incoming outgoing unread read answered deleted flagged ro
af ar az be bg bn bs ca cs cy da de el en eo es et eu fa fi fr ga gl gu he hi hr hu hy id is it ja ka kk km kn ko ku ky
la lo lt lv mk ml mn mr ms mt nb ne nl nn no pa pl ps pt ro ru si sk sl sq sr sv sw ta te th tl tr uk ur uz vi xh yi zh
zu en-us en-gb en-au en-ca en-nz en-ie en-in en-za de-de de-at de-ch fr-fr fr-ca fr-ch fr-be es-es es-mx es-ar it-it
it-ch pt-br pt-pt nl-nl nl-be sv-se da-dk nb-no fi-fi pl-pl cs-cz sk-sk hu-hu ro-ro bg-bg ru-ru uk-ua tr-tr el-gr he-il
ar-sa ja-jp ko-kr zh-cn zh-tw zh-hk zh-hans zh-hant th-th vi-vn id-id
"""
_PARAMETERS = """
text plain html enriched richtext rtf calendar csv xml xhtml vcard x-vcard x-amp-html watch-html multipart mixed alternative
related report signed encrypted digest parallel form-data appledouble message rfc822 partial external-body delivery-status
disposition-notification feedback-report global global-headers global-delivery-status rfc822-headers headers application octet-stream
pdf zip gzip x-gzip x-zip-compressed msword vnd ms-excel ms-powerpoint ms-tnef openxmlformats-officedocument
wordprocessingml spreadsheetml presentationml document sheet presentation pkcs7-mime pkcs7-signature x-pkcs7-mime
x-pkcs7-signature pgp-encrypted pgp-signature pgp-keys x-msdownload x-shockwave-flash javascript json postscript image
jpeg jpg gif png bmp tiff svg webp audio video mpeg mp3 mp4 wav quicktime basic font model boundary charset name filename
type start start-info format flowed fixed delsp report-type protocol micalg smime-type signed-data enveloped-data method
request reply cancel publish component vevent reportype pgp-sha1 pgp-sha256 pgp-sha512 sha1 sha-1 sha256 sha-256
sha512 md5 attachment inline size creation-date modification-date read-date access-type url expiration permission site
server directory mode total number id utf-8 utf8 utf-7 utf-16 us-ascii ascii ansi_x3 big5 gb2312 gbk gb18030 hz-gb-2312
euc-jp euc-kr iso-2022-jp iso-2022-kr ks_c_5601-1987 shift_jis shift-jis koi8-r koi8-u tis-620 viscii macintosh
windows-874 unknown unknown-8bit x-unknown differences class action encoding base64 quoted-printable 7bit 8bit
"""
_PROGRAM = """
accucast airmail aol apple bat batmail becky bloomba build cdo cocomail desktop dm dreammail edition educational egroups elm en en-us
entity entourage espresso eudora evolution exchange exmh express flowed foxmail for gmail gnu gnus gtk gtk+ horde icedove imho imo incredimail
interface internet intel ios ipad iphone irix kde kmail kmail2 linux listmanager lite live lotus mac macintosh macos mail mailer
mailman mahogany mailchimp mailing message messenger microsoft mime mime-tools mimeole mozilla mulberry mutt neomutt nt
notes novell groupwise one opera osx outlook pegasus perl php phpmailer pine alpine pocomail poster postbox produced
professional pro qualcomm rainloop release roundcube roundcubemail seamonkey service squirrelmail standard
sub sunos sylpheed claws the thunderbird turnpike twig under unix us user-agent version vm vnr web webmail wanderlust windows with x-mailer ximian
xfmail x11 zimbra emacs xemacs hotmail yahoo yahoomail mobile android samsung blackberry sendgrid mailgun swiftmailer nodemailer javamail api
zuckmail ecelerity interspire dada sendblaster group-mail mailbird emclient em client spark edison dispatch rv i686
"""
_VERDICT = """
abwl above accepted action added addressbook adult advance age amavis amavisd amavisd-milter analysis anti antispam anti-spam antivirus anti-virus ara asf attachment authenticated auto
auto-learn autolearn autolearn_force avg avast avira barracuda bayes bayesian bcl best bigfoot blacklist blacklisted blocked blocklist bogofilter body bounce
brightmail bulk bypass cat category certain check checked checker clamav clamd classification clean cleaned client cloudmark cmae code combined complete
confidence content control conspam country cpu crm114 ctry cta custom data database dcc dcv default definitely definition definitions delay delayed delivery dest detected detail details deleted
dest dir direction disabled disinfected dkl dkim dmarc domain drop drweb dspam dwl eng engine enabled entry error eset excessive exclusive extension extensions
f-prot f-secure filter filtered finspm fingerprint flag forefront forged found free gdata good gray graymail greylist greylisted greylisting ham header
headers helo hint hits hit host htype idtv ijl imp impersonation inb infected info innocent inp inspected intelligent ip ipv iwl jmr junk junkemail kas kaspersky kl kvb
lang languages learn legit level limit lint list listed local lookup low mail mailscanner malicious malware marketing match matched max maybe mcafee mdaemon message messages
milter milter-greylist mimedefang mlv mlx mlxlog mlxlogscore mlxscore moderate monitor mailing msg nai neutral newsletter nod32 nonspam notspam notify norton ofr openwave
outbound packet panda part pattern pcwl phish phishing phishscore please point points policy policyd postgrey possible possibly potential priority priorityscore prob probability probable
probably processed processing proofpoint psp psf ptr pts pyzor quarantine quarantined rank rate rating rbl rcpt
razor reason recipient reject rejected release reporting reputation required required_hits requirement result results rewrite rf rspamd rule rules rwl safe safelist scan scanned
scanner scanning scl score scored scores scoring sender server sent sfp sfs sfty sfv signature signatures size skipped sophos snort spam spamassassin spambayes spamcheck spamd
spamfilter spamscore spf spm srv stars state status stop subject suspect suspected suspectscore suspicious symantec tag tagged test tests threat threshold time timedout times
trend trusted trustedsenderlist tests_failed type ucf ukn undefined unknown unscannable unsure untrusted update uri url value vendor verdict
version versions virus viruses vipre virusfree virus-free virusscan vless warning whitelist whitelisted whitelist_disabled wl words weight x-dcc xch zap
was not found infected-by autolearned dnswl dnsbl spamcop spamhaus sorbs surbl uribl black white red grey gray green
nspm skn ske skb skq bulkscore clxscore spamcheck lowpriorityscore adultscore definitions main signatures base
bayes-spam bayes-ham uncertain disposition unlisted sbl xbl pbl zen cbl ham-score spam-score hours minutes seconds hour
minute second delayed-by days day cached cache wait waiting preview ahead sure
"""

# What servers answer, and say of it in their notices (``reports/``).
_ANSWERS = """
abort aborted access account accounts active address addresses after again against aliased allowed allocated already although
answered attachment attempt attempts authentication authorized bad banned blacklisted block blocked bounce bounced busy
cannot check class click client code codes command communication complaints compliant configuration connect connected
connection connections contact contains content could couldn create current data days deferred delivered delivering delivery
denied destination details detected device diagnostic directory disabled disk does domain domains down email emails
empty encountered encryption end enough exceed exceeded exceeds exist exists expected expire expired failed failing
failure fatal file final find first following forwarded full further generated get give given giving go greylisted
greylisting group hello help hop hops host hosts hour hours however ident identified illegal inactive inbox incoming
information insufficient internal invalid junk known large last later learn limit limits line link list listed local
locked long loop lost lookup mail mailbox mailboxes mailfolder maildir mails make malformed malware many mapped
maximum may message messages minute minutes moved multiple must mx name names network never newer next nobody nonexistent
notice number open operating order originally our over owner parse password per permanent permission permitted
person please policy possible postmaster prevent previously problem process prohibited protocol provide ptr queue queued
quota rate reach reached reason reasons receive received receiving recipient recipients record records refused refuses
reject rejected rejecting relay relaying remote reply report reputation request requested require required resolve
resources response responded responding restricted retry return returned reverse review route routing rule said say says
second seconds see seen send sender senders sending sends sent server servers service services session shutting site size
small smtp solve some sorry space spam specified speed starttls status storage store stored storedrv deliver subject
subscribed such support supported suspended suspicious syntax system systems take taken talk table temporarily temporary
terminated text their there they time times tls too traffic transaction transferred transmission transport tried
trouble try trying type unable unacceptable unauthenticated unavailable unexpected unknown unreachable unrouteable
unsolicited unusual up update usage used user users valid value verification verified verify violation virtual virus visit
volume wait want warning we what where who why within word work write writing wrong you your resolver adr rst
recipnotfound recipientnotfound expn rcpt mailfrom helo ehlo dkim spf dmarc arc dns rfc gsmtp ube procmail expanded error
accept accepted accepting addressee answer authoritative available bare being big bl black box changed checks concurrent customer
deactivated discontinued dnsbl due duplicate errors fast filter folder frequency gateway groups here infected left limited longer
lookups max me member mismatches out postgrey rbl reachable recognised recognized redundant registered rejete replaced requests
reset retried senderbase sessions simultaneous slow spamcop spamhaus still trojan undeliverable violates violation works yet
suspend unusually timedout nxdomain whitelist quota overquota refus refuse closing channel unix permanently lmtp esmtp directory invalidinsmtp authrequired notauthorized recipsizelimit expn queueexpired
"""

# What mail servers' programs write into their logs (``logs/``).
_LOG = """
postfix smtp smtpd submission submissions smtps lmtp local virtual pipe qmgr oqmgr cleanup bounce defer trace verify pickup postsuper
postscreen scache tlsmgr anvil trivial-rewrite postlog master relay sendmail sm-mta sm-que sm-msp-queue exim exim4 dovecot lda deliver imap
pop3 sieve amavis amavisd rspamd proxy postgrey sqlgrey milter-greylist gld spamd spamassassin opendkim opendmarc courier courierd
courieresmtp courieresmtpd courierlocal mailman qmail haraka opensmtpd mta mda msa mtas
client helo proto esmtp esmtpsa esmtps esmtpa asmtp to from orig_to relay delay delays dsn status sent deferred bounced expired removed
active queue queued as said in reply to rcpt data bdat end of eom mail command connect connected connection timed out refused lost
conversation with none conn_use size nrcpt nrcpts message-id resent-message-id msgid mailer pri xdelay ctladdr class stat daemon relay
sasl_method sasl_username sasl_sender orig_queue_id orig_client uid orig_id noqueue reject hold discard milter-reject milter-hold
milter-discard quarantine warn triggers redirect prepend recipient sender address header body end-of-message non-delivery notification
returned sender's sender postmaster delay placed released requeued by on off and the passing transport passed saved stored mail into
inbox junk trash spam sent drafts mailbox box deleted expunge copy flag_change delete save undelete forwarded redirected marked
completed frozen unfrozen cancelled error retry timeout exceeded remote server router transport time queue-run defer errno routing
h p x cv s id a r t c f k qt dt dn cr login plain cram-md5 auth authid mech bits verify ok no yes fail starttls cipher tls tlsv1 version
action reason new greylist pass triplet found early-retry missing client_name client_address autowhitelisted grey reconnect early awl
throttling smtpd_recipient checking clean infected spammy banned unchecked blocked relayedinbound relayedoutbound relayedinternal
relayedopenrelay discardedinbound quarantined hits mail_id queue-id queued_as ms fwd via mta rspamd_task_write_log id qid ip user
default rewrite subject soft greylist add header dns req digest rcpts mime_rcpts len task scantime required_score rhost raddr rport mid
autolearn result evpid session event message envelope delivery smtp rcpt source result tempfail permfail loop started module host addr
success failure newmsg completed held post accept held approved recips list lists for seconds vacation response
"""

_WORDS: dict[Holds, str] = {
    "log": _LOG + _ANSWERS + _RESULTS,
    "answer": _ANSWERS + _RESULTS,
    "received": _RECEIVED,
    "results": _RESULTS,
    "terms": _TERMS,
    "parameters": _PARAMETERS,
    "program": _PROGRAM,
    "verdict": _VERDICT + _RESULTS,
    "signature": "rsa rsa-sha1 rsa-sha256 ed25519-sha256 ed25519 relaxed simple nofws dns txt email google default mail dkim"
    " selector selector1 selector2 s1 s2 s1024 s2048 k1 k2 k3 sig1 sm smtpapi mta mx key1 key2 proddkim200",
}
_SHARED = frozenset(f"{_COMMON} {_DATES}".split())


def vocabulary(holds: Holds) -> frozenset[str]:
    """The words, in lower case, that may stand in a field of that kind whoever wrote the message."""
    return _SHARED.union(_WORDS.get(holds, "").split())
