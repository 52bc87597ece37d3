"""Many messages: the dataset that a scan makes of a mailbox, and what is asked of it."""
