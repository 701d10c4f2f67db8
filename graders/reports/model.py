"""The report of one submission: what every face (terminal, JSON, ...) is made from."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

FORMAT = 1


@dataclass
class CheckResult:
    """One check. `status`: passed, failed, todo, crashed, timeout, skipped or error (the kit's)."""

    id: str
    requirement: str
    status: str
    points: float
    max_points: float
    called: str = ""
    expected: str = ""
    got: str = ""
    why: str = ""
    look_at: str = ""
    hint: str = ""
    output: str = ""
    seconds: float = 0.0
    device: str = ""  # about an accelerator: "configuration", "simulated" or "cuda"


@dataclass
class ExerciseResult:
    """One exercise. `status`: passed, failed, todo, missing or error (the kit's)."""

    id: str
    checks: list[CheckResult] = field(default_factory=list)
    missing: bool = False

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> ExerciseResult:
        """From an exercise of `Report.to_json`."""
        return cls(data["id"], [CheckResult(**check) for check in data["checks"]], data["status"] == "missing")

    @property
    def points(self) -> float:
        return sum(c.points for c in self.checks)

    @property
    def max_points(self) -> float:
        """A skipped check takes its points out of the maximum."""
        return sum(c.max_points for c in self.checks if c.status != "skipped")

    @property
    def status(self) -> str:
        statuses = {c.status for c in self.checks} - {"skipped"}
        if self.missing:
            return "missing"
        if "error" in statuses or not self.checks:
            return "error"
        if statuses <= {"passed"}:
            return "passed"
        return "todo" if statuses <= {"todo"} else "failed"

    def first_problem(self) -> CheckResult | None:
        """The first check that did not pass, failures before what is still to do."""
        wrong = [c for c in self.checks if c.status not in ("passed", "skipped")]
        return next((c for c in wrong if c.status != "todo"), wrong[0] if wrong else None)


@dataclass
class Report:
    """One submission, judged."""

    submission: str
    seed: int | None  # None: private, as an answer table could be made with it
    isolation: str
    environment: dict[str, str]
    exercises: list[ExerciseResult] = field(default_factory=list)
    layers: list[str] = field(default_factory=list)  # what confined the student's code, see SECURITY.md

    @property
    def points(self) -> float:
        return sum(e.points for e in self.exercises)

    @property
    def max_points(self) -> float:
        return sum(e.max_points for e in self.exercises)

    @property
    def passed(self) -> bool:
        return all(e.status == "passed" for e in self.exercises)

    @property
    def faulty(self) -> bool:
        """Whether the kit itself went wrong anywhere."""
        return any(e.status == "error" for e in self.exercises)

    def to_json(self) -> dict[str, Any]:
        """The fixed format; see the README."""
        return {
            "format": FORMAT,
            "submission": self.submission,
            "seed": self.seed,
            "isolation": self.isolation,
            "environment": self.environment,
            "points": round(self.points, 4),
            "max_points": round(self.max_points, 4),
            "exercises": [
                {
                    "id": e.id,
                    "status": e.status,
                    "points": round(e.points, 4),
                    "max_points": round(e.max_points, 4),
                    "checks": [asdict(c) for c in e.checks],
                }
                for e in self.exercises
            ],
            "layers": self.layers,
        }
