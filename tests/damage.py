"""Ways in which notebooks come back damaged, and what is due all the same.

Each takes a filled-in notebook (JSON) and returns what is handed in: a notebook, or bytes. `GRADED`
still hold their answer and must get its points; `LOST` must be reported by name.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

Notebook = dict[str, Any]
GRADED: dict[str, Callable[[Notebook], Notebook | bytes]] = {}
LOST: dict[str, Callable[[Notebook], Notebook | bytes]] = {}


def kind(of: dict[str, Any]) -> Callable[[Callable[[Notebook], Any]], Callable[[Notebook], Any]]:
    def keep(function: Callable[[Notebook], Any]) -> Callable[[Notebook], Any]:
        def damaged(notebook: Notebook) -> Any:
            notebook = copy.deepcopy(notebook)
            result = function(notebook)
            return notebook if result is None else result

        of[function.__name__] = damaged
        return damaged

    return keep


def cell(notebook: Notebook, ending: str) -> dict[str, Any]:
    return next(c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id", "").endswith(ending))


def answer(notebook: Notebook) -> dict[str, Any]:
    """The cell with the answer proper, not the imports."""
    return next(c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id", "").endswith("-answer") and "imports" not in c["metadata"]["nbgrader"]["grade_id"])


def insert(notebook: Notebook, at: int, source: str, **metadata: Any) -> None:
    notebook["cells"].insert(at, {"cell_type": "code", "id": f"new-{at}-{len(source)}", "metadata": metadata, "source": source, "outputs": [], "execution_count": None})


@kind(GRADED)
def untouched(nb):
    pass


@kind(GRADED)
def test_cell_deleted(nb):
    nb["cells"].remove(cell(nb, "-tests"))


@kind(GRADED)
def test_cell_edited(nb):
    cell(nb, "-tests")["source"] = "print('full marks')"


@kind(GRADED)
def answer_duplicated_by_copy(nb):
    one = copy.deepcopy(answer(nb))
    one["id"] = "copy"
    one["source"] = one["source"].split("\n")[0] + "\nraise NotImplementedError('an old try')"
    nb["cells"].insert(2, one)


@kind(GRADED)
def every_grade_id_duplicated(nb):
    nb["cells"] += [{**copy.deepcopy(c), "id": f"again-{i}"} for i, c in enumerate(nb["cells"])]


@kind(GRADED)
def metadata_stripped(nb):
    for c in nb["cells"]:
        c["metadata"] = {}


@kind(GRADED)
def metadata_of_an_old_schema(nb):
    for c in nb["cells"]:
        if "nbgrader" in c["metadata"]:
            c["metadata"]["nbgrader"] = {"grade_id": c["metadata"]["nbgrader"]["grade_id"], "grade": True, "points": 100, "schema_version": 0}


@kind(GRADED)
def metadata_of_a_new_schema(nb):
    for c in nb["cells"]:
        if "nbgrader" in c["metadata"]:
            c["metadata"]["nbgrader"]["schema_version"] = 99


@kind(GRADED)
def metadata_of_wrong_types(nb):
    for c in nb["cells"]:
        if "nbgrader" in c["metadata"]:
            c["metadata"]["nbgrader"] = ["grade"]


@kind(GRADED)
def points_raised(nb):
    cell(nb, "-tests")["metadata"]["nbgrader"]["points"] = 1000


@kind(GRADED)
def grade_ids_renamed(nb):
    for i, c in enumerate(nb["cells"]):
        if "nbgrader" in c["metadata"]:
            c["metadata"]["nbgrader"]["grade_id"] = f"mine-{i}"


@kind(GRADED)
def answer_and_tests_merged(nb):
    one, tests = answer(nb), cell(nb, "-tests")
    one["source"] += "\n\n" + tests["source"]
    nb["cells"].remove(tests)


@kind(GRADED)
def all_code_merged(nb):
    code = [c for c in nb["cells"] if c["cell_type"] == "code" and "nbgrader" in c["metadata"]]
    code[0]["source"] = "\n\n".join(c["source"] for c in code)
    for c in code[1:]:
        nb["cells"].remove(c)


@kind(GRADED)
def answer_split_in_two(nb):
    one = answer(nb)
    lines = one["source"].split("\n")
    second = {**copy.deepcopy(one), "id": "half", "source": "\n".join(lines[-3:])}
    one["source"] = "\n".join(lines[:-3])
    nb["cells"].insert(nb["cells"].index(one) + 1, second)


@kind(GRADED)
def cells_moved(nb):
    nb["cells"].reverse()


@kind(GRADED)
def answer_retyped_as_markdown(nb):
    one = answer(nb)
    one["cell_type"] = "markdown"
    del one["outputs"], one["execution_count"]


@kind(GRADED)
def answer_retyped_as_raw(nb):
    one = answer(nb)
    one["cell_type"] = "raw"
    del one["outputs"], one["execution_count"]


@kind(GRADED)
def lesson_deleted(nb):
    nb["cells"] = [c for c in nb["cells"] if c["cell_type"] == "code"]


@kind(GRADED)
def outputs_of_50_megabytes(nb):
    text = "x" * 79 + "\n"
    answer(nb)["outputs"] = [{"output_type": "stream", "name": "stderr", "text": text * (50 * 2**20 // 80)}]


@kind(GRADED)
def magics_and_shell_lines(nb):
    one = answer(nb)
    first, rest = one["source"].split("\n", 1)
    one["source"] = f"%%time\n{first}\n!pip install torch\n%matplotlib inline\n{rest}\n%timeit 1 + 1"


@kind(GRADED)
def magic_line_deleted(nb):
    one = answer(nb)
    one["source"] = one["source"].split("\n", 1)[1]


@kind(GRADED)
def a_helper_with_our_magic(nb):
    one = answer(nb)
    exercise = one["source"].split()[1]
    insert(nb, nb["cells"].index(one), f"%%answer {exercise}\nTHE_ANSWER = 42")
    one["source"] += "\n\nassert THE_ANSWER == 42"


@kind(GRADED)
def a_scratch_cell_that_fails(nb):
    insert(nb, 3, "x = await something()\nraise RuntimeError('my own try'); input('?')")


@kind(GRADED)
def a_kernel_that_is_not_there(nb):
    nb["metadata"]["kernelspec"] = {"name": "julia-1.10", "display_name": "Julia", "language": "julia"}


@kind(GRADED)
def short_name_of_the_exercise(nb):
    one = answer(nb)
    one["source"] = one["source"].replace(one["source"].split()[1], "ex11", 1)
    insert(nb, nb["cells"].index(one), "%%answer ex11\nTHE_ANSWER = 42")
    one["source"] += "\n\nassert THE_ANSWER == 42"


@kind(GRADED)
def windows_line_ends_and_code_merged(nb):
    all_code = cell(nb, "-tests")
    answer(nb)["source"] += "\n" + all_code["source"]
    nb["cells"].remove(all_code)
    for c in nb["cells"]:
        c["source"] = c["source"].replace("\n", "\r\n")


@kind(GRADED)
def odd_metadata(nb):
    nb["metadata"]["language_info"] = None
    answer(nb)["metadata"]["tags"] = 5
    nb["cells"][0]["source"] += " \ud83d"
    nb["cells"].append({"cell_type": "heading", "source": "x", "metadata": {}})
    return json.dumps(nb).encode()  # the half of an emoji as an escape


@kind(GRADED)
def notebook_format_3(nb):
    cells = [
        {"cell_type": "code", "input": c["source"], "metadata": c["metadata"], "outputs": [], "language": "python", "collapsed": False}
        if c["cell_type"] == "code"
        else {"cell_type": "markdown", "source": c["source"], "metadata": {}}
        for c in nb["cells"]
    ]
    return {"metadata": {"name": ""}, "nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": cells, "metadata": {}}]}


@kind(GRADED)
def byte_order_mark(nb):
    return b"\xef\xbb\xbf" + json.dumps(nb).encode()


@kind(GRADED)
def source_as_a_list_of_lines(nb):
    for c in nb["cells"]:
        c["source"] = c["source"].splitlines(keepends=True)


@kind(LOST)
def not_json(nb):
    return b"<html>Sign in to continue</html>"


@kind(LOST)
def cut_off(nb):
    return json.dumps(nb).encode()[:-2000]


@kind(LOST)
def empty(nb):
    return b""


@kind(LOST)
def json_but_no_notebook(nb):
    return b'{"answer": 42}'


@kind(LOST)
def a_list(nb):
    return b"[1, 2, 3]"


@kind(LOST)
def not_utf_8(nb):
    return "ä".encode("latin-1") * 100
