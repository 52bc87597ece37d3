"""Which file reads which header: what must be known before a filter's file is imported."""

from __future__ import annotations

INDEX: dict[str, str] = {
    "x-amavis-alert": "amavis", "x-virus-scanned": "amavis", "x-virus-scan": "amavis", "x-virusscan": "amavis",
    "x-amavis-modified": "amavis", "x-amavis-os-fingerprint": "amavis", "x-amavis-penpals": "amavis",
    "x-amavis-hold": "amavis", "x-quarantine-id": "amavis", "x-amavis-policybank": "amavis",
    "x-virus-status": "antivirus", "x-antivirus-status": "antivirus", "x-virus-check": "antivirus",
    "x-virus-checked": "antivirus", "x-virus-checker": "antivirus", "x-virus-checker-version": "antivirus",
    "x-virus": "antivirus", "x-virus-report": "antivirus", "x-virus-result": "antivirus", "x-virus-flag":
    "antivirus", "x-antivirus": "antivirus", "x-anti-virus": "antivirus", "x-av-checked": "antivirus",
    "x-av-scanned": "antivirus", "x-avas-virus-status": "antivirus", "x-clamav": "antivirus", "x-clamav-status":
    "antivirus", "x-avk-virus-check": "antivirus", "x-rav-antivirus": "antivirus", "x-uvscan-result": "antivirus",
    "x-scanner": "antivirus", "x-scanned-by": "antivirus", "x-scanned": "antivirus", "x-content-scanned":
    "antivirus", "x-mail-scanned": "antivirus", "x-edinburgh-scanned": "antivirus", "x-dti-virus-check":
    "antivirus", "x-miltered": "antivirus", "x-drweb-scanstatus": "antivirus", "x-antivirus-scanner": "antivirus",
    "x-zoho-virus-status": "antivirus", "x-qmail-scanner": "antivirus", "x-avg": "antivirus", "x-avira":
    "antivirus", "x-f-secure": "antivirus", "x-bitdefender-scanner": "antivirus",
    "x-eset-as": "appliances", "x-esetresult": "appliances", "x-eset-antispam": "appliances", "x-esetid":
    "appliances", "x-esetscannerbuild": "appliances", "x-nai-spam-flag": "appliances", "x-nai-spam-score":
    "appliances", "x-nai-spam-threshold": "appliances", "x-nai-spam-version": "appliances", "x-nai-spam-report":
    "appliances", "x-nai-spam-level": "appliances", "x-nai-header": "appliances", "x-mlf-threat": "appliances",
    "x-mlf-threat-detailed": "appliances", "x-mlf-version": "appliances", "x-watchguard-spam-score": "appliances",
    "x-watchguard-antivirus": "appliances", "x-watchguard-spam-id": "appliances", "x-watchguard-mail-recipients":
    "appliances", "x-watchguard-mail-from": "appliances", "x-watchguard-mail-client-ip": "appliances",
    "x-purgate": "appliances", "x-purgate-type": "appliances", "x-purgate-id": "appliances", "x-purgate-size":
    "appliances", "x-purgate-ad": "appliances", "x-purgate-server": "appliances", "x-smartermail-spam":
    "appliances", "x-smartermail-spamdetail": "appliances", "x-smartermail-totalspamweight": "appliances",
    "x-smartermail-spamaction": "appliances", "x-recommended-action": "appliances", "x-spamexperts-class":
    "appliances", "x-mailassure-class": "appliances", "x-spamexperts-evidence": "appliances",
    "x-mailassure-evidence": "appliances", "x-spamexperts-domain": "appliances", "x-spamexperts-username":
    "appliances", "x-spamexperts-outgoing-class": "appliances", "x-spamexperts-outgoing-evidence": "appliances",
    "x-filter-id": "appliances", "x-spam-processed": "appliances", "x-mdav-processed": "appliances",
    "x-mdav-result": "appliances", "x-mdop-refid": "appliances", "x-mdarrival-date": "appliances",
    "x-halon-scanned": "appliances", "x-halon-spam": "appliances", "x-halon-rpd-class": "appliances",
    "x-halon-rpd-score": "appliances", "x-halon-sa-score": "appliances", "x-halon-rpd-refid": "appliances",
    "x-halon-id": "appliances", "x-cloud-sec-av-scl": "appliances", "x-cloud-sec-av-info": "appliances",
    "x-mxl-hash": "appliances", "x-analysisout": "appliances", "x-mailmarshal": "appliances",
    "x-declude-spoolname": "appliances", "x-declude-note": "appliances", "x-declude-sender": "appliances",
    "x-spam-tests-failed": "appliances", "x-sef-processed": "appliances", "x-gfi-smtp-submission": "appliances",
    "x-modus-blacklist": "appliances", "x-canit-geo": "appliances", "x-canitpro-stream": "appliances",
    "x-bayes-prob": "appliances", "x-policy-threshold": "appliances",
    "x-barracuda-spam-status": "barracuda", "x-bess-spam-status": "barracuda", "x-barracuda-spam-report":
    "barracuda", "x-bess-spam-report": "barracuda", "x-barracuda-spam-score": "barracuda", "x-bess-spam-score":
    "barracuda", "x-bess-outbound-spam-score": "barracuda", "x-bess-outbound-spam-status": "barracuda",
    "x-bess-outbound-spam-report": "barracuda", "x-barracuda-spam-flag": "barracuda", "x-barracuda-spam-prob":
    "barracuda", "x-barracuda-bayes": "barracuda", "x-barracuda-virus-scanned": "barracuda",
    "x-barracuda-virus-alert": "barracuda", "x-asg-quarantine": "barracuda", "x-asg-tag": "barracuda",
    "x-asg-whitelist": "barracuda", "x-asg-recipient-whitelist": "barracuda", "x-barracuda-whitelist":
    "barracuda", "x-barracuda-blacklist": "barracuda", "x-barracuda-bbl-ip": "barracuda", "x-barracuda-bwl-ip":
    "barracuda", "x-barracuda-rbl-ip": "barracuda", "x-barracuda-brts-status": "barracuda", "x-bess-brts-status":
    "barracuda", "x-barracuda-connect": "barracuda", "x-barracuda-url": "barracuda", "x-bess-ver": "barracuda",
    "x-bess-id": "barracuda", "x-asg-debug-id": "barracuda", "x-asg-orig-subj": "barracuda",
    "x-barracuda-orig-rcpt": "barracuda", "x-barracuda-envelope-from": "barracuda", "x-barracuda-start-time":
    "barracuda", "x-barracuda-effective-source-ip": "barracuda", "x-barracuda-apparent-source-ip": "barracuda",
    "x-bess-apparent-source-ip": "barracuda", "x-barracuda-encrypted": "barracuda",
    "x-spambayes-classification": "bayesian", "x-hammie-disposition": "bayesian", "x-spamprobe": "bayesian",
    "x-spampal": "bayesian", "x-text-classification": "bayesian", "x-spambayes-evidence": "bayesian",
    "x-spambayes-level": "bayesian", "x-spambayes-mailid": "bayesian", "x-spambayes-trained": "bayesian",
    "x-popfile-link": "bayesian",
    "x-spamcop-disposition": "blocklists", "x-spamcop-checked": "blocklists", "x-spamcop-note": "blocklists",
    "x-rbl-warning": "blocklists", "x-rbl": "blocklists", "x-dnsbl": "blocklists", "x-dnsbl-warning":
    "blocklists", "x-blacklisted": "blocklists", "x-spamhaus": "blocklists", "x-spamhaus-status": "blocklists",
    "x-ordb": "blocklists", "x-maps": "blocklists", "x-osirusoft": "blocklists", "x-block-list": "blocklists",
    "x-blocklist": "blocklists", "x-greylist": "blocklists", "x-greylisting": "blocklists", "x-greylisted":
    "blocklists", "x-policyd-weight": "blocklists",
    "x-bogosity": "bogofilter", "x-bogofilter": "bogofilter",
    "x-cmae-verdict": "cloudmark", "x-cmae-score": "cloudmark", "x-cm-score": "cloudmark", "x-cnfs-score":
    "cloudmark", "x-cloudmark-score": "cloudmark", "x-cmae-analysis": "cloudmark", "x-cm-analysis": "cloudmark",
    "x-cnfs-analysis": "cloudmark", "x-authority-analysis": "cloudmark", "x-cloudmark-sp-result": "cloudmark",
    "x-cha": "cloudmark", "x-cloudmark-sp-filtered": "cloudmark", "x-cmae-match": "cloudmark", "x-cm-envelope":
    "cloudmark", "x-cmae-envelope": "cloudmark", "x-cmae-id": "cloudmark",
    "x-crm114-status": "crm114", "x-crm114-version": "crm114", "x-crm114-cacheid": "crm114", "x-crm114-notice":
    "crm114", "x-crm114-action": "crm114",
    "x-ctch-spam": "cyren", "x-ctch-vod": "cyren", "x-junkmail-status": "cyren", "x-junkmail-sd-raw": "cyren",
    "x-junkmail": "cyren", "x-junkmail-info": "cyren", "x-junkmail-whitelist": "cyren", "x-ctch-score": "cyren",
    "x-ctch-scorecust": "cyren", "x-ctch-rules": "cyren", "x-ctch-flags": "cyren", "x-ctch-pver": "cyren",
    "x-ctch-server": "cyren", "x-ctch-refid": "cyren", "x-ctch-ipclass": "cyren", "x-ctch-isprecip": "cyren",
    "x-junkmail-signature-raw": "cyren", "x-junkmail-iwf": "cyren",
    "x-razor-id": "dcc", "x-razor-check": "dcc", "x-pyzor": "dcc", "x-dcc-host": "dcc",
    "x-dspam-result": "dspam", "x-dspam-probability": "dspam", "x-dspam-factors": "dspam", "x-dspam-confidence":
    "dspam", "x-dspam-improbability": "dspam", "x-dspam-reclassified": "dspam", "x-dspam-processed": "dspam",
    "x-dspam-signature": "dspam", "x-dspam-user": "dspam", "x-dspam-recipient": "dspam", "x-dspam-check": "dspam",
    "x-feas-client-ip": "fortimail", "x-feas-auth-user": "fortimail", "x-feas-hash": "fortimail", "x-feas-spf":
    "fortimail", "x-feas-dkim": "fortimail", "x-feas-dmarc": "fortimail", "x-feas-attachment-filter": "fortimail",
    "x-feas-sender-reputation": "fortimail",
    "x-gm-phishy": "google", "x-gm-spam": "google", "x-pstn-disposition": "google", "x-spam-checked-in-group":
    "google", "x-pstn-levels": "google", "x-pstn-settings": "google", "x-pstn-addresses": "google",
    "x-pstn-neptune": "google", "x-pstn-2strike": "google", "x-pstn-nxpr": "google", "x-pstn-nxp": "google",
    "x-google-appengine-spam": "google",
    "x-antispameurope-spamstatus": "hornetsecurity", "x-antispameurope-virusstatus": "hornetsecurity",
    "x-antispameurope-virus-status": "hornetsecurity", "x-hornetsecurity-classification": "hornetsecurity",
    "x-antispameurope-reason": "hornetsecurity", "x-hornetsecurity-identifier": "hornetsecurity",
    "x-threatscanner-verdict": "ironport", "x-amp-result": "ironport", "x-amp-original-verdict": "ironport",
    "x-amp-file-uploaded": "ironport", "x-ironport-av": "ironport", "x-ironport-anti-spam-filtered": "ironport",
    "x-sbrs": "ironport", "x-ironport-reputation": "ironport", "x-ironport-sendergroup": "ironport",
    "x-sendergroup": "ironport", "x-ironport-mailflowpolicy": "ironport", "x-ironport-outbreak-status":
    "ironport", "x-ironport-outbreak-description": "ironport", "x-ironport-listener": "ironport",
    "x-ironport-sdr": "ironport", "x-ironport-anti-spam-result": "ironport", "x-ipas-result": "ironport",
    "x-ironport-hdrordr": "ironport", "x-ironport-phdr": "ironport", "x-ironport-mid": "ironport",
    "x-ironport-remoteip": "ironport", "x-ironport-server": "ironport", "ironport-data": "ironport",
    "ironport-hdrordr": "ironport", "ironport-phdr": "ironport", "ironport-sdr": "ironport",
    "x-cse-connectionguid": "ironport", "x-cse-msgguid": "ironport",
    "x-forefront-antispam-report": "microsoft", "x-ms-exchange-organization-scl": "microsoft",
    "x-message-delivery": "microsoft", "x-microsoft-antispam": "microsoft", "x-exchange-antispam-report-cfa-test":
    "microsoft", "x-exchange-antispam-report-test": "microsoft", "bcl": "microsoft",
    "x-ms-exchange-organization-pcl": "microsoft", "x-ms-exchange-organization-bcl": "microsoft",
    "x-microsoft-antispam-mailbox-delivery": "microsoft", "x-ms-exchange-organization-antispam-report":
    "microsoft", "x-customspam": "microsoft", "spamdiagnosticmetadata": "microsoft", "spamdiagnosticoutput":
    "microsoft", "x-ms-exchange-crosspremises-antispam-scancontext": "microsoft",
    "x-ms-exchange-organization-antispam-scancontext": "microsoft", "x-ms-exchange-organization-senderidresult":
    "microsoft", "x-ms-exchange-organization-prd": "microsoft", "x-ms-exchange-organization-avstamp-enterprise":
    "microsoft", "x-ms-exchange-organization-avstamp-mailbox": "microsoft",
    "x-ms-exchange-organization-antispam-protocolfilterhub-scancontext": "microsoft",
    "x-ms-exchange-antispam-relay": "microsoft", "x-ms-exchange-antispam-srfa-diagnostics": "microsoft",
    "x-ms-exchange-antispam-messagedata": "microsoft", "x-microsoft-antispam-message-info": "microsoft",
    "x-microsoft-antispam-prvs": "microsoft", "x-forefront-prvs": "microsoft", "x-message-info": "microsoft",
    "x-ms-exchange-organization-authsource": "microsoft", "x-forefront-antispam-report-untrusted": "microsoft",
    "x-microsoft-antispam-untrusted": "microsoft", "x-ms-exchange-organization-scl-original": "microsoft",
    "x-microsoft-antispam-message-info-original": "microsoft", "x-ms-exchange-antispam-relay-0": "microsoft",
    "x-mimecast-spam-score": "mimecast", "x-mimecast-spam-signature": "mimecast", "x-mimecast-bulk-signature":
    "mimecast", "x-mimecast-impersonation-protect": "mimecast", "x-mimecast-warning": "mimecast",
    "x-mimecast-mfc-proc-id": "mimecast", "x-mimecast-mfc-agg-id": "mimecast", "x-mimecast-originator":
    "mimecast", "x-mc-unique": "mimecast", "x-mc-system": "mimecast",
    "x-proofpoint-spam-details": "proofpoint", "x-proofpoint-spam": "proofpoint", "x-proofpoint-spam-reason":
    "proofpoint", "x-clx-spam": "proofpoint", "x-clx-score": "proofpoint", "x-clx-shades": "proofpoint",
    "x-clx-ushades": "proofpoint", "x-clx-unspecialscore": "proofpoint", "x-clx-specialscore": "proofpoint",
    "x-clx-response": "proofpoint", "x-mantsh": "proofpoint", "x-proofpoint-virus-version": "proofpoint",
    "x-proofpoint-banner-trigger": "proofpoint", "x-proofpoint-processed": "proofpoint",
    "x-proofpoint-spam-details-enc": "proofpoint", "x-proofpoint-guid": "proofpoint", "x-proofpoint-orig-guid":
    "proofpoint", "x-proofpoint-sentinel": "proofpoint", "x-proofpoint-unrewriteurls": "proofpoint",
    "x-yandex-spam": "providers", "x-yandex-front": "providers", "x-mras": "providers", "x-ui-filterresults":
    "providers", "x-ui-out-filterresults": "providers", "ui-outboundreport": "providers", "ui-inboundreport":
    "providers", "x-gmx-antispam": "providers", "x-gmx-antivirus": "providers", "x-pm-spam-action": "providers",
    "x-pm-spamscore": "providers", "x-pm-spam": "providers", "x-ses-spam-verdict": "providers",
    "x-ses-virus-verdict": "providers", "x-aol-global-disposition": "providers", "x-aol-vss-code": "providers",
    "x-aol-vss-info": "providers", "x-aol-scoll-score": "providers", "x-aol-scoll-url_count": "providers",
    "x-aol-scoll-authentication": "providers", "x-aol-scoll-eil": "providers", "x-aol-reroute": "providers",
    "x-yahoofilteredbulk": "providers", "x-ymailisg": "providers", "x-yahoo-newman-property": "providers",
    "x-toi-spam": "providers", "x-toi-virusscan": "providers", "x-toi-spamclass": "providers",
    "x-toi-expurgateid": "providers", "x-toi-msgid": "providers", "x-caa-spam": "providers", "x-xfinity-vaas":
    "providers", "x-xfinity-vmeta": "providers", "x-mc-relay": "providers", "x-alimail-antispam": "providers",
    "x-spam-summary": "providers", "x-he-spam-score": "providers", "x-he-tag": "providers",
    "x-filterd-recvd-size": "providers", "x-qq-spam": "providers", "x-naver-spam": "providers",
    "x-coremail-antispam": "providers", "x-rzg-class-id": "providers", "x-seznam-spam": "providers",
    "x-rspamd-action": "rspamd", "x-spamd-result": "rspamd", "x-rspamd-result": "rspamd", "x-rspamd-report":
    "rspamd", "x-rspamd-score": "rspamd", "x-spamd-bar": "rspamd", "x-rspamd-bar": "rspamd", "x-rspamd-server":
    "rspamd", "x-spamd-server": "rspamd", "x-rspamd-pre-result": "rspamd", "x-rspamd-fuzzy": "rspamd",
    "x-rspamd-flag": "rspamd", "x-rspamd-queue-id": "rspamd", "x-spamd-queue-id": "rspamd", "x-rspamd-uid":
    "rspamd", "x-rspam-user": "rspamd", "x-spamd-scan-time": "rspamd", "x-stat-signature": "rspamd",
    "x-perlmx-spam": "sophos", "x-pmx-spam": "sophos", "x-sea-spam": "sophos", "x-lased-spam": "sophos",
    "x-lased-spamprobability": "sophos", "x-lased-hits": "sophos", "x-lased-version": "sophos", "x-pmx-version":
    "sophos", "x-perlmx-virus-scanned": "sophos", "x-sophos-email-scan-details": "sophos",
    "x-lased-impersonation": "sophos", "x-lased-from-replyto-diff": "sophos", "x-sophos-email": "sophos",
    "x-sophos-email-id": "sophos", "x-sophos-mh-mail-info-key": "sophos", "x-sophos-senderhistory": "sophos",
    "x-spam-status": "spamassassin", "x-old-spam-status": "spamassassin", "x-outgoing-spam-status":
    "spamassassin", "x-amavis-spam-status": "spamassassin", "x-spam-flag": "spamassassin", "x-spam-flag2":
    "spamassassin", "x-spam_flag": "spamassassin", "x-spam": "spamassassin", "x-spam-report": "spamassassin",
    "x-spam_report": "spamassassin", "x-ham-report": "spamassassin", "x-spam-hits": "spamassassin",
    "x-spam-tests": "spamassassin", "x-spam-symbols": "spamassassin", "x-spam-score": "spamassassin",
    "x-spam_score": "spamassassin", "x-spam-total-score": "spamassassin", "x-sa-score": "spamassassin",
    "x-spam_score_int": "spamassassin", "x-spam-score-int": "spamassassin", "x-spam-threshold": "spamassassin",
    "x-spam-required": "spamassassin", "x-spam-level": "spamassassin", "x-spam-bar": "spamassassin", "x-spam_bar":
    "spamassassin", "x-spam-checker-version": "spamassassin", "x-spam-version": "spamassassin", "x-spam-checker":
    "spamassassin", "x-sa-exim-version": "spamassassin", "x-spam-host": "spamassassin", "x-spam-prev-subject":
    "spamassassin", "x-spam-languages": "spamassassin", "x-spam-known-sender": "spamassassin", "x-spam-source":
    "spamassassin", "x-spam-charsets": "spamassassin", "x-spam-relay-country": "spamassassin", "x-spam-asn":
    "spamassassin", "x-spam-details": "spamassassin", "x-spam-info": "spamassassin", "x-spam-summary-text":
    "spamassassin", "x-spam-reason": "spamassassin", "x-spam-action": "spamassassin", "x-spam-class":
    "spamassassin", "x-spam-category": "spamassassin", "x-spam-autolearn": "spamassassin", "x-spam-dcc":
    "spamassassin", "x-spam-pyzor": "spamassassin", "x-spam-rbl": "spamassassin", "x-spam-prev-content-type":
    "spamassassin", "x-spam-relays-untrusted": "spamassassin", "x-spam-relays-trusted": "spamassassin",
    "x-spam-relays-internal": "spamassassin", "x-spam-relays-external": "spamassassin", "x-spam-scanner":
    "spamassassin", "x-sa-exim-connect-ip": "spamassassin", "x-sa-exim-mail-from": "spamassassin",
    "x-sa-exim-rcpt-to": "spamassassin", "x-sa-exim-scanned": "spamassassin",
    "x-spamreason": "symantec", "x-brightmail-verdict": "symantec", "x-brightmail-scanned": "symantec",
    "x-viruschecked": "symantec", "x-symc-ess-client-auth": "symantec", "x-spaminfo": "symantec",
    "x-brightmail-tracker": "symantec", "x-starscan-received": "symantec", "x-starscan-version": "symantec",
    "x-msg-ref": "symantec", "x-auditid": "symantec", "x-cfilter-loop": "symantec",
    "x-tm-as-result": "trendmicro", "x-tmase-result": "trendmicro", "x-tm-as-user-blocked-sender": "trendmicro",
    "x-tm-as-user-approved-sender": "trendmicro", "x-tm-as-mml": "trendmicro", "x-tm-as-result-xfilter":
    "trendmicro", "x-tmase-matchedrid": "trendmicro", "x-imss-scan-details": "trendmicro", "x-tm-as-product-ver":
    "trendmicro", "x-tmase-version": "trendmicro", "x-tm-snts-smtp": "trendmicro", "x-tmase-snap-result":
    "trendmicro", "x-tmase-xgencloud": "trendmicro", "x-tm-deliver-signature": "trendmicro", "x-tm-addin-auth":
    "trendmicro", "x-tm-addin-productcode": "trendmicro",
    "x-vade-tracker": "vade", "x-vade-spamstate": "vade", "x-vr-spamstate": "vade", "x-vrspam-state": "vade",
    "x-ovh-spamstate": "vade", "x-vade-verdict": "vade", "x-gnd-status": "vade", "x-me-vscategory": "vade",
    "x-vr-status": "vade", "x-vade-spamscore": "vade", "x-vr-spamscore": "vade", "x-vrspam-score": "vade",
    "x-ovh-spamscore": "vade", "x-vade-score": "vade", "x-gnd-score": "vade", "x-me-vsscore": "vade",
    "x-vr-score": "vade", "x-vade-spamcause": "vade", "x-vr-spamcause": "vade", "x-vrspam-cause": "vade",
    "x-ovh-spamcause": "vade", "x-vade-cause": "vade", "x-gnd-cause": "vade", "x-me-vscause": "vade",
    "x-vr-cause": "vade", "x-ovh-tracer-id": "vade", "x-ovh-tracer-guid": "vade",
}  # fmt: skip

