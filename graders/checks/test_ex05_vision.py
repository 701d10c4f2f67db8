"""Checks of ex05_vision: MNIST's transform, the dataset with it, channel statistics.

How far an image was moved is read off what comes back. A bowl (brightness falls with the square
of the distance from the centre) looks the same however it is turned, and its top says how far it
was shifted; a ramp says by which angle it was turned, however it was shifted. Both leave room for
any way of resampling.
"""

from __future__ import annotations

from pathlib import PurePosixPath

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from graders.checks import digits
from graders.checks.expect import check, equal, fail, holds, pair, raises, same_counts
from graders.plain import Image, Tensor, tensor
from graders.show import show

EXERCISE = {"title": "torchvision and MNIST", "minutes": 45, "needs": ["ex01_map_dataset", "ex02_batching"]}

HINTS = {
    "transform": (
        "A transform is a chain: picture to tensor, bytes to floats from 0 to 1, normalise. The training "
        "one has one step more, at its start.",
        "Look up `Compose`, `ToImage`, `ToDtype` and `Normalize` in `torchvision.transforms.v2` (or `ToTensor` and "
        "`Normalize` in `torchvision.transforms`). Mean and std have one entry for each channel, so one.",
        "`v2.Compose([v2.ToImage(), v2.ToDtype(torch.float32, scale=True), v2.Normalize([0.1307], [0.3081])])`",
    ),
    "transform.normalised": (
        "Two steps, in this order: bytes from 0 to 255 become floats from 0 to 1, and those are normalised.",
        "`v2.ToDtype` scales only when it is told to, `ToTensor` only bytes. With `train=False` there is nothing random, "
        "and nothing shared with the other transform: a list of steps is built anew for each.",
        "`v2.ToDtype(torch.float32, scale=True)`, then `v2.Normalize([0.1307], [0.3081])`",
    ),
    "transform.random": (
        "The same digit has to look a little different in every epoch: the draw belongs to the call.",
        "torchvision's random transforms draw each time they are called. If you draw by yourself, do it inside the "
        "function that gets the image, and do not seed there.",
        "`v2.RandomAffine(degrees=15, translate=(3 / 28, 3 / 28))` as the first of the steps if `train`",
    ),
    "transform.limits": (
        "How far may a digit move and still be the digit that its label says? 3 pixels, 15 degrees.",
        "`translate` of `RandomAffine` counts in parts of the width, `padding` of `RandomCrop` in pixels, `degrees` in "
        "degrees. Two of them one after the other add up.",
        "`v2.RandomAffine(degrees=15, translate=(3 / 28, 3 / 28))`, and nothing else that moves",
    ),
    "transform.black": (
        "MNIST's background is black: 0 before normalising. What comes in with a shift should look like it.",
        "Where in the chain does the augmentation stand? Filling with 0 after `Normalize` gives grey, as black is then "
        "-0.4242. And no padding that repeats or mirrors the edge.",
        "Augment first, then turn the picture into a normalised tensor: `fill=0` is then black, and the default",
    ),
    "transform.nothing_else": (
        "A digit may be moved and turned, no more: mirrored it is another sign, and its size and brightness say "
        "something, too.",
        "Take `scale`, `shear`, flips, crops that are resized, erasing and colour changes out, and keep all other steps "
        "of the chain as they are with `train=False`.",
        "The steps of `train=False`, with `v2.RandomAffine(degrees=15, translate=(3 / 28, 3 / 28))` before them",
    ),
    "transform.workers": (
        "Each worker gets a copy of the transform, and with it of every generator that is stored in it.",
        "Which generators are seeded anew in each worker? The global ones of torch, numpy and `random`. Draw from those, "
        "as torchvision does, and not from one that was made when the transform was built.",
        "`v2.RandomAffine(...)`, or draw with `torch.rand(1)` without a `generator=`",
    ),
    "mnist": (
        "torchvision has the dataset; what is yours is its transform.",
        "`MNIST` takes `root`, `train`, `transform` and `download`. `train` decides two things here: which files, and "
        "which transform.",
        "`return MNIST(root, train=train, transform=mnist_transform(train), download=download)`",
    ),
    "mnist.files": (
        "Whether to fetch something from the network is the caller's decision.",
        "Hand `download` on as it is, and let torchvision raise its own error when the files are not there.",
        "`MNIST(root, ..., download=download)`, with no `try` around it",
    ),
    "statistics": (
        "A mean over all pixels is a sum over all pixels, divided by how many there are; so is the variance.",
        "Go through the dataset once, with a `DataLoader`, and for each channel keep three numbers: how many pixels, "
        "their sum, and the sum of their squares. Divide at the end.",
        "For each batch: `pixels = images.double().transpose(0, 1).flatten(1)`, then add up `pixels.shape[1]`, "
        "`pixels.sum(1)` and `pixels.square().sum(1)`",
    ),
    "statistics.large_mean": (
        "float32 has about seven digits. The squares of numbers around 1000 need six of them before the deviation "
        "begins to show.",
        "Convert to float64 before you square or add, or add up squared distances from the mean (Chan, Welford). "
        "Rounding can leave a variance just below 0, whose root is NaN.",
        "`images.double()`, and `(squares / count - mean ** 2).clamp(min=0).sqrt()`",
    ),
    "statistics.dtypes": (
        "float16 ends at 65504 and has three digits; a sum over an image does not fit.",
        "Convert each batch of images before you compute with it; convert the results at the end.",
        "`pixels = images.double()`, and `return mean.float(), std.float()`",
    ),
    "statistics.once": (
        "Reading a sample may cost a disk access and a decoded JPEG; holding all of them, all of your memory.",
        "One loop over one `DataLoader` of this `batch_size`; nothing in it appends images to a list. Mean and variance "
        "can both come from the same pass.",
        "`for images in DataLoader(dataset, batch_size, ...):` add to the sums, and let go of the images",
    ),
    "statistics.empty": (
        "No pixels have no mean: 0 / 0 is NaN, which would normalise every image to NaN.",
        "Ask for the length before the loop, and raise `ValueError` with a message that says `dataset`.",
        '`if len(dataset) == 0: raise ValueError("dataset is empty")`',
    ),
}  # fmt: skip

