"""Checks of ex10_reproducible: the same run twice.

Starting workers is slow, so `seed_worker` is asked in the host itself, which looks like a worker
to it (`probes.in_worker`), and most passes here have no workers. What a worker drew stands in the
batches.

Lenient on purpose: after an epoch that was broken off, the next one need not be that of a run that
finished it; and each pass may draw one base seed from torch's global RNG, as a `DataLoader` does.
"""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from graders.checks.expect import aligned, check, difference, equal, fail, holds, same_counts
from graders.plain import Image, Opaque, Tensor
from graders.show import show

EXERCISE = {"title": "The same run twice", "minutes": 35, "needs": ["ex03_workers", "ex07_loaders"]}

HINTS = {
    "seed_worker": (
        "In a worker, `torch.initial_seed()` is another number in each worker and in each epoch, and the same "
        "one in a second run. Two RNGs should start from it.",
        "`random.seed(...)` and `np.random.seed(...)` set the two global RNGs. The worker's id alone will not "
        "do: it is the same in every epoch.",
        "`seed = torch.initial_seed()`, then `random.seed(seed)` and `np.random.seed(seed % 2**32)`.",
    ),
    "seed_worker.numpy": (
        "numpy's global RNG is what `np.random.rand()` draws from. A new `np.random.default_rng(seed)` is "
        "another object, which nobody asks.",
        "`np.random.seed` takes numbers below 2**32 only, and torch's seed is mostly larger: take the "
        "remainder.",
        "`np.random.seed(torch.initial_seed() % 2**32)`",
    ),
    "seed_worker.differ": (
        "Which of your seeds depends on the torch seed, and on all of it? Two workers of one epoch have "
        "torch seeds that differ by 1.",
        "Do not take the base seed out of it (`torch.initial_seed() - worker_id` is the same in every worker), "
        "do not cut the seed down to a few values, and do not use the worker's id in its place.",
        "`random.seed(torch.initial_seed())` and `np.random.seed(torch.initial_seed() % 2**32)`",
    ),
    "seed_worker.torch": (
        "torch is seeded already when `seed_worker` is called: leave it as it is.",
        "Every draw (`torch.randint`) and every `torch.manual_seed` changes the state of torch's RNG. "
        "`torch.initial_seed()` only reads.",
        "Nothing but `torch.initial_seed()`, `random.seed(...)` and `np.random.seed(...)`.",
    ),
    "loader": (
        "A `DataLoader` takes all its random numbers, the order and the seeds of its workers, from the "
        "`generator` that it is given.",
        "Make a `torch.Generator` for this loader alone, seed it once, and give it to the `DataLoader`, "
        "together with your `seed_worker`.",
        "`return DataLoader(dataset, batch_size=batch_size, shuffle=shuffle, num_workers=num_workers, "
        "worker_init_fn=seed_worker, generator=torch.Generator().manual_seed(seed))`",
    ),
    "loader.every_sample": (
        "Nothing is dropped and nothing comes twice; without `shuffle` the samples come as they are stored.",
        "`DataLoader` does all of it by itself: hand over `batch_size`, `shuffle` and `num_workers` as they "
        "came, and leave `drop_last` alone.",
        "`DataLoader(dataset, batch_size=batch_size, shuffle=shuffle, num_workers=num_workers, ...)`",
    ),
    "loader.shuffle": (
        "The seed fixes the sequence of epochs, not one order for all of them.",
        "Seed the generator once, when the loader is made. Whoever seeds it again for each epoch, or draws "
        "the order only once, gets the same epoch for ever.",
        "`DataLoader(..., shuffle=shuffle, generator=torch.Generator().manual_seed(seed))`",
    ),
    "loader.seed": (
        "Each loader needs a generator of its own, seeded with `seed` as it came.",
        "0 and negative numbers are seeds as well, so do not ask `if seed:`; numpy's generators do not take "
        "them all; `hash` of a string differs between processes; a generator that two loaders share moves on "
        "with both.",
        "`generator = torch.Generator().manual_seed(seed)`, inside `seeded_loader`.",
    ),
    "loader.in_between": (
        "Which of your random numbers come from a global RNG? Anyone may seed it, or draw from it, at any "
        "time.",
        "`torch.manual_seed` does not help: between two epochs the model draws from the same RNG. A "
        "`torch.Generator` object has a state of its own.",
        "`DataLoader(..., generator=torch.Generator().manual_seed(seed))`",
    ),
    "loader.passes": (
        "Two `for` loops over one loader must not share anything that they change.",
        "A `DataLoader` starts each pass anew by itself. If you wrote a sampler or an `__iter__`, let it return "
        "a new iterator over a list that nothing changes later.",
        "`return DataLoader(...)`, with torch's own sampler (`shuffle=shuffle`).",
    ),
    "loader.untouched": (
        "`torch.manual_seed`, `np.random.seed` and `random.seed` change what the rest of the program draws.",
        "A `torch.Generator` has a state of its own and leaves the global RNG alone; then there is nothing to "
        "put back, also after an error.",
        "`generator = torch.Generator().manual_seed(seed)`, and no other seeding in this process.",
    ),
    "loader.augmentations": (
        "Each worker is seeded from the loader's base seed. Where does that come from in your loader?",
        "Without `generator=`, a `DataLoader` draws the base seed from torch's global RNG, even if its sampler "
        "has a generator. What a `worker_init_fn` seeds must not depend on the time or the process.",
        "`DataLoader(..., num_workers=num_workers, worker_init_fn=seed_worker, "
        "generator=torch.Generator().manual_seed(seed))`",
    ),
    "loader.new_augmentations": (
        "Workers start anew for each epoch: what they are seeded with must be new as well.",
        "`seed + worker_id` is the same in every epoch. `torch.initial_seed()` in a worker is not, as it comes "
        "from the base seed that the `DataLoader` draws from its generator at every pass.",
        "`DataLoader(..., worker_init_fn=seed_worker, generator=torch.Generator().manual_seed(seed))`",
    ),
}  # fmt: skip

