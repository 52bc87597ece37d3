"""What services and programs export of a message's way: tables in CSV, events in JSON, and listings of live queues."""
