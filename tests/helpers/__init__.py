"""What several tests need: the samples, the command run as a user runs it, servers of the tests' own, hostile text."""
