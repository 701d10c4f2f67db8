"""Checks of ex02_batching: how many batches, sequences of different lengths, a loader by hand."""

import math
from collections import Counter
from contextlib import suppress

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from graders.checks.expect import check, equal, fail, holds, integer, raises, same_counts
from graders.plain import Tensor, tensor
from graders.show import show

EXERCISE = {"title": "Automated batching", "minutes": 45, "needs": ["ex01_map_dataset"]}

HINTS = {
    "batches": (
        "How many full batches are there, and is anything left over? Only what is left over makes"
        " `drop_last` matter.",
        "`divmod(num_samples, batch_size)` gives both numbers at once, and whole numbers they are.",
        "`full, tail = divmod(num_samples, batch_size)`, then"
        " `return full if drop_last or tail == 0 else full + 1`.",
    ),
    "batches.errors": (
        "No samples at all is fine, it means no batches. A batch of none, or fewer than no samples,"
        " is not.",
        "Check both arguments before you divide; the message names the argument and says what it was.",
        "`if batch_size < 1: raise ValueError(f\"batch_size must be at least 1, got {batch_size}\")`,"
        " and the same for `num_samples < 0`.",
    ),
    "pad": (
        "Three things come out: a tensor with room for the longest sequence, how long each one was,"
        " and the labels.",
        "Either make the tensor first (`torch.full`, or the sequences' own `new_full`) and write each"
        " sequence to the front of its row, or look at `torch.nn.utils.rnn.pad_sequence`.",
        "`padded = pad_sequence([s for s, _ in samples], batch_first=True,"
        " padding_value=padding_value)`.",
    ),
    "pad.padded": (
        "Every row begins with its sequence, in the order of the samples, and goes on to the length of"
        " the longest one of this batch. A sequence may be a row of numbers or a table of them.",
        "`sequences[0].shape[1:]` is `()` for (L,) and `(D,)` for (L, D): a shape made with it is right"
        " for both. Slices such as `row[:0]` work with nothing in them; indices such as `s[-1]` do not.",
        "`shape = (len(sequences), max(map(len, sequences)), *sequences[0].shape[1:])`, or"
        " `pad_sequence(..., batch_first=True)`.",
    ),
    "pad.fill": (
        "The sequences decide the dtype, never the padding value; and the padding value goes behind the"
        " sequences, nowhere else.",
        "Begin with a tensor full of the padding value and write the sequences over it. A mask that is"
        " multiplied with it turns NaN and infinity into NaN everywhere.",
        "`padded = sequences[0].new_full(shape, padding_value)`, then"
        " `padded[k, :len(s)] = s` for each sequence.",
    ),
    "pad.lengths": (
        "Lengths are known before the padding, and cannot be told from it afterwards: a sequence may"
        " hold the padding value itself.",
        "`len(s)` of each sequence as it came; 0 is a length too.",
        "`lengths = torch.tensor([len(s) for s, _ in samples])`.",
    ),
    "pad.labels": (
        "Some datasets give labels as ints, others as tensors of shape ().",
        "`torch.tensor` takes a list of either. Floats hold whole numbers up to 2**24 only: keep them"
        " out of it.",
        "`labels = torch.tensor([int(label) for _, label in samples])`.",
    ),
    "pad.memory": (
        "Whoever writes into a batch must not reach the dataset, nor a batch made before or after.",
        "Look at the shortcuts: a batch of one sequence, sequences that are all equally long, a buffer"
        " or a result that is kept from one call to the next.",
        "Make every tensor anew in each call, with `torch.full`, `torch.stack`, `torch.tensor` or"
        " `pad_sequence`; no views (`unsqueeze`, `s[None]`, `reshape`) of what came in.",
    ),
    "pad.workers": (
        "With workers your function runs in another process, and its result travels to this one.",
        "There is nothing to do about it: `DataLoader` sends tensors by itself. What does your function"
        " do there that it does not do here?",
        "Leave out whatever asks `get_worker_info()`.",
    ),
    "mini": (
        "A pass is three steps, again and again: the next `batch_size` indices, the samples that belong"
        " to them, `collate_fn` of these.",
        "A generator function for `__iter__`: the order of all indices first, then a loop over the"
        " batches with one `yield` in it. `len(self)` already says how many batches there are.",
        "`for k in range(len(self)): indices = order[k * self.batch_size : (k + 1) * self.batch_size];"
        " yield self.collate_fn([self.dataset[i] for i in indices])`.",
    ),
    "mini.collated": (
        "What becomes of the samples is `collate_fn`'s business alone.",
        "Hand it a new list for each batch, and yield what it returns, whatever that is.",
        "`yield self.collate_fn([self.dataset[i] for i in indices])`.",
    ),
    "mini.asks": (
        "All that you may ask a dataset is its length, and `dataset[i]` for one int i after the other.",
        "Elements of a tensor or an array are no Python ints: `range`, or `.tolist()`. The end is where"
        " `len(dataset)` says; an IndexError of the dataset is an error like any other.",
        "`order = range(len(self.dataset))`, and with shuffle `torch.randperm(...).tolist()`.",
    ),
    "mini.lazy": (
        "When does your code read a sample, and who has asked for it by then?",
        "With `yield` a batch's samples are read when its turn comes. Decide how many batches there are"
        " before you read, so that a dropped tail is never touched.",
        "`for k in range(len(self)):`, with the list of samples made inside the loop, right before"
        " `yield`.",
    ),
    "mini.passes": (
        "Where does a pass keep its position? What happens to it when a second pass begins?",
        "What belongs to one pass must live in that pass: in local variables of a generator function,"
        " not on `self`.",
        "Write `__iter__` with `yield`, and leave `__next__` out.",
    ),
    "mini.shuffle": (
        "Every order of all samples must be possible and equally likely, anew in each epoch.",
        "Shuffle samples, not batches; at the start of each pass, not when the loader is built; first"
        " all of them, and only then cut the tail off.",
        "`order = torch.randperm(len(self.dataset), generator=self.generator).tolist()`, in `__iter__`.",
    ),
    "mini.generator": (
        "Every random number must come from `self.generator`: which of your calls draws from somewhere"
        " else?",
        "torch's random functions take `generator=`, and None means the global torch RNG. Python's"
        " `random` and `np.random` know nothing of it; `torch.manual_seed` changes the whole program.",
        "`torch.randperm(n, generator=self.generator)`, with `self.generator = generator` as it came,"
        " None included.",
    ),
    "mini.errors": (
        "A bad `batch_size` is refused where it is given: when the loader is built.",
        "Check it first thing in `__init__`; the message names the argument and says what it was.",
        "`if batch_size < 1: raise ValueError(f\"batch_size must be at least 1, got {batch_size}\")`.",
    ),
}

