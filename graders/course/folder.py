"""`python -m graders course DIR`: an nbgrader course folder, ready to release."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

from graders import catalog
from graders.catalog import ROOT, Exercise
from graders.course.notebooks import KERNEL, notebook, to_text
from graders.errors import KitError

CONFIG = '''\
# Made by `python -m graders course`. Kept free of imports: a configuration that cannot be loaded
# makes nbgrader go on with its own, which runs students' code as you. (Should that happen all the
# same, it finds no kernel to run it with: the gradebook names one that does not exist.)
c = get_config()  # noqa: F821

c.CourseDirectory.course_id = "{course}"

c.IncludeHeaderFooter.header = "source/header.ipynb"
c.GenerateAssignment.preprocessors = [
    "nbgrader.preprocessors.IncludeHeaderFooter",
    "nbgrader.preprocessors.LockCells",
    "graders.course.nbgrader.ClearAnswers",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "graders.course.nbgrader.LockKernel",
    "nbgrader.preprocessors.SaveCells",
    "graders.course.nbgrader.UnlockKernel",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbgrader.preprocessors.ClearMarkScheme",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# Autograding starts no kernel: the judge asks the answers, strictly confined, in a process of its own.
c.Autograde.exporter_class = "graders.course.intake.LenientExporter"
c.Autograde.pre_convert_hook = "graders.course.intake.look_through"
c.Autograde.post_convert_hook = "graders.course.intake.keep_what_is_ours"
c.Autograde.sanitize_preprocessors = [
    "nbgrader.preprocessors.ClearOutput",
    "graders.course.nbgrader.RepairCells",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbconvert.preprocessors.sanitize.SanitizeHTML",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.Autograde.autograde_preprocessors = [
    "graders.course.nbgrader.JudgeCells",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.JudgeCells.isolation = "strict"

# What a student writes in a markdown cell must not run in your browser.
c.SanitizeHTML.enabled = True
c.GenerateFeedback.preprocessors = [
    "nbgrader.preprocessors.GetGrades",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbconvert.preprocessors.sanitize.SanitizeHTML",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]

c.ExportApp.plugin_class = "graders.course.export.ScoresPlugin"
'''

HEADER = """\
**Before you hand in**: restart the kernel and run all cells, so that what you hand in is what you have tried.
You may add cells; what an answer needs belongs into its `%%answer` cell, or into a helper cell that begins
with `%%answer` and the exercise. Cells with tests are locked: the same checks are asked again
when your work is graded, with other numbers."""

RUN = '''\
#!/bin/sh
# Runs a command with the kit and its Python, and stops where nbgrader's configuration is broken.
export TRAITLETS_APPLICATION_RAISE_CONFIG_FILE_ERROR=1
export PYTHONPATH="{root}${{PYTHONPATH:+:$PYTHONPATH}}" PATH="{bin}:$PATH"
exec "$@"
'''

README = '''\
# {assignment}: an nbgrader course

Made by the loader kit. Everything below is run in this folder; `./run` gives commands the kit's Python.

```console
$ ./run nbgrader generate_assignment {assignment}     # source/ -> release/, answers taken out
$ ./run nbgrader release_assignment {assignment}      # to the exchange, for students to fetch
$ ./run nbgrader collect {assignment}                 # what they have submitted
$ ./run nbgrader autograde {assignment}               # no kernel, no student code in your processes
$ ./run nbgrader generate_feedback {assignment}
$ ./run nbgrader release_feedback {assignment}
$ ./run nbgrader export                               # grades.csv, by exercise and by check
```

`source/header.ipynb` stands above every released notebook; change it as you like. `./run jupyter lab`
opens the formgrader with the same settings. Students need the kit where their notebooks run:
`pip install -e {root}`, or the same environment on your hub.

- **Do not run `nbgrader validate`** on a submission: it executes the notebook, here, as you. The safe
  command is `./run nbgrader autograde {assignment} --student ID`, or `python -m graders grade`.
- Autograding needs strict isolation (`python -m graders doctor` says whether it is to be had; see the
  kit's SECURITY.md). Where it is not, set `c.JudgeCells.isolation = "basic"` for people you trust.
- Questions are drawn from a private seed in `.seed.json`. Reports of the judge are kept in `reports/`.
- A notebook that cannot be read, or holds more than 2,000 cells or 256 KiB of text, is named and not
  graded; one under another name is found by its answer cells. `grades.csv` says who could not be graded.
- Students' own texts are shown as they are written, without HTML and without links but to http, https and
  mailto; cells are cut at 10,000 characters after they were graded.
- Checks that need a GPU are not part of the notebooks, so that every machine gives the same maximum.
- Points given by hand in the formgrader survive a regrade.
'''


def course(options: Namespace) -> int:
    """Write the folder; files that are there already are only replaced if they were made by this."""
    exercises = catalog.select(options.only)
    written = write(options.folder, exercises, options.assignment)
    print(f"{len(exercises)} notebooks in {written}; {options.folder / 'README.md'} says how to go on")
    return 0


def write(folder: Path, exercises: list[Exercise], assignment: str = "loaders") -> Path:
    config = folder / "nbgrader_config.py"
    if folder.exists() and any(folder.iterdir()) and not config.exists():
        raise KitError(f"{folder} is not empty and no course of the kit's: name another folder")
    source = folder / "source" / assignment
    source.mkdir(parents=True, exist_ok=True)
    for exercise in exercises:
        put(source / f"{exercise.id}.ipynb", to_text(notebook(exercise)))
    if not (folder / "source" / "header.ipynb").exists():  # yours to change
        put(folder / "source" / "header.ipynb", to_text(header()))
    put(config, CONFIG.format(course=assignment))
    put(folder / "README.md", README.format(assignment=assignment, root=ROOT))
    put(folder / "run", RUN.format(root=ROOT, bin=Path(sys.executable).parent))
    (folder / "run").chmod(0o755)
    return source


def header() -> dict[str, Any]:
    """What stands above every released notebook."""
    cell = {"cell_type": "markdown", "id": "header", "metadata": {}, "source": HEADER}
    return {"cells": [cell], "metadata": {"kernelspec": KERNEL}, "nbformat": 4, "nbformat_minor": 5}


def put(path: Path, text: str) -> None:
    """Write a file unless it holds just that; a changed one is replaced in one step."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    aside = path.with_name(f".{path.name}.new")
    aside.write_text(text, encoding="utf-8", newline="\n")
    os.replace(aside, path)  # noqa: PTH105
