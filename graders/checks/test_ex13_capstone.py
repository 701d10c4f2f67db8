"""Checks of ex13_capstone: all of it at work.

The loaders are asked with small MNIST folders of marked images: a bright square, off the centre,
whose brightness says which image it is, also after a small shift or rotation. `train` is asked
with loaders of 20 real digits that the judge serves, so that it sees every sample read; one run
of 5 epochs on the kit's sample is graded by digits that never leave the judge.
"""

import math
from functools import cache

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from graders.checks import digits
from graders.checks.expect import check, difference, equal, fail, holds, same_counts
from graders.plain import Image, Opaque, Tensor, tensor

EXERCISE = {
    "title": "All of it at work",
    "minutes": 90,
    "needs": ["ex05_vision", "ex06_splits", "ex07_loaders", "ex12_resume"],
}

HINTS = {
    "loaders": (
        "Three datasets and three loaders. Train and validation come from the same files, but not through the same transform.",
        "Open the training files twice, once with each transform, split the indices alone, and take a `Subset` of each.",
        "`MNIST(root, train=True, transform=mnist_transform(True))` and the same with `False`; "
        "`a, b = random_split(range(n), [0.9, 0.1], generator=...)`; `Subset(augmented, a.indices)`, `Subset(plain, b.indices)`",
    ),
    "loaders.seed": (
        "Who draws from the random numbers that your split and your order of batches come from? Nobody else may.",
        "Make a `torch.Generator` in `build_loaders`, seed it, and hand it to the split and to the sampler of the training "
        "loader (exercise 7). `torch.manual_seed` there would change what your caller has seeded.",
        "`generator = torch.Generator().manual_seed(seed)`; `random_split(..., generator=generator)`; a sampler whose "
        "`__iter__` is `return iter(torch.randperm(self.n, generator=self.generator).tolist())`",
    ),
    "loaders.train": (
        "Training images are to be different each time they are read, and in another order each epoch; the incomplete batch "
        "is dropped. Which of these is missing, or which came too early?",
        "Augment in the dataset's `transform`, which runs when an image is read, not once beforehand. Digits must stay "
        "digits: a mirrored 2 is none.",
        "`transforms.RandomAffine(degrees=10, translate=(0.08, 0.08))` before `ToTensor()`; "
        "`DataLoader(..., drop_last=True)` with shuffling or a sampler that draws anew in `__iter__`",
    ),
    "loaders.val_test": (
        "What measures must not change by itself: no augmentation, no shuffling, nothing dropped.",
        "`random_split` of one dataset gives two subsets with the same transform. The validation part needs a dataset of "
        "its own, without augmentation; `test` is `MNIST(root, train=False, ...)`.",
        "`DataLoader(Subset(plain, val_part.indices), batch_size=batch_size)`, where `plain` has `mnist_transform(False)`",
    ),
    "loaders.pinned": (
        "As in exercise 7: pinned memory exactly where there is a GPU to copy to, for every loader.",
        "Ask torch inside `build_loaders`, at the call.",
        "`DataLoader(..., pin_memory=torch.cuda.is_available())`, three times",
    ),
    "train": (
        "The loop itself is short: scores, loss, gradients, step. What is around it (what is loaded before, saved after, "
        "returned at the end) is what this exercise is about.",
        "Build model and optimizer; load both if there is a checkpoint; for each epoch that is left, go through "
        "`loaders[\"train\"]` once, then save; return the model in eval mode.",
        "`for epoch in range(done, epochs): for images, labels in loaders[\"train\"]: loss = cross_entropy(model(images.to(device)), "
        "labels.to(device)); optimizer.zero_grad(); loss.backward(); optimizer.step()`, then save `{\"model\": ..., "
        "\"optimizer\": ..., \"epochs\": epoch + 1}`",
    ),
    "train.accuracy": (
        "First take one batch and train on it alone, a hundred steps: does the loss go to 0? Then ask what is different "
        "in the full run.",
        "A small convolutional network gets past 95 % in 5 epochs. If yours learns too slowly, try a higher learning rate, "
        "Adam in place of SGD, or batch normalisation; if it does not learn at all, look for a missing `zero_grad`, a "
        "forgotten `break`, or labels that do not belong to the images.",
        "Two times `Conv2d(..., kernel_size=5, stride=2), BatchNorm2d(...), ReLU()`, then `Flatten(), Linear(512, 10)`, with "
        "`torch.optim.Adam(model.parameters(), lr=3e-3)` and `nn.functional.cross_entropy` on the scores",
    ),
    "train.epochs": (
        "An epoch is one pass over `loaders[\"train\"]`, read anew each time. Validation and test images may be looked at, "
        "but nothing may be learnt from them.",
        "Count the turns of your outer loop for `epochs=1`. If you validate, do it with `model.eval()` and "
        "`torch.no_grad()`, then `model.train()`: batch normalisation learns from whatever passes in training mode.",
        "`for epoch in range(done, epochs): for images, labels in loaders[\"train\"]: ...`",
    ),
    "train.resume": (
        "How does the second call know how many epochs are done? It may run in another process: only the file can tell it.",
        "Save the number of finished epochs beside the model; `epochs` is the total, so that the second call trains the "
        "difference. Another path is another run.",
        "`done = saved[\"epochs\"]`, then `for epoch in range(done, epochs)`, and `\"epochs\": epoch + 1` when you save",
    ),
    "train.crash": (
        "What is on the disk at the moment when the data gives out?",
        "Save inside the loop over epochs, after each one, not behind the loop.",
        "`for epoch in range(done, epochs): ...; if checkpoint is not None: save(...)`, with the save as the last statement of the loop's body",
    ),
    "train.optimizer": (
        "An optimizer remembers: momentum, Adam's averages. What does it remember right after you have made a new one?",
        "Both `state_dict`s go into the checkpoint, both are loaded before the first step, and the optimizer is made from "
        "the parameters of the model that goes on.",
        "`model.load_state_dict(saved[\"model\"]); optimizer.load_state_dict(saved[\"optimizer\"])`",
    ),
    "train.nothing_left": (
        "With all epochs done, the loop has no turn: what do you return then?",
        "Load the weights before you look at how much is left. A `state_dict` holds more than parameters: batch "
        "normalisation's running averages too.",
        "Load, then `for epoch in range(done, epochs)` (no turn), then `return model.eval()`",
    ),
    "train.eval": (
        "A network with dropout or batch normalisation answers differently in training mode; whoever gets your model will ask it at once.",
        "One call puts the whole model into eval mode, and it must stand before every `return`.",
        "`return model.eval()`",
    ),
    "train.device": (
        "Model and batches must be on one device, the given one.",
        "`.to(device)` on the model before the optimizer is made, and on each batch; neither \"cuda\" nor "
        "`torch.cuda.is_available()` belongs in `train`.",
        "`model = classifier().to(device)` and `model(images.to(device))`, `labels.to(device)`",
    ),
}  # fmt: skip

