"""Checks of ex11_distributed: one dataset, many processes.

The samplers of all ranks are built side by side in one host, except where a check asks what
ranks in processes of their own do.
"""

from collections import Counter

from hypothesis import example, given, settings
from hypothesis import strategies as st

from graders.checks.expect import check, difference, equal, fail, holds, how_often, integer, raises

EXERCISE = {"title": "One dataset, many processes", "minutes": 40, "needs": ["ex04_samplers"]}

HINTS = {
    "rank": (
        "Every rank makes the same list of all the indices, and then takes its own part of it. The ranks never "
        "talk to each other: whatever decides the list must be the same in all of them.",
        "In `__iter__`: first the order of all `num_examples` indices, shuffled or not; then the length that all "
        "ranks together need; then this rank's part, such as every `world_size`-th index from `rank` on.",
        "`for place in range(rank, len(self) * world_size, world_size): yield order[place % num_examples]`",
    ),
    "rank.len": (
        "With `drop_last` the division rounds down, without it up; the same for every rank.",
        "`n // world_size` rounds down. Rounding up is `-(-n // world_size)`, or `math.ceil(n / world_size)`.",
        "`return n // world_size if self.drop_last else -(-n // world_size)`",
    ),
    "rank.cover": (
        "When the indices run out, a few have to come a second time; no index may come a third time before all "
        "others have come twice. There may be more ranks than indices.",
        "Think of the order as going round: after its last index it begins again with the first. The remainder "
        "(`%`) does that for any number of places.",
        "`order[place % num_examples]` for the places `rank`, `rank + world_size`, ... below `len(self) * world_size`",
    ),
    "rank.drop_last": (
        "What does not fill a whole round of all ranks is left out. Which ones: the last of the epoch's order, so "
        "that with shuffling other indices are left out each epoch.",
        "Shuffle all indices first, and cut to `len(self) * world_size` afterwards.",
        "`range(rank, len(self) * world_size, world_size)` gives the places; `len(self)` rounds down with `drop_last`.",
    ),
    "rank.same": (
        "A permutation that every process finds for itself needs a random number generator that starts from the "
        "same numbers in every process: `seed` and the epoch, and nothing else.",
        "The rank must not be part of it, nor the global RNG, nor `hash` of a text, which differs from process to process.",
        "`order = np.random.default_rng([seed % 2**64, epoch]).permutation(n).tolist()`, or a `torch.Generator` with `torch.randperm`",
    ),
    "rank.set_epoch": (
        "The sampler does not count passes: it is told. The same epoch always gives the same order.",
        "Keep the epoch as an attribute: 0 in `__init__`, changed by `set_epoch` alone. Make the generator anew in each `__iter__`.",
        "`def set_epoch(self, epoch): self.epoch = epoch`",
    ),
    "rank.seed": (
        "`seed + epoch` can grow too large: `manual_seed` takes nothing from 2**64 on, and numpy takes no negative seed.",
        "Python's `%` with a positive number is never negative: `(seed + epoch) % 2**64` always fits.",
        "`np.random.default_rng([seed % 2**64, epoch])` or `torch.Generator().manual_seed((seed + epoch) % 2**64)`",
    ),
    "rank.passes": (
        "Two passes over one sampler must not share anything that they change.",
        "`__iter__` has to return a new iterator each time, over an order that nothing changes later.",
        "Write `__iter__` as a generator (with `yield`) that makes the order first, in a local variable.",
    ),
    "rank.untouched": (
        "`torch.manual_seed`, `np.random.seed` and `random.seed` change what the rest of the program draws.",
        "A generator object of your own has a state of its own.",
        "`np.random.default_rng([...])` or `torch.randperm(n, generator=torch.Generator().manual_seed(...))`",
    ),
    "rank.errors": (
        "Three numbers can be wrong: `num_examples`, `world_size` and `rank`. Ranks begin with 0.",
        "Check in `__init__`, and put the name and the value into the message.",
        "`if not 0 <= rank < world_size: raise ValueError(f\"rank must be in [0, {world_size}), got {rank}\")`",
    ),
}