# -- number_of_batches ---------------------------------------------------------------------


@check("ex02.batches.tail", 0.5, about="number_of_batches", why="a schedule or a progress bar made with this number ends too early or too late")  # fmt: skip
@given(num_samples=st.integers(0, 30) | st.integers(0, 10**12), batch_size=st.integers(1, 9) | st.integers(1, 10**6), drop_last=st.booleans())
@example(num_samples=5, batch_size=2, drop_last=False)
@example(num_samples=5, batch_size=2, drop_last=True)
@example(num_samples=6, batch_size=2, drop_last=False)
@example(num_samples=6, batch_size=2, drop_last=True)
@example(num_samples=0, batch_size=2, drop_last=False)
@example(num_samples=1, batch_size=4, drop_last=False)
@example(num_samples=1, batch_size=4, drop_last=True)
@example(num_samples=0, batch_size=1, drop_last=True)
@settings(max_examples=6)
def test_batches_tail(student, num_samples, batch_size, drop_last):
    """The last, smaller batch counts unless `drop_last` is set."""
    options = {"drop_last": True} if drop_last else {}
    got = integer(student.number_of_batches(num_samples, batch_size, **options))
    due = how_many(num_samples, batch_size, drop_last)
    lost = num_samples - got * batch_size
    why = f"{lost} of {num_samples} samples never reach{'es' * (lost == 1)} the model" if got < due and not drop_last else ""
    equal(got, due, why)


def how_many(num_samples, batch_size, drop_last):
    starts = range(0, num_samples, batch_size)
    return len(starts) - (drop_last and num_samples % batch_size > 0)


@check("ex02.batches.errors", 0.5, about="number_of_batches", why="a size that cannot be right shows up as no training at all, or as an error far from its cause")  # fmt: skip
@given(batch_size=st.integers(-99, 0), num_samples=st.integers(-99, -1), drop_last=st.booleans())
@example(batch_size=0, num_samples=-1, drop_last=False)
@example(batch_size=-1, num_samples=-5, drop_last=True)
@settings(max_examples=2)
def test_batches_errors(student, batch_size, num_samples, drop_last):
    """`batch_size < 1` or `num_samples < 0`: `ValueError` that names the argument and the value."""
    equal(integer(student.number_of_batches(0, 1)), 0)
    with raises(ValueError, mentions=["batch_size", batch_size]):
        student.number_of_batches(5, batch_size, drop_last)
    with raises(ValueError, mentions=["num_samples", num_samples], why="a negative size means that it was computed wrongly"):
        student.number_of_batches(num_samples, 2, drop_last)
    with raises(ValueError, mentions=["batch_size", batch_size], why="the size is no better when there are no samples yet"):
        student.number_of_batches(0, batch_size, drop_last)
    with raises(ValueError):
        student.number_of_batches(num_samples, batch_size)


# -- pad_collate ---------------------------------------------------------------------------