DATA = (type(None), bool, int, float, str, bytes, list, tuple, dict, Tensor, Image, Opaque)
MANY = 100  # batches or samples: more than any epoch here has

# -- seed_worker ---------------------------------------------------------------------------

# A base seed has 63 bits, and worker k adds k to it.
TORCH_SEEDS = st.integers(0, 2**63 - 1)
WORKER = "in_worker({0}, worker_id={1}, torch_seed={2})"


def draws(student, probes, worker_id, torch_seed, held=1):
    """What `random` and numpy give after `seed_worker`."""
    init = student.seed_worker.handle()
    return probes.in_worker.shown_as(WORKER)(init, worker_id, torch_seed, held)


def same_whatever_was_held(student, probes, worker_id, torch_seed, name):
    one, other = [draws(student, probes, worker_id, torch_seed, held)[name] for held in (1, 2)]
    equal(other, one, f"with the same torch seed, {name} draws other numbers when it held something else before")


@check("ex10.seed_worker.python", 0.5, about="seed_worker", why="a run cannot be repeated")
@given(torch_seed=st.integers(0, 2**32 - 1), worker_id=st.integers(0, 7))
@example(torch_seed=5, worker_id=0)
@settings(max_examples=2)
def test_seed_worker_python(student, probes, torch_seed, worker_id):
    """In a worker, `seed_worker` seeds Python's `random`: the same torch seed gives the same numbers, whatever it held before."""
    same_whatever_was_held(student, probes, worker_id, torch_seed, "random")


@check("ex10.seed_worker.numpy", 0.5, about="seed_worker", why="a run cannot be repeated")
@given(torch_seed=TORCH_SEEDS, worker_id=st.integers(0, 7))
@example(torch_seed=5, worker_id=0)
@example(torch_seed=2**32, worker_id=0)
@example(torch_seed=2**63 - 1, worker_id=1)
@settings(max_examples=2)
def test_seed_worker_numpy(student, probes, torch_seed, worker_id):
    """In a worker, `seed_worker` seeds numpy's global RNG: the same torch seed, also one above 32 bits, gives the same numbers, whatever it held before."""
    same_whatever_was_held(student, probes, worker_id, torch_seed, "numpy")


# Far from a seed in the upper and the lower half, but the same modulo 1,000, 2**16 and the like.
FAR = 1_024_000_000 * 3_000_000_007