# -- images --------------------------------------------------------------------------------

MEAN, STD = 0.1307, 0.3081
SIDE = np.arange(28) - 13.5
X, Y = np.meshgrid(SIDE, SIDE)  # from the centre of the image: right, down
INSIDE = np.hypot(X, Y) <= 8.8  # what is seen here was in the image before any allowed move
PLANE = np.linalg.pinv(np.stack([np.ones(INSIDE.sum()), X[INSIDE], Y[INSIDE]], 1))
CURVE = np.stack([np.ones_like(X), X, Y, X**2, X * Y, Y**2], -1)
QUADRIC = np.linalg.pinv(CURVE[INSIDE])
TOP, BEND, SLOPE, EDGE = 250 / 255, 0.5 / 255, 4.5 / 255, 68 / 255  # EDGE: the bowl's corner, its darkest pixel


def grey(levels):
    """A greyscale image of these levels, 0 to 255."""
    pixels = np.ascontiguousarray(np.rint(levels), np.uint8)
    return Image("L", (28, 28), pixels.tobytes())


BOWL = grey(255 * (TOP - BEND * (X**2 + Y**2)))
RAMP = grey(128 + 255 * SLOPE * (X + Y))


def digit():
    """A real digit."""
    return grey(digits.images("train")[0])


def normalised(levels):
    return (np.asarray(levels, np.float64) / 255 - MEAN) / STD


# -- what came back ------------------------------------------------------------------------


def picture(value, why=""):
    """One transformed image: a finite float32 tensor (1, 28, 28)."""
    due = "a float32 tensor of shape (1, 28, 28)"
    if type(value) is not Tensor or (value.kind, value.dtype, value.shape) != ("torch", "float32", (1, 28, 28)):
        fail(due, described(value), why)
    if not np.isfinite(value.array).all():
        fail(f"{due}, all of it finite", "NaN or infinite values in it", why)
    return value.array[0].astype(np.float64)


