"""The commands that judge nothing: `list`, `hint`, `reset`, `solution`, `build`."""

from __future__ import annotations

import sys
from argparse import Namespace
from importlib.util import find_spec

from graders import catalog
from graders.checking import exercise_folder
from graders.course import build as files
from graders.course import stubs
from graders.errors import KitError
from graders.progress import Progress

RUNGS = ("the idea", "where to look", "nearly the code")


def list_(options: Namespace) -> int:
    from rich.table import Table

    from graders.reports.terminal import MARKS, WORDS, make_console, points

    progress = Progress(exercise_folder(options.folder))
    table = Table(box=None, pad_edge=False)
    for name in ("", "exercise", "what it is about", "min", "points", "after"):
        table.add_column(name, justify="right" if name in ("min", "points") else "left", no_wrap=True)
    for exercise in catalog.exercises():
        last = progress.last(exercise.id)
        status = last.get("status", "todo")
        mark, color = MARKS.get(status, MARKS["todo"])
        reached = f"{points(last['points'])}/" if last and status not in WORDS else ""
        needs = " ".join(n[2:4] for n in exercise.needs)
        table.add_row(f"[{color}]{mark}[/]", exercise.id, exercise.title, str(exercise.minutes), f"{reached}{points(exercise.points)}", needs)
    total = sum(e.points for e in catalog.exercises())
    minutes = sum(e.minutes for e in catalog.exercises())
    table.add_row("", "", "", str(minutes), points(total), "")
    make_console().print(table)
    return 0


def hint(options: Namespace) -> int:
    exercise = catalog.find(options.exercise)
    progress = Progress(exercise_folder(options.folder))
    print(hint_text(exercise, progress))
    return 0


def hint_text(exercise: catalog.Exercise, progress: Progress) -> str:
    """The rungs for the first failed check that are due now; one more than the last time."""
    ids = [c.id for c in exercise.checks]
    wanted = progress.last(exercise.id).get("problem")
    check = next(c for c in exercise.checks if c.id == (wanted if wanted in ids else ids[0]))
    rungs = exercise.hints_for(check.id)
    shown = progress.next_rung(check.id, len(rungs))
    lines = [f"{check.id}   {check.requirement}", ""]
    lines += [f"  {i + 1}. {RUNGS[i]}: {rungs[i]}" for i in range(shown)]
    more = f"ask again for the next rung: make hint EX={exercise.short}" if shown < len(rungs) else "that was the last rung"
    return "\n".join([*lines, "", f"({shown} of {len(rungs)}; {more})"])


def reset(options: Namespace) -> int:
    exercise = catalog.find(options.exercise)
    folder = exercise_folder(options.folder)
    path = folder / f"{exercise.id}.py"
    if path.exists() and path.read_text(encoding="utf-8", errors="replace") == stubs.stub_of(exercise.id):
        print(f"{path} is the stub already")
        return 0
    if path.exists() and not options.yes and not _agreed(f"Replace {path} by the empty stub? A backup is kept. [y/N] "):
        print("nothing changed")
        return 1
    backup = files.write_stub(path)
    Progress(folder).forget(exercise.id)
    print(f"{path} is a stub again" + (f"; what you had is in {backup}" if backup else ""))
    return 0


def _agreed(question: str) -> bool:
    if not sys.stdin.isatty():
        raise KitError("there is nobody to ask: say --yes to replace the file")
    return input(question).strip().lower() in ("y", "yes")


def solution(options: Namespace) -> int:
    exercise = catalog.find(options.exercise)
    progress = Progress(exercise_folder(options.folder))
    if not options.force and not progress.full_marks(exercise.id):
        raise KitError(
            f"the solution of {exercise.id} opens once your own has full marks: make check ONLY={exercise.short}\n"
            f"       (stuck? make hint EX={exercise.short})"
        )
    text = (stubs.SOLUTIONS / f"{exercise.id}.py").read_text(encoding="utf-8")
    if sys.stdout.isatty():
        from rich.syntax import Syntax

        from graders.reports.terminal import make_console

        make_console().print(Syntax(text, "python", background_color="default"))
    else:
        print(text, end="")
    return 0


def build(options: Namespace) -> int:
    made = {files.EXERCISES: ".py"} | ({files.NOTEBOOKS: ".ipynb"} if find_spec("jupytext") else {})
    if options.check:
        wrong = [f"{folder.name}/{name}" for folder, suffix in made.items() for name in files.out_of_step(folder, suffix)]
        for name in wrong:
            print(f"out of step with solutions/: {name}")
        return 1 if wrong else 0
    for folder, suffix in made.items():
        for name in files.build(folder, suffix):
            print(f"wrote {folder.name}/{name}")
    if len(made) == 1:
        print("notebooks/ is left as it is: that needs jupytext, which `make build` installs")
    return 0
