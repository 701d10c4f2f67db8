"""`make solutions`: grades every reference solution and every stub, `python -m tests.solutions`.

Every solution has to get full marks and every stub has to be "to do": otherwise a student could
fail with a right answer, or be marked for one not begun. Not a test of the checks' strength;
tests/wrong is for that.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path


def main() -> int:
    names = {path.stem for path in Path("solutions").glob("ex*.py")}
    faults = [] if names else ["solutions/ has no exercise"]
    faults += complaints("solutions", "passed", names) + complaints("exercises", "todo", names)
    for fault in faults:
        print(fault, file=sys.stderr)
    if not faults:
        print('Every solution gets full marks, and every stub is "to do".')
    return 1 if faults else 0


def complaints(folder: str, status: str, names: set[str]) -> list[str]:
    """What is wrong in this folder, where each of these exercises should have this status."""
    exercises = graded(folder)
    absent = names - {exercise["id"] for exercise in exercises}
    faults = [f"{folder}: {name} was not graded" for name in sorted(absent)]
    for exercise in exercises:
        faults += one_exercise(folder, exercise, status)
    return faults


def one_exercise(folder: str, exercise: dict, status: str) -> list[str]:
    name = f"{folder}/{exercise['id']}"
    points, most = exercise["points"], exercise["max_points"]
    if exercise["status"] != status:
        checks = [c["id"] for c in exercise["checks"] if c["status"] not in (status, "skipped")]
        return [f"{name}: is {exercise['status']}, not {status}: {', '.join(checks)}"]
    if status == "passed" and points != most:
        return [f"{name}: {points} of {most} points"]
    return []


def graded(folder: str) -> list[dict]:
    """The report's exercises; the output is shown only if there is no report."""
    with tempfile.TemporaryDirectory() as place:
        report = Path(place) / "report.json"
        command = [sys.executable, "-m", "graders", "check", "--from", folder, "--json", str(report)]
        run = subprocess.run(command, capture_output=True, text=True)
        if run.returncode not in (0, 1) or not report.exists():
            sys.exit(f"{' '.join(command[1:])} ended with {run.returncode}:\n{run.stdout}{run.stderr}")
        return json.loads(report.read_text(encoding="utf-8"))["exercises"]


if __name__ == "__main__":
    sys.exit(main())
