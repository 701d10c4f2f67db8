"""Checks of ex07_loaders: a dictionary of loaders.

In every dataset here sample i of the k-th split is the number 100 * k + i, so a batch says by
itself where its samples come from.
"""

from collections import Counter

from hypothesis import example, given, settings
from hypothesis import strategies as st

from graders.checks.expect import (
    check,
    difference,
    equal,
    fail,
    holds,
    integer,
    raises,
    same_counts,
)
from graders.plain import Image, Opaque, Tensor

EXERCISE = {"title": "A dictionary of loaders", "minutes": 40, "needs": ["ex03_workers", "ex04_samplers"]}

HINTS = {
    "loaders": (
        "Each split gets one `DataLoader`, and only two things set `train` apart from the others: it is "
        "shuffled, and it drops its last, incomplete batch. Everything else is the same for all.",
        "One dict comprehension over `datasets.items()`. Inside, `name == \"train\"` is a bool: exactly what "
        "`drop_last` wants, and, where the split has no sampler, what `shuffle` wants.",
        "`DataLoader(dataset, batch_size=batch_size, shuffle=name == \"train\" and name not in samplers, "
        "sampler=samplers.get(name), drop_last=name == \"train\", num_workers=num_workers, "
        "pin_memory=torch.cuda.is_available(), persistent_workers=num_workers > 0)`",
    ),
    "loaders.keys": (
        "A key is whatever the caller's mapping has: it need not be a string, and `datasets` need not be a dict.",
        "Go through `datasets.items()` in the order it gives, use each key as it is, and compare it with "
        "`\"train\"` by `==`, without calling string methods on it.",
        "`return {name: DataLoader(dataset, ...) for name, dataset in datasets.items()}`",
    ),
    "loaders.batch_size": (
        "All loaders get the same `batch_size`, also where the dataset is smaller than one batch.",
        "Hand the number to `DataLoader(batch_size=...)` as it came. A `batch_sampler` in its place makes "
        "`loader.batch_size` None.",
        "`DataLoader(dataset, batch_size=batch_size, ...)`, for every split.",
    ),
    "loaders.workers": (
        "All loaders get the same number of workers, and 0 means none at all.",
        "What runs in a worker (the dataset, a `collate_fn`, a `worker_init_fn`) must work there: a "
        "`worker_init_fn` is called with the worker's id. You need none here.",
        "`DataLoader(..., num_workers=num_workers)`, for every split.",
    ),
    "loaders.persistent": (
        "Workers that are started anew for each epoch import and open everything anew. `persistent_workers` "
        "keeps them, but `DataLoader` refuses the option where there are none.",
        "The option follows from `num_workers`, for every split alike.",
        "`DataLoader(..., persistent_workers=num_workers > 0)`",
    ),
    "loaders.pinned": (
        "Pinned memory speeds the copy to a GPU up; without a GPU it is of no use. Whether there is one can "
        "differ from call to call (a test may pretend, a job may start elsewhere).",
        "Ask torch inside `make_loaders`, not at the top of the file and not in a default argument; ask "
        "whether CUDA is available, not whether torch was built with it.",
        "`DataLoader(..., pin_memory=torch.cuda.is_available())`",
    ),
    "loaders.drop_last": (
        "`drop_last` drops the incomplete batch after shuffling, so that every epoch leaves other samples out.",
        "Set `drop_last` for `train` whether it has a sampler or not; do not shorten the dataset.",
        "`DataLoader(..., drop_last=name == \"train\")`",
    ),
    "loaders.every_sample": (
        "A metric is only comparable when it is computed over the whole split: nothing dropped, nothing twice.",
        "Which names count as training? One only. `\"train_eval\"` and `\"Train\"` are other splits.",
        "`shuffle=name == \"train\" and ...` and `drop_last=name == \"train\"`",
    ),
    "loaders.sampler": (
        "A sampler decides the order by itself: it takes the place of shuffling, in any split, and "
        "`DataLoader` refuses both together.",
        "Hand over the sampler object itself (its next pass may be another one), and ask whether a name is in "
        "the mapping: an empty sampler is falsy. Copy `samplers` before you change it.",
        "`samplers = dict(samplers or {})`, then `sampler=samplers.get(name)` and "
        "`shuffle=name == \"train\" and name not in samplers`",
    ),
    "loaders.passes": (
        "Two `for` loops over one loader must not share anything that they change.",
        "A sampler's `__iter__` has to return a new iterator each time, over a list that nothing changes "
        "later. An iterator such as `iter(range(n))` is used up after one pass.",
        "`def __iter__(self): return iter(torch.randperm(self.n, generator=self.generator).tolist())`",
    ),
    "loaders.seed": (
        "The seed starts a random number generator that belongs to this call's training split; the epochs are "
        "what it gives one after the other.",
        "Make a new `torch.Generator` for each call, seed it once, and draw a new permutation each epoch. "
        "0 and negative numbers are seeds as well: ask `seed is not None`. Adding to a seed can overflow.",
        "`self.generator = torch.Generator().manual_seed(seed)` in a sampler's `__init__`, and "
        "`torch.randperm(n, generator=self.generator)` in its `__iter__`",
    ),
    "loaders.in_between": (
        "What else draws from the generator that your training order comes from? Another loader, or anyone, "
        "if it is the global one.",
        "`DataLoader` draws from the `generator` that it is given, at every `iter`. Give the training sampler "
        "a generator that nothing else has.",
        "A sampler of your own with its own `torch.Generator().manual_seed(seed)`, handed over as "
        "`sampler=`; no `generator=` for the loader.",
    ),
    "loaders.broken_off": (
        "How far has your generator moved when an epoch stops after one batch, and how far when it is read to "
        "the end? It has to be the same.",
        "torch's `RandomSampler` draws once more after its last index, and a sampler that draws index by index "
        "stops half-way. Draw a whole epoch's order at once, when the pass begins.",
        "`def __iter__(self): return iter(torch.randperm(self.n, generator=self.generator).tolist())`",
    ),
    "loaders.untouched": (
        "`torch.manual_seed`, `np.random.seed` and `random.seed` change what the rest of the program draws.",
        "A generator object of your own (`torch.Generator`, `np.random.default_rng`, `random.Random`) has a "
        "state of its own: use that, at the call and in every epoch.",
        "`generator = torch.Generator().manual_seed(seed)`, then `torch.randperm(n, generator=generator)`",
    ),
    "loaders.value_error": (
        "An error should say which argument was wrong and what its value was.",
        "Check the three arguments first, before anything is built. `DataLoader`'s own message for a negative "
        "`num_workers` leaves the value out.",
        "`if num_workers < 0: raise ValueError(f\"num_workers must be at least 0, got {num_workers}\")`, the "
        "same for `batch_size < 1`, and for every name in `samplers` that is not in `datasets`",
    ),
}  # fmt: skip