TEMPLATE = "[list({0}({1}, rank, {2}, shuffle={3}, seed={4}, drop_last={5})) for rank in range({2})]"
SIZES = {"n": st.integers(1, 12), "world_size": st.integers(1, 5)}
SEEDS = st.integers(-(2**63), 2**64 - 1)


def ranks(student, probes, n, world_size, shuffle=True, seed=0, drop_last=False, epochs=(None,)):
    """The lengths of all ranks, and for each epoch what each rank yields, as lists of ints."""
    template = TEMPLATE if list(epochs) == [None] else TEMPLATE + "  # in epochs {6}"
    answer = probes.ranks.shown_as(template)(student.RankSampler.handle(), n, world_size, shuffle, seed, drop_last, list(epochs))
    if type(answer) is not list or len(answer) != 2 or any(type(part) is not list for part in answer):
        fail("the indices of every rank", answer)
    lengths, passes = answer
    return lengths, [[indices(one, n) for one in epoch] for epoch in passes]


def indices(one, n):
    """One rank's pass: whole numbers from 0 to n - 1."""
    found = [integer(i, "an index picks a sample: a Dataset may not know what to do with anything else") for i in one]
    outside = sorted({i for i in found if not 0 <= i < n})
    holds(not outside, f"indices in [0, {n})", outside, "the dataset has no such sample")
    return found


def one_epoch(student, probes, *args, **kwargs):
    return ranks(student, probes, *args, **kwargs)[1][0]


# -- who gets how many -------------------------------------------------------------------------


@check("ex11.rank.len", 0.5, about="RankSampler.__len__", why="a rank with a batch less leaves the loop early, and all others wait for it for ever")  # fmt: skip
@given(**SIZES, shuffle=st.booleans(), drop_last=st.booleans())
@example(n=5, world_size=2, shuffle=False, drop_last=False)
@example(n=5, world_size=2, shuffle=True, drop_last=True)
@example(n=6, world_size=3, shuffle=True, drop_last=False)
@example(n=1, world_size=4, shuffle=True, drop_last=False)
@example(n=3, world_size=4, shuffle=False, drop_last=True)
@settings(max_examples=6)
def test_len(student, probes, n, world_size, shuffle, drop_last):
    """All ranks yield the same number of indices, `ceil(n / world_size)`, or `floor` with `drop_last`, and `len()` says so."""
    due = n // world_size if drop_last else -(-n // world_size)
    lengths, (epoch,) = ranks(student, probes, n, world_size, shuffle, drop_last=drop_last)
    equal([len(one) for one in epoch], [due] * world_size)
    equal(lengths, [due] * world_size, "`len` is what a DataLoader, and its progress bar, count on")


@check("ex11.rank.cover", 1, about="RankSampler.__iter__", why="samples that no rank has are never trained on; doubled ones count more than the others")  # fmt: skip
@given(**SIZES, shuffle=st.booleans())
@example(n=4, world_size=2, shuffle=False)
@example(n=5, world_size=2, shuffle=True)
@example(n=7, world_size=4, shuffle=True)
@example(n=2, world_size=5, shuffle=False)
@example(n=1, world_size=4, shuffle=True)
@example(n=11, world_size=10, shuffle=False)
@settings(max_examples=8)
def test_cover(student, probes, n, world_size, shuffle):
    """Together the ranks cover every index at least once, and none more than once oftener than another."""
    epoch = one_epoch(student, probes, n, world_size, shuffle)
    there = Counter(i for one in epoch for i in one)
    times = {i: there[i] for i in range(n)}
    even = min(times.values()) >= 1 and max(times.values()) - min(times.values()) <= 1
    holds(even, f"each of {list(range(n))} at least once, counts at most one apart", how_often(times))


