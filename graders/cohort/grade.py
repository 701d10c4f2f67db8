"""`grade`: a folder of submissions in, one `<student>.json` each out, with one warm nursery."""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import time
from argparse import Namespace
from pathlib import Path

from graders import catalog
from graders.catalog import Exercise
from graders.checking import use_mnist, write_json
from graders.errors import KitError
from graders.judge.judge import Judge
from graders.reports.model import ExerciseResult, Report

SEED_FILE = ".seed.json"  # no student's file begins with a dot
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def grade(options: Namespace) -> int:
    exercises = catalog.select(options.only)
    students = submissions(options.submissions)
    names = file_names([p.name for p in students])
    options.out.mkdir(parents=True, exist_ok=True)
    faults = 0
    private = options.seed is None
    options.seed = private_seed(options.out) if private else options.seed
    use_mnist(options)
    with Judge(isolation=options.isolation, device=options.device) as judge:
        judge.prepare()  # a machine that cannot confine is told before anything is written
        for folder in students:
            try:
                report = judge.examine(folder, exercises, options.seed, name=folder.name)
            except KitError as error:  # one submission must not cost the others their grades
                report = failed(folder.name, exercises, options, error)
            report.seed = None if private else options.seed
            write_json(report, options.out / names[folder.name])
            faults += report.faulty
            print(_line(folder.name, report), flush=True)
    print(f"{len(students) - faults} of {len(students)} submissions graded; the reports are in {options.out}/")
    return 1 if faults else 0


def failed(name: str, exercises: list[Exercise], options: Namespace, error: KitError) -> Report:
    """The report of a submission that could not be judged: no points, and every check a fault of the kit."""
    from graders.judge import verdict

    report = Report(name, options.seed, options.isolation, {})
    for exercise in exercises:
        outcome = ExerciseResult(exercise.id)
        for check in exercise.checks:
            result = verdict.blank(exercise, check)
            result.status, result.got = "error", str(error)[:2000]
            result.why = "this is a fault of the kit, not of your code; please report it"
            outcome.checks.append(result)
        report.exercises.append(outcome)
    return report


def private_seed(out: Path) -> int:
    """The seed of these results: drawn once, kept beside them for this user alone, and used again.

    Nobody can prepare for questions that are drawn from it. It is no student's report.
    """
    path = out / SEED_FILE
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:  # noqa: PTH123
            seed = secrets.randbits(62)
            json.dump({"seed": seed}, file)
            return seed
    except FileExistsError:
        pass
    except OSError as error:
        raise KitError(f"the results cannot be written: {error}") from None
    try:
        until = time.monotonic() + 2.0
        while not path.stat().st_size and time.monotonic() < until:
            time.sleep(0.01)  # another run is about to write it
        return int(json.loads(path.read_text(encoding="utf-8"))["seed"])
    except (OSError, ValueError, KeyError, TypeError):
        raise KitError(f"{path} is damaged: remove it to grade with new questions, or give the seed with --seed") from None


def submissions(folder: Path) -> list[Path]:
    """The students' folders, in the order of their names; links and files are no submissions."""
    if not folder.is_dir():
        raise KitError(f"there is no folder {folder}")
    found = sorted(p for p in folder.iterdir() if p.is_dir() and not p.is_symlink() and not p.name.startswith("."))
    if not found:
        raise KitError(f"{folder} holds no student's folder")
    return found


def file_names(students: list[str]) -> dict[str, str]:
    """A file name for each student: safe on every system, and no two alike but for case."""
    taken: set[str] = set()
    names = {}
    for student in students:
        safe = re.sub(r"[^A-Za-z0-9._@+-]", "_", student).strip(".")[:80]
        if safe != student or safe.lower() in taken or _RESERVED.match(safe) or safe[:1] in "-+@=":
            digest = hashlib.sha256(student.encode("utf-8", "surrogatepass")).hexdigest()[:10]
            safe = f"{safe.lstrip('-+@=')}_{digest}"
        taken.add(safe.lower())
        names[student] = f"{safe}.json"
    return names


def _line(name: str, report: Report) -> str:
    from graders.show import clean, cut

    fault = "   a fault of the kit: see the report" if report.faulty else ""
    return f"{cut(clean(name), 40):<40} {report.points:g}/{report.max_points:g}{fault}"