DATA = (type(None), bool, int, float, str, bytes, list, tuple, dict, Tensor, Image, Opaque)
MANY = 100  # batches: more than any epoch here has


# -- questions -----------------------------------------------------------------------------


def datasets(probes, sizes):
    """A dataset of each size; sample i of the k-th one is 100 * k + i."""
    return {name: probes.Items(samples(k, n)) for k, (name, n) in enumerate(sizes.items())}


def samples(k, n):
    return list(range(100 * k, 100 * k + n))


def call(student, *args, **options):
    """`make_loaders` with the options that are not None, so that the reader sees these only."""
    return student.make_loaders(*args, **{name: value for name, value in options.items() if value is not None})


def loader(loaders, name):
    """The loader of this name, as a handle."""
    if type(loaders) is not dict:
        fail("a dict of loaders", loaders)
    found = [v for k, v in loaders.items() if difference(k, name) is None]
    if len(found) != 1 or type(found[0]) in DATA:
        fail(f"a DataLoader for the split {name!r}", found[0] if found else loaders)
    return found[0]


def epoch(student, one):
    """One pass: its batches as lists of samples."""
    batches, ended = student.take(one, MANY)
    if not ended:
        fail("an epoch that ends", f"more than {MANY} batches")
    return [batch(b) for b in batches]


def begin(student, one, count):
    """The first batches of a pass that is given up after them."""
    batches, _ = student.take(one, count)
    if len(batches) < count:
        fail(f"at least {count} batches", f"{len(batches)} batches")
    return [batch(b) for b in batches]


def batch(item):
    """A batch's samples; none here has more than a few."""
    whole_numbers(item, ("int64",), "batches as DataLoader makes them: int64 tensors of a few samples here")
    return item.tolist()


def whole_numbers(item, dtypes, due):
    fits = type(item) is Tensor and item.kind == "torch" and item.dtype in dtypes
    if not fits or len(item.shape) != 1 or item.shape[0] > MANY:
        fail(due, item)


def flat(batches):
    return [sample for one in batches for sample in one]


def switch(value):
    """An on/off setting; a number or None will do, as for an `if`."""
    if type(value) not in (bool, int, type(None)):
        fail("True or False", value)
    return bool(value)


LEARNT = "the network learns the order along with the data"
TWICE = "some samples count twice in an epoch, others not at all"


def at_most_once(seen, there):
    if any(times > 1 for times in Counter(seen).values()) or not set(seen) <= set(there):
        fail("each sample at most once", seen, TWICE)


# -- one loader for each split -------------------------------------------------------------

