"""SPF, DKIM, ARC and DMARC of one message, checked anew; only when asked."""
