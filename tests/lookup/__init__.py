"""The network, on loopback: name servers of the tests' own, and real ones."""
