"""A notebook as it was handed in, rebuilt from what is of use in it: kinds of cells, texts, nbgrader's marks.

Whatever else a stranger's file holds (outputs, ids, tags, widgets, attachments, languages) is left
behind, and its texts cannot become links, HTML or an hour's work for the programs that show them.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from nbformat import NotebookNode, read
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

from graders.judge.limits import DEFAULT

MAX_CELLS = 2_000
MAX_SHOWN = 10_000  # characters of a cell that is not an answer: Markdown and highlighting take quadratic time
MAX_TEXT = 256 * 1024  # of all cells
_MAKE = {"code": new_code_cell, "markdown": new_markdown_cell, "raw": new_raw_cell}
_BREAK = "\N{ZERO WIDTH SPACE}"
_TAG = re.compile(r"(?<=[<&])(?=[A-Za-z/!?#])")
_SCHEME = re.compile(r"(?<!\bhttp)(?<!\bhttps)(?<!\bmailto)(?<![-|]):", re.IGNORECASE)


def read_file(path: Path) -> NotebookNode:
    """The notebook in a file, rebuilt; ValueError, or whatever reading it raises, where it is none."""
    if path.is_symlink() or not path.is_file():
        raise ValueError("no file but a link, to what may be somebody else's" if path.is_symlink() else "no regular file")
    if path.stat().st_size > DEFAULT.notebook:
        raise ValueError(f"larger than {DEFAULT.notebook >> 20} MiB")
    with path.open(encoding="utf-8-sig") as file:
        return rebuilt(read(file, as_version=4))


def rebuilt(nb: Any) -> NotebookNode:
    cells = nb.get("cells")
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        raise ValueError("no cells")
    if len(cells) > MAX_CELLS:
        raise ValueError(f"more than {MAX_CELLS} cells")
    out = []
    for number, cell in enumerate(cells):
        kind = cell.get("cell_type") if cell.get("cell_type") in _MAKE else "raw"
        made = _MAKE[kind](text_of(cell))
        made["id"] = f"cell-{number}"
        mark = cell.get("metadata", {}).get("nbgrader") if isinstance(cell.get("metadata"), dict) else None
        if isinstance(mark, dict):
            made["metadata"]["nbgrader"] = mark
        out.append(made)
    if sum(len(cell["source"]) for cell in out) > MAX_TEXT:
        raise ValueError(f"more than {MAX_TEXT >> 10} KiB of text in its cells")
    kernel = nb.get("metadata", {}).get("kernelspec") if isinstance(nb.get("metadata"), dict) else None
    metadata = {"language_info": {"name": "python"}} | ({"kernelspec": kernel} if isinstance(kernel, dict) else {})
    return new_notebook(cells=out, metadata=metadata)


def text_of(cell: dict[str, Any]) -> str:
    """A cell's text, which UTF-8 can hold, with the line ends of Python."""
    source = cell.get("source")
    text = source if isinstance(source, str) else "".join(map(str, source)) if isinstance(source, list) else ""
    return text.replace("\r\n", "\n").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def cut(nb: NotebookNode, *kinds: str) -> None:
    """Shorten long cells of these kinds to what can be shown."""
    for cell in nb.cells:
        if cell.cell_type in kinds and len(cell.source) > MAX_SHOWN:
            cell.source = f"{cell.source[:MAX_SHOWN]}\n# … and {len(cell.source) - MAX_SHOWN} characters more"


def inert(text: str) -> str:
    """Reads the same, but no tag, no entity, and no address of a scheme but http, https and mailto is left in it."""
    return _SCHEME.sub(f"{_BREAK}:", _TAG.sub(_BREAK, text))