def described(value):
    if type(value) is Tensor:
        what = {"torch": "tensor", "numpy": "numpy array", "scalar": "numpy scalar"}[value.kind]
        return f"a {value.dtype} {what} of shape {value.shape}"
    return show(value)


def pictures(values):
    """Many of them, one after the other, as brightness from 0 to 1: (count, 28, 28)."""
    if type(values) is Tensor and values.kind == "torch" and values.shape[1:] == (1, 28, 28):
        values = [Tensor("torch", values.dtype, (1, 28, 28), d) for d in split(values)]
    if type(values) is not list:
        fail("a float32 tensor of shape (1, 28, 28) from each call", described(values))
    return np.stack([picture(v) for v in values]).clip(-1e3, 1e3) * STD + MEAN


def split(values):
    size = len(values.data) // max(values.shape[0], 1)
    return [values.data[k * size : (k + 1) * size] for k in range(values.shape[0])]


def draws(probes, transform, image, count):
    called = probes.calls.shown_as("[{0}({1}) for _ in range({2})]")
    return pictures(called(transform, image, count))


def bowls(views):
    """Each bowl's fit: how far its top has moved (right, down), how high it is, how it is bent, how rough it is."""
    fit = views[:, INSIDE] @ QUADRIC.T
    bend = -np.stack([np.stack([fit[:, 3], fit[:, 4] / 2], -1), np.stack([fit[:, 4] / 2, fit[:, 5]], -1)], -2)
    flat = np.abs(np.linalg.det(bend)) < (BEND / 10) ** 2
    bend[flat] = np.eye(2) * 1e-9  # no bowl at all
    top = np.linalg.solve(2 * bend, fit[:, 1:3, None])[:, :, 0]
    height = fit[:, 0] + (fit[:, 1:3] * top).sum(-1) / 2
    rough = np.abs(views[:, INSIDE] - fit @ CURVE[INSIDE].T)
    return top, height, bend / BEND, rough


def turns(views):
    """By how many degrees each ramp was turned, and how steep it is against what it was."""
    _, right, down = PLANE @ views[:, INSIDE].T
    angle = np.degrees(np.arctan2(down, right)) - 45
    return (angle + 180) % 360 - 180, np.hypot(right, down) / (SLOPE * np.sqrt(2))


def even(views):
    """Which of these are ramps still, with no holes in them."""
    seen = views[:, INSIDE]
    plane = np.stack([np.ones(INSIDE.sum()), X[INSIDE], Y[INSIDE]], 1)
    return np.abs(seen - seen @ PLANE.T @ plane.T).max(axis=1) < 0.15


def unchanged(views):
    """Which of these bowls were moved, turned, and not changed otherwise."""
    _, height, bend, _ = bowls(views)
    return (np.abs(height - TOP) < 0.03) & (np.abs(bend - np.eye(2)).max(axis=(1, 2)) < 0.1)


def brightest(views):
    """Where the brightest pixels are, from the centre (right, down): a rough guess at how far a bowl was moved."""
    top = views >= views.max(axis=(1, 2), keepdims=True) - 1e-3
    return np.stack([(top * where).sum(axis=(1, 2)) / top.sum(axis=(1, 2)) for where in (X, Y)], -1)


PIXELS, DEGREES = 3.5, 15.7  # the limits, with room for a pixel that is rounded to the next
ANGLES = np.radians(np.linspace(-DEGREES, DEGREES, 61))
COS, SIN = np.cos(ANGLES), np.sin(ANGLES)


def shift_allowed(moves):
    """Which of these moves are at most 3 pixels each way, before or after a rotation of at most 15 degrees."""
    right, down = moves[:, :1], moves[:, 1:]
    before = np.maximum(np.abs(right * COS + down * SIN), np.abs(down * COS - right * SIN))
    return before.min(axis=1) <= PIXELS


# -- mnist_transform -----------------------------------------------------------------------

PICTURES = st.integers(0, 2**32 - 1).map(lambda seed: np.random.default_rng(seed).integers(0, 256, (28, 28)))


