"""Judging what nbgrader will come to next while it is busy with what is before it.

nbgrader takes one notebook after the other. Its list of what is to come is read here, and their
answers are given to judges that are free; where that goes wrong, a notebook is judged in its turn.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from itertools import islice
from pathlib import Path
from typing import Any

from graders.course.service import Pool

Question = tuple[str, str, int]  # exercise, the text of its file, seed


class Ahead:
    """Reports by question; those of the next notebooks are asked for before their turn."""

    def __init__(self, pool: Pool):
        self.pool = pool
        self.questions: dict[Path, Question | None] = {}
        self.reports: dict[Question, Future[dict[str, Any]]] = {}

    def report(self, question: Question, coming: Iterator[Path], read: Callable[[Path], Question | None]) -> dict[str, Any]:
        """The report on what is before us; `coming`: the files that come next, which `read` makes questions of."""
        now = self.reports.pop(question, None) or self.pool.ask(*question)
        self.look(list(islice(coming, 2 * self.pool.judges)), read)
        return now.result()

    def look(self, paths: list[Path], read: Callable[[Path], Question | None]) -> None:
        self.questions = {path: self.questions[path] if path in self.questions else read(path) for path in paths}
        due = {question for question in self.questions.values() if question}
        self.reports = {question: future for question, future in self.reports.items() if question in due}
        for question in self.questions.values():
            if question and question not in self.reports:
                self.reports[question] = self.pool.ask(*question)


def upcoming(converter: Any, notebook: str) -> Iterator[Path]:
    """The files that this run of `nbgrader autograde` comes to after `notebook`."""
    course = converter.coursedir
    here = [Path(path) for path in converter.notebooks]
    at = next((number for number, path in enumerate(here) if path.stem == notebook), len(here))
    yield from here[at + 1 :]
    pattern = course.format_path(course.submitted_directory, "(?P<student>.*)", course.assignment_id, escape=True)
    for folder in sorted(converter.assignments):
        found = re.match(pattern, folder)
        if not found or (here and Path(folder) <= here[0].parent):
            continue
        done = course.format_path(course.autograded_directory, found["student"], course.assignment_id)
        if converter.force or not Path(done).exists():
            yield from sorted(Path(path) for path in converter.assignments[folder])


def most_judges() -> int:
    """As many as there are processors for, but no more than 8: each takes half a gigabyte."""
    return min(8, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
