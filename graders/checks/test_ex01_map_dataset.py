"""Checks of ex01_map_dataset: what SYLLABUS says, no less and no more."""

import csv
import io
import struct
import zlib
from contextlib import contextmanager

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from graders.checks.expect import check, equal, error_text, fail, holds, pair, raises, take
from graders.plain import Image, Tensor, ndarray, tensor
from graders.show import show

EXERCISE = {"title": "Map-style datasets", "minutes": 40, "needs": []}

HINTS = {
    "tabular": (
        "A map-style dataset stores its data in __init__ and answers two questions: how many samples are there, "
        "and what is sample i.",
        "Convert once, in __init__: torch.as_tensor takes lists, arrays and tensors; the dtypes you need are "
        "torch.float32 and torch.int64. __getitem__ then only picks row i of both.",
        "self.features = torch.as_tensor(features).to(torch.float32); self.labels = torch.as_tensor(labels)"
        ".to(torch.int64); __len__ returns len(self.labels).",
    ),
    "tabular.lengths": (
        "A table whose features and labels differ in length is broken; say so when it is built.",
        "Compare the two lengths in __init__ and raise ValueError. The message names the arguments and gives both "
        "lengths, so that the reader knows which file to look at.",
        'if len(features) != len(labels): raise ValueError(f"{len(features)} features but {len(labels)} labels")',
    ),
    "tabular.negative": (
        "ds[-1] is the last sample, as with a list; and samplers may hand you numpy's integers.",
        "Indexing a tensor or a list takes negative and numpy integers already. Trouble comes from checks and sums "
        "of your own, such as isinstance(i, int).",
        "index = range(len(self))[index] turns any valid index into one from 0 to N - 1.",
    ),
    "tabular.index_error": (
        "Python's for loop asks for ds[0], ds[1], ... until it meets IndexError; it does not ask for the length.",
        "Lists, ranges and tensors raise IndexError by themselves. Adding N to a negative index, % and min() "
        "take that away: check the range first.",
        "index = range(len(self))[index] raises IndexError for everything outside [-N, N).",
    ),
    "tabular.transform": (
        "A transform is called for each access, not once: this is what makes random augmentation differ from epoch "
        "to epoch.",
        "In __getitem__: take x, hand it (x alone, a tensor) to the transform if there is one, and put what comes "
        "back, whatever it is, in x's place.",
        "if self.transform is not None: x = self.transform(x)   ...   return x, y",
    ),
    "tabular.untouched": (
        "self.features[i] is a view: it shares memory with the whole table, and often with the array passed in.",
        "Whoever gets x or y may write into it. Hand out copies of both, and make the copy of x before the transform "
        "sees it.",
        "x = self.features[index].clone(); if there is a transform: x = self.transform(x); "
        "return x, self.labels[index].clone()",
    ),
    "tabular.workers": (
        "A DataLoader's workers each hold a copy of the dataset and ask it for the indices they are told.",
        "Do nothing special in a worker: ds[i] is the same sample there. What you return must be able to travel: "
        "tensors that require grad are not.",
        "Store torch.as_tensor(features).detach(), and leave get_worker_info() to iterable-style datasets.",
    ),
    "image": (
        "Keep a list of (filename, label) and open a file only when its sample is asked for.",
        "__init__ reads the CSV with csv.DictReader (newline='', encoding='utf-8'); __getitem__ joins root and "
        "filename and opens that one image.",
        "self.samples = [(row['filename'], int(row['label'])) for row in csv.DictReader(file)]; then "
        "name, label = self.samples[index] and Image.open(self.root / name).",
    ),
    "image.rgb": (
        "Files come in many modes: greyscale, palette, with alpha. Batches need one shape.",
        "Convert every image with convert('RGB') first; then make a uint8 tensor, channels first, of the PIL image. "
        "torchvision has a function that neither scales nor changes the dtype.",
        "torchvision.transforms.functional.pil_to_tensor(image.convert('RGB'))",
    ),
    "image.transform": (
        "torchvision's transforms take the PIL image; what they return is up to them.",
        "Give the transform the converted PIL image, not a tensor, and return its result as it is. convert() also "
        "reads all the pixels, so that the image can be used after its file is closed.",
        "if self.transform is None: return pil_to_tensor(image), label   else: return self.transform(image), label",
    ),
    "image.lazy": (
        "A folder may hold a million images. Building the dataset should cost no more than reading the CSV.",
        "In __init__, keep names and labels only: open nothing under root, and do not ask whether the files are there.",
        "Move Image.open from __init__ to __getitem__.",
    ),
    "image.missing": (
        "One missing file must not go unnoticed, nor take the other samples with it.",
        "Image.open raises FileNotFoundError with the path in it already: let it through, change nothing in the "
        "dataset. An exception class of your own must be buildable from one message, or a worker cannot send it.",
        "with Image.open(self.root / name) as file: ...   and no try/except around it.",
    ),
    "image.closed": (
        "Image.open leaves the file open until its pixels are read, and some formats even longer.",
        "Open files in a with block, the CSV too: it closes them whether the block ends well or in an error. Read "
        "the pixels inside the block.",
        "with Image.open(self.root / name) as file: image = file.convert('RGB')",
    ),
}

