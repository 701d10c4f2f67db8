"""The report of one submission and its faces."""
