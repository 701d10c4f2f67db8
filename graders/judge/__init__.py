"""How the questions are asked: wire format, student host, nursery, pytest plugin, report."""
