"""Checks over a trace: each family has its triggers and near misses, which the registry's test counts."""
