"""Mail servers' logs: the lines of a message found in them, read, and put on its path. One file a program."""

from headertrace.logs.collecting import collect, wanted
from headertrace.logs.reading import files_of

__all__ = ["collect", "files_of", "wanted"]