@check("ex05.transform.form", 0.5, about="mnist_transform", why="the network, and the batch it is stacked into, want one shape and one dtype")  # fmt: skip
@given(levels=PICTURES, train=st.booleans())
@example(levels=np.zeros((28, 28)), train=False)
@example(levels=np.zeros((28, 28)), train=True)
@settings(max_examples=4)
def test_form(student, probes, levels, train):
    """The transform gives a float32 tensor (1, 28, 28), with `train=False` and with `train=True`."""
    transform = student.mnist_transform.keep(train)
    picture(transform(grey(levels)))
    if train:
        draws(probes, transform, grey(levels), 10)


@check("ex05.transform.normalised", 0.5, about="mnist_transform", why="the model is tested on other images than the files hold, or on other ones each time")  # fmt: skip
@given(levels=PICTURES)
@example(levels=np.zeros((28, 28)))
@example(levels=np.full((28, 28), 255))
@example(levels=np.arange(784).reshape(28, 28) % 256)
@example(levels=np.arange(784).reshape(28, 28) % 100 + 50)  # neither black nor white in it
@settings(max_examples=4)
def test_normalised(student, probes, levels):
    """With `train=False` every pixel, at its place, is scaled to [0, 1] and then normalised, the same at every call: no more than that."""
    student.mnist_transform.keep(True)
    transform = student.mnist_transform.keep(False)
    same_pixels(picture(transform(grey(levels))), levels)
    probes._seed(3)
    views = (draws(probes, transform, grey(levels), 20) - MEAN) / STD
    same_pixels(views[np.abs(views - normalised(levels)).max(axis=(1, 2)).argmax()], levels, "one of 20 further calls gave something else")


def same_pixels(got, levels, why=""):
    due = normalised(levels)
    wrong = np.abs(got - due) > 1e-5
    if wrong.any():
        row, column = (int(i) for i in np.argwhere(wrong)[0])
        level = int(np.asarray(levels)[row, column])
        where = f"at [0, {row}, {column}], where the image has {level}: "
        fail(f"{where}{due[row, column]:.4f}", f"{where}{got[row, column]:.4f}", why)


@check("ex05.transform.random", 0.5, about="mnist_transform", why="the network sees the same pictures in every epoch, and learns them by heart")  # fmt: skip
def test_random(student, probes):
    """With `train=True` the shift and/or rotation is drawn anew at each call."""
    transform = student.mnist_transform.keep(True)
    views = draws(probes, transform, digit(), 80)
    # A right one that leaves the image alone half the time gives 60 equal pictures once in 10^18.
    if not differ(views[20:]):
        fail("pictures that differ", "60 times the same picture")


def differ(views):
    return bool((np.abs(views - views[:1]) > 1e-3).any())


@check("ex05.transform.limits", 0.5, about="mnist_transform", why="parts of the digit leave the picture, or a 6 begins to look like a 9")  # fmt: skip
def test_limits(student, probes):
    """With `train=True` an image is shifted by at most 3 pixels each way and rotated by at most 15 degrees."""
    transform = student.mnist_transform.keep(True)
    views = draws(probes, transform, BOWL, 50)
    moves, whole = bowls(views)[0], unchanged(views)
    moves[~whole] = brightest(views[~whole])
    bad = ~shift_allowed(moves) & (whole | (np.abs(moves).max(axis=1) > 5))  # brightest is rough
    if bad.any():
        right, down = moves[np.argmax(np.where(bad, np.abs(moves).max(axis=1), 0))]
        fail("a shift of at most 3 pixels each way", f"a shift by {right:.1f} to the right and {down:.1f} down")
    # So many that a limit of 16 degrees would show.
    views = draws(probes, transform, RAMP, 150)
    angles = turns(views)[0]
    angles = angles[(np.abs(angles) <= 70) & even(views)]  # others are mirrored or have holes: see nothing_else
    largest = angles[np.argmax(np.abs(angles))] if angles.size else 0
    if abs(largest) > DEGREES:
        fail("a rotation by at most 15 degrees", f"a rotation by {abs(largest):.1f} degrees")


