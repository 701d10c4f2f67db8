"""Probes of ex08_pinning, which live beside the student's code; no expected answers here.

A batch is described in one line of text, in which a tensor is its dtype, shape and device:
`{'x': float32[2]@cpu, 'ids': ['a', None]}`.
"""

import contextlib
import functools
import threading
from collections import OrderedDict, UserDict, defaultdict, namedtuple
from collections.abc import Mapping, MutableMapping
from unittest import mock

import numpy as np
import torch
from torch.nn.utils.rnn import PackedSequence, pack_sequence
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.data import DataLoader

# -- batches to move ---------------------------------------------------------------------------

Point = namedtuple("Point", "x y")
Sample = namedtuple("Sample", "image label", defaults=[0])


class Box(namedtuple("Box", "corners label")):
    """A named tuple with a `__new__` of its own."""

    def __new__(cls, corners, label=None):
        return super().__new__(cls, corners, label)


class Row(tuple):
    """A tuple of another type."""


class Rows(list):
    """A list of another type."""


class Fields(dict):
    """A dict of another type."""


class Record(Mapping):
    """A mapping that is no dict and cannot be written to."""

    def __init__(self, fields=()):
        self._fields_of = dict(fields)

    def __getitem__(self, key):
        return self._fields_of[key]

    def __iter__(self):
        return iter(self._fields_of)

    def __len__(self):
        return len(self._fields_of)


class Store(Record, MutableMapping):
    """A mapping that is no dict and can be written to; `copy.copy` shares what it holds."""

    def __setitem__(self, key, value):
        self._fields_of[key] = value

    def __delitem__(self, key):
        del self._fields_of[key]


class Groups(defaultdict):
    """A defaultdict of another type."""


class Note:
    """Something with neither tensors nor a `to`."""


class Graph:
    """A batch type of its own, which knows how to move."""

    def __init__(self, place="cpu"):
        self.place = place

    def to(self, device, non_blocking=False):
        _flags.append(bool(non_blocking))
        return Graph(str(device))


class Encoding(UserDict):
    """A mapping that knows by itself how to move."""

    def __init__(self, fields=(), place="cpu"):
        super().__init__(fields)
        self.place = place

    def to(self, device, non_blocking=False):
        _flags.append(bool(non_blocking))
        return Encoding({k: v.to(device, non_blocking=non_blocking) for k, v in self.data.items()}, str(device))


SEQUENCES = {t.__name__: t for t in (list, tuple, Row, Rows)}
NAMED = {t.__name__: t for t in (Point, Sample, Box)}
MAPPINGS = {t.__name__: t for t in (dict, OrderedDict, UserDict, Fields, Record, Store)}
DEFAULTS = {t.__name__: t for t in (defaultdict, Groups)}
OTHERS = {
    "None": lambda: None, "True": lambda: True, "7": lambda: 7, "1.5": lambda: float("1.5"),
    "10000000000000000000000": lambda: 10**22, "'name'": lambda: "".join(["na", "me"]),
    "b'raw'": lambda: bytes(bytearray(b"raw")), "array([0., 0.])": lambda: np.zeros(2),
    "{1, 2}": lambda: {1, 2}, "range(3)": lambda: range(3), "Note()": Note, "Note": lambda: Note,
    "float32(1.5)": lambda: np.float32(1.5), "torch.float32": lambda: torch.float32,
}  # fmt: skip
KNOWN = {t: name for name, t in [*SEQUENCES.items(), *NAMED.items(), *MAPPINGS.items()]}

_others = {}  # id -> (object, text): what must come through as the same object
_inputs = {}  # id -> tensor: those that were handed in
_flags = []  # non_blocking of each copy


def batch(made_of):
    """The batch that such a nested list stands for: `["list", [["tensor", "float32", [2]], ...]]`."""
    kind, *rest = made_of
    if kind == "meta":
        return torch.zeros(rest[1], dtype=getattr(torch, rest[0]), device=kind)
    if kind == "tensor":
        made = torch.zeros(rest[1], dtype=getattr(torch, rest[0]))
        _inputs[id(made)] = made
        return made
    if kind == "other":
        made = OTHERS[rest[0]]()
        _others[id(made)] = (made, rest[0])
        return made
    if kind == "own":
        return _own(rest[0])
    if kind in SEQUENCES:
        return SEQUENCES[kind](batch(part) for part in rest[0])
    if kind in NAMED:
        return NAMED[kind](*map(batch, rest[0]))
    items = [(key, batch(part)) for key, part in rest[0]]
    return DEFAULTS[kind](list, items) if kind in DEFAULTS else MAPPINGS[kind](items)


