"""A local page to paste mail into, and the same for programs: ``headertrace serve`` (extra ``web``).

``app`` has the routes, ``guard`` what stands before them, ``workers`` the processes that trace, ``work`` what is done
there to one message, and ``server`` the socket. Nothing of a message is kept, logged or sent anywhere.
"""