DATA = (type(None), bool, int, float, str, bytes, list, tuple, dict, Tensor, Image, Opaque)


# -- MNIST folders of marked images ----------------------------------------------------------

FIRST, STEP = 60, 1  # brightness of the square in image 0, and from one image to the next
WHERE = slice(5, 15)  # rows and columns of the square: its centre is 4 pixels off the image's
TRAIN, TEST = 100, 7  # images in the files; test images are numbered on


def marked(number):
    image = np.zeros((28, 28), np.uint8)
    image[WHERE, WHERE] = FIRST + STEP * number
    return image


BLACK = -0.1307 / 0.3081  # normalised


def normalised(images):
    """What `mnist_transform(False)` makes of uint8 images."""
    return ((images[:, None].astype(np.float32) / 255 - 0.1307) / 0.3081).astype(np.float32)


def folder(student, train, test, name="data", cut=False):
    """Write MNIST files of (images, labels); the root that holds them. `cut`: the test files lack all but a few bytes."""
    test_files = digits.idx_files(*test, train=False)
    if cut:
        test_files = {file: data[:6] for file, data in test_files.items()}
    for file, data in {**digits.idx_files(*train, train=True), **test_files}.items():
        path = student.write_file(f"{name}/MNIST/raw/{file}", data)
    return path[: path.index("MNIST") - 1]


def marked_folder(student, **options):
    numbers = np.arange(TRAIN + TEST)
    images, labels = np.stack([marked(n) for n in numbers]), (numbers % 10).astype(np.uint8)
    return folder(student, (images[:TRAIN], labels[:TRAIN]), (images[TRAIN:], labels[TRAIN:]), **options)


