"""Real mail servers on one machine, each with its own root, network address and clock.

Every server is the Debian package itself, unpacked into a root of its own and run in
namespaces that the tests made (``host.py``), so that servers that cannot be installed side by
side run side by side, and nothing of this reaches the machine. The hosts see each other and
nothing else. Messages that come out are read by headertrace and held against what was done.
"""