KEYS = ["train", "val", "test", "Train", "train_eval", "", 0, -3, ("fold", 2), None, 2.5]


@check("ex07.loaders.keys", 0.5, about="make_loaders", why="code that takes a split by its name, or all in order, gets another split's data")  # fmt: skip
@given(keys=st.lists(st.sampled_from(KEYS), min_size=1, max_size=4, unique=True), view=st.booleans())
@example(keys=["val", "train"], view=False)
@example(keys=["train", 0, ("fold", 2)], view=False)
@example(keys=["train", "val"], view=True)
@settings(max_examples=4)
def test_keys(student, probes, keys, view):
    """There is one loader for each entry of `datasets`: same keys, whatever they are, in the same order."""
    sets = datasets(probes, dict.fromkeys(keys, 1))
    loaders = student.make_loaders(probes.read_only(sets) if view else sets, 1)
    if type(loaders) is not dict:
        fail("a dict of loaders", loaders)
    if difference(list(loaders), keys) is not None:
        fail(f"{keys} as the keys", list(loaders))
    for k, key in enumerate(keys):
        equal(epoch(student, loader(loaders, key)), [[100 * k]])


@check("ex07.loaders.batch_size", 0.5, about="make_loaders", why="batch size and learning rate belong together; memory was planned for this batch size")  # fmt: skip
@given(train=st.integers(1, 9), val=st.integers(1, 9), batch_size=st.integers(1, 6))
@example(train=5, val=5, batch_size=2)
@example(train=2, val=2, batch_size=4)
@settings(max_examples=4)
def test_batch_size(student, probes, train, val, batch_size):
    """Every loader's `batch_size` is the given one, and every batch but a last, incomplete one holds that many."""
    loaders = student.make_loaders(datasets(probes, {"train": train, "val": val}), batch_size)
    for name in ("train", "val"):
        one = loader(loaders, name)
        got = one.batch_size.read()
        holds(type(got) is int or type(got) is Tensor, batch_size, got)
        equal(integer(got), batch_size, "code that reads `loader.batch_size`, to count samples say, goes wrong")
        sizes = [len(b) for b in epoch(student, one)]
        due = [batch_size] * (len(sizes) - 1)
        tail = not sizes or 0 < sizes[-1] <= batch_size
        if sizes[:-1] != due or not tail:
            fail(f"batches of {batch_size}", f"batches of {', '.join(map(str, sizes))}")


@check("ex07.loaders.workers", 0.5, about="make_loaders", why="too few workers and the network waits; too many and the machine does")  # fmt: skip
@given(num_workers=st.integers(0, 3), run=st.just(False))
@example(num_workers=3, run=False)
@example(num_workers=2, run=True)
@example(num_workers=0, run=True)
@settings(max_examples=2)
def test_workers(student, probes, num_workers, run):
    """Every loader's `num_workers` is the given one: so many processes load its samples, with 0 only this one."""
    sets = {"train": probes.WhoAmI(6), "val": probes.WhoAmI(6)}
    batch_size = 1 if run else 6  # or fewer batches than workers
    loaders = student.make_loaders(sets, batch_size, num_workers, seed=3)
    for name in sets:
        one = loader(loaders, name)
        got = one.num_workers.read()
        holds(type(got) is int or type(got) is Tensor, num_workers, got)
        equal(integer(got), num_workers)
        if run and (name == "train" or not num_workers):
            indices, workers, _ = columns(epoch_of_columns(student, one))
            same_counts(indices, range(6))
            due = list(range(num_workers)) or [-1]
            holds(sorted(set(workers)) == due, ids(due), ids(sorted(set(workers))))


def ids(workers):
    return f"samples from worker {', '.join(map(str, workers))}" if workers != [-1] else "samples from this process"


def epoch_of_columns(student, one):
    batches, ended = student.take(one, MANY)
    if not ended:
        fail("an epoch that ends", f"more than {MANY} batches")
    return batches


def columns(batches):
    """Batches of `(index, worker id, process id)` as three lists."""
    for item in batches:
        if type(item) not in (list, tuple) or len(item) != 3:
            fail("batches as DataLoader makes them: three tensors here", item)
    return [flat(numbers(item[k]) for item in batches) for k in range(3)]


def numbers(item):
    """A batch of whole numbers, in whatever integer dtype: an index may be one of numpy's."""
    dtypes = ("uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64")
    whole_numbers(item, dtypes, "batches as DataLoader makes them: tensors of whole numbers here")
    return item.tolist()