def _own(name):
    """Something with a `to` of its own."""
    if name == "PackedSequence":
        return pack_sequence([torch.zeros(3), torch.zeros(2)])
    return {"Graph": Graph, "Graph elsewhere": lambda: Graph("meta"), "Encoding": lambda: Encoding({"ids": torch.zeros(2)})}[name]()


def _described(value, depth=0):
    """The text of a batch; anything that was not handed in is called by its type's name."""
    if id(value) in _others:
        return _others[id(value)][1]
    if issubclass(type(value), torch.Tensor):
        return f"{str(value.dtype).removeprefix('torch.')}{list(value.shape)}@{value.device}"
    name = KNOWN.get(type(value), "")
    if depth > 20 or (name and len(value) > 50):
        return "…"
    inner = functools.partial(_described, depth=depth + 1)
    if type(value) in (Graph, Encoding):
        fields = f"({inner(dict(value.data))})" if type(value) is Encoding else "()"
        return f"{type(value).__name__}{fields}@{value.place}"
    if type(value) is PackedSequence:
        return f"PackedSequence({inner(value.data)}, {inner(value.batch_sizes)})"
    if type(value) in DEFAULTS.values():
        factory = getattr(value.default_factory, "__name__", value.default_factory)
        return f"{type(value).__name__}({factory}, {inner(dict(value))})"
    if name in MAPPINGS:
        text = "{" + ", ".join(f"{k!r}: {inner(value[k])}" for k in value) + "}"
        return text if name == "dict" else f"{name}({text})"
    if name in NAMED:
        return f"{name}(" + ", ".join(f"{f}={inner(part)}" for f, part in zip(value._fields, value, strict=True)) + ")"
    if name in SEQUENCES:
        text = ", ".join(map(inner, value))
        if name in ("tuple", "Row"):
            text = f"({text},)" if len(value) == 1 else f"({text})"
        else:
            text = f"[{text}]"
        return text if name in ("list", "tuple") else f"{name}({text})"
    return f"another {type(value).__module__}.{type(value).__qualname__}".replace("builtins.", "")


def _replaced(value):
    """How many tensors of a batch that was handed in are no longer those that it was made of."""
    if issubclass(type(value), torch.Tensor):
        return int(id(value) not in _inputs)
    if type(value) in DEFAULTS.values() or KNOWN.get(type(value)) in MAPPINGS:
        return sum(_replaced(value[k]) for k in value)
    return sum(map(_replaced, value)) if type(value) in KNOWN else 0


def device(name):
    """A torch.device."""
    return torch.device(name)


@contextlib.contextmanager
def _in_threads_too(mode):
    """Such a mode of torch's, here and in every thread that is started meanwhile: torch keeps one stack of them a thread."""
    run = threading.Thread.run

    def run_in_mode(thread):
        with mode():
            run(thread)

    with mode(), mock.patch.object(threading.Thread, "run", run_in_mode):
        yield


class _Copies(TorchDispatchMode):
    """Notes `non_blocking` of every copy to another device, whatever it was asked by."""

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        if function is torch.ops.aten._to_copy.default:
            if torch.device(kwargs.get("device") or args[0].device).type != args[0].device.type:
                _flags.append(bool(kwargs.get("non_blocking", False)))
        elif function is torch.ops.aten.copy_.default and args[0].device.type != args[1].device.type:
            _flags.append(bool(args[2] if len(args) > 2 else kwargs.get("non_blocking", False)))
        return function(*args, **kwargs)


def copies(function, *args, **kwargs):
    """`non_blocking` of each copy that `function(*args, **kwargs)` makes."""
    _flags.clear()
    with _in_threads_too(_Copies):
        function(*args, **kwargs)
    return list(_flags)


# -- a batch type of one's own -------------------------------------------------------------------

NAMES = ("padded", "lengths", "labels")


def _tensors(batch):
    return [getattr(batch, name) for name in NAMES]


def _places(batch):
    """The text of each of the three tensors."""
    return [_described(tensor) for tensor in _tensors(batch)]


def _same_type(one, other):
    return type(one) is type(other)


def _are(batch, *tensors):
    """Whether the batch still holds these very tensors."""
    return [one is other for one, other in zip(_tensors(batch), tensors, strict=True)]