@check("ex11.rank.drop_last", 0.5, about="RankSampler.__iter__", why="a sample that comes twice counts twice, and one that is always left out is never learnt")  # fmt: skip
@given(**SIZES, shuffle=st.booleans())
@example(n=5, world_size=2, shuffle=False)
@example(n=5, world_size=3, shuffle=True)
@example(n=3, world_size=4, shuffle=True)
@settings(max_examples=5)
def test_drop_last(student, probes, n, world_size, shuffle):
    """With `drop_last` each index comes at most once; with shuffling, other indices are left out in other epochs."""
    many = list(range(40)) if (n, shuffle) == (5, True) else [None]
    passes = ranks(student, probes, n, world_size, shuffle, drop_last=True, epochs=many)[1]
    for epoch in passes:
        there = Counter(i for one in epoch for i in one)
        twice = [i for i in sorted(there) if there[i] > 1]
        holds(not twice, "each index at most once", how_often(there))
    if len(many) > 1:  # two of five are left out: one is it 40 times in a row with 0.4 ** 40
        absent = sorted(set(range(n)) - {i for epoch in passes for one in epoch for i in one})
        holds(not absent, "every index in some epoch", f"in 40 epochs {absent} never came")


# -- which ones, in which order ------------------------------------------------------------------


@check("ex11.rank.ascending", 0.5, about="RankSampler.__iter__", why="results cannot be put back into the dataset's order, and files are read back and forth")  # fmt: skip
@given(**SIZES, drop_last=st.booleans(), seed=st.integers(0, 9))
@example(n=6, world_size=2, drop_last=False, seed=0)
@example(n=7, world_size=2, drop_last=False, seed=1)
@example(n=7, world_size=3, drop_last=True, seed=0)
@settings(max_examples=5)
def test_ascending(student, probes, n, world_size, drop_last, seed):
    """`shuffle=False` keeps ascending order on each rank, for as long as it is not padding."""
    passes = ranks(student, probes, n, world_size, False, seed, drop_last, epochs=[None, 3])[1]
    for epoch in passes:
        there = Counter(i for one in epoch for i in one)
        for rank, one in enumerate(epoch):
            own = [i for i in one if there[i] == 1]  # of a doubled index, either may be the padding
            holds(own == sorted(own), f"rank {rank}: ascending indices", f"rank {rank}: {one}")


@check("ex11.rank.same", 1, about="RankSampler.__iter__", why="if the ranks shuffle differently, their shares overlap, and other samples are seen by none")  # fmt: skip
@given(n=st.integers(12, 30), seed=st.integers(0, 99), epoch=st.integers(1, 9))
@example(n=20, seed=0, epoch=1)
@settings(max_examples=2)
def test_same(student, probes, n, seed, epoch):
    """One permutation an epoch is shared by all ranks, each in a process of its own, whatever else was drawn there; without further arguments it is that of seed 0 and epoch 0."""
    here = ranks(student, probes, n, 2, True, seed, epochs=[epoch, 0])[1]
    probes._seed(7)
    equal(ranks(student, probes, n, 2, True, seed, epochs=[epoch, 0])[1], here, "a rank that has drawn random numbers before shuffles differently")
    elsewhere, their_probes = student.fresh()
    their_probes._seed(8)
    there = ranks(elsewhere, their_probes, n, 2, True, seed, epochs=[epoch, 0])[1]
    equal(there, here, "in another process the same seed and epoch give another order")
    # 20 indices in ascending order: by chance 1 / 20!.
    seeded = one_epoch(student, probes, 20, 1, True, 0)[0]
    usual = read(student, student.RankSampler(20, 0, 1), 20)
    holds(usual != list(range(20)), "a random order, as `shuffle=True` is the default", usual, "batches of neighbours, the same ones in every epoch")
    equal(usual, seeded, "this is the order with `seed=0`, the default: ranks that are not told a seed have to agree as well")


