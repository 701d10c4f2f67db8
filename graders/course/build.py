"""solutions/ → exercises/ and notebooks/: what `python -m graders build` writes."""

from __future__ import annotations

import shutil
from pathlib import Path

from graders import catalog
from graders.catalog import ROOT
from graders.course.notebooks import notebook, to_text
from graders.course.stubs import SOLUTIONS, stub_of

EXERCISES = ROOT / "exercises"
NOTEBOOKS = ROOT / "notebooks"


def text_of(path: Path) -> str:
    """What must stand in a file of exercises/ or, if it is named .ipynb, of notebooks/."""
    if path.suffix != ".ipynb":
        return stub_of(path.stem)
    return to_text(notebook(catalog.get(path.stem), solved=False))


def out_of_step(folder: Path = EXERCISES, suffix: str = ".py") -> list[str]:
    """The files of `folder` that are not what `build` would write."""
    due = {f"{p.stem}{suffix}" for p in SOLUTIONS.glob("ex*.py")}
    there = {p.name for p in folder.glob(f"ex*{suffix}")}
    wrong = {name for name in due & there if (folder / name).read_text(encoding="utf-8") != text_of(folder / name)}
    return sorted(wrong | (due ^ there))


def build(folder: Path = EXERCISES, suffix: str = ".py") -> list[str]:
    """Write every file that is out of step; what it replaces is kept beside it. Returns the names."""
    folder.mkdir(exist_ok=True)
    changed = [n for n in out_of_step(folder, suffix) if (SOLUTIONS / n).with_suffix(".py").exists()]
    for name in changed:
        write_stub(folder / name)
    return changed


def write_stub(path: Path) -> Path | None:
    """Put the stub at `path`; returns the backup of what was there, if anything was."""
    text = text_of(path)
    backup = None
    if path.exists():
        names = [f"{path.name}.bak", *(f"{path.name}.{n}.bak" for n in range(2, 1000))]
        backup = next(path.with_name(n) for n in names if not path.with_name(n).exists())
        shutil.copy2(path, backup)
    path.write_text(text, encoding="utf-8", newline="\n")
    return backup