class _Pinning(TorchFunctionMode):
    """Pinned memory where there is none: `pin_memory()`, and `pin_memory=True` of `torch.empty` and the like.

    A view of pinned memory is pinned as well: it goes by the storage.
    """

    pinned = {}  # address -> a tensor that keeps the memory from being used again

    @classmethod
    def is_pinned(cls, tensor):
        return tensor.untyped_storage().data_ptr() in cls.pinned

    def __torch_function__(self, function, types, args=(), kwargs=None):
        kwargs, name = dict(kwargs or {}), getattr(function, "__name__", "")
        if name == "is_pinned":
            return self.is_pinned(args[0])
        if name == "pin_memory":
            if self.is_pinned(args[0]):
                return args[0]
            made, wanted = args[0].clone(), True
        else:
            wanted = kwargs.pop("pin_memory", False)
            made = function(*args, **kwargs)
        if wanted:
            self.pinned[made.untyped_storage().data_ptr()] = made
        return made


@contextlib.contextmanager
def _accelerator():
    """Torch believes in a GPU and in pinned memory; gives the function that tells what is pinned."""
    answers = {
        (torch.cuda, "is_available"): lambda: True,
        (torch.cuda, "device_count"): lambda: 1,
        (torch.cuda, "current_device"): lambda: 0,
        (torch.cuda, "set_device"): lambda index: None,
        (torch.accelerator, "is_available"): lambda: True,
        (torch.accelerator, "device_count"): lambda: 1,
        (torch.accelerator, "current_accelerator"): lambda *_, **__: torch.device("cuda"),
    }
    for name in ("current_device_index", "current_device_idx"):
        answers[torch.accelerator, name] = lambda: 0
    for name in ("set_device_index", "set_device_idx"):
        answers[torch.accelerator, name] = lambda index: None
    with contextlib.ExitStack() as stack:
        for (where, name), answer in answers.items():
            stack.enter_context(mock.patch.object(where, name, answer, create=True))
        stack.enter_context(_in_threads_too(_Pinning))
        stack.callback(_Pinning.pinned.clear)
        yield _Pinning.is_pinned


def pin(batch):
    """`batch.pin_memory()` where there is pinned memory: [of the same type?, which tensors are pinned, the tensors]."""
    with _accelerator() as is_pinned:
        result = batch.pin_memory()
        tensors = _tensors(result)
        _pinned_here[:] = [is_pinned(tensor) for tensor in _tensors(batch)]
        return [type(result) is type(batch), [is_pinned(tensor) for tensor in tensors], tensors]


_pinned_here = []


def _were_pinned():
    """Which tensors of the batch itself were pinned when `pin` was done."""
    return list(_pinned_here)


def _collate(batch_type, numbers):
    """A batch of that type, of tensors of which the numbers can be read."""
    return batch_type(torch.tensor([numbers]).float(), torch.tensor(numbers), torch.tensor(numbers) % 2)


def pinned_batches(batch_type, numbers, batch_size, num_workers, wrapped):
    """What a DataLoader with pin_memory=True gives: for each batch, which tensors are pinned, and the numbers."""
    collate = functools.partial(_collate, batch_type)
    if wrapped:
        collate = functools.partial(_wrapped, batch_type)
    with _accelerator() as is_pinned:
        loader = DataLoader(numbers, batch_size, collate_fn=collate, num_workers=num_workers, pin_memory=True)
        found = []
        for batch in loader:
            batch = batch["batch"] if wrapped else batch
            found.append([[is_pinned(t) for t in _tensors(batch)], [t.flatten().tolist() for t in _tensors(batch)]])
        return found


def _wrapped(batch_type, numbers):
    return {"batch": _collate(batch_type, numbers)}


# -- loaders to prefetch from ----------------------------------------------------------------------


class Loader:
    """A loader whose first pass gives the first of these lists of batches, the next pass the next."""

    def __init__(self, *passes):
        self._lists, self._begun, self._read = passes, 0, 0

    def __iter__(self):
        batches = self._lists[self._begun % len(self._lists)]
        self._begun += 1
        return self._reading(batches)

    def _reading(self, batches):
        for batch in batches:
            self._read += 1
            if isinstance(batch, _Failure):
                raise batch.error
            yield batch

    def __len__(self):
        return len(self._lists[0])


class Stream:
    """A loader without a length, which may have no end either: batch k is the number k."""

    def __init__(self, count=None):
        self._count, self._read = count, 0

    def __iter__(self):
        k = 0
        while self._count is None or k < self._count:
            self._read += 1
            if k > 1000:
                raise RuntimeError("more than 1000 batches were read from a loader that never ends")
            yield torch.tensor(k)
            k += 1


