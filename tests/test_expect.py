"""The words of the checks: exact comparison, errors and their messages, counts."""

from collections import Counter

import pytest

from graders.checks import expect
from graders.checks.expect import Mismatch
from graders.errors import Raised, student_error
from graders.plain import Opaque, Tensor, ndarray, tensor
from graders.show import show


def mismatch(call, *args):
    with pytest.raises(Mismatch) as caught:
        call(*args)
    return caught.value


@pytest.mark.parametrize("value", [None, True, 0, -1, 2.5, float("nan"), "a", b"", [1, [2.0]], (1,), {"a": [1], 2: None}])
def test_equal_values_are_equal(value):
    expect.equal(value, value)


@pytest.mark.parametrize(
    ("got", "expected"),
    [(True, 1), (1, True), (1.0, 1), (1, 1.0), ([1], (1,)), ((1,), [1]), ([True], [1]), ({"a": 1}, {"b": 1}), ({"b": 1, "a": 1}, {"a": 1, "b": 1}),
     ([1, 2], [1]), ("1", 1), (None, 0), (Opaque("too large"), 0), (tensor(1), 1), (ndarray(1), 1), ([1, 2, 3], [1, 3, 2])],
)  # fmt: skip
def test_what_differs_in_type_length_order_or_value_is_not_equal(got, expected):
    mismatch(expect.equal, got, expected)


def test_tensors_are_compared_by_kind_dtype_shape_and_values():
    due = tensor([[1.0, float("nan")]])
    expect.equal(tensor([[1.0, float("nan")]]), due)
    for other in (tensor([1.0, float("nan")]), tensor([[1.0, 2.0]]), ndarray([[1.0, float("nan")]], "float32"), [[1.0, float("nan")]],
                  Tensor("torch", "float64", (1, 2), b"\0" * 16), None, tensor([[1.0], [1.0]])):  # fmt: skip
        mismatch(expect.equal, other, due)
    expect.equal(tensor([0.0]), tensor([-0.0]))


def test_no_broadcasting_makes_a_wrong_shape_close():
    expect.close(tensor([1.0, 1.0]), tensor([1.0, 1.00001]), 1e-3)
    mismatch(expect.close, tensor([[1.0, 1.0]]), tensor([1.0, 1.0]), 1e-3)
    mismatch(expect.close, tensor([float("nan")]), tensor([1.0]), 1e-3)


def test_expected_and_got_are_cut_around_their_first_difference():
    got, due = list(range(500)), list(range(500))
    got[300] = -7
    error = mismatch(expect.equal, got, due)
    assert "300" in error.expected and "-7" in error.got and "first at [300]" in error.got
    assert len(error.expected) < 140
    # aligned: what stands before the difference is the same in both
    assert error.expected[: error.expected.index("300")] == error.got[: error.got.index("-7")]


def test_a_difference_deep_in_a_large_tensor_is_seen():
    import numpy as np

    due = np.arange(6000, dtype=np.float32).reshape(2, 30, 100)
    got = due.copy()
    got[1, 20, 70] = -7
    error = mismatch(expect.equal, tensor(got), tensor(due))
    assert error.expected.startswith("at [1, 20]: … tensor([5066.0, 5067.0, 5068.0, 5069.0, 5070.0")
    assert "5069.0, -7.0" in error.got and error.got.endswith("(first at [1, 20, 70])")
    error = mismatch(expect.equal, tensor(got.reshape(-1)), tensor(due.reshape(-1)))
    assert "5069.0, 5070.0" in error.expected and "5069.0, -7.0" in error.got
    longer = mismatch(expect.equal, list(range(101)), list(range(100)))
    assert "100" in longer.got and "101 items, not 100" in longer.got


def test_whole_numbers_are_pythons_or_numpys():
    assert expect.integers([1, Tensor("scalar", "uint8", (), b"\7")]) == [1, 7]
    for value in (True, 1.0, tensor(1), ndarray(1), None, "1"):
        mismatch(expect.integer, value)
    for value in (None, 3, "12", {0: 1}):
        mismatch(expect.integers, value)
    for value in (float("nan"), float("inf"), "1", None, True):
        mismatch(expect.number, value)


def test_counts_say_what_never_came_and_what_came_too_often():
    expect.same_counts([2, 0, 1], range(3))
    error = mismatch(expect.same_counts, [0, 0, 5, 10**5000], range(3))
    assert error.got.startswith("1, 2 never came; 0 came too often; 5, ") and error.got.endswith("should not come")
    assert expect.count_problems(Counter({1: 1}), Counter({1: 2})) == ["1 came too rarely"]
    assert expect.how_often({3: 0, 4: 3, 5: 3, 6: 1}) == "3 never came; 6 came once; 4, 5 came 3 times"


def raise_student(ancestors, message):
    raise student_error(Raised(ancestors, ancestors[0], message))


@pytest.mark.parametrize(
    ("message", "mentions"),
    [
        ("Mode must be over, got 'x'", ["mode", "x"]),
        ("3 features, 2 labels", [3, 2, ("labels", "targets")]),
        ("sum is 0.9000000000000001", [0.9]),
        ("sum is 0.9", [0.9000000000000001]),
        ("must not be infinite or negative, got -0.5", [-0.5]),
        ("got inf", [float("inf")]),
        ("got nan", [float("nan")]),
        ("got 1e+20", [1e20]),
    ],
)
def test_a_message_that_names_what_is_due(message, mentions):
    with expect.raises(ValueError, mentions=mentions):
        raise_student(["ValueError", "Exception"], message)


@pytest.mark.parametrize(
    ("message", "mentions"),
    [("bad value", ["mode"]), ("got 12", [2]), ("got 1.5", [1]), ("infinite", [float("inf")]), ("0.95", [0.9]), ("", [0])],
)
def test_a_message_that_does_not(message, mentions):
    with pytest.raises(Mismatch, match="in its message"), expect.raises(ValueError, mentions=mentions):
        raise_student(["ValueError", "Exception"], message)


def test_no_error_and_another_error_are_mismatches():
    with pytest.raises(Mismatch, match="no error"), expect.raises(ValueError):
        pass
    for other in ("KeyError", "AssertionError"):
        with pytest.raises(Mismatch, match=f"expected ValueError, got {other}"), expect.raises(ValueError):
            raise_student([other, "Exception"], "x")


def test_a_verdict_and_a_fault_of_the_kits_pass_through():
    with pytest.raises(Mismatch, match="expected 1"), expect.raises(AssertionError):
        expect.equal(2, 1)
    with pytest.raises(ZeroDivisionError), expect.raises(ArithmeticError):
        raise ZeroDivisionError


def test_a_very_long_text_without_spaces_is_shown_at_once():
    # Work that grows with the square of the length would take minutes here, and the suite's time is limited.
    text = show("x" * 3_000_000 + "/tmp/graders-abcd1234/000001/a.txt")
    assert len(text) < 200 and text.endswith("xa.txt'")
