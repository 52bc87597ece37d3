"""``python -m headertrace``."""

from headertrace.cli import main

if __name__ == "__main__":
    main()
