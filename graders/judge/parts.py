"""An exercise's file from the answer cells of a notebook, and back from its lines to the cells.

The first line of an answer cell is `%%answer exercise part`, of a student's own helper
`%%answer exercise`. In the file a comment stands in its place, so that lines of cells keep their
distance. Nothing of the text is run here.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Container
from dataclasses import dataclass
from functools import lru_cache

from graders import catalog
from graders.errors import KitError

MAGIC = re.compile(r"^%%answer[ \t]+(\S+)(?:[ \t]+(\S+))?[ \t]*$")
LARGEST = 256 * 1024  # characters that are parsed here; the judge has a limit of its own


@dataclass(frozen=True)
class Part:
    """One cell's share of the file; `name` is "" for a student's helper."""

    name: str
    source: str

    @property
    def label(self) -> str:
        return self.name or "your helper"


@lru_cache(maxsize=256)
def exercise_named(name: str) -> str:
    """The id of the exercise that a cell's first line names, in full or by a part, as in the notebook; else the name."""
    try:
        return catalog.find(name).id
    except KitError:
        return name


def is_helper(source: str, exercise: str, parts: Container[str] = ()) -> bool:
    """Whether a cell without a mark of ours says that it belongs to the exercise's file, and is none of its `parts`."""
    found = MAGIC.match(first_code_line(source))
    return found is not None and exercise_named(found.group(1)) == exercise and (found.group(2) or "") not in parts


def first_code_line(source: str) -> str:
    """The first line that is neither empty nor another cell magic (`%%time`)."""
    lines = (line.rstrip() for line in source.split("\n"))
    return next((line for line in lines if line and not (line.startswith("%%") and not MAGIC.match(line))), "")


def body(source: str) -> str:
    """A cell's Python, line for line: magics and shell lines become comments, where they stand.

    What begins with ! or % within a text stays: lines are only touched where Python cannot read the cell.
    """
    lines = source.replace("\r\n", "\n").split("\n")
    at = 0
    while at < len(lines) and (not lines[at].strip() or lines[at].startswith("%%")):
        if lines[at].startswith("%%"):
            lines[at] = f"# {lines[at]}"
        at += 1
    text = "\n".join(lines)
    if readable(text):
        return text
    tamed = "\n".join(tame(line) for line in lines)
    return tamed if readable(tamed) else text  # otherwise the error is the student's to see


def tame(line: str) -> str:
    """A line of IPython's own (%magic, !command, name?) as a comment."""
    inner = line.lstrip()
    return f"{line[: len(line) - len(inner)]}pass  # {inner}" if inner.startswith(("%", "!", "?")) or inner.endswith("?") else line


def readable(text: str) -> bool:
    """Whether Python can parse it; False as well for what is too long to try."""
    if len(text) > LARGEST:
        return False
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def file_text(parts: list[Part]) -> str:
    """The exercise's file: one part after the other, each below its own line."""
    return "".join(f"# %% {part.label}\n{body(part.source)}\n\n" for part in parts)


def locate(parts: list[Part], line: int) -> tuple[str, int] | None:
    """The cell that line `line` of the file comes from, and the line in it, both as a reader counts."""
    start = 1
    for part in parts:
        length = len(body(part.source).split("\n"))
        if start < line <= start + length:
            return part.label, line - start
        start += length + 2
    return None


def place(parts: list[Part], look_at: str) -> str:
    """ "exNN_name.py:21" as "the cell number_of_batches, line 4"."""
    _, _, line = look_at.rpartition(":")
    found = locate(parts, int(line)) if line.isdigit() else None
    return f"the cell {found[0]}, line {found[1]}" if found else look_at


def from_notebook(data: bytes, exercise: str) -> str:
    """The exercise's file from a notebook as handed in, by the first lines of its cells alone.

    Imports first, then the other parts and the student's helpers in the notebook's order; a part that
    is there twice counts where it stands last. ValueError, with the reason, if this is no such notebook.
    """
    try:
        cells = json.loads(data.decode("utf-8-sig"))["cells"]
        sources = [(c.get("cell_type"), "".join(c.get("source", ""))) for c in cells]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"it is no notebook of format 4: {type(error).__name__}") from None
    parts: dict[str, Part] = {}
    for number, (kind, source) in enumerate(sources):
        found = MAGIC.match(first_code_line(source)) if kind == "code" else None
        if found and exercise_named(found.group(1)) == exercise:
            name = found.group(2) or ""
            key = name or f"helper {number}"
            parts.pop(key, None)
            parts[key] = Part(name, source)
    if not parts:
        raise ValueError(f"it has no cell that begins with %%answer {exercise}")
    return file_text(sorted(parts.values(), key=lambda part: part.name != "imports"))