def record(values, dtype="float32"):
    """A torch tensor of any float dtype, for a question or an expected answer."""
    if dtype != "bfloat16":
        return tensor(np.asarray(values, dtype))
    wide = np.ascontiguousarray(values, np.float32)
    return Tensor("torch", dtype, np.shape(values), (wide.view(np.uint32) >> 16).astype(np.uint16).tobytes())


def counting(lengths, width=None):
    """An array of each length, with or without a second dimension; the numbers count on from 0."""
    shapes = [(n,) if width is None else (n, width) for n in lengths]
    ends = np.cumsum([0, *map(math.prod, shapes)])
    return [np.arange(a, b, dtype=np.float64).reshape(s) for a, b, s in zip(ends, ends[1:], shapes, strict=False)]


def padded(arrays, value, dtype="float32"):
    """The arrays below one another, each filled up with `value`."""
    out = np.full((len(arrays), max(map(len, arrays)), *arrays[0].shape[1:]), value, np.float64)
    for row, array in zip(out, arrays, strict=True):
        row[: len(array)] = array
    return record(out, dtype)


def triple(value):
    """What `pad_collate` returns: a tuple of three."""
    if type(value) is not tuple or len(value) != 3:
        fail("a tuple (padded, lengths, labels)", value)
    return value


LENGTHS = st.lists(st.integers(0, 4), min_size=1, max_size=4)


@check("ex02.pad.padded", 0.5, about="pad_collate", why="the network reads padding where the data should be")
@given(lengths=LENGTHS, width=st.none() | st.integers(1, 3), gaps=st.booleans())
@example(lengths=[2, 1, 3], width=None, gaps=False)
@example(lengths=[2, 3], width=2, gaps=False)
@example(lengths=[1, 2], width=1, gaps=False)
@example(lengths=[3], width=None, gaps=False)
@example(lengths=[0, 2], width=None, gaps=False)
@example(lengths=[0, 0], width=None, gaps=False)
@example(lengths=[0], width=2, gaps=False)
@example(lengths=[1, 3], width=2, gaps=True)
@settings(max_examples=5)
def test_pad_padded(student, probes, lengths, width, gaps):
    """`padded` holds the sequences (L_i,) or (L_i, D) in order, each filled up at its end to the longest one of the batch."""
    arrays = counting(lengths, width)
    samples = [(record(a), k) for k, a in enumerate(arrays)]
    if gaps:
        samples = probes.with_gaps.keep(samples)
    equal(triple(student.pad_collate(samples))[0], padded(arrays, 0.0))


DTYPES = ["float32", "float64", "float16", "bfloat16"]


@check("ex02.pad.fill", 0.5, about="pad_collate", why="a mask or a loss that goes by the padding takes data for padding, or the dtype does not fit the network")  # fmt: skip
@given(
    dtype=st.sampled_from(DTYPES),
    value=st.sampled_from([0.0, 0, -1, 2.5, -100, float("nan"), float("inf"), float("-inf")]),
    lengths=LENGTHS,
    width=st.none() | st.integers(1, 2),
    first=st.sampled_from([0.0, float("nan"), float("inf"), float("-inf")]),
)
@example(dtype="float32", value=-1.0, lengths=[3, 1], width=None, first=0.0)
@example(dtype="float64", value=0.0, lengths=[1, 2], width=None, first=0.0)
@example(dtype="float32", value=-1, lengths=[2, 1], width=None, first=0.0)
@example(dtype="float32", value=float("nan"), lengths=[1, 2], width=2, first=0.0)
@example(dtype="float32", value=float("-inf"), lengths=[2, 1], width=None, first=0.0)
@example(dtype="float16", value=2.5, lengths=[1, 2], width=None, first=0.0)
@example(dtype="bfloat16", value=0.0, lengths=[2, 1], width=None, first=0.0)
@example(dtype="float64", value=-1.0, lengths=[2, 1], width=None, first=2.0**24 + 1)  # no float32
@example(dtype="float32", value=-1.0, lengths=[2, 1], width=None, first=float("nan"))
@settings(max_examples=4)
def test_pad_fill(student, dtype, value, lengths, width, first):
    """`padded` has the sequences' dtype, and `padding_value`, whatever number it is, stands behind the sequences only."""
    arrays = counting(lengths, width)
    for array in arrays:
        array[:1] = array[:1] if first == 0 else first
    samples = [(record(a, dtype), k) for k, a in enumerate(arrays)]
    # A float 0 is the default.
    options = {} if type(value) is float and value == 0 else {"padding_value": value}
    equal(triple(student.pad_collate(samples, **options))[0], padded(arrays, value, dtype))


