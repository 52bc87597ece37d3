"""Text for people: made safe, laid out, and durations in words."""