@check("ex05.transform.black", 0.5, about="mnist_transform", why="grey wedges or repeated edges tell the network which images are augmented; test images have none")  # fmt: skip
def test_black(student, probes):
    """What comes into the image from outside is black: (0 - 0.1307) / 0.3081 once it is normalised."""
    transform = student.mnist_transform.keep(True)
    views = draws(probes, transform, BOWL, 40)
    good = unchanged(views) & shift_allowed(bowls(views)[0])
    for view, move in zip(views[good], bowls(views)[0][good], strict=True):
        there = np.maximum(TOP - BEND * ((X - move[0]) ** 2 + (Y - move[1]) ** 2), EDGE)
        bright = view - there
        if bright.max() > 0.1:
            row, column = (int(i) for i in np.unravel_index(bright.argmax(), bright.shape))
            where = f"at [0, {row}, {column}], which is from outside: "
            fail(f"{where}{normalised(0):.4f}", f"{where}{(view[row, column] - MEAN) / STD:.4f}")
        outside = view[view < there / 2]
        darkest = outside.min() if outside.size >= 40 else 0  # many enough: some are no mixtures with the inside
        if abs(darkest) > 0.02:
            fail(f"{normalised(0):.4f} in what comes in from outside", f"{(darkest - MEAN) / STD:.4f}")


@check("ex05.transform.nothing_else", 0.5, about="mnist_transform", why="a mirrored 3 is no 3; images in another size or brightness are not what the model is tested on")  # fmt: skip
def test_nothing_else(student, probes):
    """With `train=True` images are moved, scaled to [0, 1] and normalised, and not mirrored, resized, bent or changed in brightness."""
    transform = student.mnist_transform.keep(True)
    angles, steep = turns(draws(probes, transform, RAMP, 40))
    if np.abs(steep - 1).max() > 0.08:
        worst = steep[np.abs(steep - 1).argmax()]
        fail("an image of the same size and contrast", f"one that is {100 / max(worst, 0.01):.0f} % as large, or has {100 * worst:.0f} % of the contrast")
    for angle in angles:
        if abs(angle) > 45:
            how = "from left to right" if 45 < angle < 135 else "from top to bottom" if -135 < angle < -45 else "both ways"
            fail("an image that is not mirrored", f"one that is mirrored {how}, or turned by {abs(angle):.0f} degrees")
    views = draws(probes, transform, BOWL, 40)
    moves, height, bend, rough = bowls(views)
    for k in np.flatnonzero(shift_allowed(moves)):
        if abs(height[k] - TOP) > 0.03:
            fail(f"the brightest spot at {(TOP - MEAN) / STD:.2f}, as it was", f"at {(height[k] - MEAN) / STD:.2f}")
        if np.abs(bend[k] - np.eye(2)).max() > 0.15:
            fail("an image of the same size and form", "one that is larger, smaller, sheared or bent")
        if rough[k].max() > 0.15 or rough[k].mean() > 0.02:
            fail("an image that is as smooth as it was", "one with holes or noise in it")


@check("ex05.transform.workers", 0.5, about="mnist_transform", why="with eight workers the same few changes come eight times each, in every epoch")  # fmt: skip
def test_workers(student, probes):
    """The changes are drawn anew also across a `DataLoader`'s workers and epochs."""
    transform = student.mnist_transform.keep(True)
    transform(digit())  # whoever looks at a digit first has made the generators that workers would copy
    two = probes._batches(probes.DataLoader(probes.Copies(digit(), 40, transform), batch_size=20, num_workers=2))
    # The next epoch needs no second worker.
    one = probes._batches(probes.DataLoader(probes.Copies(digit(), 20, transform), batch_size=20, num_workers=1))
    for batches, count in (two, 2), (one, 1):
        holds(type(batches) is list and len(batches) == count, f"{count} batches of images", show(batches))
    first, second, again = (pictures(batch) for batch in (*two, *one))
    if not differ(first):
        fail("pictures that differ", "20 times the same picture from a worker")
    holds(not same(first, second), "other changes in each worker", "the same 20 from worker 0 and from worker 1")
    holds(not same(first, again), "other changes in each epoch", "the same 20 from worker 0 in the next epoch")