class BadFile(Exception):
    """A loader's own exception."""


class _Failure:
    """In place of a batch: the loader raises this error."""

    def __init__(self, error):
        self.error = error


_raised = []  # by the loader
ERRORS = (ValueError, KeyError, RuntimeError, OSError, IndexError, ZeroDivisionError, BadFile)


def failing(batches, error, *later):
    """A loader whose first pass gives these batches and then raises the error of this name."""
    kinds = {kind.__name__: kind for kind in ERRORS}
    _raised[:] = [kinds[error]("no such file")]
    return Loader([*batches, _Failure(*_raised)], *later)


def moving(*made_of):
    """A loader of such batches as `batch` makes."""
    return Loader([batch(one) for one in made_of])


def _begun(loader):
    """Passes over the loader that were begun."""
    return loader._begun


def _read(loader):
    """Batches that were read from the loader."""
    return loader._read


def _grow(loader, batch):
    """One more batch in the loader's first pass."""
    loader._lists[0].append(batch)


def until_error(iterable, limit=50):
    """The items of an iterable, and what ended it: "the end", or an error's type and text, and whether it is the loader's."""
    items = []
    try:
        for item in iterable:
            items.append(item)
            if len(items) >= limit:
                break
    except NotImplementedError:  # a stub's: none of these loaders raises it
        raise
    except Exception as error:
        return [items, f"{type(error).__name__}: {error}", any(error is one for one in _raised)]
    return [items, "the end", None]


def _descriptions(iterable, limit=50):
    """The text of each of an iterable's items."""
    texts = []
    for item in iterable:
        texts.append(_described(item))
        if len(texts) >= limit:
            break
    return texts


# -- on a GPU --------------------------------------------------------------------------------------


def padded_loader(batch_type, numbers, batch_size, pin_memory):
    """A DataLoader that gives batches of this type."""
    collate = functools.partial(_collate, batch_type)
    return DataLoader(numbers, batch_size, collate_fn=collate, num_workers=int(pin_memory), pin_memory=pin_memory)


def pinned(loader):
    """Which of its three tensors are pinned, for each batch of a loader."""
    return [[t.is_pinned() for t in _tensors(batch)] for batch in loader]


def cuda_copies(iterable):
    """`[batches, copies]`: where each batch's tensors are; for each copy from CPU to GPU, whether its source is
    pinned and whether its stream is another than the one that was current where the iterating is done."""
    main = torch.cuda.current_stream()
    seen = []

    def note(source, result):
        if source.device.type == "cpu" and result.device.type == "cuda":
            stream = torch.cuda.current_stream(result.device)
            seen.append([source.is_pinned(), stream.cuda_stream != main.cuda_stream])
        return result

    to, cuda, copy_ = torch.Tensor.to, torch.Tensor.cuda, torch.Tensor.copy_
    answers = {
        "to": lambda self, *args, **kwargs: note(self, to(self, *args, **kwargs)),
        "cuda": lambda self, *args, **kwargs: note(self, cuda(self, *args, **kwargs)),
        "copy_": lambda self, src, *args, **kwargs: note(src, copy_(self, src, *args, **kwargs)),
    }
    with contextlib.ExitStack() as stack:
        for name, answer in answers.items():
            stack.enter_context(mock.patch.object(torch.Tensor, name, answer))
        batches = [[tensor.device.type for tensor in _tensors(batch)] for batch in iterable]
    torch.cuda.synchronize()
    return [batches, seen]


def pinned_loader(count, repeat, nested):
    """A loader of large pinned batches, `count` of them again and again: batch k holds nothing but the number k + 1."""
    batches = [torch.full((2**23,), float(k + 1)).pin_memory() for k in range(count)]
    return Loader([{"x": [batch]} if nested else batch for batch in batches] * repeat)


def smallest_and_largest(iterable, busy):
    """Of each batch, as the current stream sees it; with `busy`, that stream is far behind Python."""
    found = []
    for batch in iterable:
        if busy:
            torch.cuda._sleep(30_000_000)  # cycles: some 20 ms
        batch = batch["x"][0] if isinstance(batch, dict) else batch
        found.append(torch.stack([batch.amin(), batch.amax()]))
        del batch  # for Python it is gone; the GPU has not begun with it
    return torch.stack(found).tolist()