@check("ex10.seed_worker.differ", 0.5, about="seed_worker", why="augmentations are copies of one another: there are fewer different samples than you think")  # fmt: skip
@given(torch_seed=st.integers(2**62, 2**63 - FAR - 2), worker_id=st.integers(0, 7))
@example(torch_seed=5, worker_id=0)
@settings(max_examples=1)
def test_seed_worker_differ(student, probes, torch_seed, worker_id):
    """Another torch seed, as the next worker and the next epoch have, gives other numbers of `random` and numpy."""
    first = draws(student, probes, worker_id, torch_seed)
    for who, seed, id in ("worker", torch_seed + 1, worker_id + 1), ("epoch", torch_seed + FAR, worker_id):
        other = draws(student, probes, id, seed)
        for name in "random", "numpy":
            # Four pairs in all: right answers that cut a seed to 32 bits agree with a chance below 1e-9.
            if other[name] == first[name]:
                before = f"torch.initial_seed() {torch_seed} and worker {worker_id}"
                expected = f"other numbers from {name} than with {before}"
                fail(expected, f"the same ones, {show(first[name])}", f"another {who} augments with the same random numbers")


@check("ex10.seed_worker.torch", 0.5, about="seed_worker", why="what torch draws in the workers is no longer what the loader seeded")  # fmt: skip
@given(torch_seed=TORCH_SEEDS, worker_id=st.integers(0, 7), drawn=st.integers(0, 9))
@example(torch_seed=5, worker_id=0, drawn=0)
@example(torch_seed=2**32 + 5, worker_id=1, drawn=3)
@settings(max_examples=2)
def test_seed_worker_torch(student, probes, torch_seed, worker_id, drawn):
    """`seed_worker` leaves torch's own RNG as it is: its seed and the numbers that it gives next."""
    seed, numbers = probes._torch_after(None, worker_id, torch_seed, drawn)
    init = student.seed_worker.handle()
    after = probes.torch_after.shown_as(WORKER)(init, worker_id, torch_seed, drawn)
    equal(after[0], seed, "this is torch.initial_seed() afterwards")
    equal(after[1], numbers, "this is what torch.randint gives next")
    if draws(student, probes, worker_id, torch_seed) == probes._in_worker(None, worker_id, torch_seed, 1):
        fail("torch as it was, random and numpy seeded", "nothing is seeded at all")


# -- passes of a loader --------------------------------------------------------------------


def loader(student, *args, **options):
    """`seeded_loader(...)`, as a handle."""
    one = student.seeded_loader(*args, **options)
    if type(one) in DATA:
        fail("a DataLoader", one)
    return one


def epoch(student, one):
    """One pass, or what is left of it: its batches as lists of samples."""
    batches, ended = student.take(one, MANY)
    if not ended:
        fail("an epoch that ends", f"more than {MANY} batches")
    return [numbers(b) for b in batches]


def begin(student, one, count):
    """The first batches of a pass that is given up after them."""
    batches, _ = student.take(one, count)
    if len(batches) < count:
        fail(f"at least {count} batches", f"{len(batches)} batches")
    return [numbers(b) for b in batches]


def numbers(batch):
    """The whole numbers in a batch of them."""
    fits = type(batch) is Tensor and (batch.kind, batch.dtype, len(batch.shape)) == ("torch", "int64", 1)
    if not fits or batch.shape[0] > MANY:
        fail("batches as DataLoader makes them: int64 tensors of a few samples here", batch)
    return batch.tolist()


def next_batch(iterator):
    try:
        return numbers(next(iterator))
    except StopIteration:
        fail("one more batch", "the end of the pass")


def flat(batches):
    return [sample for one in batches for sample in one]


def parts(order, size):
    return [order[k : k + size] for k in range(0, len(order), size)]


def batches_of(seen, there, size, shuffle):
    """Every sample once, in batches of `size` but for the last."""
    if not shuffle:
        equal(seen, parts(there, size), "without shuffle the samples come in the dataset's order, nothing left out")
        return
    same_counts(flat(seen), there)
    equal([len(b) for b in seen], [len(b) for b in parts(there, size)], "these are the sizes of the batches")


