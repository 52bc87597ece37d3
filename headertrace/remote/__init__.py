"""Speaking to a server with a credential: what ticket systems and mail stores have in common.

Credentials (``secrets``) show where they came from and never what they are; a server has so long and may say so much
(``limits``); HTTP (``transport``) goes to one server and follows no redirect; ``wire`` is a connection of lines.
"""
