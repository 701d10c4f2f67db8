"""`check`: one submission judged, shown, and written as JSON."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from pathlib import Path

from graders import catalog
from graders.errors import KitError
from graders.judge.judge import Judge
from graders.reports.model import Report


def exercise_folder(given: Path | None) -> Path:
    """Where the exercise files are: what was given, ./exercises, or the kit's own."""
    if given is not None:
        if not given.is_dir():
            raise KitError(f"there is no folder {given}")
        return given
    return next((p for p in (Path("exercises"), catalog.ROOT / "exercises") if p.is_dir()), Path("exercises"))


def is_own(folder: Path) -> bool:
    """Whether these are the student's exercises, whose progress is kept."""
    return folder.name == "exercises"


def use_mnist(options: Namespace) -> None:
    """Have the checks take their digits from the full set that `--mnist` names."""
    if options.mnist is not None:
        from graders.checks import digits

        digits.use(options.mnist, options.seed)


def check(options: Namespace) -> int:
    exercises = catalog.select(options.exercises)
    folder = exercise_folder(options.folder)
    use_mnist(options)
    with Judge(device=options.device) as judge:  # its nursery imports torch while we import the rest
        from graders.progress import Progress
        from graders.reports.terminal import Terminal, make_console

        to_stdout = str(options.json) == "-"
        console = make_console()
        console.stderr = to_stdout
        with Terminal(console, exercises, options.verbose, folder.name) as terminal:
            report = judge.examine(folder, exercises, options.seed, on_result=terminal.heard)
    terminal.report(report)
    if options.json:
        write_json(report, None if to_stdout else options.json)
    if is_own(folder):
        Progress(folder).record(report)
    return exit_status(report)


def write_json(report: Report, path: Path | None) -> None:
    # Lone surrogates and control characters come out as escapes: the file is always valid.
    text = json.dumps(report.to_json(), indent=1, ensure_ascii=True, allow_nan=False)
    if path is None:
        sys.stdout.write(text + "\n")
        return
    try:
        path.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise KitError(f"the report cannot be written: {error}") from None


def exit_status(report: Report) -> int:
    if report.faulty:
        return 2
    return 0 if report.passed else 1
