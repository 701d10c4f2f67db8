"""A small exercise to try the engine on: `double(n)`, `first(items)` and a class `Box`."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from graders.checks.expect import check, equal, integers, raises, take

EXERCISE = {"title": "A toy", "minutes": 1, "needs": []}
HINTS = {
    "double": ("the idea", "the place", "the code"),
    "first": ("the idea", "the place", "the code"),
    "box": ("the idea", "the place", "the code"),
}


@check("ex90.double.value", 2, about="double", why="everything is off by a factor")
@given(n=st.integers(-1000, 1000))
@example(n=2)
def test_double(student, n):
    """`double(n)` is twice n."""
    equal(student.double(n), 2 * n)


@check("ex90.first.value", 1, about="first", why="the wrong sample comes first")
@given(items=st.lists(st.integers(0, 99), min_size=1, max_size=5))
def test_first(student, items):
    """`first(items)` is the first item."""
    equal(student.first(items), items[0])


@check("ex90.first.empty", 1, about="first", why="an empty list goes unnoticed")
def test_first_empty(student):
    """`first([])` raises ValueError that names `items`."""
    equal(student.first([7]), 7)
    with raises(ValueError, mentions=["items"]):
        student.first([])


@check("ex90.box.iterate", 1, about="Box.__iter__", why="samples are lost")
@given(n=st.integers(0, 6))
def test_box(student, n):
    """A Box of n yields 0 to n - 1."""
    box = student.Box(n)
    equal(integers(take(student, box, n)), list(range(n)))


@check("ex90.box.skip", 3, about="Box", why="nothing: this machine has no way to find out")
def test_skip(student):
    """A check that only some machines can make."""
    pytest.skip("no such device here")