def loader(loaders, name):
    """The loader of this name, as a handle."""
    if type(loaders) is not dict or any(type(key) is not str for key in loaders):
        fail("a dict of loaders", loaders)
    if set(loaders) != {"train", "val", "test"}:
        fail("the keys 'train', 'val' and 'test'", list(loaders))
    if type(loaders[name]) in DATA:
        fail(f"a DataLoader for {name!r}", loaders[name])
    return loaders[name]


def epoch(student, loaders, name):
    """One pass, as a list of batches; each is (images as an array, labels as a list)."""
    return one_pass(student, loader(loaders, name), name)


def one_pass(student, one, name):
    batches, ended = student.take(one, 2 * TRAIN)
    if not ended:
        fail(f"a pass over {name!r} that ends", f"more than {2 * TRAIN} batches")
    return [batch(item) for item in batches]


def batch(item):
    if type(item) not in (list, tuple) or len(item) != 2:
        fail("batches of images and labels", item)
    images, labels = item
    for value, dtype, shape in ((images, "float32", (1, 28, 28)), (labels, "int64", ())):
        fits = type(value) is Tensor and value.kind == "torch" and value.dtype == dtype
        if not fits or not value.shape or value.shape[1:] != shape or value.shape[0] > 2 * TRAIN:
            fail(f"a {dtype} tensor of shape {show_shape(shape)}", value)
    if images.shape[0] != labels.shape[0]:
        fail("an image for every label", f"{images.shape[0]} images and {labels.shape[0]} labels")
    return images.array, labels.tolist()


def show_shape(shape):
    return "(" + ", ".join(["B", *map(str, shape)]) + ("," if not shape else "") + ")"


def numbers(batches):
    """Which images these are, by their brightness; each must come with its label."""
    found = []
    for images, labels in batches:
        for image, label in zip(images, labels, strict=True):
            level = (float(image.max()) * 0.3081 + 0.1307) * 255
            whole = math.isfinite(level) and abs(level - round(level)) < 0.05
            number = round(level) - FIRST if whole else -1
            if not 0 <= number < TRAIN + TEST:
                fail("pixels scaled to [0, 1] and normalised with 0.1307 and 0.3081", f"a brightest pixel of {image.max():.4f}",
                     "the network is asked about other numbers than it has learnt from")  # fmt: skip
            if label != number % 10:
                fail(f"label {number % 10} with this image", f"label {label}", "the network learns what is not so")
            found.append(number)
    return found


def sizes(batches):
    return [len(labels) for _, labels in batches]


def same_sizes(batches, due, what):
    got = sizes(batches)
    holds(got == due, f"{what}: {', '.join(map(str, due))}", f"{', '.join(map(str, got)) or 'none'}",
          "batch size and learning rate belong together")  # fmt: skip


SEEDS = st.integers(-(2**63), 2**64 - 1)


