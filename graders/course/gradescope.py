"""An autograder for Gradescope: `python -m graders gradescope OUT.zip` makes it, `run` is what it runs there.

The zip holds the kit without its solutions, a setup script and a run script. Submissions may be .py
files or notebooks, in any folder. Docker gives a container no namespaces: strict isolation is made
of a user id, Landlock and a filter there; where not even these are to be had, nothing is graded.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import tempfile
import zipfile
from argparse import Namespace
from pathlib import Path

from graders import catalog
from graders.catalog import ROOT, Exercise
from graders.errors import KitError
from graders.reports import gradescope

SETUP = """\
#!/usr/bin/env bash
# Run once by Gradescope, as root, when the autograder's image is built.
set -euo pipefail
cd "$(dirname "$0")"
if ! python3 -c 'import venv, ensurepip' 2>/dev/null; then
    apt-get update && apt-get install -y python3 python3-venv python3-pip
fi
python3 -m venv venv
venv/bin/pip install --quiet {index}torch torchvision
venv/bin/pip install --quiet ./kit
chmod -R a+rX venv kit
"""
RUN = """\
#!/usr/bin/env bash
# Run by Gradescope for each submission, from a copy outside of source/. Its results are written whatever happens.
base="${{AUTOGRADER:-/autograder}}"
cd "$base/source/kit"
exec "$base/source/venv/bin/python" -m graders.course.gradescope \\
    --submission "$base/submission" --results "$base/results/results.json" \\
    --isolation "${{ISOLATION:-strict}}" --seed {seed} {only}
"""
CPU_INDEX = "--index-url https://download.pytorch.org/whl/cpu "


def zip_(options: Namespace) -> int:
    """Write the zip."""
    import secrets

    exercises = catalog.select(options.only)
    seed = secrets.randbits(62) if options.seed is None else options.seed
    only = " ".join(f"--only {e.id}" for e in exercises)
    with zipfile.ZipFile(options.out, "w", zipfile.ZIP_DEFLATED) as file:
        _add(file, "setup.sh", SETUP.format(index="" if options.cuda else CPU_INDEX), 0o755)
        _add(file, "run_autograder", RUN.format(seed=seed, only=only), 0o755)
        for path in [ROOT / "pyproject.toml", ROOT / "README.md", ROOT / "LICENSE", *sorted((ROOT / "graders").rglob("*"))]:
            if path.is_file() and "__pycache__" not in path.parts:
                file.write(path, Path("kit", path.relative_to(ROOT)))
    print(f"{options.out}: {len(exercises)} exercises, {sum(e.points for e in exercises):g} points. Upload it as the assignment's autograder.")
    return 0


def _add(file: zipfile.ZipFile, name: str, text: str, mode: int) -> None:
    info = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
    info.external_attr = mode << 16
    file.writestr(info, text)


# -- in Gradescope's container ---------------------------------------------------------------


def run(submission: Path, results: Path, exercises: list[Exercise], isolation: str, seed: int) -> None:
    """Judge what was handed in and write results.json; if that fails, write that it did."""
    from graders.judge.judge import Judge

    try:
        with tempfile.TemporaryDirectory() as folder, Judge(isolation=isolation, device="cpu") as judge:
            gather(submission, Path(folder), exercises)
            found = gradescope.results(judge.examine(Path(folder), exercises, seed, name="submission"))
    except Exception as error:  # whatever it was, the student must not read a blank page
        found = gradescope.failure(f"{type(error).__name__}: {error}" if not isinstance(error, KitError) else str(error))
    aside = results.with_suffix(".new")
    aside.write_text(json.dumps(found, indent=1, allow_nan=False) + "\n", encoding="utf-8")
    os.replace(aside, results)  # noqa: PTH105


def gather(submission: Path, folder: Path, exercises: list[Exercise]) -> None:
    """The files and notebooks of the exercises, wherever they lie; of several the one that lies highest."""
    wanted = {f"{e.id}{ending}" for e in exercises for ending in (".py", ".ipynb")}
    found = [p for p in submission.rglob("*") if p.name in wanted and p.is_file() and not p.is_symlink()]
    for path in sorted(found, key=lambda p: (len(p.parts), str(p))):
        if not (folder / path.name).exists():
            shutil.copyfile(path, folder / path.name)


def main() -> None:
    parser = argparse.ArgumentParser(description="What Gradescope runs for each submission.")
    parser.add_argument("--submission", type=Path, required=True)
    parser.add_argument("--results", type=Path, required=True)
    parser.add_argument("--isolation", default="strict")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", action="append")
    options = parser.parse_args()
    run(options.submission, options.results, catalog.select(options.only), options.isolation, options.seed)


if __name__ == "__main__":
    main()
