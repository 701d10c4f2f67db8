"""`nbgrader export` with the kit's plugin: who has how many points, for each exercise and each check.

nbgrader's own writes 0.0 for what it could not grade; here it says so. One row for a student and an
assignment; further columns for every notebook and every check that a report of the judge names.
"""

from __future__ import annotations

import csv
import glob
import json
import os
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.plugins import ExportPlugin

from graders.course.intake import digest, remarks_on, report_path
from graders.show import csv_cell

FIRST = ["assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email", "status", "raw_score",
         "late_submission_penalty", "score", "max_score"]  # fmt: skip

NOTHING = "handed in no notebook of the assignment"


class ScoresPlugin(ExportPlugin):
    """Writes grades.csv, or what `--to` names."""

    def export(self, gradebook: Gradebook) -> None:
        rows = [
            self.row(gradebook, assignment, student)
            for assignment in gradebook.assignments
            if not self.assignment or assignment.name in map(str, self.assignment)
            for student in gradebook.students
            if not self.student or student.id in map(str, self.student)
        ]
        rows += [row for assignment in gradebook.assignments for row in self.unknown(gradebook, assignment)]
        columns = FIRST + sorted({name for row in rows for name in row} - set(FIRST))
        with open(self.to or "grades.csv", "w", newline="", encoding="utf-8") as file:  # noqa: PTH123
            writer = csv.DictWriter(file, columns, restval="")
            writer.writeheader()
            writer.writerows({name: csv_cell(value) for name, value in row.items()} for row in rows)
        self.log.info("Exported %d rows to %s", len(rows), self.to or "grades.csv")

    def row(self, gradebook: Gradebook, assignment: Any, student: Any) -> dict[str, Any]:
        row: dict[str, Any] = {
            "assignment": assignment.name, "duedate": assignment.duedate or "", "student_id": student.id,
            "last_name": student.last_name or "", "first_name": student.first_name or "", "email": student.email or "",
            "max_score": assignment.max_score,
        }  # fmt: skip
        try:
            submission = gradebook.find_submission(assignment.name, student.id)
        except MissingEntry:
            return row | {"status": "not submitted", "score": 0.0}
        remarks = remarks_on(assignment.name, student.id)
        scores: dict[str, float | None] = {}  # None: not graded
        absent = []
        for notebook in submission.notebooks:
            report, anew = self.report(assignment.name, student.id, notebook.name)
            file = Path("submitted", student.id, assignment.name, f"{notebook.name}.ipynb")
            if report is None and not anew and not os.path.lexists(file) and notebook.name not in remarks:
                scores[notebook.name] = 0.0
                absent.append(notebook.name)
            elif report is None or any(g.auto_score is None and g.manual_score is None for g in notebook.grades):
                scores[notebook.name] = None
            else:
                scores[notebook.name] = notebook.score
                row |= {check["id"]: check["points"] for e in report["exercises"] for check in e["checks"]}
        row |= {name: "not graded" if score is None else score for name, score in scores.items()}
        raw, penalty = sum(score or 0.0 for score in scores.values()), submission.late_submission_penalty or 0.0
        row |= {"timestamp": submission.timestamp or "", "raw_score": raw, "late_submission_penalty": penalty}
        if ungraded := [name for name, score in scores.items() if score is None]:
            return row | {"status": f"could not be graded: {', '.join(ungraded)}", "score": ""}
        return row | {"status": NOTHING if len(absent) == len(scores) else "graded", "score": max(0.0, raw - penalty)}

    def unknown(self, gradebook: Gradebook, assignment: Any) -> list[dict[str, Any]]:
        """Rows for folders in submitted/ that hold no notebook at all: nbgrader passes them over."""
        known = {student.id for student in gradebook.students}
        folders = sorted(Path("submitted").glob(f"*/{glob.escape(assignment.name)}"))
        names = [folder.parent.name for folder in folders if folder.is_dir() and folder.parent.name not in known]
        return [
            {"assignment": assignment.name, "student_id": name, "status": NOTHING, "score": 0.0, "max_score": assignment.max_score}
            for name in names
            if (not self.student or name in map(str, self.student)) and (not self.assignment or assignment.name in map(str, self.assignment))
        ]

    def report(self, assignment: str, student: str, notebook: str) -> tuple[dict[str, Any] | None, bool]:
        """The judge's report, if it is about what lies in submitted/ now; and whether its file has changed since."""
        try:
            report = json.loads(report_path(assignment, student, notebook).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None, False
        read, due = Path(report["handed_in"]["file"]), Path("submitted", student, assignment, f"{notebook}.ipynb")
        now = digest(due if os.path.lexists(due) else read)
        same = now == report["handed_in"]["sha256"]
        return (report if same else None), bool(now) and not same