@check("ex13.loaders.split", 0.5, about="build_loaders", why="digits in two splits make validation look better than it is; digits in none are lost")  # fmt: skip
@given(seed=SEEDS)
@example(seed=0)
@settings(max_examples=1)
def test_split(student, seed):
    """`"train"` has 90 % of the training files and `"val"` the other 10 %: every digit in one of them, with its own label, chosen at random; `"test"` has the test files."""
    loaders = student.build_loaders(marked_folder(student), 1, seed)
    train, val, test = (numbers(epoch(student, loaders, name)) for name in ("train", "val", "test"))
    same_counts(train + val, range(TRAIN))
    same_counts(test, range(TRAIN, TRAIN + TEST))
    holds(abs(len(val) - TRAIN // 10) <= 1, f"{TRAIN // 10} of {TRAIN} digits for validation", f"{len(val)}")
    # 10 of 100 at random lie side by side with a chance of 91 / C(100, 10) < 1e-11.
    holds(max(val) - min(val) >= len(val), "digits from all over the files for validation", f"{sorted(val)}",
          "files are often sorted, by class or by writer: the validation digits are then of another kind")  # fmt: skip


@check("ex13.loaders.seed", 0.5, about="build_loaders", why="after a restart with another split, the network is validated on digits that it was trained on")  # fmt: skip
@given(seed=SEEDS, elsewhere=st.just(False))
@example(seed=0, elsewhere=True)
@example(seed=-1, elsewhere=False)
@settings(max_examples=1)
def test_seed(student, probes, seed, elsewhere):
    """The same seed gives the same split and the same training batches, epoch by epoch, whatever else is iterated in between, also in another process; another seed gives another split; the global RNGs stay as they were, also after an error."""
    root = marked_folder(student)
    probes._seed(5)
    calm = probes._draw()
    probes._seed(5)
    loaders = student.build_loaders(root, 4, seed)
    untouched(probes._draw(), calm, "build_loaders")
    val = numbers(epoch(student, loaders, "val"))
    first = [numbers(epoch(student, loaders, "train")) for _ in range(2)]
    if elsewhere:
        other, there = student.fresh()
        there._seed(7)
        again = other.build_loaders(marked_folder(other), 4, seed)
        equal(numbers(epoch(other, again, "val")), val, "another process validates on other digits with the same seed")
        equal(numbers(epoch(other, again, "train")), first[0], "another process trains in another order with the same seed")
        broken = marked_folder(student, name="broken", cut=True)
        probes._seed(5)
        try:
            student.build_loaders(broken, 4, seed)
        except Exception as error:  # when the files are read, and what is raised then, is not asked
            if not hasattr(error, "raised"):
                raise
        untouched(probes._draw(), calm, "build_loaders with test files that are cut short")
    probes._seed(6)
    again = student.build_loaders(root, 4, seed)
    for k in range(2):
        equal(numbers(epoch(student, again, "train")), first[k], f"epoch {k + 1} is not that of the first call")
        equal(numbers(epoch(student, again, "val")), val)
    if elsewhere:
        beside(student, loader(again, "train"), numbers(epoch(student, loaders, "train")))
    another = 1 if seed == -1 else seed ^ 1  # `random.Random` takes a seed's absolute value
    other = numbers(epoch(student, student.build_loaders(root, 4, another), "val"))
    # Two choices of 10 from 100 are the same with a chance of 1 / C(100, 10) < 1e-13.
    holds(set(other) != set(val), f"another split than with seed {seed}", f"the same with seed {another}")


def beside(student, train, due):
    """Begin a pass, which is to give `due`; read another whole one; then read on in the first."""
    older = iter(train)
    begun = next_batches(older, 2)
    newer = numbers(one_pass(student, train, "train"))
    begin = f"{', '.join(map(str, newer[:8]))}, …"
    holds(newer[:8] != numbers(begun), "another order after an epoch that was broken off", f"{begin} again",
          "the network learns the order along with the digits")  # fmt: skip
    if train.persistent_workers.read() is True:
        return  # torch's own rule: they serve one pass at a time
    begun += next_batches(older, 2 * TRAIN)
    equal(numbers(begun), due, "a pass is another when a newer one is read before its end")


def next_batches(iterator, limit):
    batches = []
    while len(batches) < limit:
        try:
            batches.append(batch(next(iterator)))
        except StopIteration:
            break
    return batches


def untouched(after, calm, what):
    """The next numbers of the global RNGs are those that were due."""
    for k, name in enumerate(["torch", "numpy", "random"]):
        drawn = difference(after[k], calm[k]) if type(after) is list and len(after) == 3 else "another"
        holds(drawn is None, "the global RNGs as they were", f"another state of {name} after {what}",
              "whatever the caller has seeded, the network's first weights say, starts from another state")  # fmt: skip


@check("ex13.loaders.train", 0.5, about="build_loaders", why="the network learns the few thousand images by heart, in place of digits")  # fmt: skip
@given(batch_size=st.integers(2, 40), seed=SEEDS)
@example(batch_size=32, seed=0)
@settings(max_examples=1)
def test_train_loader(student, batch_size, seed):
    """`"train"` is shuffled anew each epoch and drops the last, incomplete batch; its images are shifted or rotated a little, each by itself and anew each time it is read, and what comes in from outside is black."""
    root = marked_folder(student)
    loaders = student.build_loaders(root, batch_size, seed)
    share = TRAIN - sum(sizes(epoch(student, loaders, "val")))
    passes = [epoch(student, loaders, "train") for _ in range(2)]
    equal(len(loader(loaders, "train")), share // batch_size, "progress bars and learning-rate schedules ask for the number of batches")
    for one in passes:
        same_sizes(one, [batch_size] * (share // batch_size), f"batches of {share} training digits")
    orders = [numbers(one) for one in passes]
    begin = f"{', '.join(map(str, orders[0][:8]))}, …"
    holds(orders[0] != orders[1], "another order in each epoch", f"{begin} in both", "the network learns the order along with the digits")
    holds(orders[0] != sorted(orders[0]), "a random order", begin, "the network learns the order along with the digits")
    versions = [dict(zip(order, np.concatenate([images for images, _ in one]), strict=True)) for order, one in zip(orders, passes, strict=True)]
    both = [n for n in versions[0] if n in versions[1]]
    # Of that many draws at random, one at least is another the second time.
    changed = any(not np.array_equal(versions[0][n], versions[1][n]) for n in both)
    holds(changed, "training images that are moved anew each time", f"the same {len(both)} images in two epochs")
    for number, image in versions[0].items():
        off = np.abs(centre(image) - centre(normalised(marked(number)[None])[0]))
        # A shift of 3 pixels and a turn by 15 degrees move the square's centre by less than 4.6.
        holds(float(off.max()) < 5.5, "digits moved by 3 pixels and turned by 15 degrees at most",
              "a bright square mirrored, or moved across the image", "a digit that is mirrored, or half outside, is no digit that the network will meet")  # fmt: skip
        # Nor does it come near the last 5 rows and columns.
        strange = max(float(np.abs(edge - BLACK).max()) for edge in (image[0, -5:], image[0, :, -5:]))
        holds(strange < 0.05, f"black ({BLACK:.4f}) where nothing of the digit is", f"pixels that are off by {strange:.4f}",
              "move the image before it is normalised: after that, 0 is grey")  # fmt: skip
    if batch_size >= 32:  # so many are the same by chance with less than 1e-9
        parts = [moves(images) for one in passes for images, _ in one]
        for part in parts:
            holds(not alike(part, part[:1]), "each image moved by itself", f"the same move for all {batch_size} images of a batch",
                  "a move for each image is a new digit each time; one for all is another place for the same ones")  # fmt: skip
        for k, part in enumerate(parts):
            same = any(alike(part, earlier) for earlier in parts[:k])
            holds(not same, "moves that are drawn anew for each batch", "the same moves, image by image, in two batches",
                  "a random state that was copied into workers begins anew in each of them, and in each epoch")  # fmt: skip


def moves(images):
    """Where the square of each image is, whatever its brightness."""
    return (images - BLACK) / (images.max(axis=(1, 2, 3), keepdims=True) - BLACK)


def alike(some, others):
    return bool(np.abs(some - others).max() < 0.05)


def centre(image):
    """The centre of what is bright, in pixels."""
    weights = np.maximum(image[0] - image[0].min(), 0).astype(np.float64)
    return np.array([(weights.sum(axis) * np.arange(28)).sum() for axis in (1, 0)]) / max(weights.sum(), 1e-9)


@check("ex13.loaders.val_test", 0.5, about="build_loaders", why="the accuracy jumps up and down by chance, and two runs cannot be compared")  # fmt: skip
@given(batch_size=st.integers(1, 12), seed=SEEDS)
@example(batch_size=4, seed=0)
@settings(max_examples=2)
def test_val_test(student, batch_size, seed):
    """`"val"` and `"test"` are not augmented, are in the same order in every pass, `"test"` in file order, and leave no digit out."""
    loaders = student.build_loaders(marked_folder(student), batch_size, seed)
    for name, count in (("val", TRAIN // 10), ("test", TEST)):
        one = epoch(student, loaders, name)
        found = numbers(one)
        if abs(len(found) - count) > (name == "val") or len(set(found)) != len(found):
            fail(f"each of the {count} digits of {name!r} once", f"{len(found)} digits: {found}")
        if name == "test":
            equal(found, list(range(TRAIN, TRAIN + TEST)), "test digits are to come in file order")
        full, rest = divmod(len(found), batch_size)
        same_sizes(one, [batch_size] * full + [rest] * (rest > 0), f"batches of {len(found)} digits of {name!r}")
        plain = normalised(np.stack([marked(n) for n in found]))
        got = np.concatenate([images for images, _ in one])
        off = np.abs(got - plain).max(axis=(1, 2, 3))
        holds(float(off.max()) < 1e-4, f"{name!r} images as they are in the files, normalised",
              f"other pixels in {int((off >= 1e-4).sum())} of {len(found)} images")  # fmt: skip
        equal(numbers(epoch(student, loaders, name)), found, f"the second pass over {name!r} is to be as the first")


@check("ex13.loaders.pinned", 0.5, about="build_loaders", why="without pinned memory the GPU waits for every copy; without a GPU, pinning only costs time", device="configuration")  # fmt: skip
def test_pinned(student, probes):
    """Memory is pinned exactly when CUDA is available at the call, in every loader."""
    root = marked_folder(student)
    for available in (True, False, True):
        loaders = probes.with_cuda(available, student.build_loaders.handle(), root, 4, 0)
        for name in ("train", "val", "test"):
            got = loader(loaders, name).pin_memory.read()
            if type(got) not in (bool, int, type(None)) or bool(got) != available:
                there = "available" if available else "not available"
                fail(f"pin_memory={available} for {name!r}, as CUDA was {there} at this call", got)


# -- train, with digits that the judge serves ------------------------------------------------

COUNT = 20


@cache
def samples():
    images, labels = normalised(digits.images("train")[:COUNT]), digits.labels("train")[:COUNT]
    return [(tensor(image), int(label)) for image, label in zip(images, labels, strict=True)]


class Reads:
    """Loaders of 20 digits, and how often each training sample was read; reading may give out."""

    def __init__(self, probes, gives_out=None, **others):
        self.counts = [0] * COUNT
        self.gives_out = gives_out
        self.samples = samples()
        self.loaders = probes.digit_loaders.keep(probes.Served(COUNT, self.digit), **others)

    def digit(self, index):
        index = range(COUNT)[index]
        if self.gives_out is not None and sum(self.counts) >= self.gives_out:
            raise RuntimeError("the disk is gone")
        self.counts[index] += 1
        return self.samples[index]

    @property
    def passes(self):
        """Whole passes; a batch read beforehand, to look at its shape, does not count."""
        return min(self.counts)


def passes_of(student, probes, epochs, **options):
    """How often all training samples are read by `train(loaders, epochs, ...)`."""
    reads = Reads(probes)
    student.train(reads.loaders, epochs, "cpu", **options)
    return reads.passes


def one_epoch(student, probes):
    """The passes of one epoch: 1, or more if training digits are also read to measure on them."""
    count = passes_of(student, probes, 1)
    holds(count >= 1, "every training digit read in 1 epoch", "0 whole passes over loaders['train']")
    return count


def trained(got, due, each, after=""):
    """So many passes are so many epochs."""
    holds(got == due * each, f"{due} more epoch{'s' * (due != 1)}{after}", f"{got / each:g}")


def path(student, name):
    """A path for a checkpoint, in a folder of its own; `name` is used once, for the host stays."""
    return student.write_file(f"{name}/notes.txt", b"").replace("notes.txt", "digits.pt")


def copied(student, other, name):
    """The checkpoint, and whatever was written beside it, in another host; its path there."""
    for file in student.files():
        if file.startswith(f"{name}/"):
            other.write_file(file, student.read_file(file) or b"")
    return path(other, name)


def scores(model, images):
    """What a returned model answers, (N, C >= 10) numbers."""
    if type(model) in DATA:
        fail("a network, an nn.Module", model)
    answer = model(tensor(images))
    fits = type(answer) is Tensor and answer.kind == "torch" and "float" in answer.dtype and len(answer.shape) == 2
    if not fits or answer.shape[0] != len(images) or not 10 <= answer.shape[1] <= 1000:
        fail(f"scores of shape ({len(images)}, 10)", answer)
    return answer.array.astype(np.float64)


def some_images(count=8):
    return normalised(digits.images("test")[:count])


def same_scores(got, due, expected, problem, why=""):
    close = got.shape == due.shape and np.allclose(got, due, rtol=1e-3, atol=1e-3, equal_nan=True)
    holds(close, expected, problem, why)


@check("ex13.train.accuracy", 1, about="train", why="a loop that runs is not yet a loop that learns", seconds=180)  # fmt: skip
def test_accuracy(student, probes):
    """After 5 epochs on the kit's 4,000 training digits, at least 90 % of 1,000 digits that the network has not seen are right."""
    renamed = ((digits.labels("train").astype(int) * 3 + 1) % 10).astype(np.uint8)
    root = folder(student, (digits.images("train"), renamed), (digits.images("train")[:100], renamed[:100][::-1]))
    loaders = student.build_loaders(root, 64, 0)
    loader(loaders, "train")
    probes._seed(0)
    model = student.train(loaders, 5, "cpu")
    images, labels = normalised(digits.images("test")), (digits.labels("test").astype(int) * 3 + 1) % 10
    answers = np.concatenate([scores(model, part).argmax(1) for part in np.split(images, 10)])
    right = int((answers == labels).sum())
    holds(right >= 900, "at least 900 of 1,000 unseen digits right", f"{right} right")


@check("ex13.train.epochs", 0.5, about="train", why="too few epochs and the network has not learnt enough; digits that it learnt from cannot measure it")  # fmt: skip
def test_epochs(student, probes):
    """`train` goes through `loaders["train"]` once for each of `epochs`, reading it anew, and learns from nothing else; each call trains a network of its own."""
    each = one_epoch(student, probes)
    reads, images = Reads(probes, other_pixels=math.nan), some_images()
    model = student.train(reads.loaders, 1, "cpu")
    due = scores(model, images)
    holds(bool(np.isfinite(due).all()), "a network that has not learnt from 'val' or 'test' (whose pixels are NaN here)",
          "scores that are NaN", "accuracy on digits that it has learnt from says nothing about others")  # fmt: skip
    for epochs in (2, 3):
        got = passes_of(student, probes, epochs)
        holds(got == epochs * each, f"{epochs} epochs, so {epochs * each} passes over the training digits", f"{got}")
    same_scores(scores(model, images), due, "the first call's network as it was returned", "other scores after the calls that followed",
                "two runs that share a network cannot be compared")  # fmt: skip


@check("ex13.train.resume", 0.5, about="train", why="hours of training are done twice, or not at all")  # fmt: skip
def test_resume(student, probes):
    """A run that was stopped after epoch 2 and is started again with `epochs=5` and the same path, also in another process, trains 3 epochs more, not 5; another path, or none, is another run."""
    each = one_epoch(student, probes)
    file = path(student, "resume")
    trained(passes_of(student, probes, 2, checkpoint=file), 2, each, " with a path that is new")
    other, there = student.fresh()
    trained(passes_of(other, there, 5, checkpoint=copied(student, other, "resume")), 3, each, " in another process")
    trained(passes_of(student, probes, 5, checkpoint=file), 3, each)
    trained(passes_of(student, probes, 6, checkpoint=file), 1, each)
    another = file.replace("digits.pt", "others.pt")
    trained(passes_of(student, probes, 1, checkpoint=another), 1, each, " with another path")
    trained(passes_of(student, probes, 1), 1, each, " without a checkpoint")


@check("ex13.train.crash", 0.5, about="train", why="a crash in the last hour costs the whole run")  # fmt: skip
def test_crash(student, probes):
    """The checkpoint is saved after each epoch: a crash in a later one costs that epoch alone."""
    each = one_epoch(student, probes)
    for done in (1, 2):
        file = path(student, f"crash{done}")
        crash(student, probes, done * each * COUNT + COUNT // 2, 3, file)
        trained(passes_of(student, probes, 3, checkpoint=file), 3 - done, each, f" after a crash in epoch {done + 1} of 3")
    file, images = path(student, "crash0"), some_images()
    due = scores(student.train(Reads(probes).loaders, 1, "cpu", checkpoint=file), images)
    crash(student, probes, COUNT // 2, 2, file)
    got = scores(student.train(Reads(probes).loaders, 1, "cpu", checkpoint=file), images)
    same_scores(got, due, "the network as epoch 1 left it, after a crash in epoch 2", "other scores for the same digits",
                "what half an epoch has changed is trained again")  # fmt: skip


def crash(student, probes, reads, epochs, file):
    """Call `train`, with data that gives out after so many reads."""
    try:
        student.train(Reads(probes, gives_out=reads).loaders, epochs, "cpu", checkpoint=file)
    except Exception as error:  # whether it comes through is not asked
        if not hasattr(error, "raised"):
            raise


@check("ex13.train.optimizer", 0.5, about="train", why="with momentum and averages lost, the loss jumps up after every restart")  # fmt: skip
def test_optimizer(student, probes):
    """Model and optimizer are both saved: a run that goes on takes its first step with the weights, and what the optimizer keeps about them, that the last step left."""
    file = path(student, "optimizer")
    train = student.train.handle()
    each = one_epoch(student, probes)
    watched = probes.optimizer_states.shown_as("{0}({1}, {2}, {3}, {4})")
    _, left = states(watched(train, Reads(probes).loaders, 2, "cpu", file))
    probes._seed(8)
    reads = Reads(probes)
    found, _ = states(watched(train, reads.loaders, 3, "cpu", file))
    if not left:  # no optimizer of torch's: that there is a checkpoint, and that something was trained, is all that shows
        trained(reads.passes, 1, each)
        one, two = (scores(student.train(Reads(probes).loaders, epochs, "cpu"), some_images()) for epochs in (1, 2))
        holds(not np.array_equal(one, two), "other scores after two epochs than after one", "the same scores: nothing was learnt")
    holds(len(found) == len(left) and all(len(a) == len(b) for a, b in zip(found, left, strict=True)),
          "the optimizer over the same parameters after a restart", "another number of them")  # fmt: skip
    for (weight, kept), (due, due_kept) in ((a, b) for x, y in zip(found, left, strict=True) for a, b in zip(x, y, strict=True)):
        holds(near(weight, due), "the weights that epoch 2 has left, at the first step of epoch 3", "other weights")
        for name, value in due_kept.items():
            here = f"{name!r} of size {value:.4g}, as the last step has left it, at the first step of epoch 3"
            holds(name in kept, here, f"no {name!r}" if kept else "an optimizer that remembers nothing")
            holds(near(kept[name], value), here, f"{kept[name]:.4g}")


def states(answer):
    """What the probe saw: a list of optimizers, each a list of [weight, what is kept]."""
    if type(answer) is not list or len(answer) != 2:
        fail("an optimizer's state", answer)
    return answer


def near(a, b):
    return bool(np.isclose(a, b, rtol=1e-5, atol=1e-12, equal_nan=True))


@check("ex13.train.nothing_left", 0.5, about="train", why="who asks for a finished network gets another one, or an untrained one")  # fmt: skip
def test_nothing_left(student, probes):
    """With no epoch left, the saved model comes back untrained further, also in another process."""
    file, images = path(student, "finished"), some_images()
    due = scores(student.train(Reads(probes).loaders, 2, "cpu", checkpoint=file), images)
    other, there = student.fresh()
    for host, others, file_there, epochs in (
        (student, probes, file, 2),
        (student, probes, file, 1),
        (other, there, copied(student, other, "finished"), 2),
    ):
        others._seed(9)
        reads = Reads(others)
        got = scores(host.train(reads.loaders, epochs, "cpu", checkpoint=file_there), images)
        holds(reads.passes == 0, "no epoch trained", f"{reads.passes} more passes over the training digits")
        same_scores(got, due, "the scores of the network that was saved", "other scores for the same digits")


@check("ex13.train.eval", 0.5, about="train", why="the answer to one digit depends on chance, or on the others in its batch")  # fmt: skip
def test_eval(student, probes):
    """The model is returned in eval mode: after training, after going on, and with no epoch left."""
    file, images = path(student, "eval"), some_images()
    for epochs, when in ((1, "after training"), (2, "after going on"), (2, "with no epoch left")):
        model = student.train(Reads(probes).loaders, epochs, "cpu", checkpoint=file)
        due = scores(model, images)
        mode = model.training.read()
        holds(mode is False, f"model.training to be False {when}", mode)
        once = f"the same scores for the same digit, {when}"
        same_scores(scores(model, images), due, once, "other scores at the second time")
        alone = np.concatenate([scores(model, images[i : i + 1]) for i in range(2)])
        same_scores(alone, due[:2], once, "other scores when it is alone in the batch")


@check("ex13.train.device", 0.5, about="train", why="a network on the wrong device crashes, or trains many times slower", device="cuda", seconds=60)  # fmt: skip
def test_device(student, probes):
    """The model is trained and comes back on `device`, the GPU or the CPU, whichever was given; a checkpoint of the one goes on on the other."""
    file = path(student, "device")
    for epochs, device in ((1, "cuda"), (2, "cpu"), (3, "cuda"), (3, "cpu")):
        model = student.train(Reads(probes).loaders, epochs, device, checkpoint=file)
        if type(model) in DATA:
            fail("a network, an nn.Module", model)
        equal(probes._device_types(model), [device])
        model(probes.on_device.keep(tensor(some_images()), device))
