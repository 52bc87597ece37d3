"""What bounces, delay notices and other automatic notices say: a registry of the forms of their texts.

``parts`` takes a body apart, ``rfc3464`` reads the part that is for programs, ``index`` says by which words a text
for people is known, and the leaves, one file a product, say how it is written (``form`` is their contract).
``returned`` finds the header of the message that the notice is about, ``signs`` knows by its header what may be a
notice at all, and ``reading`` puts it together.
"""
