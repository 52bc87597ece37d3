"""What a rendering shows, in words: no library of a terminal or of markup is used here.

A rendering takes these records and draws them; what two renderings say is said once.
"""