@contextmanager
def answers(expected, why):
    """The block's questions must be answered; an error of the student's code is a failure, told in these words."""
    try:
        yield
    except Exception as error:
        if not hasattr(error, "raised"):
            raise
        fail(expected, error_text(error), why)


# -- TabularDataset ------------------------------------------------------------------------

WHOLE = ["uint8", "int8", "int16", "int32", "int64"]
TABLES = ["list", "tuple", "read-only array", "strided array", "bool array", "bool tensor"]
TABLES += [f"{t} array" for t in ("float64", "float32", "float16", *WHOLE)]
TABLES += [f"{t} tensor" for t in ("float64", "float32", "float16", *WHOLE)]
COLUMNS = ["list", "tuple", *(f"{t} array" for t in (*WHOLE, "uint16")), *(f"{t} tensor" for t in WHOLE)]
LABELS = [0, 1, 7, 255, -1, 1000, 16777217, 2**53 + 1]  # the last two do not fit into a float


def dtype_of(kind):
    """The numpy dtype that values of this kind are held in."""
    name = kind.split()[0]
    return {"list": None, "tuple": None, "read-only": "float32", "strided": "float64"}.get(name, name)


def made(probes, values, kind):
    """Nested lists of numbers as the array-like that `kind` names."""
    if kind == "list":
        return values
    if kind == "tuple":
        return tuple(tuple(v) if isinstance(v, list) else v for v in values)
    array = np.array(values, dtype=dtype_of(kind))
    if kind == "read-only array":
        return probes.read_only.keep(array)
    if kind == "strided array":
        return probes.every_other.keep(array)
    return tensor(array) if kind.endswith("tensor") else ndarray(array)


@st.composite
def tables(draw):
    """x, y as nested lists, and the kinds of array-like that they are handed over as."""
    rows, columns = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    as_x, as_y = draw(st.sampled_from(TABLES)), draw(st.sampled_from(COLUMNS))
    whole = (dtype_of(as_x) or "float") in WHOLE
    cell = st.integers(0, 100) if whole else st.integers(-200, 200).map(lambda n: n / 4)
    x = draw(st.lists(st.lists(cell, min_size=columns, max_size=columns), min_size=rows, max_size=rows))
    info = np.iinfo(dtype_of(as_y) or "int64")
    fitting = [v for v in LABELS if info.min <= v <= info.max]
    y = draw(st.lists(st.sampled_from(fitting), min_size=rows, max_size=rows))
    return x, y, as_x, as_y


def rows_of(x, dtype=None):
    """What ds[i][0] must be for each i."""
    return [tensor(row) for row in np.array(x, dtype=dtype).astype(np.float32)]


def label(value):
    """A label as the sample must hold it."""
    return tensor(np.array(value, dtype=np.int64))


def numpy_int(value, dtype="int64"):
    """An index as numpy's samplers hand it over."""
    return Tensor("scalar", dtype, (), np.dtype(dtype).type(value).tobytes())


def table(n):
    """A float32 table of n different rows, and its labels."""
    return np.arange(2 * n, dtype=np.float32).reshape(n, 2), [10 * i for i in range(n)]


def same_sample(got, x, y, why=""):
    """A sample is the pair of x and y."""
    got_x, got_y = pair(got, why=why)
    equal(got_x, x, why)
    equal(got_y, label(y), why)