@check("ex02.pad.lengths", 0.5, about="pad_collate", why="the network reads on into the padding, or stops before the end")
@given(lengths=LENGTHS, width=st.none() | st.integers(1, 3), zeros=st.booleans(), value=st.sampled_from([0.0, 5.0]))
@example(lengths=[2, 3], width=None, zeros=False, value=9.0)
@example(lengths=[2, 3, 1], width=None, zeros=True, value=0.0)
@example(lengths=[1, 2], width=2, zeros=True, value=0.0)
@example(lengths=[1, 0], width=None, zeros=False, value=9.0)
@settings(max_examples=4)
def test_pad_lengths(student, lengths, width, zeros, value):
    """`lengths` are the sequences' own, int64, in order, 0 included, also when a sequence holds the padding value itself."""
    arrays = [np.zeros_like(a) if zeros else a + 1 for a in counting(lengths, width)]
    samples = [(record(a), k) for k, a in enumerate(arrays)]
    equal(triple(student.pad_collate(samples, padding_value=value))[1], tensor(np.array(lengths, np.int64)))


@check("ex02.pad.labels", 0.5, about="pad_collate", why="sequences are trained on with other labels, or the loss refuses them")
@given(
    labels=st.lists(st.sampled_from([0, 1, -1, 7, 1000]) | st.integers(-(2**63), 2**63 - 1), min_size=1, max_size=4),
    form=st.sampled_from(["int", "tensor"]),
)
@example(labels=[3, 0, 1], form="int")
@example(labels=[3, 0, 1], form="tensor")
@example(labels=[5], form="int")
@example(labels=[-1, 2**24 + 1], form="int")
@example(labels=[2**53 + 1, -(2**63)], form="tensor")
@settings(max_examples=4)
def test_pad_labels(student, labels, form):
    """`labels` are int64 of shape (B,), in order, whether the samples have ints or int64 tensors of shape ()."""
    arrays = counting([1 + k % 2 for k in range(len(labels))])
    given_labels = labels if form == "int" else [tensor(np.array(v, np.int64)) for v in labels]
    samples = [(record(a), v) for a, v in zip(arrays, given_labels, strict=True)]
    equal(triple(student.pad_collate(samples))[2], tensor(np.array(labels, np.int64)))


@check("ex02.pad.memory", 0.5, about="pad_collate", why="whoever normalises one batch in place changes the dataset, or a batch that is still in use")  # fmt: skip
@given(lengths=LENGTHS, width=st.none() | st.integers(1, 3), form=st.sampled_from(["int", "tensor"]))
@example(lengths=[2, 1], width=None, form="int")
@example(lengths=[2], width=None, form="int")
@example(lengths=[2, 2], width=None, form="tensor")
@example(lengths=[1], width=1, form="tensor")
@settings(max_examples=2)
def test_pad_memory(student, probes, lengths, width, form):
    """Writing into a batch changes neither the samples nor another batch, and writing into the samples no batch."""
    arrays = counting(lengths, width)
    numbers = list(range(len(lengths)))
    labels = numbers if form == "int" else [tensor(np.array(k, np.int64)) for k in numbers]
    samples = [(record(a), label) for a, label in zip(arrays, labels, strict=True)]
    batch = (padded(arrays, 0.0), tensor(np.array(lengths, np.int64)), tensor(np.array(numbers, np.int64)))
    equal(triple(student.pad_collate(samples)), batch)
    collate = student.pad_collate.handle()
    answer = probes.second_batch(collate, samples)
    if type(answer) is not list or len(answer) != 2:
        fail("another batch, and the samples", answer)
    equal(answer[1], samples, "the samples have changed after a batch was made of them and overwritten")
    equal(triple(answer[0]), batch, "this batch has changed after another one was overwritten")
    equal(triple(probes.batch_then_samples(collate, samples)), batch, "the batch has changed after its samples were overwritten")


@check("ex02.pad.workers", 0.5, about="pad_collate", why="it works on a laptop and fails on the cluster, where loaders have workers")  # fmt: skip
@given(lengths=st.just([2, 3, 0, 1]))
@settings(max_examples=1)
def test_pad_workers(student, probes, lengths):
    """As the `collate_fn` of a `DataLoader` with workers it gives the same batches."""
    arrays = counting(lengths, 2)
    samples = [(record(a), k) for k, a in enumerate(arrays)]
    collate = student.pad_collate.handle()
    triple(student.pad_collate(samples))  # not written yet? then no worker need be started
    loader = probes.DataLoader(probes.Items(samples), batch_size=2, num_workers=1, collate_fn=collate)
    due = [
        (padded(arrays[k : k + 2], 0.0), tensor(np.array(lengths[k : k + 2])), tensor(np.array([k, k + 1])))
        for k in (0, 2)
    ]
    got = one_pass(student, loader, 2)
    equal([triple(batch) for batch in got], due)


# -- MiniLoader ----------------------------------------------------------------------------

MANY = 100  # batches: more than any pass here has


def one_pass(student, loader, count):
    """The batches of one pass, which should have `count`; a few more are read at most."""
    batches, ended = student.take(loader, count + 1)
    if not ended:
        fail(f"{count} batches", f"more than {count} batches")
    return batches