@check("ex10.loader.every_sample", 0.5, about="seeded_loader", why="a metric of an epoch that leaves samples out, or gives some twice, means little")  # fmt: skip
@given(n=st.integers(1, 9), batch_size=st.integers(1, 5), seed=st.integers(0, 9), shuffle=st.booleans())
@example(n=5, batch_size=2, seed=0, shuffle=False)
@example(n=5, batch_size=2, seed=0, shuffle=True)
@example(n=40, batch_size=35, seed=0, shuffle=True)
@settings(max_examples=2)
def test_every_sample(student, probes, n, batch_size, seed, shuffle):
    """Every sample comes once in each epoch, in batches of `batch_size` but for the last; without `shuffle` in the dataset's order."""
    there = list(range(100, 100 + n))
    one = loader(student, probes.Items(there), batch_size, seed, shuffle=shuffle)
    for _ in range(2):
        batches_of(epoch(student, one), there, batch_size, shuffle)
    if n == 5:
        one = loader(student, probes.WhoAmI(1), 1, seed, 0, shuffle)
        batches, _ = student.take(one, 2)
        if type(batches) is not list or len(batches) != 1 or type(batches[0]) is not list or len(batches[0]) != 3:
            fail("one batch of three tensors", batches)
        equal(numbers(batches[0][1]), [-1], "this is the worker's id: with num_workers=0 there is none")


LEARNT = "the network learns the order along with the data"
KEPT = "neighbours stay together: the batches of every epoch are much the same"


@check("ex10.loader.shuffle", 0.5, about="seeded_loader", why="the network learns the order along with the data")  # fmt: skip
@given(seed=st.integers(0, 2**32))
@example(seed=7)
@settings(max_examples=1)
def test_shuffle(student, probes, seed):
    """With `shuffle`, which is the default, the samples come in a random order, and in another one in each epoch."""
    one = loader(student, probes.Items(list(range(64))), 4, seed)
    orders = [flat(epoch(student, one)) for _ in range(4)]
    for k, order in enumerate(orders):
        same_counts(order, range(64))
        holds(order != list(range(64)), "a random order", f"the dataset's order in epoch {k + 1}")
        # One pair is expected; 20 have a chance below 1e-18.
        pairs = sum(b == a + 1 for a, b in zip(order, order[1:], strict=False))
        holds(pairs < 20, "a random order", f"{pairs} of the 63 pairs of neighbours still together in epoch {k + 1}", KEPT)
        for j in range(k):
            holds(order != orders[j], f"another order in epoch {k + 1} than in epoch {j + 1}", order)


# -- what the seed fixes -------------------------------------------------------------------

SEEDS = st.integers(-(2**63), 2**64 - 1)


@check("ex10.loader.seed", 0.5, about="seeded_loader", why="a run that cannot be repeated cannot be debugged, nor compared with the next one")  # fmt: skip
@given(seed=SEEDS, elsewhere=st.just(False))
@example(seed=1, elsewhere=True)
@example(seed=0, elsewhere=False)
@example(seed=-1, elsewhere=False)
@example(seed=2**64 - 1, elsewhere=False)
@settings(max_examples=2)
def test_seed(student, probes, seed, elsewhere):
    """Two loaders with one `seed` give the same order, epoch by epoch, also when they take turns and in another process; another seed, any that torch takes, gives another."""
    items = probes.Items(list(range(16)))
    one, again = [loader(student, items, 4, seed) for _ in range(2)]
    first = []
    for k in range(3):
        first.append(flat(epoch(student, one)))
        equal(flat(epoch(student, again)), first[k], f"epoch {k + 1} is not that of the other loader with the same seed")
    # Two orders of 16 samples are the same by chance with probability 1 / 16!.
    for another in {seed ^ 1, -seed if 0 < seed < 2**63 else seed ^ 3}:
        other = flat(epoch(student, shuffled(student, probes, another)))
        holds(other != first[0], f"another order than with seed {seed}", other, "runs with several seeds are one and the same run")
    if elsewhere:
        student, probes = student.fresh()
        there = flat(epoch(student, shuffled(student, probes, seed)))
        equal(there, first[0], "another process has another order with the same seed")


def shuffled(student, probes, seed):
    return loader(student, probes.Items(list(range(16))), 4, seed)


# What may happen between two epochs, by what the student is told of it.
def global_seed(student, probes):
    probes.manual_seed(99)


def global_draw(student, probes):
    probes._draw()


def other_loader(student, probes):
    epoch(student, shuffled(student, probes, 1))


HAPPENS = {
    "the global RNGs were seeded": global_seed,
    "the global RNGs were drawn from": global_draw,
    "another loader's epoch": other_loader,
}
EVENTS = st.lists(st.sampled_from(list(HAPPENS)), max_size=2)