def same(one, other):
    return one.shape == other.shape and bool((np.abs(one - other) < 1e-3).all())


# -- load_mnist ----------------------------------------------------------------------------

COUNTS = {"train": 5, "test": 3}


def mnist_files():
    """Files as torchvision has them: five training digits and three test digits, of the kit's sample."""
    files = {}
    for name, count in COUNTS.items():
        files |= digits.idx_files(digits.images(name)[:count], digits.labels(name)[:count], train=name == "train")
    return files


def write_root(student, name, files):
    """A root folder in the host that has these files; its path there."""
    path = student.write_file(f"{name}/about.txt", b"digits")
    for file, data in files.items():
        student.write_file(f"{name}/MNIST/raw/{file}", data)
    return str(PurePosixPath(path.replace("\\", "/")).parent)


@check("ex05.mnist.samples", 0.5, about="load_mnist", why="training on the test digits, or testing on augmented ones, makes every accuracy a lie")  # fmt: skip
def test_samples(student, probes):
    """`load_mnist(root, train)` is torchvision's `MNIST`, the training or the test digits with their labels, under `mnist_transform(train)`; `root` is a str or a `Path`."""
    root = write_root(student, "whole", mnist_files())
    for name, arguments in ("test", [root, False]), ("test", [probes.path(root), False]), ("train", [root]), ("train", [root, True]):
        images, labels = digits.images(name)[: COUNTS[name]], digits.labels(name)[: COUNTS[name]]
        dataset = student.load_mnist.keep(*arguments)
        equal(len(dataset), len(images), f"the files have {len(images)} {name} digits")
        equal(dataset.targets.read(), tensor(labels.astype(np.int64)), "code that balances or splits by label asks for `targets`, which torchvision's MNIST has")
        for i, label in enumerate(labels.tolist()):
            image, got = pair(dataset[i], "(image, label)")
            equal(got, label, f"{name} digit {i} is a {label}")
            view, why = picture(image), f"test digit {i} must come as `mnist_transform(False)` gives it"
            if name == "test":
                same_pixels(view, images[i], why)
            else:  # moved a little, it has about as much ink as before
                ink, there = images[i].sum() / 255, (view * STD + MEAN).sum()
                holds(bool(abs(there - ink) < 0.3 * ink), f"digit {i} of the files, with ink for {ink:.0f} pixels", f"one with ink for {there:.0f} pixels")
    views = pictures(probes.samples.shown_as("[{0}[{1}][0] for _ in range({2})]")(dataset, 0, 40))
    # A right one that leaves the image alone half the time gives 40 equal pictures once in 10^12.
    holds(differ(views), "training digits that are shifted or rotated anew at each access", "40 times the same picture")


ALL = sorted(n for train in (True, False) for n in digits.idx_files(np.zeros((1, 28, 28), np.uint8), np.zeros(1, np.uint8), train))


@check("ex05.mnist.files", 0.5, about="load_mnist", why="a cluster node without network hangs, or trains on nothing, where an error was due")  # fmt: skip
@given(missing=st.sets(st.sampled_from(ALL), min_size=1), train=st.booleans())
@example(missing=set(ALL), train=True)
@example(missing={ALL[0]}, train=False)
@example(missing={ALL[-1]}, train=True)
@settings(max_examples=3)
def test_files(student, probes, missing, train):
    """`download` is passed on; where files are missing and it is False, nothing is fetched and torchvision's `RuntimeError` comes."""
    files = mnist_files()
    count = COUNTS["train" if train else "test"]
    name = f"part{len(student.files())}"  # a new one for each question
    there = {n: data for n, data in files.items() if n not in missing}
    load = student.load_mnist.handle()
    with_download = probes.with_download.shown_as("load_mnist({2}, train={3})")
    root = write_root(student, name, there)
    before = [n for n in student.files() if n.startswith(f"{name}/")]
    with raises(RuntimeError, why="the files are not all there, and nobody asked for a download"):
        with_download.keep(files, load, root, train)
    if [n for n in student.files() if n.startswith(f"{name}/")] != before:
        fail("no file fetched or written", "new files under root")
    with_download = probes.with_download.shown_as("load_mnist({2}, {3}, {4})")
    equal(len(with_download.keep(files, load, root, train, True)), count, "`download=True` fetches the files")
    equal(len(with_download.keep({}, load, root, train, False)), count, "now the files are there")


