"""The wire format: plain data to bytes and back. Never pickle.

A frame is a 4-byte length and one encoded value; a value is a one-byte tag and its
payload. The decoder is for bytes that a hostile process may have written: every length
is held against the bytes that are there and against what is left of an element budget
before anything is allocated, nesting is bounded, and it only ever builds the types of
this file and of `graders.plain`. Whatever does not fit raises `WireError`.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Callable
from typing import Any

from graders.plain import Callback, Image, Opaque, Ref, Tensor

MAX_FRAME = 64 * 2**20  # bytes
MAX_ELEMENTS = 2_000_000  # values in one frame, packed numbers included
RECORD_COSTS = 20  # of these values, for anything but plain data
MAX_KEYS = 4096  # keys of all mappings in one frame: colliding hashes must not cost minutes
MAX_DEPTH = 32
MAX_INT = 4096  # bytes of one whole number

_INT = struct.Struct("<q")
_FLOAT = struct.Struct("<d")
_COUNT = struct.Struct("<I")
_PACK_FROM = 16  # lists of numbers from this length on travel as one block


class WireError(Exception):
    """These bytes are not a message, or this value cannot be one."""


def frame(value: Any, hook: Callable[[Any], Any] | None = None) -> bytes:
    """Encode `value` as a frame. `hook` turns a value of any other type into a plain one."""
    out = bytearray(4)
    _encode(value, out, hook, MAX_DEPTH)
    if len(out) - 4 > MAX_FRAME:
        raise WireError(f"a message of {len(out) - 4} bytes is too large")
    out[:4] = _COUNT.pack(len(out) - 4)
    return bytes(out)


def frame_length(header: bytes) -> int:
    """The number of bytes that follow this 4-byte header."""
    (length,) = _COUNT.unpack(header)
    if length > MAX_FRAME:
        raise WireError(f"announces a message of {length} bytes; {MAX_FRAME} are allowed")
    return length


def _counted(tag: bytes, data: bytes, out: bytearray) -> None:
    out += tag + _COUNT.pack(len(data))
    out += data


def _text(text: str) -> bytes:
    # Lone surrogates are legal in a Python str, so they must survive the trip.
    return text.encode("utf-8", "surrogatepass")


def _encode_int(value: int, out: bytearray) -> None:
    if -(2**63) <= value < 2**63:
        out += b"i" + _INT.pack(value)
        return
    size = value.bit_length() // 8 + 1
    if size > MAX_INT:
        raise WireError(f"a whole number of {value.bit_length()} bits is too large")
    _counted(b"I", value.to_bytes(size, "little", signed=True), out)


def _encode_items(tag: bytes, items: list[Any] | tuple[Any, ...], out: bytearray, hook: Any, depth: int) -> None:
    if tag == b"l" and len(items) >= _PACK_FROM:
        kinds = set(map(type, items))
        if kinds == {float} or (kinds == {int} and -(2**63) <= min(items) <= max(items) < 2**63):
            code = "q" if kinds == {int} else "d"
            out += code.encode() + _COUNT.pack(len(items)) + array(code, items).tobytes()
            return
    out += tag + _COUNT.pack(len(items))
    for item in items:
        _encode(item, out, hook, depth - 1)


def _encode_record(value: Any, out: bytearray) -> bool:
    kind = type(value)
    if kind is Tensor:
        out += b"A"
        for part in (value.kind, value.dtype):
            _counted(b"s", part.encode(), out)
        out += bytes([len(value.shape)])
        for size in value.shape:
            out += _INT.pack(size)
        _counted(b"b", value.data, out)
    elif kind is Image:
        out += b"P"
        _counted(b"s", value.mode.encode(), out)
        out += _INT.pack(value.size[0]) + _INT.pack(value.size[1])
        _counted(b"b", value.data, out)
    elif kind is Ref:
        out += b"H" + _INT.pack(value.number)
        _counted(b"s", _text(value.type_name[:100]), out)
    elif kind is Callback:
        out += b"C" + _INT.pack(value.number)
    elif kind is Opaque:
        out += b"O"
        _counted(b"s", _text(value.text[:200]), out)
    else:
        return False
    return True


def _encode(value: Any, out: bytearray, hook: Any, depth: int) -> None:
    if depth < 0:
        raise WireError(f"nested more than {MAX_DEPTH} levels deep")
    kind = type(value)
    if value is None:
        out += b"N"
    elif kind is bool:
        out += b"T" if value else b"F"
    elif kind is int:
        _encode_int(value, out)
    elif kind is float:
        out += b"f" + _FLOAT.pack(value)
    elif kind is str:
        _counted(b"s", _text(value), out)
    elif kind is bytes:
        _counted(b"b", value, out)
    elif kind is list:
        _encode_items(b"l", value, out, hook, depth)
    elif kind is tuple:
        _encode_items(b"t", value, out, hook, depth)
    elif kind is dict:
        out += b"m" + _COUNT.pack(len(value))
        for key, item in value.items():
            _encode(key, out, hook, depth - 1)
            _encode(item, out, hook, depth - 1)
    elif not _encode_record(value, out):
        if hook is None:
            raise WireError(f"cannot send a {kind.__name__}")
        # Whatever the hook makes of it must be plain down to its leaves, or be hooked again.
        _encode(hook(value), out, hook, depth - 1)


def decode(data: bytes, hook: Callable[[Any], Any] | None = None) -> Any:
    """The value in a frame's body. `hook` is asked what to put in the place of each record."""
    reader = _Reader(data, hook or (lambda record: record))
    try:
        value = reader.value(MAX_DEPTH)
    except WireError:
        raise
    except (ValueError, UnicodeDecodeError, struct.error, TypeError) as error:
        raise WireError(f"malformed message: {error}") from None
    if reader.at != len(data):
        raise WireError(f"{len(data) - reader.at} bytes too many in a message")
    return value


