"""What can be asked of a dataset, one file a question, found by its name in ``index.py``."""