@check("ex01.tabular.len", 0.5, about="TabularDataset.__len__", why="a DataLoader asks len() how many samples an epoch has")
@given(n=st.integers(0, 8))
@example(n=3)
@settings(max_examples=5)
def test_tabular_len(student, n):
    """`len(ds)` is N, the number of samples."""
    ds = student.TabularDataset.keep(np.zeros((n, 2), np.float32), list(range(n)))
    equal(len(ds), n)


@check(
    "ex01.tabular.sample", 0.5, about="TabularDataset.__getitem__",
    why="the model is fed other numbers than the table holds, or dtypes and shapes that layers and losses refuse",
)  # fmt: skip
@given(case=tables())
@example(case=([[39.1, 18.7], [46.1, 13.2]], [1, 0], "list", "list"))
@example(case=([[39.1], [46.1]], [0, 1], "float64 array", "int64 array"))
@example(case=([[1, 2, 3]], [255], "uint8 tensor", "uint8 tensor"))
@example(case=([[True, False]], [0], "bool array", "list"))
@example(case=([[float("inf"), -float("inf")]], [0], "float64 array", "list"))
@example(case=([[1.0, 2.0], [3.0, 4.0]], [2**53 + 1, -1], "float32 tensor", "int64 tensor"))
@settings(max_examples=14)
def test_tabular_sample(student, probes, case):
    """`ds[i]` is `(x, y)`, x float32 of shape (F,) and y int64 of shape (), whatever array-like the data came in."""
    x, y, as_x, as_y = case
    ds = student.TabularDataset.keep(made(probes, x, as_x), made(probes, y, as_y))
    for i, row in enumerate(rows_of(x, dtype_of(as_x))):
        same_sample(ds[i], row, y[i])


@check(
    "ex01.tabular.lengths", 0.5, about="TabularDataset.__init__",
    why="one line lost in one of two files, and the model learns from labels that belong to other rows",
)  # fmt: skip
@given(n=st.integers(0, 6), m=st.integers(0, 6))
@example(n=3, m=2)
@example(n=2, m=3)
@settings(max_examples=8)
def test_tabular_lengths(student, n, m):
    """Features and labels of different lengths raise `ValueError`, with a message that names them and gives both lengths."""
    if n != m:
        with raises(ValueError, mentions=[("feature", "label"), n, m]):
            student.TabularDataset.keep(table(n)[0], list(range(m)))
    equal(len(student.TabularDataset.keep(table(m)[0], list(range(m)))), m, "equal lengths are no error")


@check(
    "ex01.tabular.negative", 0.5, about="TabularDataset.__getitem__",
    why="ds[-1] is how people look at the last sample, and samplers written with numpy yield numpy's integers",
)  # fmt: skip
@given(data=st.data(), n=st.integers(1, 6))
@example(data=None, n=3)
@settings(max_examples=8)
def test_tabular_negative(student, data, n):
    """A negative index counts from the end, as in a list, and numpy's integers are as good as Python's."""
    x, y = table(n)
    ds = student.TabularDataset.keep(x, y)
    i = data.draw(st.integers(-n, n - 1)) if data else -1
    same_sample(ds[i], tensor(x[i]), y[i])
    for dtype in ("int64", "int32"):
        same_sample(ds[numpy_int(i, dtype)], tensor(x[i]), y[i])


@check(
    "ex01.tabular.index_error", 0.5, about="TabularDataset.__getitem__",
    why="a for loop stops at IndexError and at nothing else; without it, it never ends",
)  # fmt: skip
@given(n=st.integers(0, 5), beyond=st.integers(0, 4))
@example(n=3, beyond=0)
@settings(max_examples=8)
def test_tabular_index_error(student, n, beyond):
    """An index outside [-N, N) raises `IndexError`, so that `for x, y in ds` gives each sample once and ends."""
    x, y = table(n)
    ds = student.TabularDataset.keep(x, y)
    for i in (n + beyond, -n - 1 - beyond, numpy_int(n + beyond)):
        with raises(IndexError):
            ds[i]
    for i in (0, n - 1, -n) if n else ():
        same_sample(ds[i], tensor(x[i]), y[i], "this index is inside [-N, N)")
    for _ in range(2):
        samples = take(student, ds, n)
        for i, sample in enumerate(samples):
            same_sample(sample, tensor(x[i]), y[i], "a for loop must see what ds[0], ds[1], ... give")
    samples = take(student, student.TabularDataset.keep(x, y, transform=lambda x: "transformed"), n)
    equal([pair(sample)[0] for sample in samples], ["transformed"] * n, "a for loop must see what ds[0], ds[1], ... give")