@check("ex07.loaders.persistent", 0.5, about="make_loaders", why="new workers for each epoch import and open everything again, while the network waits")  # fmt: skip
@given(num_workers=st.integers(0, 3), run=st.just(False))
@example(num_workers=0, run=False)
@example(num_workers=1, run=True)
@settings(max_examples=2)
def test_persistent(student, probes, num_workers, run):
    """Workers are persistent exactly when there are any; without workers everything works as well."""
    sets = {"train": probes.WhoAmI(4), "val": probes.WhoAmI(4)}
    loaders = student.make_loaders(sets, 2, num_workers)
    for name in sets:
        one = loader(loaders, name)
        equal(switch(one.persistent_workers.read()), num_workers > 0)
    if run:
        one = loader(loaders, "val")
        processes = [set(columns(epoch_of_columns(student, one))[2]) for _ in range(2)]
        holds(processes[0] == processes[1], "the same worker in the second epoch", "another one")
    elif num_workers == 0:
        same_counts(columns(epoch_of_columns(student, loader(loaders, "val")))[0], range(4))


@check("ex07.loaders.pinned", 0.5, about="make_loaders", why="without pinned memory the GPU waits for every copy; without a GPU, pinning only costs time", device="configuration")  # fmt: skip
@given(there=st.lists(st.booleans(), min_size=1, max_size=2), num_workers=st.integers(0, 2))
@example(there=[True, False], num_workers=0)
@example(there=[False, True], num_workers=0)
@settings(max_examples=2)
def test_pinned(student, probes, there, num_workers):
    """Memory is pinned exactly when CUDA is available at the call, in every loader."""
    student.make_loaders({"train": probes.Items([1])}, 1)
    for available in there:
        sets = datasets(probes, {"train": 2, "val": 2})
        make = student.make_loaders.handle()
        loaders = probes.with_cuda.shown_as("{1}({2}, {3}, {4})")(available, make, sets, 1, num_workers)
        for name in sets:
            pinned = switch(loader(loaders, name).pin_memory.read())
            where = "where CUDA is available" if available else "where there is no CUDA"
            holds(pinned is available, f"pin_memory={available} for {name!r}, {where}", f"pin_memory={pinned}")


# -- training ------------------------------------------------------------------------------

EPOCHS = 50


@check("ex07.loaders.shuffle", 0.5, about="make_loaders", why="sorted or repeated batches pull the weights one way after the other: accuracy stays low")  # fmt: skip
@given(seed=st.integers(0, 10**6))
@example(seed=None)
@settings(max_examples=1)
def test_shuffle(student, probes, seed):
    """`"train"` is shuffled, anew each epoch, with or without a seed: each sample at most once, asked for by its whole number."""
    ask_for_numbers(student, probes, seed)
    there = samples(0, 16)
    one = loader(call(student, {"train": probes.Items(there)}, 4, seed=seed), "train")
    first, second = [flat(epoch(student, one)) for _ in range(2)]
    at_most_once(first, there)
    holds(first != there, "another order than the dataset's", first, "files are often sorted by class: the last batches are all of one")
    holds(first != second, f"another order than in the first epoch, {first}", second, LEARNT)
    random_orders(student, loader(call(student, {"train": probes.Items(samples(0, 6))}, 3, seed=seed), "train"))
    long_epoch(student, loader(call(student, {"train": probes.Items(samples(0, 300))}, 100, seed=seed), "train"))


def ask_for_numbers(student, probes, seed):
    """The dataset must be asked with whole numbers, as a list or a dict of samples wants them."""
    asked = []

    def sample(index):
        asked.append(index)
        return 0

    epoch(student, loader(call(student, {"train": probes.Served(4, sample)}, 2, seed=seed), "train"))
    numbers = [integer(i, "a dataset that looks its samples up, in a dict say, does not find them") for i in asked]
    same_counts(numbers, range(4), TWICE)


def long_epoch(student, one):
    """Three batches of 100, each with samples from each third of the data: one lacks with a chance of 2e-20 (nine of them)."""
    for batches in (epoch(student, one), epoch(student, one)):
        at_most_once(flat(batches), samples(0, 300))
        for k, batch_ in enumerate(batches):
            lacking = [at for at in (0, 100, 200) if not any(at <= i < at + 100 for i in batch_)]
            holds(not lacking, "samples from all over the data in each of 3 batches of 100", f"batch {k} without one from {lacking} to the 99 after it")


