"""Values as short text, the way a reader would write them in Python.

Everything that a student's code produced passes through here or through `clean` before
anybody sees it: control characters and escape sequences come out as visible text.
"""

from __future__ import annotations

import re
from typing import Any

from graders.plain import Image, Opaque, Tensor, ndarray

CAP = 100_000  # characters of a text that are looked at; no report shows nearly as many
WIDTH = 120  # characters of one value
_UNUSUAL = re.compile(r"[^\x20-\x7e\n]")


# The length is bounded: a long text without spaces would take for ever.
_SCRATCH = re.compile(r"[^\s'\"(]{0,200}graders-[a-z0-9_]{8}(?:/\d{6})?(?:/|\b)")


def without_scratch(text: str) -> str:
    """Paths below a host's folder, whose name is another one each time, as seen from within."""
    text = cut(text, CAP)
    if "graders-" not in text:
        return text
    return _SCRATCH.sub(lambda m: "" if m.group().endswith("/") else ".", text)


def clean(text: str) -> str:
    """`text` with everything that could move a cursor or hide text made visible; newlines stay."""
    text = cut(text, CAP).replace("\r\n", "\n").expandtabs(4)
    return _UNUSUAL.sub(_visible, text)


def _visible(found: re.Match[str]) -> str:
    character = found.group()
    return character if character.isprintable() else character.encode("unicode_escape").decode()


def csv_cell(value: Any) -> Any:
    """A value for a CSV file: a text that a spreadsheet would take for a formula gets a ' in front."""
    if not isinstance(value, str):
        return value
    text = clean(value).replace("\n", " ")
    return f"'{text}" if value.lstrip()[:1] in ("=", "+", "-", "@", "|", "%") else text


def cut(text: str, width: int = WIDTH) -> str:
    """At most `width` characters, with … for what was left out of the middle."""
    if len(text) <= width:
        return text
    head = (width - 3) * 2 // 3
    return f"{text[:head]} … {text[len(text) - (width - 3 - head):]}"


def _number(value: float) -> str:
    text = repr(value)
    return text if len(text) <= 12 else f"{value:.7g}"


def _nested(values: Any, budget: list[int]) -> str:
    """Nested lists, cut after about a line's worth of numbers."""
    if not isinstance(values, list):
        budget[0] -= 1
        return _number(values) if isinstance(values, float) else str(values)
    parts = []
    for value in values:
        if budget[0] <= 0:
            parts.append("…")
            break
        parts.append(_nested(value, budget))
    return f"[{', '.join(parts)}]"


def _array(value: Tensor) -> str:
    if value.kind == "scalar":
        return f"np.{value.dtype}({_nested(value.item(), [1])})"
    few = len(value.data) < 20_000
    body = _nested([] if not value.data else value.tolist() if few else value.array.reshape(-1)[:24].tolist(), [24])
    name = "tensor" if value.kind == "torch" else "np.array"
    usual = {"torch": ("float32", "int64", "bool"), "numpy": ("float64", "int64", "bool")}[value.kind]
    shape = "" if few and "…" not in body and value.data else f", shape={value.shape}"
    dtype = "" if value.dtype in usual else f", dtype={value.dtype}"
    return f"{name}({body}{dtype}{shape})"


def show(value: Any, width: int = WIDTH) -> str:
    """One value, in at most `width` characters."""
    if type(value).__module__ == "numpy" and hasattr(value, "dtype"):
        value = ndarray(value)
    if isinstance(value, Tensor):
        return cut(_array(value), width)
    if isinstance(value, Image):
        return f"a {value.size[0]}x{value.size[1]} {clean(value.mode)} image"
    if isinstance(value, Opaque):
        return cut(clean(value.text), width)
    if isinstance(value, str):
        return cut(clean(repr(without_scratch(value))), width)
    if type(value) is int and value.bit_length() > 400:
        return f"a whole number of {value.bit_length()} bits"
    if isinstance(value, dict):
        inner = ", ".join(f"{show(k, width)}: {show(v, width)}" for k, v in list(value.items())[:20])
        return cut("{" + inner + (", …" if len(value) > 20 else "") + "}", width)
    if isinstance(value, list | tuple):
        parts = [show(v, width) for v in value[:40]] + (["…"] if len(value) > 40 else [])
        body = ", ".join(parts) + ("," if type(value) is tuple and len(value) == 1 else "")
        return cut(f"({body})" if isinstance(value, tuple) else f"[{body}]", width)
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, type):
        return value.__name__
    if callable(value) and hasattr(value, "__name__"):
        return str(value.__name__)
    return cut(clean(repr(value)), width)
