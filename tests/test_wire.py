"""The wire format: what goes in comes out, and hostile bytes do no harm."""

import contextlib
import math
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graders.judge import wire
from graders.plain import Image, Opaque, Ref, Tensor, ndarray, tensor

LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.integers(-(10**40), 10**40), st.floats(allow_nan=False),
    st.text(st.characters()), st.binary(max_size=30),
)  # fmt: skip
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=20), st.lists(inner, max_size=5).map(tuple), st.dictionaries(st.text(max_size=5), inner, max_size=5)
    ),
    max_leaves=30,
)


def exact(value):
    """A value with its types, down to the leaves: True is not 1, a list is not a tuple."""
    if isinstance(value, list | tuple):
        return type(value), [exact(v) for v in value]
    if isinstance(value, dict):
        return dict, [(exact(k), exact(v)) for k, v in value.items()]
    return type(value), value


def round_trip(value):
    return wire.decode(wire.frame(value)[4:])


@given(VALUES)
def test_every_plain_value_survives_with_its_type(value):
    assert exact(round_trip(value)) == exact(value)


@pytest.mark.parametrize("value", [True, 1, 0, False, -0.0, math.inf, "\ud800", 2**63, -(2**63), list(range(50)), [True] * 20, [0.5] * 20])
def test_awkward_values_survive(value):
    assert exact(round_trip(value)) == exact(value)
    assert str(round_trip(value)) == str(value)


def test_nan_survives():
    assert math.isnan(round_trip(math.nan))


@pytest.mark.parametrize("value", [tensor([[1.5, 2.0]]), ndarray([1, 2], "int16"), tensor([], "bool")])
def test_arrays_survive(value):
    back = round_trip(value)
    assert (back.kind, back.dtype, back.shape, back.data) == (value.kind, value.dtype, value.shape, value.data)


@pytest.mark.parametrize("value", [Image("RGB", (2, 1), b"abcdef"), Ref(7, "Box"), Opaque("too large")])
def test_records_survive(value):
    assert round_trip(value) == value


@given(st.binary(max_size=200))
@settings(max_examples=500)
def test_any_bytes_decode_or_raise_wire_error(data):
    with contextlib.suppress(wire.WireError):
        wire.decode(data)


@given(VALUES, st.integers(0, 10**6), st.integers(0, 255))
@settings(max_examples=300)
def test_a_damaged_message_decodes_or_raises_wire_error(value, at, byte):
    data = bytearray(wire.frame(value)[4:])
    data[at % len(data)] = byte
    with contextlib.suppress(wire.WireError):
        wire.decode(bytes(data))


COUNT = struct.Struct("<I")


@pytest.mark.parametrize(
    "data",
    [
        b"l" + COUNT.pack(2**31),
        b"q" + COUNT.pack(2**29),
        b"m" + COUNT.pack(2**32 - 1),
        b"s" + COUNT.pack(2**30) + b"abc",
        b"b" + COUNT.pack(5) + b"abc",
        b"l" + COUNT.pack(wire.MAX_ELEMENTS + 1) + b"N" * (wire.MAX_ELEMENTS + 1),
        b"l\x01\0\0\0" * 100 + b"N",
        b"m" + COUNT.pack(1) + b"l" + COUNT.pack(0) + b"N",
        b"m" + COUNT.pack(wire.MAX_KEYS + 1) + b"NN" * (wire.MAX_KEYS + 1),
        b"I" + COUNT.pack(wire.MAX_INT + 1) + b"\1" * (wire.MAX_INT + 1),
        b"",
        b"?",
        b"NN",
        b"A" + b"s\x05\0\0\0torch" + b"s\x05\0\0\0int64" + b"\x02" + struct.pack("<qq", 10**6, 10**6) + b"b" + COUNT.pack(0),
        b"A" + b"s\x05\0\0\0torch" + b"s\x05\0\0\0int64" + b"\x01" + struct.pack("<q", -1) + b"b" + COUNT.pack(0),
        b"A" + b"s\x06\0\0\0pickle" + b"s\x05\0\0\0int64" + b"\x00" + b"b" + COUNT.pack(8) + b"\0" * 8,
        b"P" + b"s\x03\0\0\0RGB" + struct.pack("<qq", 1000, 1000) + b"b" + COUNT.pack(3) + b"abc",
    ],
    ids=lambda d: repr(d[:14]),
)
def test_lengths_that_lie_are_refused_before_anything_is_built(data):
    with pytest.raises(wire.WireError):
        wire.decode(data)


def test_a_frame_that_announces_too_much_is_refused():
    with pytest.raises(wire.WireError):
        wire.frame_length(COUNT.pack(wire.MAX_FRAME + 1))


def test_deep_nesting_is_refused_on_both_sides():
    value = []
    for _ in range(100):
        value = [value]
    with pytest.raises(wire.WireError):
        wire.frame(value)


def test_what_is_not_plain_is_refused():
    with pytest.raises(wire.WireError):
        wire.frame({1, 2})


def test_a_tensor_must_be_filled_by_its_bytes():
    with pytest.raises(ValueError):
        Tensor("torch", "float32", (3,), b"12345678")
