"""One submission in, one report out."""

from __future__ import annotations

import time
from collections.abc import Callable, Container, Iterable
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from platform import python_version
from typing import Any

from graders.catalog import CHECKS, Exercise
from graders.errors import KitError
from graders.judge import sources, submission
from graders.judge.device import find, possible
from graders.judge.limits import DEFAULT, Limits
from graders.reports.model import CheckResult, ExerciseResult, Report

LEVELS = ("none", "basic", "strict")
OnResult = Callable[[Exercise, CheckResult], None]


class Judge:
    """Judges submissions one after the other with a warm nursery; close it when done.

    The nursery starts at once, in the background, while the judge imports what it needs itself.
    """

    def __init__(self, limits: Limits = DEFAULT, isolation: str = "basic", device: str = "cpu"):
        """`device`: "cpu", where the hosts see no GPU, "cuda", or "auto", cuda where torch has it."""
        if isolation not in LEVELS:  # a misspelt "strict" must not be less
            raise KitError(f"there is no isolation {isolation!r}; there are {', '.join(LEVELS)}")
        self.limits, self.isolation, self.wanted = limits, isolation, device
        self.proven = False  # whether strict isolation was tried out from inside
        gpu = device == "cuda" or (device == "auto" and possible())
        # Not known before a host has been asked, and a host takes seconds to come.
        self.device: dict[str, str] = {} if gpu else {"device": "cpu"}
        if isolation == "none":
            from graders.judge.inprocess import LocalSource

            self.hosts: Any = LocalSource()
        else:
            self.hosts = sources.nursery(limits, gpu, isolation)

    def __enter__(self) -> Judge:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.hosts.close()

    def prepare(self) -> None:
        """Wait for the first host; KitError if it cannot be had, or is not as confined as was asked for."""
        if self.isolation == "strict" and not self.proven:
            from graders.judge import proof

            self.hosts.wait_ready()
            self.hosts.start_salted()  # takes seconds, and checks that compare processes need it
            proof.require(self.hosts, self.limits)
            self.proven = True

    def examine(
        self,
        folder: Path,
        exercises: Iterable[Exercise],
        seed: int = 0,
        name: str = "",
        on_result: OnResult | None = None,
        only: Container[str] = (),
    ) -> Report:
        """Judge the files in `folder`; `on_result` hears of each check as it ends.

        `only` holds the ids of the checks to ask; for tests, as such a report has no score.
        """
        from graders.judge import plugin

        exercises = list(exercises)
        plugin.preload(exercises)
        self.prepare()
        self.device = self.device or find(self.hosts, self.wanted, self.limits)
        report = Report(name or str(folder), seed, self.isolation, environment() | self.device)
        ends = time.monotonic() + self.limits.submission
        for exercise in exercises:
            outcome = ExerciseResult(exercise.id)
            report.exercises.append(outcome)
            source = submission.read(folder, exercise.id, self.limits)

            def hear(result: CheckResult, exercise: Exercise = exercise, outcome: ExerciseResult = outcome) -> None:
                outcome.checks.append(result)
                if on_result:
                    on_result(exercise, result)

            if source.problem:
                outcome.missing = source.missing
                self._refuse(exercise, source, hear)
            else:
                ends = self._examine_one(exercise, source, seed, ends, hear, only)
        report.layers = list(self.hosts.layers)
        self.hosts.clear()  # nothing of this submission runs on when its report is written
        return report

    def _refuse(self, exercise: Exercise, source: submission.Source, hear: Callable[[CheckResult], None]) -> None:
        """There is no text to judge: every check says why."""
        from graders.judge import verdict

        for check in exercise.checks:
            result = verdict.blank(exercise, check)
            result.status = "todo" if source.missing else "failed"
            result.expected, result.got = "a Python file in UTF-8", source.problem
            result.why = "there is nothing to check yet" if source.missing else "Python cannot import this file"
            hear(result)

    def _examine_one(
        self,
        exercise: Exercise,
        source: submission.Source,
        seed: int,
        ends: float,
        hear: Callable[[CheckResult], None],
        only: Container[str],
    ) -> float:
        from graders.judge import line, plugin, session

        clock = line.Clock(self.limits, ends)
        clock.start("exercise")
        one = session.Session(f"{exercise.id}.py", source.text, probe_sources(exercise), self.hosts, clock)
        try:
            plugin.run(plugin.Examiner(exercise, source, one, seed, hear, only, self.device["device"]))
        finally:
            one.close()
        return clock.ends["submission"]


def probe_sources(exercise: Exercise) -> list[str]:
    """The shared probes, and the exercise's own where it has some."""
    paths = [CHECKS / "probes.py", CHECKS / f"probes_{exercise.id}.py"]
    return [p.read_text(encoding="utf-8") for p in paths if p.exists()]


@lru_cache(1)
def environment() -> dict[str, str]:
    """Versions that a grade may depend on; none of these is imported."""
    found = {"python": python_version()}
    for package in ("torch", "torchvision"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found
