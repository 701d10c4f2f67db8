"""A report as Gradescope's results.json.

Source: https://gradescope-autograders.readthedocs.io/en/latest/specs/#output-format
"""

from __future__ import annotations

import math
from typing import Any

from graders.reports.html import rows
from graders.reports.model import CheckResult, Report


def results(report: Report) -> dict[str, Any]:
    """A test for each check; Gradescope adds up their scores. What was skipped is left out of the maximum."""
    tests = [
        test
        for exercise in report.exercises
        for check in exercise.checks
        if check.status != "skipped"
        for test in [_test(check)]
    ]
    faults = [c.id for e in report.exercises for c in e.checks if c.status == "error"]
    output = f"{report.points:g} of {report.max_points:g} points"
    if faults:
        output += f"\nA fault of the kit, not of your code, in {', '.join(faults)}: please tell your instructor."
    return {"tests": tests, "output": output, "output_format": "text", "visibility": "visible", "stdout_visibility": "hidden"}


def _test(check: CheckResult) -> dict[str, Any]:
    if not (math.isfinite(check.points) and 0 <= check.points <= check.max_points):
        raise ValueError(f"{check.points} points of {check.max_points} for {check.id}")
    shown = [f"{label:<9} {text}" for label, text in rows(check, lambda c: c.look_at) if text and check.status != "passed"]
    return {
        "name": f"{check.id}: {check.requirement}", "score": check.points, "max_score": check.max_points,
        "status": "passed" if check.status == "passed" else "failed",
        "output": "\n".join(shown), "output_format": "text", "visibility": "visible",
    }  # fmt: skip


def failure(text: str) -> dict[str, Any]:
    """What Gradescope is told when nothing could be judged: no score, and whose fault it is."""
    return {
        "score": 0.0, "tests": [], "visibility": "visible", "stdout_visibility": "hidden", "output_format": "text",
        "output": f"This submission could not be graded. That is a fault of the autograder, not of your code; please tell your instructor.\n\n{text}",
    }  # fmt: skip