@check("ex11.rank.permutation", 1, about="RankSampler.__iter__", why="batches that are much alike from epoch to epoch teach the network their quirks")  # fmt: skip
@settings(max_examples=1)
@given(n=st.just(8))
def test_permutation(student, probes, n):
    """The order is a random permutation of all the indices: a rank's share and its order change from epoch to epoch."""
    passes = ranks(student, probes, n, 2, epochs=list(range(40)))[1]
    # Of 40 random orders of 8 more than ten are doubled with less than 1e-20, and a rank's share is
    # one of 70: of 40 fewer than ten differ with less than 1e-18.
    orders = {str(epoch) for epoch in passes}
    holds(len(orders) >= 30, "another permutation in each of 40 epochs", f"{len(orders)} different ones")
    for rank in range(2):
        shares = {frozenset(epoch[rank]) for epoch in passes}
        holds(len(shares) >= 10, f"other samples for rank {rank} in each of 40 epochs", f"{len(shares)} different sets of samples",
              "each rank trains on its own half of the data only")  # fmt: skip
    firsts = {epoch[0][0] for epoch in passes}  # fewer than three of eight with less than 1e-20
    holds(len(firsts) >= 3, "epochs that begin with different samples", f"all begin with {sorted(firsts)}")


@check("ex11.rank.set_epoch", 0.5, about="RankSampler.set_epoch", why="a rank that was restarted, or that looked at one batch more, is in another epoch than the others")  # fmt: skip
@given(n=st.integers(12, 20), seed=st.integers(0, 99))
@example(n=12, seed=0)
@settings(max_examples=2)
def test_set_epoch(student, probes, n, seed):
    """The epoch is 0 until `set_epoch`, and only that changes the order; the same epoch gives the same order again."""
    passes = ranks(student, probes, n, 2, seed=seed, epochs=[None, None, 0, 1, None, 2, 0, 1])[1]
    names = ["a new sampler", "its second pass", "after set_epoch(0)", "set_epoch(1)", "the pass after that", "set_epoch(2)",
             "set_epoch(0) again", "set_epoch(1) again"]  # fmt: skip
    for place, like in (1, 0), (2, 0), (4, 3), (6, 0), (7, 3):
        holds(passes[place] == passes[like], f"{names[place]}: as {names[like]}, {passes[like]}", f"{passes[place]}")
    for place, other in (3, 0), (5, 0), (5, 3):
        holds(passes[place] != passes[other], f"{names[place]}: another order than {names[other]}", f"{passes[place]} both times")


@check("ex11.rank.seed", 0.5, about="RankSampler.__iter__", why="a second run with another seed, to see what chance does, is the first run again")  # fmt: skip
@given(seed=SEEDS, other=SEEDS, epoch=st.integers(0, 5))
@example(seed=0, other=1, epoch=0)
@example(seed=-1, other=-2, epoch=1)
@example(seed=2**64 - 1, other=-(2**63), epoch=3)
@example(seed=5, other=-5, epoch=1)
@settings(max_examples=5)
def test_seed(student, probes, seed, other, epoch):
    """Another seed gives another permutation; a seed is any int that `manual_seed` takes."""
    first = ranks(student, probes, 16, 2, seed=seed, epochs=[epoch])[1]
    equal(ranks(student, probes, 16, 2, seed=seed, epochs=[epoch])[1], first, "the same seed must give the same order")
    if (seed - other) % 2**64:
        second = ranks(student, probes, 16, 2, seed=other, epochs=[epoch])[1]
        holds(second != first, "another order with another seed", f"{first[0]} with seed {seed} and with {other}")


# -- manners -----------------------------------------------------------------------------------