class _Reader:
    """One pass over untrusted bytes."""

    def __init__(self, data: bytes, hook: Callable[[Any], Any]):
        self.data, self.at, self.hook = data, 0, hook
        self.budget, self.keys = MAX_ELEMENTS, MAX_KEYS

    def take(self, n: int) -> bytes:
        if n > len(self.data) - self.at:
            raise WireError("a message is shorter than it says")
        self.at += n
        return self.data[self.at - n : self.at]

    def count(self, bytes_each: int) -> int:
        """A number of elements: they must be there, and within the budget, before we build them."""
        (n,) = _COUNT.unpack(self.take(4))
        if n * bytes_each > len(self.data) - self.at:
            raise WireError("a message is shorter than it says")
        self.budget -= n
        if self.budget < 0:
            raise WireError(f"more than {MAX_ELEMENTS} values in one message")
        return n

    def block(self, limit: int = MAX_FRAME) -> bytes:
        (n,) = _COUNT.unpack(self.take(4))
        if n > limit:
            raise WireError(f"{n} bytes where at most {limit} are allowed")
        return self.take(n)

    def number(self) -> int:
        return _INT.unpack(self.take(8))[0]

    def text(self) -> str:
        return self.block().decode("utf-8", "surrogatepass")

    def short(self) -> str:
        if self.take(1) != b"s":
            raise WireError("a text was due")
        return self.block(limit=1000).decode("utf-8", "surrogatepass")

    def value(self, depth: int) -> Any:
        if depth < 0:
            raise WireError(f"nested more than {MAX_DEPTH} levels deep")
        tag = self.take(1)
        read = _READERS.get(tag)
        if read is None:
            raise WireError(f"unknown tag {tag!r}")
        return read(self, depth - 1)

    def mapping(self, depth: int) -> dict[Any, Any]:
        size = self.count(2)
        self.keys -= size
        if self.keys < 0:
            raise WireError(f"more than {MAX_KEYS} keys in one message")
        # A key that is a list or a mapping is not hashable: TypeError, so WireError.
        pairs = [(self.value(depth), self.value(depth)) for _ in range(size)]
        return dict(pairs)

    def packed(self, code: str) -> list[Any]:
        numbers = array(code)
        numbers.frombytes(self.take(8 * self.count(8)))
        return numbers.tolist()

    def record(self, value: Any) -> Any:
        """An array, a handle, ...: far more work for the judge than a number."""
        self.budget -= RECORD_COSTS
        if self.budget < 0:
            raise WireError(f"more than {MAX_ELEMENTS // RECORD_COSTS} objects in one message")
        return self.hook(value)

    def tensor(self) -> Tensor:
        kind, dtype = self.short(), self.short()
        shape = tuple(self.number() for _ in range(self.take(1)[0]))
        if self.take(1) != b"b":
            raise WireError("bytes were due")
        return Tensor(kind, dtype, shape, self.block())

    def image(self) -> Image:
        mode, size = self.short(), (self.number(), self.number())
        if self.take(1) != b"b":
            raise WireError("bytes were due")
        data = self.block()
        if min(size) < 0 or (mode in ("L", "RGB") and len(mode) * size[0] * size[1] != len(data)):
            raise WireError("an image's bytes do not fill its size")
        return Image(mode, size, data)


_READERS: dict[bytes, Callable[[_Reader, int], Any]] = {
    b"N": lambda r, d: None,
    b"T": lambda r, d: True,
    b"F": lambda r, d: False,
    b"i": lambda r, d: r.number(),
    b"I": lambda r, d: int.from_bytes(r.block(MAX_INT), "little", signed=True),
    b"f": lambda r, d: _FLOAT.unpack(r.take(8))[0],
    b"s": lambda r, d: r.text(),
    b"b": lambda r, d: r.block(),
    b"l": lambda r, d: [r.value(d) for _ in range(r.count(1))],
    b"t": lambda r, d: tuple([r.value(d) for _ in range(r.count(1))]),
    b"m": lambda r, d: r.mapping(d),
    b"q": lambda r, d: r.packed("q"),
    b"d": lambda r, d: r.packed("d"),
    b"A": lambda r, d: r.record(r.tensor()),
    b"P": lambda r, d: r.record(r.image()),
    b"H": lambda r, d: r.record(Ref(r.number(), r.short())),
    b"C": lambda r, d: r.record(Callback(r.number())),
    b"O": lambda r, d: Opaque(r.short()),
}
