"""A damaged notebook made whole: every cell that the gradebook knows, once, with the metadata it must have.

Cells are recognised by nbgrader's mark, and where that is missing, changed or doubled, by what they
begin with (`%%answer exercise part`, `check("exercise", "part")`). What a student wrote is never
dropped: it stays where it stands, as a cell without a mark.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from dataclasses import dataclass
from typing import Any

from graders.judge.parts import LARGEST, MAGIC, body, exercise_named, first_code_line, readable

_TEST = re.compile(r"""^check\(\s*["']([\w.]+)["']\s*,\s*["']([\w.]+)["']\s*\)""")
_STARTS = re.compile(r"""^(?:%%answer[ \t]+\S+[ \t]+\S+[ \t]*|check\(\s*["'][\w.]+["']\s*,\s*["'][\w.]+["']\s*\).*)$""", re.MULTILINE)

MOST_PARTS = 100  # that one cell is taken apart into
TEXTS = {tokenize.STRING, getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING)}


@dataclass(frozen=True)
class Known:
    """A cell as the gradebook has it; `points` is None for what is not graded by itself."""

    grade_id: str
    cell_type: str
    source: str
    locked: bool
    points: float | None
    solution: bool
    checksum: str = ""

    @property
    def opening(self) -> str:
        """What its text begins with, by which it is found again."""
        return opening(self.source)

    def metadata(self) -> dict[str, Any]:
        mark = {
            "schema_version": 3, "grade": self.points is not None, "grade_id": self.grade_id, "locked": self.locked,
            "solution": self.solution, "task": False, "cell_type": self.cell_type, "checksum": self.checksum,
        }  # fmt: skip
        return mark | ({"points": self.points} if self.points is not None else {})


def opening(source: str) -> str:
    """The line that says which part a cell is: "" if it says nothing."""
    line = first_code_line(source)
    answer, test = MAGIC.match(line), _TEST.match(line)
    if answer and answer.group(2):
        return f"%%answer {exercise_named(answer.group(1))} {answer.group(2)}"
    return f"check {exercise_named(test.group(1))} {test.group(2)}" if test else ""


def repair(cells: list[Any], known: list[Known], make_cell: Any) -> tuple[list[Any], list[str]]:
    """The cells of the repaired notebook, and what was done, a line each; `cells` are those of `tidy.rebuilt`.

    `make_cell(source)` makes a code cell. A known cell that cannot be found again is put back as it
    was released, behind the one it followed.
    """
    done: list[str] = []
    cells = unmerged(cells, known, make_cell, done)
    places = {one.grade_id: found(one, cells, done) for one in known}
    kept = {id(cell): one for one in known for cell in [places[one.grade_id]] if cell is not None}
    joined = {id(cell) for one in known for cell in extra_halves(one, places[one.grade_id], cells, done)}
    out: list[Any] = []
    for cell in cells:
        if id(cell) in joined:
            continue
        one = kept.get(id(cell))
        if one:
            set_mark(cell, one, done)
        else:
            cell["metadata"].pop("nbgrader", None)
        out.append(cell)
    _put_back(out, known, places, make_cell, done)
    return out, done


def mark_of(cell: Any) -> str:
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))


def unmerged(cells: list[Any], known: list[Known], make_cell: Any, done: list[str]) -> list[Any]:
    """Cells that hold several known ones, taken apart again."""
    out: list[Any] = []
    openings = {one.opening for one in known} - {""}
    for cell in cells:
        starts = [m.start() for m in _STARTS.finditer(cell["source"]) if opening(m.group()) in openings]
        if len(starts) > 1:
            starts = outside_texts(cell["source"], starts)
        if not 1 < len(starts) <= MOST_PARTS:
            out.append(cell)
            continue
        done.append(f"a cell held {len(starts)} cells: taken apart")
        bounds = [0, *starts[1:], len(cell["source"])]
        out += [make_cell(cell["source"][a:b].rstrip("\n")) for a, b in zip(bounds, bounds[1:], strict=False)]
    return out


def outside_texts(source: str, starts: list[int]) -> list[int]:
    """Those of the places that do not lie within a text of several lines."""
    within: set[int] = set()
    try:
        for token in tokenize.generate_tokens(io.StringIO(source[:LARGEST]).readline):
            within |= set(range(token.start[0] + 1, token.end[0] + 1)) if token.end[0] > token.start[0] and token.type in TEXTS else set()
    except (tokenize.TokenError, SyntaxError):
        pass  # of what follows nothing is known
    return [start for start in starts if source.count("\n", 0, start) + 1 not in within]


def found(one: Known, cells: list[Any], done: list[str]) -> Any:
    """The cell that is this one: by its opening line, else by its mark; of several the last that was written in."""
    named = [c for c in cells if one.opening and opening(c["source"]) == one.opening]
    marked = [c for c in cells if mark_of(c) == one.grade_id and not (opening(c["source"]) and one.opening)]
    candidates = [c for c in named if c["cell_type"] == one.cell_type] or named or marked
    if len(candidates) > 1 and named:
        done.append(f"{one.grade_id}: {len(candidates)} cells")
        written = [c for c in candidates if c["source"].strip() != one.source.strip()]
        candidates = written or candidates
        return candidates[-1]
    return candidates[0] if candidates else None


def extra_halves(one: Known, first: Any, cells: list[Any], done: list[str]) -> list[Any]:
    """The other halves of an answer that was split: same mark, no opening of their own. They are joined to the first.

    What Python can read without them, and does more than define, is no half but a copy of the cell, written over.
    """
    if first is None or not one.solution:
        return []
    at = next(i for i, cell in enumerate(cells) if cell is first)
    halves = [c for c in cells[at + 1 :] if c["cell_type"] == one.cell_type and mark_of(c) == one.grade_id and not opening(c["source"])]
    whole = readable(body(first["source"]))
    halves = [half for half in halves if not whole or not readable(body(half["source"])) or only_defines(body(half["source"]))]
    for half in halves:
        done.append(f"{one.grade_id}: was split in two")
        first["source"] = f"{first['source']}\n{half['source']}"
    return halves


def only_defines(text: str) -> bool:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign)
    return all(isinstance(node, kinds) for node in ast.parse(text).body)


def set_mark(cell: Any, one: Known, done: list[str]) -> None:
    due = one.metadata()
    there = cell["metadata"].get("nbgrader", {})
    if any(there.get(key) != due.get(key) for key in ("grade_id", "points", "grade", "solution", "locked", "schema_version")):
        done.append(f"{one.grade_id}: mark restored")
    cell["metadata"]["nbgrader"] = type(cell["metadata"])(due)
    if cell["cell_type"] != one.cell_type:
        done.append(f"{one.grade_id}: was a {cell['cell_type']} cell")
        cell["cell_type"] = one.cell_type
    cell.pop("attachments", None)
    cell.setdefault("outputs", [])
    cell.setdefault("execution_count", None)


def _put_back(out: list[Any], known: list[Known], places: dict[str, Any], make_cell: Any, done: list[str]) -> None:
    at = 0
    for one in known:
        cell = places[one.grade_id]
        if cell is None:
            done.append(f"{one.grade_id}: was missing")
            cell = make_cell(one.source)
            cell["metadata"]["nbgrader"] = type(cell["metadata"])(one.metadata())
            out.insert(at, cell)
        at = next(i for i, other in enumerate(out) if other is cell) + 1