@check(
    "ex01.tabular.transform", 0.5, about="TabularDataset.__getitem__",
    why="a random augmentation that runs once shows the model the same picture in every epoch",
)  # fmt: skip
@given(asked=st.lists(st.integers(-3, 2), min_size=1, max_size=5), answer=st.sampled_from(["text", "number", "tensor", "nothing", "pair"]))
@example(asked=[0, 0], answer="text")
@example(asked=[0], answer="nothing")
@example(asked=[0], answer="pair")
@settings(max_examples=8)
def test_tabular_transform(student, asked, answer):
    """`transform` gets x on every access, and what it returns takes x's place in the sample; y is left alone."""
    seen = []

    def view(k):
        return {"text": f"view {k}", "number": k, "tensor": tensor(np.full((1, 2), k)), "nothing": None, "pair": (k, "view")}[answer]

    def transform(x):
        seen.append(x)
        return view(len(seen))

    x, y = table(3)
    ds = student.TabularDataset.keep(x, y, transform=transform)
    for i in asked:
        before = len(seen)
        got_x, got_y = pair(ds[i])
        holds(len(seen) > before, "transform called with x at this access", "transform not called")
        equal(seen[-1], tensor(x[i]), "the transform gets x itself: the float32 tensor of this row")
        equal(got_x, view(len(seen)))
        equal(got_y, label(y[i]), "the transform is for x alone")


@check(
    "ex01.tabular.untouched", 1, about="TabularDataset.__getitem__",
    why="the table changes a little more with each epoch, and the model trains on data that no longer exist",
)  # fmt: skip
@given(
    how=st.sampled_from(["in place", "caller", "caller after transform"]),
    rows=st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)).map(list), min_size=1, max_size=3),
    kind=st.sampled_from(["array", "tensor"]), dtype=st.sampled_from(["float32", "float64"]), i=st.integers(-1, 0),
)  # fmt: skip
@example(how="in place", rows=[[1, 2], [3, 4]], kind="array", dtype="float32", i=0)
@example(how="caller", rows=[[1, 2], [3, 4]], kind="array", dtype="float32", i=0)
@example(how="caller", rows=[[1, 2], [3, 4]], kind="tensor", dtype="float64", i=1)
@example(how="caller after transform", rows=[[1, 2], [3, 4]], kind="tensor", dtype="float32", i=1)
@settings(max_examples=8)
def test_tabular_untouched(student, probes, how, rows, kind, dtype, i):
    """Neither a transform that works in place nor a caller who writes into a returned x or y changes what `ds[i]` gives next time, or the arrays that were passed in."""
    build = probes.array if kind == "array" else probes.tensor
    values, numbers = np.array(rows, dtype), list(range(len(rows)))
    features, labels = build.keep(rows, dtype), build.keep(numbers, "int64")
    transform = {"in place": probes.double_in_place, "caller": None, "caller after transform": probes.plus_one}[how]
    options = {"transform": transform.handle()} if transform else {}
    ds = student.TabularDataset.keep(features, labels, **options)
    x, y = values[i].astype(np.float32), numbers[i]
    due = tensor({"in place": 2 * x, "caller": x, "caller after transform": x + 1}[how])
    same_sample(ds[i], due, y, "the first access, before anything could have changed")
    if how == "in place":
        why = "the transform worked on the stored row itself, not on a copy of it"
    else:
        probes.overwrite(ds, i)
        why = "the caller wrote into the sample, and so into the dataset: hand out copies, of x and of y"
    same_sample(ds[i], due, y, why)
    for kept, held in ((features, values), (labels, np.array(numbers))):
        due = tensor(held) if kind == "tensor" else ndarray(held)
        equal(probes._value(kept), due, f"the {kind} that was passed in has changed: the sample shares its memory")