def mini(student, dataset, **options):
    """A MiniLoader with the options that are not the default, so that the reader sees these only."""
    default = {"batch_size": 1, "shuffle": False, "drop_last": False, "generator": None}
    kept = {k: v for k, v in options.items() if k not in default or v is not default[k]}
    return student.MiniLoader.keep(dataset, **kept)


def chunks(values, size, drop_last=False):
    return [values[k : k + size] for k in range(0, len(values), size) if not drop_last or k + size <= len(values)]


@check("ex02.mini.batches", 0.5, about="MiniLoader.__iter__", why="samples are skipped or come in other batches than those that were asked for; a progress bar or schedule goes by len()")  # fmt: skip
@given(n=st.integers(0, 8), batch_size=st.integers(1, 4), drop_last=st.booleans(), view=st.booleans())
@example(n=5, batch_size=2, drop_last=False, view=False)
@example(n=5, batch_size=2, drop_last=True, view=False)
@example(n=4, batch_size=2, drop_last=True, view=False)
@example(n=2, batch_size=1, drop_last=False, view=False)
@example(n=0, batch_size=2, drop_last=False, view=False)
@example(n=2, batch_size=3, drop_last=False, view=True)
@example(n=2, batch_size=3, drop_last=True, view=False)
@settings(max_examples=4)
def test_mini_batches(student, probes, n, batch_size, drop_last, view):
    """`len()` and iteration give the batches that a `DataLoader` gives: the same samples in the same order, the last, smaller batch unless `drop_last` is set."""
    samples = [10 * i for i in range(n)]
    dataset = probes.Subset([*samples, -1, -2], list(range(n))) if view else samples
    loader = mini(student, dataset, batch_size=batch_size, drop_last=drop_last)
    due = [tensor(np.array(chunk)) for chunk in chunks(samples, batch_size, drop_last)]
    equal(one_pass(student, loader, len(due)), due)
    equal(len(loader), len(due))


SAMPLES = {
    "pairs": [(tensor([1.0, 2.0]), 7), (tensor([3.0, 4.0]), 8), (tensor([5.0, 6.0]), 9)],
    "floats": [0.5, 1.5, 2.5],
    "strings": ["cat", "dog", "owl"],
    "dicts": [{"x": np.array([k, k + 1]), "name": f"{k}.png", "size": (28, 3 * k)} for k in range(3)],
    "lists": [[1, (2, 0.5)], [3, (4, 1.5)], [5, (6, 2.5)]],
}


def collated(samples):
    """What `default_collate`'s documentation says that it makes of these samples."""
    first = samples[0]
    if isinstance(first, np.ndarray):
        return tensor(np.stack(samples))
    if isinstance(first, Tensor):
        return tensor(np.stack([s.array for s in samples]))
    if isinstance(first, int | float):
        return tensor(np.array(samples))
    if isinstance(first, tuple | list):
        return [collated(list(column)) for column in zip(*samples, strict=True)]
    if isinstance(first, dict):
        return {key: collated([s[key] for s in samples]) for key in first}
    return samples


