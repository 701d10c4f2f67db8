"""Plain `pytest graders/checks`, for a debugger; the judge itself never reads this file."""

from graders.judge import debugging


def pytest_configure(config):
    debugging.register(config)