@check(
    "ex01.tabular.workers", 0.5, about="TabularDataset.__getitem__",
    why="num_workers=0 in the notebook and 8 on the cluster must be the same data",
)  # fmt: skip
def test_tabular_workers(student, probes):
    """Through a `DataLoader` with `num_workers=2` come the same samples, transform included."""
    x, y = table(5)
    for workers in (0, 2):
        ds = student.TabularDataset.keep(x, y, transform=probes.plus_one.handle())
        loader = probes.DataLoader(ds, batch_size=2, num_workers=workers)
        batches = take(student, loader, 3)
        for k, batch in enumerate(batches):
            part = slice(2 * k, 2 * k + 2)
            got_x, got_y = batch_of_two(batch)
            equal(got_x, tensor(x[part] + 1))
            equal(got_y, tensor(np.array(y[part], np.int64)))


def batch_of_two(batch):
    """What a DataLoader makes of pairs: a list of two, or a named tuple."""
    if type(batch) not in (list, tuple) or len(batch) != 2:
        fail("a batch [x, y]", batch)
    return batch


# -- ImageFileDataset ----------------------------------------------------------------------

# Mode → PNG colour type and channels in the file.
MODES = {"RGB": (2, 3), "RGB turned by EXIF": (2, 3), "1": (0, 1), "L": (0, 1), "P": (3, 1), "P with transparency": (3, 1), "LA": (4, 2), "RGBA": (6, 4)}
PALETTE = np.array([[5 * i % 256, 255 - i, 7 * i % 256] for i in range(256)], np.uint8)


def png(pixels, mode="RGB"):
    """A PNG file of uint8 pixels (H, W, channels)."""
    height, width = pixels.shape[:2]
    header = struct.pack(">IIBBBBB", width, height, 1 if mode == "1" else 8, MODES[mode][0], 0, 0, 0)
    parts = [(b"IHDR", header)]
    if mode[0] == "P":
        parts.append((b"PLTE", PALETTE.tobytes()))
    if mode == "P with transparency":
        parts.append((b"tRNS", bytes(range(0, 256, 4))))
    if mode == "RGB turned by EXIF":
        parts.append((b"eXIf", b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"))
    stored = np.packbits(pixels[..., 0] > 127, axis=1) if mode == "1" else pixels
    parts.append((b"IDAT", zlib.compress(b"".join(b"\0" + row.tobytes() for row in stored))))
    parts.append((b"IEND", b""))
    chunks = (struct.pack(">I", len(d)) + n + d + struct.pack(">I", zlib.crc32(n + d)) for n, d in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def as_rgb(pixels, mode):
    """The pixels (H, W, 3) that `convert("RGB")` gives: alpha dropped, grey repeated, palette looked up."""
    if mode[0] == "P":
        return PALETTE[pixels[..., 0]]
    if mode == "1":
        pixels = np.where(pixels > 127, 255, 0).astype(np.uint8)
    return pixels[..., :3] if mode.startswith("RGB") else np.repeat(pixels[..., :1], 3, axis=2)


def picture(k, width=1, height=1):
    """The k-th of many pictures that differ in every pixel."""
    steps = np.arange(width * height * 3).reshape(height, width, 3)
    return ((steps + 37 * k) % 256).astype(np.uint8)


def chw(pixels):
    """Pixels (H, W, 3) as the tensor that a sample holds."""
    return tensor(np.ascontiguousarray(pixels.transpose(2, 0, 1)))


def write_csv(student, path, rows, quoting=csv.QUOTE_MINIMAL, newline="\r\n"):
    """Write an annotations file; returns its path in the host."""
    text = io.StringIO()
    csv.writer(text, quoting=quoting, lineterminator=newline).writerows([("filename", "label"), *rows])
    whole = text.getvalue() if newline == "\r\n" else text.getvalue().removesuffix(newline)  # both ends are common
    return student.write_file(path, whole.encode("utf-8"))


def write_images(student, folder, images):
    """Write images (name → bytes) into a folder; returns the folder's path in the host."""
    paths = [student.write_file(f"{folder}/{name}", data) for name, data in images.items()]
    return paths[0][: -len(next(iter(images))) - 1]


def name_for(data):
    """A name of its own for each content: a dataset may remember what it has read under a name."""
    return f"{zlib.crc32(data):08x}"


def same_picture(got, pixels, number, why=""):
    """A sample is the pair of the picture's tensor and the label, an int."""
    image, found = pair(got, "(image, label)", why)
    equal(image, chw(pixels), why)
    equal(found, number, why)


NAMES = ["b/2.png", "1.png", "a/deep/0.png", "cats/one, two.png", "Übung/straße 3.png", "b/1.png", " 50%25 #1.png", "#2.png"]
ROWS = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(LABELS)), max_size=5)


@check(
    "ex01.image.rows", 0.5, about="ImageFileDataset.__init__",
    why="a row that is lost, moved or read wrongly gives an image another image's label",
)  # fmt: skip
@given(rows=ROWS, as_path=st.booleans(), quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]), newline=st.sampled_from(["\r\n", "\n"]))
@example(rows=[("b/2.png", 7), ("1.png", -1), ("b/2.png", 7)], as_path=False, quoting=csv.QUOTE_MINIMAL, newline="\n")
@example(rows=[("1.png", 7), ("1.png", 7), ("b/1.png", 1), (" 50%25 #1.png", 0), ("#2.png", 2)], as_path=False, quoting=csv.QUOTE_MINIMAL, newline="\n")
@example(rows=[], as_path=False, quoting=csv.QUOTE_MINIMAL, newline="\n")
@example(rows=[("cats/one, two.png", 1)], as_path=True, quoting=csv.QUOTE_MINIMAL, newline="\n")
@example(rows=[("Übung/straße 3.png", 16777217)], as_path=False, quoting=csv.QUOTE_ALL, newline="\r\n")
@settings(max_examples=5)
def test_image_rows(student, probes, rows, as_path, quoting, newline):
    """One sample a row of the CSV, in file order, repeated rows kept: the image that its filename names below `root` (str or `Path`), and its label, an int."""
    images = {name: png(picture(k)) for k, name in enumerate(NAMES)}
    root = write_images(student, "images", images)
    path = write_csv(student, f"lists/{name_for(repr((rows, quoting, newline)).encode())}.csv", rows, quoting, newline)
    if as_path:
        root, path = probes.Path(root), probes.Path(path)
    ds = student.ImageFileDataset.keep(root, path)
    equal(len(ds), len(rows), f"the CSV has {len(rows)} rows below its header")
    for i, (name, number) in enumerate(rows):
        same_picture(ds[i], picture(NAMES.index(name)), number, f"row {i} of the CSV says {name}, {number}: another pair teaches the model what is not so")