# -- channel_statistics --------------------------------------------------------------------


def statistics(student, probes, images, batch_size=None, labels=None, dtype="float32", cut_out=False, times=1):
    """Ask for the statistics of these images (N, C, H, W), and compare them with numpy's in float64."""
    records = [record(image, dtype) for image in images]
    exact = np.stack([r.array.astype(np.float64) for r in records])
    held = probes.cut_out.keep(records) if cut_out else records
    dataset = probes.Images.keep(held, labels or list(range(len(records))))
    options = {} if batch_size is None else {"batch_size": batch_size}
    for k in range(times):
        compare(student.channel_statistics(dataset, **options), exact, "the first call has changed the images" if k else "")


def record(image, dtype):
    if dtype != "bfloat16":
        return tensor(np.asarray(image), dtype)
    high = np.ascontiguousarray(image, np.float32).view(np.uint32) >> 16
    return Tensor("torch", "bfloat16", image.shape, high.astype(np.uint16).tobytes())


def compare(answer, images, why=""):
    channels, axes = images.shape[1], (0, 2, 3)
    answer = pair(answer, "(mean, std)")
    for got, due, name in zip(answer, (images.mean(axes), images.std(axes)), ("mean", "std"), strict=True):
        if type(got) is not Tensor or (got.kind, got.dtype, got.shape) != ("torch", "float32", (channels,)):
            fail(f"{name}: a float32 tensor of shape ({channels},)", f"{name}: {described(got)}")
        if not np.allclose(got.array, due, rtol=0, atol=1.4e-4):
            fail(f"{name}: {numbers(due)}", f"{name}: {numbers(got.array)}", why)


def numbers(values):
    return "[" + ", ".join(f"{v:.4f}" if abs(v) < 1e6 else f"{v:.3g}" for v in values) + "]"


@st.composite
def image_sets(draw):
    """Some images of one size, each of its own brightness, and a batch size."""
    n, channels, height, width = (draw(st.integers(1, top)) for top in (9, 4, 4, 4))
    rng = np.random.default_rng(draw(st.integers(0, 2**16)))
    return rng.normal(rng.normal(size=(n, channels, 1, 1)), 1, (n, channels, height, width)), draw(st.integers(1, 10))


@check("ex05.statistics.values", 0.5, about="channel_statistics", why="every image is normalised with the wrong numbers, in training and ever after")  # fmt: skip
@given(case=image_sets(), cut_out=st.booleans())
@example(case=(np.array([0, 4, 2], float).reshape(3, 1, 1, 1), 2), cut_out=False)
@example(case=(np.array([0.25]).reshape(1, 1, 1, 1), 1), cut_out=False)
@example(case=(np.arange(24, dtype=float).reshape(2, 3, 1, 4) ** 2 / 100, None), cut_out=False)
@example(case=(np.arange(5 * 4 * 3 * 2, dtype=float).reshape(5, 4, 3, 2) / 100, 3), cut_out=False)
@example(case=(np.arange(2 * 3 * 2 * 2, dtype=float).reshape(2, 3, 2, 2) / 100, 2), cut_out=True)
@settings(max_examples=8)
def test_values(student, probes, case, cut_out):
    """`(mean, std)`: mean and population std of each channel over all pixels of all images, float32 (C,), also when the last batch is short."""
    images, batch_size = case
    statistics(student, probes, images, batch_size, cut_out=cut_out)