def random_orders(student, one):
    """Many epochs of six samples in two batches: what random orders never all miss.

    Under any random order a pair misses its common batch in 50 epochs with probability 0.6 ** 50
    (15 pairs), its one order and a sample its one batch with 0.5 ** 50; 19 repeats of an order
    in 50 epochs are less likely still. In all: below 2e-10.
    """
    epochs = [epoch(student, one) for _ in range(EPOCHS)]
    for batches in epochs:
        at_most_once(flat(batches), samples(0, 6))
        if [len(b) for b in batches] != [3, 3]:
            fail("two batches of three", batches)
    text = f"in {EPOCHS} epochs of 6 samples, 3 to a batch: "
    different = len({tuple(flat(batches)) for batches in epochs})
    holds(different >= 32, "a new order each epoch", text + f"only {different} different orders")
    pairs = [(a, b) for a in range(6) for b in range(a)]
    together = {(a, b) for batches in epochs for one in batches for a in one for b in one}
    never = [pair for pair in pairs if pair not in together]
    holds(not never, "any two samples in one batch now and then", text + f"samples {never[:1]} never met")
    orders = {(a, b) for batches in epochs for i, a in enumerate(flat(batches)) for b in flat(batches)[:i]}
    fixed = [(a, b) for a in range(6) for b in range(6) if a != b and (a, b) not in orders]
    holds(not fixed, "any of two samples first now and then", text + f"sample {fixed[0][0] if fixed else 0} never came after {fixed[0][1] if fixed else 0}")
    for k in (0, 1):
        absent = sorted(set(range(6)) - {sample for batches in epochs for sample in batches[k]})
        holds(not absent, "every sample in every batch now and then", text + f"samples {absent} were never in batch {k}")