@check("ex10.loader.in_between", 0.5, about="seeded_loader", why="one dropout layer more, and the two runs that you compare differ in their data")  # fmt: skip
@given(seed=SEEDS, held=st.integers(0, 99), before=st.lists(EVENTS, min_size=3, max_size=3), during=EVENTS)
@example(seed=0, held=1, before=[[], [], []], during=[])
@example(seed=0, held=0, before=[["the global RNGs were drawn from"], [], []], during=[])
@example(seed=0, held=0, before=[[], ["the global RNGs were seeded"], []], during=[])
@example(seed=0, held=0, before=[[], [], ["another loader's epoch"]], during=["the global RNGs were seeded"])
@settings(max_examples=1)
def test_in_between(student, probes, seed, held, before, during):
    """The epochs are the same whatever the global RNGs held before, and whatever is drawn from them in between."""
    probes.manual_seed(0)
    quiet = shuffled(student, probes, seed)
    expected = [flat(epoch(student, quiet)) for _ in range(3)]
    # All three in one order: by chance 1 / 16! ** 2.
    holds(len(set(map(tuple, expected))) > 1, "another order in each epoch", f"{expected[0]} in every epoch", LEARNT)
    happened = ["the global RNGs held something else when the loader was made"] if held else []
    probes.manual_seed(held)
    one = shuffled(student, probes, seed)

    def happen(names):
        for name in names:
            HAPPENS[name](student, probes)
            happened.append(name)

    for k in range(3):
        happen(before[k])
        iterator = iter(one)
        got = [next_batch(iterator)]
        happen(during if k == 1 else [])
        got = flat(got + epoch(student, iterator))
        holds(got == expected[k], f"{expected[k]} in epoch {k + 1}, as in a run without all that", f"{got}, after: {', '.join(happened) or 'nothing'}")


@check("ex10.loader.passes", 0.5, about="seeded_loader", why="a look at one batch, or a second loop over the loader, costs samples of the epoch")  # fmt: skip
@given(shuffle=st.booleans(), seed=st.integers(0, 99), stop=st.integers(1, 3))
@example(shuffle=False, seed=0, stop=1)
@example(shuffle=True, seed=0, stop=1)
@settings(max_examples=2)
def test_passes(student, probes, shuffle, seed, stop):
    """Each pass is a whole epoch of its own: after one that was stopped half-way, and beside one that is still being read."""
    there = list(range(100, 106))

    def whole(seen, when):
        if sorted(flat(seen)) != there or not (shuffle or flat(seen) == there):
            fail(f"{there}{' in any order' if shuffle else ''}", f"{flat(seen)}, {when}")

    one = loader(student, probes.Items(there), 2, seed, shuffle=shuffle)
    begin(student, one, stop)
    whole(epoch(student, one), f"after a pass that was stopped after {stop} of 3 batches")
    one = loader(student, probes.Items(there), 2, seed, shuffle=shuffle)
    older = iter(one)
    seen = [next_batch(older) for _ in range(stop)]
    newer = iter(one)
    others = [next_batch(newer)]
    seen += epoch(student, older)
    others += epoch(student, newer)
    whole(seen, "while a newer pass was read too")
    whole(others, "while an older pass was read too")


@check("ex10.loader.untouched", 0.5, about="seeded_loader", why="whatever the caller seeded, weights or dropout, starts from another state")  # fmt: skip
@given(seed=SEEDS, shuffle=st.booleans())
@example(seed=0, shuffle=True)
@settings(max_examples=1)
def test_untouched(student, probes, seed, shuffle):
    """The global RNGs of torch, numpy and Python are left as they were: after the call, in an epoch, and after an error."""
    # A DataLoader may draw one base seed from torch's generator for each pass.
    calm = [global_draws(probes, base_seeds=k) for k in range(4)]
    there = list(range(6))
    probes._seed(5)
    one = loader(student, probes.Items(there), 2, seed, shuffle=shuffle)
    unchanged(probes._draw(), calm[:1], "seeded_loader")
    probes._seed(5)
    for _ in range(2):
        batches_of(epoch(student, one), there, 2, shuffle)
    unchanged(probes._draw(), calm, "two epochs")
    probes._seed(5)
    under_way = iter(one)
    next_batch(under_way)
    unchanged(probes._draw(), calm, "the first batch of an epoch")
    epoch(student, under_way)
    probes._seed(5)
    unchanged_by_error(probes, calm, lambda: student.seeded_loader(probes.Items(there), 0, seed, shuffle=shuffle))
    one = loader(student, probes.Broken(6), 2, seed, shuffle=shuffle)
    probes._seed(5)
    unchanged_by_error(probes, calm, lambda: student.take(one, MANY))


