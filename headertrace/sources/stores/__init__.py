"""Mail that lies on a server: one file a protocol, chosen by a URL's scheme (``index.py``).

These are the only sources that ask the network, and only where the URL itself is named. They read and change nothing:
no flag, no message. One message is fetched at a time.
"""