@check("ex05.statistics.large_mean", 0.5, about="channel_statistics", why="rounding errors, or NaN, in the place of the std")  # fmt: skip
@given(seed=st.integers(0, 2**16), level=st.sampled_from([1000.0, -1000.0, 999.9]), dtype=st.sampled_from(["float32", "float64"]))
@example(seed=0, level=1000.0, dtype="float32")
@example(seed=1, level=-1000.0, dtype="float64")
@settings(max_examples=4)
def test_large_mean(student, probes, seed, level, dtype):
    """The results are exact to 1e-4 also when the mean is large against the std: mean 1000 and std 1, or all pixels equal."""
    rng = np.random.default_rng(seed)
    statistics(student, probes, rng.normal(level, 1, (20, 2, 12, 12)), 8, dtype=dtype)
    for value in (0.1, 1 / 3, level + 0.1, level / 3):
        statistics(student, probes, np.full((3, 2, 3, 3), value), 2, dtype=dtype)


LABELS = [[3, 1, -1, 7, 3], ["cat", "dog", "cat", "emu", "ox"], [0.5, 1.5, 2.5, -0.5, 0.0], [True, False, True, True, True]]


@check("ex05.statistics.dtypes", 0.5, about="channel_statistics", why="half-precision sums overflow; labels have no part in this")  # fmt: skip
@given(dtype=st.sampled_from(["float16", "bfloat16", "float32", "float64"]), shift=st.integers(0, 3))
@example(dtype="float16", shift=0)
@example(dtype="bfloat16", shift=1)
@example(dtype="float64", shift=2)
@settings(max_examples=4)
def test_dtypes(student, probes, dtype, shift):
    """Images may have any float dtype, and stay as they are; mean and std are float32 and exact."""
    rng = np.random.default_rng(shift)
    images = np.rint(rng.normal(100, 20, (5, 2, 32, 32)))
    statistics(student, probes, images, 2, LABELS[shift], dtype, times=2)


@check("ex05.statistics.once", 0.5, about="channel_statistics", why="reading is what takes the time, and a dataset that matters does not fit into memory")  # fmt: skip
@given(n=st.integers(1, 9), batch_size=st.integers(1, 10))
@example(n=5, batch_size=2)
@settings(max_examples=2)
def test_once(student, probes, n, batch_size):
    """Each sample is read once, and no more than a batch of images is held."""
    name = f"reads-{n}-{batch_size}.txt"
    log = student.write_file(name, b"")
    images = [tensor(np.full((1, 2, 2), k, np.float32)) for k in range(n)]
    dataset = probes.Images.shown_as("a dataset of {0}").keep(images, [0] * n, log)
    compare(student.channel_statistics(dataset, batch_size=batch_size), np.stack([i.array for i in images]).astype(np.float64))
    reads = [int(line) if line.isdigit() and len(line) < 9 else -1 for line in (student.read_file(name) or b"").split()]
    same_counts(reads, range(n), "each read may be a disk access and a decoded JPEG")
    many, shape = 160, (1, 4, 4)
    function = student.channel_statistics.handle()
    watched = probes.watched.shown_as("channel_statistics({1}, {2})")
    answer, most = pair(watched(function, probes.Fresh(many, shape), 4), "(mean, std)")
    compare(answer, np.arange(many, dtype=np.float64).reshape(-1, 1, 1, 1) + np.zeros((1, *shape)))
    # A batch of samples, the same stacked, the one before, float64 copies, differences, squares: 44.
    if type(most) is not int or most > 80:
        fail("about 4 images held at a time, with a batch_size of 4", f"{show(most)} of {many} held, counted in images")


@check("ex05.statistics.empty", 0.5, about="channel_statistics", why="0 / 0 is NaN, and a network that is fed NaN never says so")  # fmt: skip
@given(batch_size=st.integers(1, 5))
@example(batch_size=None)
@settings(max_examples=3)
def test_empty(student, probes, batch_size):
    """An empty dataset raises `ValueError` that names `dataset`."""
    options = {} if batch_size is None else {"batch_size": batch_size}
    with raises(ValueError, mentions=["dataset"]):
        student.channel_statistics(probes.Images([], []), **options)
    statistics(student, probes, np.full((1, 1, 2, 2), 0.5), batch_size)