@st.composite
def pictures(draw):
    """A mode and pixels for it."""
    mode = draw(st.sampled_from(sorted(MODES)))
    shape = draw(st.integers(1, 3)), draw(st.integers(1, 3)), MODES[mode][1]
    size = shape[0] * shape[1] * shape[2]
    return mode, np.frombuffer(draw(st.binary(min_size=size, max_size=size)), np.uint8).reshape(shape)


@check(
    "ex01.image.rgb", 0.5, about="ImageFileDataset.__getitem__",
    why="images of different modes or layouts cannot be stacked, or end up as other colours",
)  # fmt: skip
@given(case=pictures())
@example(case=("RGB", picture(0, width=3, height=2)))
@example(case=("L", np.array([[[0], [100], [200]]], np.uint8)))
@example(case=("P", np.array([[[0], [1], [2]]], np.uint8)))
@example(case=("RGBA", np.array([[[10, 20, 30, 128], [40, 50, 60, 0]]], np.uint8)))
@example(case=("1", np.array([[[0], [255], [0]]], np.uint8)))
@example(case=("RGB turned by EXIF", picture(0, width=3, height=2)))
@example(case=("RGB", picture(0, width=1100, height=2)))
@settings(max_examples=8)
def test_image_rgb(student, probes, case):
    """Without a transform the image is a uint8 tensor (3, H, W); greyscale, palette and transparent files come out RGB, as `convert("RGB")` gives them."""
    mode, pixels = case
    name = mode.split()[0].lower() + ".png"
    data = png(pixels, mode)
    root = write_images(student, f"images/{name_for(data)}", {name: data})
    ds = student.ImageFileDataset.keep(root, write_csv(student, f"lists/{name[:-4]}.csv", [(name, 4)]))
    height, width, _ = pixels.shape
    why = f"the file is {width}x{height}, mode {mode}; samples of other modes or layouts cannot be stacked, or show other colours"
    same_picture(ds[0], as_rgb(pixels, mode), 4, why)
    probes.overwrite(ds, 0)
    same_picture(ds[0], as_rgb(pixels, mode), 4, "the caller wrote into the tensor, and the next access gives what was written")