def unchanged_by_error(probes, calm, ask):
    try:
        ask()
    except Exception as error:  # which error it should be, nobody says
        if not hasattr(error, "raised"):
            raise
    unchanged(probes._draw(), calm, "the error")


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


# -- in workers ----------------------------------------------------------------------------

COLUMNS = ["torch", "numpy", "random"]
LOST = "a sample of an epoch is left out, or comes twice"
COPIES = "two workers make the same augmentations: there are fewer different samples than you think"


def augmented(student, one, length):
    """One pass over `probes.Augmented`: samples, workers, and the draws of each RNG."""
    batches, ended = student.take(one, MANY)
    if not ended:
        fail("an epoch that ends", f"more than {MANY} batches")
    rows = []
    for batch in batches:
        if type(batch) is not list or len(batch) != 5:
            fail("batches of five tensors, as DataLoader makes them of such samples", batch)
        columns = [numbers(column) for column in batch]
        if len({len(c) for c in columns}) > 1:
            fail("five tensors of one length", batch)
        rows += zip(*columns, strict=True)
    samples, workers, *drawn = ([row[k] for row in rows] for k in range(5))
    same_counts(samples, range(length), LOST)
    return samples, workers, dict(zip(COLUMNS, drawn, strict=True))


@check("ex10.loader.augmentations", 0.5, about="seeded_loader", why="the second run trains on other images: neither a bug nor an improvement can be told from luck")  # fmt: skip
def test_augmentations(student, probes):
    """With workers, two loaders with one `seed` give the same epoch, also in two processes and whatever the global RNGs held, random augmentations drawn from torch, numpy or `random` included; each worker draws others."""
    probes.manual_seed(1)
    first = augmented(student, loader(student, probes.Augmented(7), 2, 0, num_workers=2), 7)
    equal(sorted(set(first[1])), [0, 1], "these are the ids of the workers that made the samples")
    for name, drawn in first[2].items():
        by = [[x for x, who in zip(drawn, first[1], strict=True) if who == id] for id in (0, 1)]
        size = min(map(len, by))  # three, of 31 bits each
        holds(by[0][:size] != by[1][:size], f"other draws from {name} in each worker", f"{by[0]} in one and {by[1]} in the other", COPIES)
    student, probes = student.fresh()
    probes.manual_seed(2)
    one = loader(student, probes.Augmented(7), 2, 0, num_workers=2)
    probes.manual_seed(3)
    again = augmented(student, one, 7)
    equal(again[0], first[0], "this is the order of the samples in the first epoch")
    same_draws(first, again, "in the first epoch of two loaders, in two processes")


def same_draws(first, again, where):
    for name in COLUMNS:
        if again[2][name] != first[2][name]:
            expected, got = aligned(first[2][name], again[2][name])
            fail(expected, got, f"this is what the samples drew from {name} in the workers, {where}")


@check("ex10.loader.new_augmentations", 0.5, about="seeded_loader", why="in each epoch the network sees the same augmented images again")  # fmt: skip
def test_new_augmentations(student, probes):
    """In a worker, augmentations change from epoch to epoch, and with the `seed`; the same `seed` repeats them, also without `shuffle`."""
    one, other, again = [loader(student, probes.Augmented(4), 2, seed, 1, False) for seed in (0, 1, 0)]
    first, second = augmented(student, one, 4), augmented(student, one, 4)
    in_order(first, second)
    # Four numbers of 31 bits agree by chance with probability 2**-124.
    for name, mine in first[2].items():
        holds(second[2][name] != mine, f"other draws from {name} in the second epoch than in the first", f"the same ones, {mine}")
    third = augmented(student, other, 4)
    in_order(third)
    for name, mine in first[2].items():
        holds(third[2][name] != mine, f"other draws from {name} than with seed 0", f"the same ones, {mine}", "runs with several seeds are one and the same run")
    same_draws(first, augmented(student, again, 4), "in the first epoch of two loaders without shuffle")


def in_order(*passes):
    for samples, _, _ in passes:
        equal(samples, list(range(len(samples))), "without shuffle the samples come in the dataset's order")
