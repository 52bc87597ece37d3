"""A dataset opened to be asked, by DuckDB: read-only, with nothing else in reach."""