@check(
    "ex01.image.transform", 0.5, about="ImageFileDataset.__getitem__",
    why="torchvision's transforms are written for PIL images of one mode",
)  # fmt: skip
@given(case=pictures())
@example(case=("RGB", picture(0, width=3, height=2)))
@example(case=("L", np.array([[[0], [100], [200]]], np.uint8)))
@settings(max_examples=8)
def test_image_transform(student, probes, case):
    """`transform` gets the RGB `PIL.Image`, and the sample holds what it returns, whatever that is."""
    mode, pixels = case
    due = as_rgb(pixels, mode)
    seen = []

    def transform(image):
        seen.append(image)
        return f"view {len(seen)}"

    data = png(pixels, mode)
    root = write_images(student, f"images/{name_for(data)}", {"a.png": data})
    path = write_csv(student, "lists/one.csv", [("a.png", 4)])
    ds = student.ImageFileDataset.keep(root, path, transform=transform)
    for _ in range(2):
        before = len(seen)
        image, found = pair(ds[0], "(image, label)")
        holds(len(seen) > before, "transform called with the image at this access", "transform not called")
        same_image(seen[-1], due)
        equal(image, f"view {len(seen)}")
        equal(found, 4, "the label is none of the transform's business")
    painted = student.ImageFileDataset.keep(root, path, transform=probes.paint.handle())
    for _ in range(2):
        equal(pair(painted[0], "(image, label)")[0], as_rgb(pixels, mode)[0, 0].tolist(), "the transform paints over the image that it gets, and the next access starts from there")
    batch = batch_of_two(take(student, probes.DataLoader(painted, batch_size=1), 1)[0])
    equal(batch[0], [tensor(np.array([c], np.int64)) for c in as_rgb(pixels, mode)[0, 0]], "a DataLoader gives the transformed samples")
    whole = student.ImageFileDataset.keep(root, path, transform=probes.unchanged.handle())
    why = "the transform returned its image as it was, and its pixels must still be there for whoever gets the sample"
    with answers("the image's pixels", why):
        equal(probes.pixels_of(whole, 0), ndarray(due), why)


def same_image(got, pixels):
    """A PIL image, RGB, with these pixels."""
    height, width, _ = pixels.shape
    due = f"transform called with a {width}x{height} RGB image"
    holds(type(got) is Image, due, f"called with {show(got)}", "the transform gets a PIL image")
    holds((got.mode, got.size) == ("RGB", (width, height)), due, f"called with {show(got)}")
    equal(ndarray(got.array), ndarray(pixels), "the pixels that the transform got")


@check(
    "ex01.image.lazy", 0.5, about="ImageFileDataset.__init__",
    why="with a million images, building the dataset takes hours and fills the memory",
)  # fmt: skip
def test_image_lazy(student):
    """Building the dataset opens no image: each file is read when its sample is asked for, and not before."""
    images = {"broken.png": b"not yet an image", "there.png": png(picture(1))}
    root = write_images(student, "lazy", images)
    rows = [("late.png", 0), ("broken.png", 1), ("there.png", 2)]
    path = write_csv(student, "lists/lazy.csv", rows)
    with answers("a dataset", "late.png is not there yet and broken.png cannot be read yet; nobody has asked for them"):
        ds = student.ImageFileDataset.keep(root, path)
    equal(len(ds), 3, "files that are not there yet, or cannot be read yet, are samples all the same")
    for k, (name, number) in enumerate(rows):
        student.write_file(f"lazy/{name}", png(picture(10 + k)))
        why = f"{name} was written after the dataset was built; the sample shows something older"
        same_picture(ds[k], picture(10 + k), number, why)