@check("ex11.rank.passes", 0.5, about="RankSampler.__iter__", why="a look at one batch costs samples of the epoch")
@given(n=st.integers(4, 12), rank=st.integers(0, 1), shuffle=st.booleans(), stop=st.integers(1, 2))
@example(n=6, rank=0, shuffle=False, stop=1)
@example(n=6, rank=1, shuffle=True, stop=1)
@settings(max_examples=4)
def test_passes(student, probes, n, rank, shuffle, stop):
    """Each pass is whole: after one that was stopped half-way, beside one that is still being read, and when the epoch changes meanwhile."""
    sampler = student.RankSampler(n, rank, 2, shuffle=shuffle)
    older = probes.iter(sampler)
    seen = [step(older) for _ in range(stop)]
    whole = read(student, sampler, n)
    sampler.set_epoch(1)
    read(student, sampler, n)
    rest = read(student, older, n)
    equal(seen + rest, whole, "a pass changes because another one is read, or because the next epoch is set")
    sampler.set_epoch(0)
    equal(read(student, sampler, n), whole, "a pass that was stopped takes its samples away from the next one")


def step(iterator):
    try:
        return integer(next(iterator))
    except StopIteration:
        fail("an index", "the end of the pass")


def read(student, iterable, n):
    items, ended = student.take(iterable, 2 * n + 2)
    return indices(items, n) if ended else fail(f"at most {n} indices", f"more than {2 * n + 1}")


@check("ex11.rank.untouched", 0.5, about="RankSampler", why="whoever seeded the global RNG draws other numbers than expected: on each rank the same dropout, say")  # fmt: skip
@given(n=st.integers(1, 6), shuffle=st.booleans(), drop_last=st.booleans())
@example(n=5, shuffle=True, drop_last=False)
@settings(max_examples=3)
def test_untouched(student, probes, n, shuffle, drop_last):
    """The global RNGs (torch, numpy, random) are left as they were found, also after an error."""
    probes._seed(5)
    before = probes._draw()
    probes._seed(5)
    ranks(student, probes, n, 2, shuffle, 3, drop_last, epochs=[None, 1])
    unchanged(probes._draw(), before, "these passes")
    probes._seed(5)
    with raises(ValueError):
        student.RankSampler(n, 2, 2, shuffle=shuffle, seed=3)
    unchanged(probes._draw(), before, "the error")


def unchanged(got, before, after):
    """The next draws of the three generators are what they were."""
    if type(got) is not list or len(got) != 3:
        fail("the next random numbers", got)
    names = ["torch", "numpy", "random"]
    changed = [n for n, one, other in zip(names, got, before, strict=True) if difference(one, other) is not None]
    holds(not changed, f"the global RNGs as they were before {after}", f"another state of {' and '.join(changed)}")


@check("ex11.rank.errors", 0.5, about="RankSampler.__init__", why="a rank that counts from 1 has no share, and the job hangs on the cluster instead of failing here")  # fmt: skip
@given(
    case=st.tuples(st.sampled_from(["rank", "world_size", "num_examples"]), st.integers(1, 9), st.integers(1, 5), st.integers(0, 9)),
    shuffle=st.booleans(),
)
@example(case=("rank", 5, 2, 0), shuffle=True)
@example(case=("rank", 5, 1, 1), shuffle=True)
@example(case=("world_size", 5, 2, 0), shuffle=False)
@example(case=("num_examples", 5, 2, 0), shuffle=True)
@settings(max_examples=8)
def test_errors(student, case, shuffle):
    """`rank` outside [0, world_size), `world_size < 1` and `num_examples < 1` raise ValueError that names the argument and its value."""
    name, n, world_size, by = case
    bad = {"rank": -1 - by // 2 if by % 2 else world_size + by // 2, "world_size": -by, "num_examples": -by}[name]
    arguments = {"num_examples": n, "rank": world_size - 1, "world_size": world_size}
    equal(len(student.RankSampler(*arguments.values(), shuffle=shuffle)), -(-n // world_size))
    if name == "world_size":
        arguments["rank"] = 0  # which is outside [0, world_size) as well: either may be named
    arguments[name] = bad
    named, value = ((name, "rank"), (bad, 0)) if name == "world_size" else (name, bad)
    with raises(ValueError, mentions=[named, value]):
        student.RankSampler(*arguments.values(), shuffle=shuffle)