# Names that only start like a product's.
FORMS: tuple[tuple[str, str], ...] = (
    ("x-barracuda-", "barracuda"), ("x-bess-", "barracuda"), ("x-asg-", "barracuda"), ("x-proofpoint-",
    "proofpoint"), ("x-clx-", "proofpoint"), ("x-mimecast-", "mimecast"), ("x-ironport-", "ironport"), ("x-pmx-",
    "sophos"), ("x-perlmx-", "sophos"), ("x-lased-", "sophos"), ("x-sophos-", "sophos"), ("x-sea-", "sophos"),
    ("x-tm-as-", "trendmicro"), ("x-tmase-", "trendmicro"), ("x-feas-", "fortimail"), ("x-fe-", "fortimail"),
    ("x-brightmail-", "symantec"), ("x-starscan-", "symantec"), ("x-symc-", "symantec"), ("x-ctch-", "cyren"),
    ("x-junkmail-", "cyren"), ("x-antispameurope-", "hornetsecurity"), ("x-hornetsecurity-", "hornetsecurity"),
    ("x-dspam-", "dspam"), ("x-dcc-", "dcc"), ("x-klms-", "appliances"), ("x-klms2-", "appliances"), ("x-ksmg-",
    "appliances"), ("x-kse-", "appliances"), ("x-assp-", "appliances"), ("x-imail-spam-", "appliances"),
    ("x-nai-spam-", "appliances"), ("x-ms-exchange-antispam-messagedata", "microsoft"),
)  # fmt: skip

# A header with one of these in its name is a filter's, known or not.
WORDS = ("spam", "virus", "antiv", "malware", "junkmail", "phish")
