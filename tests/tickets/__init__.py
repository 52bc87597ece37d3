"""Reports on tickets: against real servers where Debian has them, else against what the systems publish of their APIs."""