@check("ex07.loaders.drop_last", 0.5, about="make_loaders", why="a tail of one sample breaks batch normalisation, and a small batch has a noisy gradient")  # fmt: skip
@given(n=st.integers(1, 9), batch_size=st.integers(1, 5), seed=st.none() | st.integers(0, 99), sampler=st.booleans())
@example(n=5, batch_size=4, seed=None, sampler=False)
@example(n=5, batch_size=4, seed=1, sampler=False)
@example(n=5, batch_size=4, seed=None, sampler=True)
@example(n=3, batch_size=4, seed=None, sampler=False)
@settings(max_examples=4)
def test_drop_last(student, probes, n, batch_size, seed, sampler):
    """`"train"` drops its last, incomplete batch, with a sampler too; which samples it leaves out so changes from epoch to epoch."""
    samplers = {"train": probes.Orders([list(range(n))])} if sampler else None
    sets = {"train": probes.Items(samples(0, n))}
    one = loader(call(student, sets, batch_size, samplers=samplers, seed=seed), "train")
    sizes = [len(b) for b in epoch(student, one)]
    due = [batch_size] * (n // batch_size)
    holds(sizes == due, sizes_text(due), sizes_text(sizes))
    equal(len(one), len(due), "a progress bar, or a learning rate schedule, counts on `len` of the loader")
    if n == batch_size + 1 == 5 and not sampler:
        # Each epoch leaves one of five out; 20 in a row leave the same one out with 5 * 0.2 ** 20.
        seen = {sample for _ in range(20) for sample in flat(epoch(student, one))}
        absent = sorted(set(samples(0, n)) - seen)
        holds(not absent, "every sample in some epoch", f"in 20 epochs sample {absent} never came", "the network never learns from these samples")


def sizes_text(sizes):
    return f"batches of {', '.join(map(str, sizes))}" if sizes else "no batch"


# -- the other splits, samplers, passes ----------------------------------------------------

OTHERS = ["val", "test", "train_eval", "Train", "training", "", 0, ("train",), None]


@check("ex07.loaders.every_sample", 0.5, about="make_loaders", why="the accuracy in your report is that of other samples than those of the split")  # fmt: skip
@given(name=st.sampled_from(OTHERS), n=st.integers(1, 9), batch_size=st.integers(1, 5), seed=st.none() | st.integers(0, 99))
@example(name="val", n=5, batch_size=2, seed=None)
@example(name="train_eval", n=5, batch_size=5, seed=None)
@example(name="test", n=6, batch_size=4, seed=None)
@example(name=0, n=5, batch_size=2, seed=1)
@settings(max_examples=4)
def test_every_sample(student, probes, name, n, batch_size, seed):
    """Every split but `"train"`, if it has no sampler, keeps its order and yields every sample exactly once an epoch."""
    sets = datasets(probes, {"train": 4, name: n}) if n % 2 else {"train": samples(0, 4), name: samples(1, n)}
    loaders = call(student, sets, batch_size, seed=seed, samplers={} if n % 3 else None)
    for _ in range(2):
        equal(flat(epoch(student, loader(loaders, name))), samples(1, n))


@check("ex07.loaders.sampler", 0.5, about="make_loaders", why="the balance or the weights that the sampler was made for never reach the network")  # fmt: skip
@given(
    orders=st.integers(0, 7).flatmap(
        lambda n: st.lists(st.lists(st.integers(0, 4), min_size=n, max_size=n), min_size=2, max_size=2)
    ),
    seed=st.none() | st.integers(0, 99),
    names=st.sampled_from([["train"], ["val"], ["val", "train"]]),
    view=st.booleans(),
)
@example(orders=[[3, 1, 3, 0], [2, 2, 4, 4]], seed=None, names=["train"], view=False)
@example(orders=[[3, 1, 3, 0, 2], [2, 2, 4, 4, 0]], seed=None, names=["val"], view=False)
@example(orders=[[3, 1, 3, 0], [2, 2, 4, 4]], seed=1, names=["train", "val"], view=False)
@example(orders=[[], []], seed=None, names=["val"], view=False)
@example(orders=[[3, 1], [0, 2]], seed=None, names=["train"], view=True)
@example(orders=[[3, 1], [0, 2]], seed=1, names=["val"], view=True)
@settings(max_examples=4)
def test_sampler(student, probes, orders, seed, names, view):
    """A split with a sampler uses it in place of shuffling: its indices, in its order, asked anew each epoch."""
    samplers = {name: probes.Orders(orders) for name in names}
    if view:
        samplers = probes.read_only(samplers)
    loaders = call(student, datasets(probes, {"train": 5, "val": 5}), 2, samplers=samplers, seed=seed)
    for name in names:
        for order in orders:
            due = order[: len(order) // 2 * 2] if name == "train" else order
            equal(flat(epoch(student, loader(loaders, name))), [i + 100 * (name == "val") for i in due])
    if "val" not in names:
        equal(flat(epoch(student, loader(loaders, "val"))), samples(1, 5))


@check("ex07.loaders.passes", 0.5, about="make_loaders", why="a look at one batch, or a validation pass within an epoch, costs samples of the next")  # fmt: skip
@given(name=st.sampled_from(["train", "val"]), seed=st.none() | st.integers(0, 99), stop=st.integers(1, 3))
@example(name="val", seed=None, stop=1)
@example(name="train", seed=None, stop=1)
@example(name="train", seed=0, stop=1)
@settings(max_examples=3)
def test_passes(student, probes, name, seed, stop):
    """Each pass is a whole epoch of its own: after one that was stopped half-way, and beside one that is still being read."""
    there = samples(0, 6)
    one = loader(call(student, {name: probes.Items(there)}, 2, seed=seed), name)
    begin(student, one, stop)
    whole(flat(epoch(student, one)), there, name, f"after a pass that was stopped after {stop} of 3 batches")
    whole(flat(epoch(student, one)), there, name, "after a whole pass")
    one = loader(call(student, {name: probes.Items(there)}, 2, seed=seed), name)
    older = iter(one)
    seen = [next_batch(older) for _ in range(stop)]
    newer = iter(one)
    others = [next_batch(newer)]
    seen += rest(older)
    others += rest(newer)
    whole(flat(seen), there, name, "while a newer pass was read too")
    whole(flat(others), there, name, "while an older pass was read too")


def whole(seen, there, name, when):
    if sorted(seen) != there or (name == "val" and seen != there):
        fail(f"{there}{' in any order' if name == 'train' else ''}", f"{seen}, {when}")


def next_batch(iterator):
    try:
        return batch(next(iterator))
    except StopIteration:
        fail("one more batch", "the end of the pass")


def rest(iterator):
    batches = []
    for item in iterator:
        batches.append(batch(item))
        if len(batches) > MANY:
            fail("an epoch that ends", f"more than {MANY} batches")
    return batches


# -- with a seed ---------------------------------------------------------------------------

SEEDS = st.integers(-(2**63), 2**64 - 1)


@check("ex07.loaders.seed", 0.5, about="make_loaders", why="a run that cannot be repeated cannot be debugged, nor compared with the next one")  # fmt: skip
@given(seed=SEEDS, elsewhere=st.just(False), num_workers=st.just(None))
@example(seed=1, elsewhere=True, num_workers=None)
@example(seed=0, elsewhere=False, num_workers=None)
@example(seed=3, elsewhere=False, num_workers=2)
@example(seed=-1, elsewhere=False, num_workers=None)
@example(seed=2**64 - 1, elsewhere=False, num_workers=None)
@settings(max_examples=3)
def test_seed(student, probes, seed, elsewhere, num_workers):
    """With one `seed`, two calls give the same order of training batches, epoch by epoch, also in another process; it changes between epochs, and with the seed."""
    one, again = (seeded(student, probes, seed, num_workers) for _ in range(2))
    epochs = 2 if num_workers else 3  # starting workers takes most of the time
    first = [flat(epoch(student, one)) for _ in range(epochs)]
    for k in range(1 if num_workers else epochs):
        equal(flat(epoch(student, again)), first[k], f"epoch {k + 1} is not that of a first call with the same seed")
    # Two orders of 16 samples are the same by chance with probability 1 / 16!.
    holds(first[0] != first[1], f"another order than in the first epoch, {first[0]}", first[1], LEARNT)
    if num_workers:
        return
    other = flat(epoch(student, seeded(student, probes, seed ^ 1)))
    holds(other != first[0], f"another order than with seed {seed}", other, "runs with several seeds are one and the same run")
    if elsewhere:
        student, probes = student.fresh()
        there = flat(epoch(student, seeded(student, probes, seed)))
        equal(there, first[0], "another process trains in another order with the same seed")


def seeded(student, probes, seed, num_workers=None):
    return loader(call(student, {"train": probes.Items(samples(0, 16))}, 4, num_workers=num_workers, seed=seed), "train")


def shuffled(epochs):
    """Not all of three or more epochs of 12 samples are in one order: by chance 1 / 12! ** 2."""
    holds(len(set(map(tuple, epochs))) > 1, "another order in each epoch", f"{epochs[0]} in every epoch", LEARNT)


# What may happen between two training epochs, by what the student is told of it.
def iterate_val(student, probes, loaders, seed):
    epoch(student, loader(loaders, "val"))


def peek_at_val(student, probes, loaders, seed):
    begin(student, loader(loaders, "val"), 1)


def global_seed(student, probes, loaders, seed):
    probes.manual_seed(99)


def global_draw(student, probes, loaders, seed):
    probes._draw()


def other_loaders(student, probes, loaders, seed):
    epoch(student, loader(student.make_loaders(three_splits(probes), 3, seed=seed), "train"))


HAPPENS = {
    "a pass through the val loader": iterate_val,
    "one batch of the val loader": peek_at_val,
    "torch.manual_seed(99)": global_seed,
    "a few draws from the global RNGs": global_draw,
    "an epoch of another call's train loader": other_loaders,
}


def three_splits(probes):
    return datasets(probes, {"train": 12, "val": 4, "test": 3})


@check("ex07.loaders.in_between", 0.5, about="make_loaders", why="one validation pass more, or a dropout layer, and the two runs that you compare differ in their data")  # fmt: skip
@given(
    seed=SEEDS,
    before=st.lists(st.lists(st.sampled_from(list(HAPPENS)), max_size=2), min_size=3, max_size=3),
    during=st.lists(st.sampled_from(list(HAPPENS)), max_size=2),
)
@example(seed=0, before=[[], ["a pass through the val loader"], []], during=[])
@example(seed=0, before=[[], ["torch.manual_seed(99)"], []], during=[])
@example(seed=0, before=[["an epoch of another call's train loader"], [], []], during=[])
@example(seed=0, before=[[], ["a few draws from the global RNGs"], []], during=["one batch of the val loader"])
@settings(max_examples=5)
def test_in_between(student, probes, seed, before, during):
    """With a `seed`, the order of training batches is the same whatever else is iterated or drawn in between."""
    quiet = loader(student.make_loaders(three_splits(probes), 3, seed=seed), "train")
    expected = [flat(epoch(student, quiet)) for _ in range(3)]
    shuffled(expected)
    loaders = student.make_loaders(three_splits(probes), 3, seed=seed)
    happened = []

    def happen(names):
        for name in names:
            HAPPENS[name](student, probes, loaders, seed)
            happened.append(name)

    for k in range(3):
        happen(before[k])
        if k == 1 and during:
            one = iter(loader(loaders, "train"))
            got = [next_batch(one)]
            happen(during)
            got += rest(one)
        else:
            got = epoch(student, loader(loaders, "train"))
        holds(
            flat(got) == expected[k],
            f"{expected[k]} in epoch {k + 1}, as when nothing comes in between",
            f"{flat(got)} after {', '.join(happened) or 'nothing'}",
        )


@check("ex07.loaders.broken_off", 1, about="make_loaders", why="a run with a quick look at the first batches trains on another order than the same run without it")  # fmt: skip
@given(seed=SEEDS, stops=st.lists(st.integers(1, 4), min_size=2, max_size=4))
@example(seed=0, stops=[1, 3])
@example(seed=0, stops=[3, 3])
@settings(max_examples=5)
def test_broken_off(student, probes, seed, stops):
    """With a `seed`, an epoch that was broken off counts as one: the epochs after it are those that would have come anyway."""
    sets = {"train": probes.Items(samples(0, 12))}
    one = loader(student.make_loaders(sets, 4, seed=seed), "train")
    expected = [flat(epoch(student, one)) for _ in range(len(stops) + 1)]
    shuffled(expected)
    one = loader(student.make_loaders(sets, 4, seed=seed), "train")
    past = "nothing"
    for k, stop in enumerate([*stops, 4]):
        got = flat(epoch(student, one) if stop > 3 else begin(student, one, stop))
        holds(
            got == expected[k][: 4 * stop],
            f"{expected[k][: 4 * stop]} in epoch {k + 1}, as when every epoch is read to its end",
            f"{got} after {past}",
        )
        past = f"epoch {k + 1} was " + ("read to its end" if stop > 3 else f"stopped after {stop} of 3 batches")


@check("ex07.loaders.untouched", 0.5, about="make_loaders", why="whatever the caller seeded, weights or augmentations, starts from another state")  # fmt: skip
@given(seed=SEEDS)
@example(seed=0)
@settings(max_examples=2)
def test_untouched(student, probes, seed):
    """With a `seed` the global RNGs of torch, numpy and Python stay as they were: after the call, after an error and after an epoch."""
    # A DataLoader may draw one base seed from torch's generator for each pass.
    calm = [global_draws(probes, base_seeds=k) for k in range(5)]
    probes._seed(5)
    loaders = student.make_loaders(datasets(probes, {"train": 4, "val": 2}), 2, seed=seed)
    unchanged(probes._draw(), calm[:1], "make_loaders")
    probes._seed(5)
    for _ in range(2):
        whole(flat(epoch(student, loader(loaders, "train"))), samples(0, 4), "train", "in one epoch")
    unchanged(probes._draw(), calm, "two training epochs")
    probes._seed(5)
    under_way = iter(loader(loaders, "train"))
    next_batch(under_way)
    unchanged(probes._draw(), calm, "the first batch of an epoch")
    rest(under_way)
    unchanged_by_error(student, probes, calm, 0, seed=seed)
    unchanged_by_error(student, probes, calm, 2, -1, seed=seed)
    unchanged_by_error(student, probes, calm, 2, samplers={"tset": probes.Orders([[0]])}, seed=seed)


def unchanged_by_error(student, probes, calm, *args, **options):
    sets = datasets(probes, {"train": 4, "val": 2})
    probes._seed(5)
    try:
        student.make_loaders(sets, *args, **options)
    except Exception as error:  # which error it should be, another check asks
        if not hasattr(error, "raised"):
            raise
    unchanged(probes._draw(), calm[:1], "the error")


def global_draws(probes, base_seeds):
    probes._seed(5)
    probes._base_seeds(base_seeds)
    return probes._draw()


def unchanged(got, allowed, after):
    """The next draws of the three generators are among the allowed ones."""
    if type(got) is not list or len(got) != 3:
        fail("the next random numbers", got)
    names = ["torch", "numpy", "random"]
    changed = [n for k, n in enumerate(names) if all(difference(got[k], one[k]) is not None for one in allowed)]
    holds(not changed, f"the global RNGs as they were before {after}", f"another state of {' and '.join(changed)}")


# -- bad arguments -------------------------------------------------------------------------


MISSPELT = "a misspelt split trains for a week without its sampler before anyone notices"


@check("ex07.loaders.value_error", 0.5, about="make_loaders", why="a wrong setting shows late, somewhere else, or never")  # fmt: skip
@given(
    batch_size=st.integers(-99, 0), num_workers=st.integers(-99, -1), name=st.sampled_from(["tset", "vla", "trian"])
)
@example(batch_size=0, num_workers=-1, name="trian")
@settings(max_examples=3)
def test_value_error(student, probes, batch_size, num_workers, name):
    """`batch_size < 1`, `num_workers < 0` or a sampler for a name that is not in `datasets`: `ValueError` that names the argument and the value."""
    right = student.make_loaders(datasets(probes, {"train": 3, "val": 2}), 1, 0)
    equal(flat(epoch(student, loader(right, "val"))), samples(1, 2))
    sets = datasets(probes, {"train": 3, "val": 2})
    with raises(ValueError, mentions=["batch_size", batch_size]):
        student.make_loaders(sets, batch_size)
    sets = datasets(probes, {"train": 3, "val": 2})
    with raises(ValueError, mentions=["num_workers", num_workers]):
        student.make_loaders(sets, 2, num_workers)
    samplers = {"train": probes.Orders([[2, 0]])}
    right = student.make_loaders(datasets(probes, {"train": 3, "val": 2}), 1, samplers=samplers)
    equal(flat(epoch(student, loader(right, "train"))), [2, 0])
    sets = datasets(probes, {"train": 3, "val": 2})
    samplers = {name: probes.Orders([[0, 1]]), "train": probes.Orders([[2, 0]])}
    with raises(ValueError, mentions=["sampler", name], why=MISSPELT):
        student.make_loaders(sets, 2, samplers=samplers)
    sets = datasets(probes, {"train": 3, "7": 2})
    samplers = {"train": probes.Orders([[2, 0]]), 7: probes.Orders([[0, 1]])}
    with raises(ValueError, mentions=["sampler", 7], why=MISSPELT):
        student.make_loaders(sets, 2, samplers=samplers)