@check(
    "ex01.image.missing", 0.5, about="ImageFileDataset.__getitem__",
    why="a missing file that goes unnoticed trains on wrong data; one that ends the run without its name costs a night",
)  # fmt: skip
def test_image_missing(student, probes):
    """A missing image raises `FileNotFoundError` that names the file when that sample is asked for, also from a worker, and leaves the others usable."""
    names = ["0.png", "1.png", "sub/lost.png", "lost.png"]
    root = write_images(student, "missing", {n: png(picture(k)) for k, n in enumerate(names) if k != 2})
    path = write_csv(student, "lists/missing.csv", [(n, k) for k, n in enumerate(names)])
    ds = student.ImageFileDataset.keep(root, path)
    for _ in range(2):
        with raises(FileNotFoundError, mentions=["lost.png"]):
            ds[2]
        with raises(FileNotFoundError, mentions=["lost.png"], why="a for loop must not leave out the missing one, nor end before it without a word"):
            take(student, ds, 4)
        why = f"{names[2]} is missing; the other samples must come as before"
        for k in (3, 0, 1):
            with answers(f"the sample of {names[k]}", why):
                same_picture(ds[k], picture(k), k, why)
        equal(len(ds), 4, "a missing image is still a row")
    ds = student.ImageFileDataset.keep(root, path)
    samples = probes.iterate.shown_as("iter({0})").keep(probes.DataLoader(ds, batch_size=None, num_workers=2))
    for k in range(2):
        same_picture(tuple(batch_of_two(next(samples))), picture(k), k, "workers give the same samples")
    with raises(FileNotFoundError, mentions=["lost.png"], why="the error must also come through from a worker"):
        next(samples)
    for got in take(student, samples, 1):
        same_picture(tuple(batch_of_two(got)), picture(3), 3, "workers give the other samples as before")


@check(
    "ex01.image.closed", 0.5, about="ImageFileDataset.__getitem__",
    why='after about a thousand images the run ends in "Too many open files"',
)  # fmt: skip
def test_image_closed(student, probes):
    """No file stays open after `ds[i]` returns or raises, nor after the dataset is built."""
    whole = {"0.png": png(picture(0)), "1.png": png(picture(1))}
    images = {**whole, "broken.png": b"no image", "cut.png": png(picture(2))[:45]}
    root = write_images(student, "closed", images)
    names = [*images, "missing.png"]
    path = write_csv(student, "closed/list.csv", [(name, k) for k, name in enumerate(names)])

    def refuse(image):
        raise ValueError("a transform that fails")

    for transform in (None, probes.KeepImages(), refuse):
        options = {"transform": transform} if transform is not None else {}
        ds = student.ImageFileDataset.keep(root, path, **options)
        all_closed(student, probes, "after the dataset was built")
        for k, name in enumerate(names):
            try:
                sample = ds[k]
            except Exception as error:
                if not hasattr(error, "raised") or (name in whole and transform is not refuse):
                    raise
            else:
                if name in whole and transform is None:
                    same_picture(sample, picture(k), k)
            all_closed(student, probes, f"after ds[{k}] ({name})")


def all_closed(student, probes, when):
    """None of this check's files is open in the host, as seen from outside."""
    if open_ones(student):
        probes._settle()
    names = open_ones(student)
    holds(not names, f"no open file {when}", f"open: {', '.join(names)}")


def open_ones(student):
    return [n.removeprefix("closed/") for n in student.open_files() or [] if n.startswith("closed/")]


@check(
    "ex01.image.index", 0.5, about="ImageFileDataset.__getitem__",
    why="ds[-1] is how people look at the last sample, and a for loop stops at IndexError and at nothing else",
)  # fmt: skip
@given(n=st.integers(1, 4), beyond=st.integers(0, 3))
@example(n=3, beyond=0)
@settings(max_examples=5)
def test_image_index(student, n, beyond):
    """Negative indices count from the end; outside [-N, N) `IndexError` is raised and a for loop ends; numpy's integers are as good as Python's."""
    names = [f"{k}.png" for k in range(n)]
    root = write_images(student, "index", {name: png(picture(k)) for k, name in enumerate(names)})
    path = write_csv(student, f"lists/{n}.csv", [(name, 10 + k) for k, name in enumerate(names)])
    ds = student.ImageFileDataset.keep(root, path)
    for i in (-1, -n, n - 1):
        same_picture(ds[i], picture(i % n), 10 + i % n)
        same_picture(ds[numpy_int(i)], picture(i % n), 10 + i % n)
    for i in (n + beyond, -n - 1 - beyond, numpy_int(n + beyond)):
        with raises(IndexError):
            ds[i]
    for k, sample in enumerate(take(student, ds, n)):
        same_picture(sample, picture(k), 10 + k, "a for loop must see what ds[0], ds[1], ... give")
