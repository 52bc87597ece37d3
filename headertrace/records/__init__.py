"""Every record that the steps hand to each other, one file a concept.

All of them are immutable tuples with names: cheap to make (a message holds hundreds), comparable, and
without behaviour beyond properties derived from what they hold. Times are aware datetimes in UTC,
durations are seconds, offsets minutes east of Greenwich. Nothing here parses, reads or writes.
"""
