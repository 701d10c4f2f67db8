"""One exercise of one submission while it is examined: its hosts, its clock, what failed."""

from __future__ import annotations

import ast
import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from graders.errors import LoadFailed
from graders.judge.line import Clock, Line, load
from graders.judge.student import Space
from graders.judge.transcript import Transcript

# The state of the global random generators before each example; any constant will do.
GLOBAL_SEED = 20240
PARSED = 50_000  # characters: Python's parser can be made to take seconds for a file of a megabyte


@dataclass
class Failure:
    """What an example ended with, and what had been asked."""

    error: BaseException
    called: str


class Session:
    """Hands out `student` and `probes`; replaces a host that has died."""

    def __init__(self, filename: str, source: str, probes: list[str], hosts: Any, clock: Clock):
        self.filename, self.source, self.probes = filename, source, probes
        self.hosts, self.clock = hosts, clock
        self.transcript = Transcript()
        self.line: Line | None = None
        self.extras: list[Line] = []
        self.load_failure: LoadFailed | None = None
        self.failures: list[Failure] = []

    def open(self, salted: bool = False) -> Line:
        """A new host with the submission loaded; its start is not the student's time."""
        before = time.monotonic()
        carrier = self.hosts.host_of_another_salt() if salted else self.hosts.host()
        self.clock.pause(time.monotonic() - before)
        line = Line(carrier, self.clock, self.transcript)
        try:
            load(line, self.filename, self.source, self.probes)
        except BaseException as error:
            if isinstance(error, LoadFailed):
                error.details["output"] = carrier.output.take()
            carrier.close()
            raise
        return line

    def spaces(self) -> tuple[Space, Space]:
        """`student` and `probes`, with a living host behind them."""
        if self.load_failure:
            raise self.load_failure
        if self.line is None or not getattr(self.line.carrier, "alive", True):
            self.drop()
            try:
                self.line = self.open()
            except LoadFailed as failure:
                self.load_failure = failure
                raise
        return Space(self.line, "student", self), Space(self.line, "probes", self)

    def extra(self) -> tuple[Space, Space]:
        """The same in another host, which lives until the example ends.

        `hash` of a text differs from one Python to the next; a host where it does costs seconds,
        so a submission that never uses `hash` gets a quick one.
        """
        # Hostile code finds `hash` under another name; a strict run has the second parent at hand.
        line = self.open(salted=uses_hash(self.source) or getattr(self.hosts, "isolation", "") == "strict")
        line.seed_due = GLOBAL_SEED
        self.extras.append(line)
        return Space(line, "student", self), Space(line, "probes", self)

    # -- a check, an example -------------------------------------------------------------

    def begin_check(self, seconds: float = 0.0) -> None:
        """`seconds` replaces the limits of a check and of a call, where a check has its own."""
        self.failures = []
        self.clock.failed_at = 0.0
        self.clock.start_check(seconds)

    def begin_example(self) -> None:
        self.transcript.clear()
        if self.line:
            self.line.seed_due = GLOBAL_SEED
        self.close_extras()

    def note(self, error: BaseException) -> None:
        """An example has failed; what follows only looks for a smaller one."""
        self.clock.failed_at = self.clock.failed_at or time.monotonic()
        self.failures.append(Failure(error, self.transcript.text()))

    def take_output(self) -> str:
        texts = [self.line.carrier.output.take()] if self.line else []
        return "".join([*texts, *(line.carrier.output.take() for line in self.extras)])

    def close_extras(self) -> None:
        for line in self.extras:
            line.carrier.close()
        self.extras = []

    def drop(self) -> None:
        if self.line:
            self.line.carrier.close()
        self.line = None

    def close(self) -> None:
        self.close_extras()
        self.drop()


@lru_cache(1)
def uses_hash(source: str) -> bool:
    """Whether the text names `hash` or `__hash__` anywhere but in comments and strings."""
    if "hash" not in source:
        return False
    if len(source) > PARSED:
        return True
    try:
        names = [n.id if isinstance(n, ast.Name) else n.attr for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Name | ast.Attribute)]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return True
    return any(name in ("hash", "__hash__") for name in names)
