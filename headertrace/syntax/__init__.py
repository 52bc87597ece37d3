"""The grammar of mail: fields, dates, addresses, encoded words, IDNA."""
