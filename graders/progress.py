"""What a student has reached and which hints were shown: a small file beside exercises/.

Only for the student's own screen; no grade is ever read from it.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from graders.reports.model import Report


class Progress:
    """Remembers, for each exercise, the last verdict, and for each hint the rungs shown."""

    def __init__(self, exercises: Path):
        self.exercises = exercises
        self.path = exercises.resolve().parent / ".graders" / "progress.json"
        self.data: dict[str, Any] = {"exercises": {}, "hints": {}}
        try:
            found = json.loads(self.path.read_text(encoding="utf-8"))
            self.data = {k: dict(found[k]) for k in self.data}
        except (OSError, ValueError, KeyError, TypeError):
            pass  # none yet, or spoiled: start again

    def save(self) -> None:
        try:
            self.path.parent.mkdir(exist_ok=True)
            self.path.write_text(json.dumps(self.data, indent=1), encoding="utf-8")
        except OSError:
            pass  # a read-only course folder: the checks work without it

    def fingerprint(self, exercise: str) -> str:
        """Of the file as it is now; "" if there is none."""
        try:
            return hashlib.sha256((self.exercises / f"{exercise}.py").read_bytes()).hexdigest()
        except OSError:
            return ""

    def record(self, report: Report) -> None:
        for outcome in report.exercises:
            problem = outcome.first_problem()
            self.data["exercises"][outcome.id] = {
                "status": outcome.status, "points": outcome.points, "max_points": outcome.max_points,
                "problem": problem.id if problem else "", "file": self.fingerprint(outcome.id),
            }  # fmt: skip
        self.save()

    def last(self, exercise: str) -> dict[str, Any]:
        """The last verdict, or {}."""
        found = self.data["exercises"].get(exercise)
        return found if isinstance(found, dict) else {}

    def full_marks(self, exercise: str) -> bool:
        """Whether the file as it is now had full marks when it was last checked."""
        last = self.last(exercise)
        return last.get("status") == "passed" and last.get("file") == self.fingerprint(exercise) != ""

    def next_rung(self, check: str, rungs: int) -> int:
        """How many rungs of a hint to show now: one more each time it is asked."""
        shown = min(int(self.data["hints"].get(check, 0)) + 1, rungs)
        self.data["hints"][check] = shown
        self.save()
        return shown

    def forget(self, exercise: str) -> None:
        """Start an exercise again: no verdict, no hints shown."""
        self.data["exercises"].pop(exercise, None)
        short = exercise.split("_")[0] + "."
        self.data["hints"] = {k: v for k, v in self.data["hints"].items() if not k.startswith(short)}
        self.save()