@check("ex02.mini.collated", 0.5, about="MiniLoader.__iter__", why="a training loop that was written for `DataLoader` does not get what it expects")  # fmt: skip
@given(kind=st.sampled_from(list(SAMPLES)), n=st.integers(2, 6))
@example(kind="pairs", n=5)
@example(kind="floats", n=3)
@example(kind="strings", n=2)
@example(kind="dicts", n=2)
@example(kind="lists", n=2)
@settings(max_examples=1)
def test_mini_collated(student, probes, kind, n):
    """A batch is what `collate_fn`, or else `default_collate`, makes of the list of its samples, whatever that is."""
    loader = mini(student, SAMPLES[kind], batch_size=2)
    equal(one_pass(student, loader, 2), [collated(chunk) for chunk in chunks(SAMPLES[kind], 2)])
    samples = list(range(n))
    loader = mini(student, samples, batch_size=2, collate_fn=probes.first.handle())
    equal(one_pass(student, loader, -(-n // 2)), chunks(samples, 2))
    lists, results = [], [None, [], 0]

    def collate_fn(*batch):
        lists.extend(batch)
        return results[len(lists) - 1] if len(lists) <= 3 else len(lists)

    loader = mini(student, [1, 2, 3, 4, 5], batch_size=2, collate_fn=collate_fn)
    got = one_pass(student, loader, 3)
    equal(lists, [[1, 2], [3, 4], [5]], "this is what `collate_fn` was called with, batch after batch")
    equal(got, results)


@check("ex02.mini.asks", 0.5, about="MiniLoader.__iter__", why="datasets look samples up by Python ints, in lists or dicts; an error that is swallowed is data that is missing")  # fmt: skip
@given(n=st.integers(1, 7), batch_size=st.integers(1, 4), shuffle=st.booleans())
@example(n=3, batch_size=2, shuffle=False)
@example(n=3, batch_size=2, shuffle=True)
@settings(max_examples=3)
def test_mini_asks(student, probes, n, batch_size, shuffle):
    """In each pass the dataset is asked for each sample once, by a Python int, and an error that it raises reaches the caller."""
    asked = []

    def serve(*index):
        asked.extend(index)
        return len(asked)

    loader = mini(student, probes.Served(n, serve), batch_size=batch_size, shuffle=shuffle)
    for why in "this is what the dataset was asked for", "this is what it was asked for in the second pass: a random transform draws anew in each":
        del asked[:]
        one_pass(student, loader, -(-n // batch_size))
        if shuffle:
            same_counts([integer(i) for i in asked], range(n), why)
        else:
            equal(asked, list(range(n)), why)

    calls = []

    def broken(index):
        calls.append(index)
        if len(calls) == n:
            raise IndexError("the file of this sample is broken")
        return 0

    loader = mini(student, probes.Served(n, broken), batch_size=batch_size, shuffle=shuffle)
    with raises(IndexError, mentions=["broken"], why="samples go missing and nobody is told"):
        one_pass(student, loader, -(-n // batch_size))


@check("ex02.mini.lazy", 0.5, about="MiniLoader.__iter__", why="a look at one batch costs an epoch of reading, and the data must fit into memory")  # fmt: skip
@given(n=st.integers(0, 8), batch_size=st.integers(1, 4), drop_last=st.booleans(), shuffle=st.booleans())
@example(n=5, batch_size=2, drop_last=False, shuffle=False)
@example(n=5, batch_size=2, drop_last=True, shuffle=False)
@example(n=5, batch_size=2, drop_last=True, shuffle=True)
@example(n=2, batch_size=3, drop_last=True, shuffle=False)
@settings(max_examples=4)
def test_mini_lazy(student, probes, n, batch_size, drop_last, shuffle):
    """A batch's samples are read when that batch is asked for, not before; those of a dropped tail are never read."""
    asked = []

    def serve(*index):
        asked.extend(index)
        return len(asked)

    def read(count, when, why=""):
        got = f"{len(asked)}" if shuffle else f"{len(asked)}: {show(asked)}"
        holds(len(asked) == count, f"{count} samples read {when}", got, why)

    loader = mini(student, probes.Served(n, serve), batch_size=batch_size, drop_last=drop_last, shuffle=shuffle)
    len(loader)
    read(0, "before a pass")
    one = iter(loader)
    read(0, "before the first batch is asked for")
    due = [len(chunk) for chunk in chunks(range(n), batch_size, drop_last)]
    for k in range(len(due)):
        step(one)
        read(sum(due[: k + 1]), f"when {k + 1} of {len(due)} batches have been asked for")
    with suppress(StopIteration):
        next(one)
        fail(f"{len(due)} batches", "one more batch")
    read(sum(due), "in the whole pass", "samples are read from disk and thrown away" if drop_last else "")


def step(iterator):
    """The next batch of a pass that has one."""
    try:
        return next(iterator)
    except StopIteration:
        fail("one more batch", "the end of the pass")


def rest(iterator):
    """What is left of a pass."""
    batches = []
    with suppress(StopIteration):
        while len(batches) < MANY:
            batches.append(next(iterator))
    return batches


@check("ex02.mini.passes", 0.5, about="MiniLoader.__iter__", why="a look at one batch, or a validation pass within an epoch, costs samples of the epoch")  # fmt: skip
@given(n=st.integers(4, 8), stop=st.integers(1, 2), seed=st.none() | st.integers(0, 99), shuffle=st.booleans())
@example(n=5, stop=1, seed=None, shuffle=False)
@example(n=6, stop=2, seed=None, shuffle=True)
@example(n=6, stop=1, seed=0, shuffle=True)
@settings(max_examples=2)
def test_mini_passes(student, probes, n, stop, seed, shuffle):
    """Each `iter()` is a whole pass of its own, after one that was stopped half-way and beside one that is still being read."""
    samples = list(range(n))
    rng = None if seed is None else probes.generator(seed)
    loader = mini(student, samples, batch_size=2, shuffle=shuffle, generator=rng)

    def whole(batches, when):
        seen = flat(batches)
        if sorted(seen) != samples or (not shuffle and seen != samples):
            fail(f"{samples}{' in any order' if shuffle else ''}", f"{seen}, {when}")

    stopped = iter(loader)
    begun = [step(stopped) for _ in range(stop)]
    whole(one_pass(student, loader, -(-n // 2)), f"after a pass that was stopped after {stop} of {-(-n // 2)} batches")
    whole(one_pass(student, loader, -(-n // 2)), "after a whole pass")
    one, other = iter(iter(loader)), iter(loader)  # `for` and `islice` ask for the iter() of an iterator
    ones, others = [], []
    for _ in range(stop):
        ones.append(step(one))
        others.append(step(other))
    whole([*others, *rest(other)], "beside an older pass that is still being read")
    whole([*ones, *rest(one)], "beside a newer pass")
    whole([*begun, *rest(stopped)], "with other passes before its end")
    holds(not rest(other), "no more batches from a pass that has come to its end", "another pass")


def flat(batches):
    """The samples of batches of whole numbers."""
    seen = []
    for batch in batches:
        if type(batch) is not Tensor or (batch.kind, batch.dtype) != ("torch", "int64") or len(batch.shape) != 1:
            fail("batches of samples, int64 tensors here", batch)
        seen += batch.tolist()[:MANY]
    return seen


# -- shuffling -----------------------------------------------------------------------------


def orders(probes, loader, count, n, sizes):
    """The samples, each below n, of `count` passes in a row, whose batches must be lists of these sizes."""
    answer = probes.epochs.shown_as("[list({0}) for epoch in range({1})]")(loader, count)
    passes = []
    for batches in answer if type(answer) is list else fail("passes over the loader", answer):
        if type(batches) is not list or any(type(batch) is not list for batch in batches):
            fail("lists of samples, as `collate_fn` was given them", batches)
        got = [len(batch) for batch in batches]
        holds(got == sizes, f"batches of {', '.join(map(str, sizes)) or 'nothing'} samples", f"batches of {got}")
        passes.append([integer(sample) for batch in batches for sample in batch])
        strange = [sample for sample in passes[-1] if not 0 <= sample < n]
        holds(not strange, f"samples out of 0 to {n - 1}", strange)
    return passes


def bounds(n, p, chance=1e-12):
    """What Binomial(n, p) leaves with less than this chance on either side (Chernoff's bound)."""
    q = np.arange(n + 1) / n
    with np.errstate(divide="ignore", invalid="ignore"):
        ones = np.where(q > 0, q * np.log(q / p), 0)
        zeros = np.where(q < 1, (1 - q) * np.log((1 - q) / (1 - p)), 0)
    likely = np.flatnonzero(n * (ones + zeros) <= -np.log(chance))
    return int(likely[0]), int(likely[-1])


def shuffled(student, probes, n, batch_size, seed, drop_last=False):
    """A loader of the numbers below n whose batches are lists."""
    rng = None if seed is None else probes.generator(seed)
    first = probes.first.handle()
    return mini(student, list(range(n)), batch_size=batch_size, shuffle=True, drop_last=drop_last, collate_fn=first, generator=rng)


@check("ex02.mini.shuffle", 0.5, about="MiniLoader.__iter__", why="the network learns the order along with the data")
@given(n=st.integers(1, 9), batch_size=st.integers(1, 4), drop_last=st.booleans(), seed=st.none() | st.integers(0, 99), odds=st.just(""))
@example(n=5, batch_size=2, drop_last=False, seed=None, odds="")
@example(n=16, batch_size=4, drop_last=False, seed=0, odds="new")
@example(n=16, batch_size=5, drop_last=True, seed=None, odds="new")
@example(n=4, batch_size=2, drop_last=False, seed=0, odds="uniform")
@example(n=5, batch_size=2, drop_last=True, seed=None, odds="tail")
@example(n=10_000, batch_size=10_000, drop_last=False, seed=0, odds="places")
@settings(max_examples=3)
def test_mini_shuffle(student, probes, n, batch_size, drop_last, seed, odds):
    """With `shuffle=True` each epoch is a new order of the samples, all orders equally likely: each sample once, or, with `drop_last`, at most once."""
    loader = shuffled(student, probes, n, batch_size, seed, drop_last)
    sizes = [len(chunk) for chunk in chunks(range(n), batch_size, drop_last)]
    passes = orders(probes, loader, {"": 2, "new": 4, "uniform": 700, "tail": 160, "places": 1}[odds], n, sizes)
    for order in passes:
        holds(len(set(order)) == len(order), f"{sum(sizes)} of the samples 0 to {n - 1}, each at most once", order, "some samples count twice, others not at all")
    if odds == "new":
        # Two orders of 15 or more samples are the same by chance with probability 1e-12.
        for k, order in enumerate(passes):
            holds(order not in passes[:k], "another order in each epoch", f"{order} again in epoch {k + 1}")
    if odds == "uniform":
        low, high = bounds(700, 1 / 24)
        times = Counter(map(tuple, passes))
        holds(len(times) == 24, "all 24 orders of 4 samples among 700 epochs", f"{len(times)} orders")
        order, most = times.most_common(1)[0]
        holds(most <= high, f"each of 24 orders in about 29 of 700 epochs, no more than {high}", f"{list(order)} in {most}")
        order, least = times.most_common()[-1]
        holds(least >= low, f"each of 24 orders in about 29 of 700 epochs, at least {low}", f"{list(order)} in {least}")
    if odds == "tail":
        # A sample that is in each of 160 epochs has a chance of 0.8 ** 160 = 3e-16.
        always = [i for i in range(n) if all(i in order for order in passes)]
        holds(not always, "another sample left out in each epoch", f"{always} in each of 160 epochs", "some samples are never seen")
    if odds == "places":
        any_place(np.array(passes[0]))


def any_place(order):
    """Where a sample stands has nothing to do with where it stood: 6.4 standard deviations are 1.6e-10."""
    n = len(order)
    due = (n - 1) / 2
    off, room = float(((order - np.arange(n)) % n).mean()), 6.4 * np.sqrt(n / 12)
    text = f"(sample - place) % {n} between {due - room:.0f} and {due + room:.0f} on average"
    holds(bool(abs(off - due) < room), text, f"{off:.0f}", "some orders are more likely than others")
    rising, room = int((np.diff(order) > 0).sum()), 6.4 * np.sqrt((n + 1) / 12)
    text = f"{due - room:.0f} to {due + room:.0f} of {n - 1} neighbours in rising order"
    holds(bool(abs(rising - due) < room), text, f"{rising}", "parts of the old order are left")


@check("ex02.mini.generator", 0.5, about="MiniLoader.__iter__", why="a run cannot be repeated, or whatever else is drawn at random changes with the data's order")  # fmt: skip
@given(seed=st.integers(-(2**63), 2**64 - 1))
@example(seed=0)
@example(seed=-1)
@settings(max_examples=1)
def test_mini_generator(student, probes, seed):
    """The generator's seed fixes all epochs, None means the global torch RNG, and with a generator the global RNGs stay as they were, also after an error."""
    sizes = [8, 8, 4]

    def run(seed, student=student, probes=probes):
        return orders(probes, shuffled(student, probes, 20, 8, seed), 3, 20, sizes)

    ours = run(seed)
    probes._seed(9)  # whatever the global RNGs hold
    for got, due in zip(run(seed), ours, strict=True):
        equal(got, due, "two loaders whose generators have the same seed must give the same epochs")
    if seed == 0:  # once: a process costs more than all the rest
        for got, due in zip(run(seed, *student.fresh()), ours, strict=True):
            equal(got, due, "the same seed must give the same epochs in every process")
    another = run(seed ^ 1)
    holds(another[0] != ours[0], "another order with another seed", f"{ours[0]} with seed {seed} and with {seed ^ 1}")
    follows_torch(probes, run)
    untouched(student, probes, seed)


def follows_torch(probes, run):
    """Without a generator torch's global RNG decides, and it alone."""
    runs = []
    for global_seed, others in (5, 1), (5, 2), (6, 2):
        probes._seed(others)  # numpy and random too: only torch's counts
        probes.manual_seed.shown_as("torch.manual_seed({0})")(global_seed)
        runs.append(run(None))
    for got, due in zip(runs[1], runs[0], strict=True):
        equal(got, due, "without a generator, the same `torch.manual_seed` must give the same epochs")
    holds(runs[2][0] != runs[0][0], "without a generator, another order after another `torch.manual_seed`", f"{runs[0][0]} after both")


def untouched(student, probes, seed):
    """With a generator the three global RNGs go on as if nothing had been drawn."""
    probes._seed(7)
    before = probes._draw()
    for what in "shuffled", "in order", "after an error":
        probes._seed(7)
        rng = probes.generator(seed)
        if what == "after an error":
            with suppress(Exception):
                mini(student, [1, 2], batch_size=0, shuffle=True, generator=rng)
        else:
            loader = mini(student, list(range(9)), batch_size=2, shuffle=what == "shuffled", generator=rng)
            step(iter(loader))
            one_pass(student, loader, 5)
        after = probes._draw()
        for name, now, due in zip(("torch", "numpy", "random"), after, before, strict=True):
            holds(now == due, f"{name}'s global RNG as it was found", f"drawn from, or seeded ({what})")


@check("ex02.mini.errors", 0.5, about="MiniLoader.__init__", why="a batch_size of 0 from a config file shows up as no training at all, or as an error far from its cause")  # fmt: skip
@given(batch_size=st.integers(-99, 0), drop_last=st.booleans())
@example(batch_size=0, drop_last=False)
@example(batch_size=-1, drop_last=True)
@settings(max_examples=2)
def test_mini_errors(student, batch_size, drop_last):
    """`batch_size < 1`: `ValueError`, when the loader is built, that names the argument and the value."""
    equal(len(mini(student, [1, 2, 3], batch_size=1)), 3)
    with raises(ValueError, mentions=["batch_size", batch_size]):
        mini(student, [1, 2, 3], batch_size=batch_size, drop_last=drop_last)
