"""The words in which checks are written: `check`, `equal`, `raises`, `integers`, ...

Every comparison is made here, on plain data, in the judge: exact types first, then shape and
dtype, then values; never with the student's own `==`. What does not hold raises `Mismatch`,
which carries what a student is shown.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

import pytest

from graders.plain import ITEMSIZE, Tensor, tensor
from graders.show import WIDTH, show

MOST_NUMBERS = 50  # different ones in the message of an error


def check(
    id: str, points: float, about: str, why: str, device: str = "", seconds: float = 0.0
) -> Callable[[Any], Any]:
    """Make a test function a graded check; its docstring is the requirement, read word for word.

    `about` names what is asked, such as "TabularDataset.__len__" (for "look at"); `why` says
    what breaks in training when it does not hold. `device` marks what is about an accelerator:
    "configuration" (the answer follows what torch says is there), "simulated" (torch is made to
    believe in one) or "cuda" (skipped without a GPU). `seconds`: the limit, where it takes long.
    """
    return pytest.mark.check(id=id, points=float(points), about=about, why=why, device=device, seconds=seconds)


class Mismatch(AssertionError):
    """An answer that is not the one that was due."""

    def __init__(self, expected: str, got: str, why: str = ""):
        super().__init__(f"expected {expected}, got {got}")
        self.expected, self.got, self.why = expected, got, why


def fail(expected: Any, got: Any, why: str = "") -> NoReturn:
    """The check has failed; texts are taken as they are, other values are shown."""
    texts = [v if isinstance(v, str) else show(v) for v in (expected, got)]
    raise Mismatch(texts[0], texts[1], why)


def holds(condition: bool, expected: Any, got: Any, why: str = "") -> None:
    """`condition`, which the check worked out from plain data, must be True."""
    if condition is not True:
        fail(expected, got, why)


# -- equality ------------------------------------------------------------------------------


def equal(got: Any, expected: Any, why: str = "") -> None:
    """Same type, shape, dtype and values; the difference is shown around its first place."""
    where = difference(got, expected)
    if where is not None:
        path, got_part, expected_part, note = where
        prefix = f"at {path}: " if path else ""
        left, right = aligned(expected_part, got_part)
        raise Mismatch(prefix + left, prefix + right + (f"   ({note})" if note else ""), why)


def difference(got: Any, expected: Any, path: str = "") -> tuple[str, Any, Any, str] | None:
    """Where two plain values first differ: (path, got, expected, note); None if they are equal."""
    if isinstance(expected, Tensor):
        return _tensor_difference(got, expected, path)
    if type(got) is not type(expected):
        return path, got, expected, _type_note(got, expected)
    if isinstance(expected, list | tuple):
        if len(got) != len(expected):
            return path, got, expected, f"{len(got)} items, not {len(expected)}"
        for i, (g, e) in enumerate(zip(got, expected, strict=True)):
            if where := difference(g, e, f"{path}[{i}]"):
                simple = not path and all(type(v) in (int, float, bool, str) for v in expected)
                return ("", got, expected, f"first at [{i}]") if simple else where
        return None
    if isinstance(expected, dict):
        if difference(list(got), list(expected)):
            return path, list(got), list(expected), "keys, in order"
        pairs = ((k, difference(got[k], expected[k], f"{path}[{k!r}]")) for k in expected)
        return next((where for _, where in pairs if where), None)
    if isinstance(expected, float):
        same = got == expected or (math.isnan(got) and math.isnan(expected))
        return None if same else (path, got, expected, "")
    return None if got == expected else (path, got, expected, "")


def _type_note(got: Any, expected: Any) -> str:
    if isinstance(got, Tensor):
        return f"{ {'torch': 'a tensor', 'numpy': 'a numpy array', 'scalar': 'a numpy scalar'}[got.kind] }"
    names: dict[type, str] = {list: "a list", tuple: "a tuple", dict: "a dict"}
    return names.get(type(got), f"{type(got).__name__}, not {type(expected).__name__}")


def _tensor_difference(got: Any, expected: Tensor, path: str) -> tuple[str, Any, Any, str] | None:
    import numpy as np

    if not isinstance(got, Tensor) or got.kind != expected.kind:
        note = "" if isinstance(got, Tensor) else "not a tensor"
        return path, got, expected, _type_note(got, expected) if isinstance(got, Tensor) else note
    if got.shape != expected.shape:
        return path, got, expected, f"shape {got.shape}, not {expected.shape}"
    if got.dtype != expected.dtype:
        return path, got, expected, f"dtype {got.dtype}, not {expected.dtype}"
    if got.data == expected.data:
        return None
    with np.errstate(all="ignore"):
        a, b = got.array, expected.array
        same = (a == b) | ((a != a) & (b != b))
    if same.all():
        return None
    first = tuple(int(i) for i in np.argwhere(~same)[0])
    if len(first) > 1 and same.size > BEFORE + AFTER:
        row = first[:-1]
        return f"{path}{list(row)}", _row(got, row), _row(expected, row), f"first at {list(first)}"
    return path, got, expected, f"first at {list(first)}" if first else ""


def close(got: Any, expected: Tensor, tolerance: float, why: str = "") -> None:
    """Like `equal` for a float tensor, with values within `tolerance` of the expected ones."""
    import numpy as np

    same_kind = isinstance(got, Tensor) and (got.kind, got.shape, got.dtype) == (
        expected.kind, expected.shape, expected.dtype,
    )  # fmt: skip
    if not same_kind or not np.allclose(got.array, expected.array, rtol=0, atol=tolerance):
        equal(got, expected, why)


def aligned(expected: Any, got: Any) -> tuple[str, str]:
    """Two values as text, both cut around the first place where the texts differ."""
    if at := _first_place(expected, got):
        expected, got = _around(expected, at), _around(got, at)
        return tuple(f"{'… ' if at > BEFORE else ''}{show(v, WIDTH)}" for v in (expected, got))  # type: ignore[return-value]
    left, right = show(expected, 4000), show(got, 4000)
    if max(len(left), len(right)) <= WIDTH:
        return left, right
    at = next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
    start = max(at - WIDTH // 2, 0)
    return _window(left, start), _window(right, start)


BEFORE, AFTER = 4, 12  # items shown before and after the first that differs


def _first_place(expected: Any, got: Any) -> int:
    """Where two long sequences of numbers first differ; 0 if they are short or differ otherwise."""
    for value in (expected, got):
        if not (type(value) in (list, tuple) or (isinstance(value, Tensor) and len(value.shape) == 1)):
            return 0
    left, right = (v.tolist() if isinstance(v, Tensor) else v for v in (expected, got))
    if max(len(left), len(right)) <= BEFORE + AFTER:
        return 0
    return next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if difference(b, a)), min(len(left), len(right)))


def _around(value: Any, at: int) -> Any:
    """The part of a sequence around a place."""
    start, stop = max(at - BEFORE, 0), at + AFTER
    if not isinstance(value, Tensor):
        return value[start:stop]
    size = ITEMSIZE[value.dtype]
    data = value.data[start * size : stop * size]
    return Tensor(value.kind, value.dtype, (len(data) // size,), data)


def _row(value: Tensor, index: tuple[int, ...]) -> Tensor:
    """The last dimension of a tensor, at these indices of the others."""
    if value.dtype == "bfloat16":
        return tensor(value.array[index])
    return Tensor(value.kind, value.dtype, value.shape[-1:], value.array[index].tobytes())


def _window(text: str, start: int) -> str:
    body = text[start : start + WIDTH]
    return ("… " if start else "") + body + (" …" if start + WIDTH < len(text) else "")


# -- numbers and containers ----------------------------------------------------------------


def integer(value: Any, why: str = "") -> int:
    """An int as `operator.index` takes it: Python's or numpy's, but no bool, tensor or float."""
    if type(value) is int:
        return value
    if isinstance(value, Tensor) and value.kind == "scalar" and "int" in value.dtype:
        return value.item()
    fail("a whole number", f"{show(value)}   ({_type_note(value, 0)})", why)


def integers(values: Any, why: str = "") -> list[int]:
    """A list (or tuple) of whole numbers as Python ints."""
    if type(values) not in (list, tuple):
        fail("a list of whole numbers", values, why)
    return [integer(v, why) for v in values]


def number(value: Any, why: str = "") -> float:
    """A finite int or float, Python's or numpy's, as a float."""
    if isinstance(value, Tensor) and value.kind == "scalar" and value.dtype != "bool":
        value = value.item()
    if type(value) not in (int, float) or not math.isfinite(value):
        fail("a finite number", value, why)
    return float(value)


def pair(value: Any, of: str = "(x, y)", why: str = "") -> tuple[Any, Any]:
    """A tuple of two."""
    if type(value) is not tuple or len(value) != 2:
        fail(f"a tuple {of}", value, why)
    return value


def take(student: Any, iterable: Any, count: int, why: str = "") -> list[Any]:
    """All items of an iterable that must have exactly `count`; never reads more than one beyond."""
    items, ended = student.take(iterable, count + 1)
    if not ended or len(items) != count:
        fail(f"{count} items", f"{len(items)} items" if ended else f"more than {count} items", why)
    return items


def same_counts(got: Sequence[int], expected: dict[int, int] | Iterable[int], why: str = "") -> None:
    """Each index exactly as often as expected, whatever the order; says which are off."""
    due = Counter(expected)
    there = Counter(got)
    problems = count_problems(there, due)
    if problems:
        fail(_counts_text(due), "; ".join(problems), why)


def count_problems(there: Counter[int], due: Counter[int]) -> list[str]:
    """In words: what never came, came too rarely, too often, or should not have come at all."""
    groups = {
        "never came": [i for i in due if due[i] and not there[i]],
        "came too rarely": [i for i in due if 0 < there[i] < due[i]],
        "came too often": [i for i in due if due[i] and there[i] > due[i]],
        "should not come": [i for i in there if not due[i]],
    }
    return [f"{_few(sorted(group))} {text}" for text, group in groups.items() if group]


def how_often(times: dict[int, int]) -> str:
    """In words: which indices never came, came once, 3 times, ..."""
    words = {0: "never came", 1: "came once"}
    groups = [(n, [i for i in sorted(times) if times[i] == n]) for n in sorted(set(times.values()))]
    return "; ".join(f"{_few(group)} {words.get(n, f'came {n} times')}" for n, group in groups)


def _few(numbers: list[int]) -> str:
    shown = ", ".join(show(n) for n in numbers[:6])
    return shown + (f" and {len(numbers) - 6} more" if len(numbers) > 6 else "")


def _counts_text(due: Counter[int]) -> str:
    if set(due.values()) == {1}:
        return f"each of {show(sorted(due), 60)} once"
    return show(dict(sorted(due.items())), 80) + " (index: times)"


# -- errors --------------------------------------------------------------------------------


@contextmanager
def raises(*types: type[Exception], mentions: Iterable[Any] = (), why: str = "") -> Iterator[None]:
    """The block's question must raise one of `types`, with a message that mentions all of these.

    A string must stand in the message (upper and lower case alike), a number must be one of the
    numbers in it; a tuple means that any one of its members will do. Always ask the valid
    neighbour too, or a function that raises whatever happens would pass.
    """
    names = " or ".join(t.__name__ for t in types)
    found: Exception
    try:
        yield
    except Exception as error:
        if not hasattr(error, "raised"):  # not from the student's code, but a verdict or a fault of ours
            raise
        found = error
    else:
        fail(names, "no error", why)
    text = str(found)
    if not isinstance(found, types):
        fail(names, error_text(found), why)
    if mentions and len(set(re.findall(r"\d+", text))) > MOST_NUMBERS:
        fail(f"{names} that names what is wrong", error_text(found), "a message that names everything names nothing")
    missing = [m for m in mentions if not any(_mentioned(o, text) for o in (m if isinstance(m, tuple) else (m,)))]
    if missing:
        wanted = " and ".join(_wanted(m) for m in missing)
        fail(f"{names} with {wanted} in its message", error_text(found), why)


def error_text(error: Exception) -> str:
    """An exception of the student's code in one line."""
    raised = getattr(error, "raised", None)
    name = raised.type_name if raised else type(error).__name__
    return f"{show_line(name)}: {show_line(str(error))}" if str(error) else show_line(name)


def show_line(text: str) -> str:
    return show(text.replace("\n", " "), 200)[1:-1]


def _wanted(mention: Any) -> str:
    options = mention if isinstance(mention, tuple) else (mention,)
    return " or ".join(str(o) for o in options)


_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|[-+]?\binf(?:inity)?\b|\bnan\b", re.IGNORECASE)


def _mentioned(wanted: Any, message: str) -> bool:
    if isinstance(wanted, str):
        return wanted.lower() in message.lower()
    for text in _NUMBER.findall(message):
        value = float(text)
        if value == wanted or (value != value and wanted != wanted):
            return True
        # A rounded number counts: 0.9000000000000001 may be written 0.9.
        if math.isfinite(wanted) and abs(value - wanted) <= 1e-3 * max(abs(wanted), 1e-6) and value != int(value):
            return True
    return False
