"""Checks of ex08_pinning: pinned memory and the way to the device.

The device "meta" stands for the GPU: its tensors have a dtype and a shape, but no values. A batch is
written in one line, a tensor as `float32[2]@cpu`: dtype, shape, device.
"""

import builtins
from contextlib import suppress

from hypothesis import example, given, settings
from hypothesis import strategies as st

from graders.checks.expect import check, equal, fail, holds, raises
from graders.errors import StudentError
from graders.plain import tensor

EXERCISE = {"title": "Pinned memory and prefetching", "minutes": 50, "needs": ["ex07_loaders"]}

HINTS = {
    "move": (
        "A nested batch is a tree: a function that calls itself for every part of a container needs no more than"
        " one case for each kind of node.",
        "Ask for the cases in this order: has it a `to`? is it a mapping? a named tuple? another list or tuple? If"
        " none of these, return it as it is. Each container is made anew, by its own type.",
        "`if hasattr(batch, \"to\"): return batch.to(device, non_blocking=non_blocking)`; `if isinstance(batch,"
        " Mapping): return type(batch)({k: move(v, device, non_blocking) for k, v in batch.items()})`; `if"
        " isinstance(batch, (list, tuple)): return type(batch)(move(v, device, non_blocking) for v in batch)`; `return"
        " batch`.",
    ),
    "move.types": (
        "A named tuple is a tuple, but it is not made like one: `tuple` takes all values as one argument, a named"
        " tuple takes one argument for each field.",
        "Which types have `_fields` and `_make`? Ask before the case of other tuples. A subclass of list or tuple is"
        " made by `type(batch)`.",
        "`if isinstance(batch, tuple) and hasattr(batch, \"_fields\"): return batch._make(move(v, device,"
        " non_blocking) for v in batch)`.",
    ),
    "move.mappings": (
        "Not every mapping is a dict, and not every dict is made from a dict alone.",
        "`collections.abc.Mapping` is what all mappings have in common, and `type(batch)(a_dict)` makes most of"
        " them. A `defaultdict` wants its factory first.",
        "`if isinstance(batch, defaultdict): return type(batch)(batch.default_factory, parts)`, and"
        " `type(batch)(parts)` for other mappings, where `parts` is a dict of what was moved.",
    ),
    "move.own_to": (
        "Who knows best how a type of its own is moved?",
        "Ask whether the object has a `to`, whatever else it is, before you look at lists, tuples and mappings:"
        " a `PackedSequence` is a named tuple, and part of it has to stay on the CPU.",
        "`if hasattr(batch, \"to\"): return batch.to(device, non_blocking=non_blocking)`, as the first lines.",
    ),
    "move.others": (
        "What is not a tensor, not a container and has no `to` is none of your business.",
        "A string is a sequence too, and an array can be made a tensor: leave both alone. Do not copy either.",
        "`return batch`, as the last line.",
    ),
    "padded": (
        "Three tensors, and methods that give a new batch of three tensors made from them.",
        "`pin_memory()` and `to()` of a tensor return another tensor; do with all three what is asked, and make a"
        " new `PaddedBatch` of the results. Assign nothing to `self` but in `__init__`.",
        "`return PaddedBatch(self.padded.pin_memory(), self.lengths.pin_memory(), self.labels.pin_memory())`, and"
        " likewise with `.to(device, non_blocking=non_blocking)`.",
    ),
    "prefetch": (
        "A generator that holds one batch back: read the next one, then hand out the one before it.",
        "Before the loop, fetch the first batch. In the loop, fetch the next, yield the one you hold, and go on with"
        " the next. How do you know that there is none, if None may be a batch?",
        "`held = fetch(batches)`; `while held is not END: upcoming = fetch(batches); yield held; held = upcoming`,"
        " where `fetch` returns `move(next(batches), self.device)`, or your own `END = object()` after the last.",
    ),
    "prefetch.passes": (
        "What must a second `for` over the prefetcher find, while the first is still under way?",
        "All that belongs to one pass lives in local variables of `__iter__`, and each pass begins with one"
        " `iter(self.loader)`.",
        "Write `__iter__` with `yield`; `batches = iter(self.loader)` is its first line, and `self` is not changed.",
    ),
    "prefetch.len": (
        "An iterable-style dataset may have no length, and may never end.",
        "`len(self.loader)` belongs into `__len__` alone. Iterate until the loader ends, not for a count.",
        "`def __len__(self): return len(self.loader)`.",
    ),
    "prefetch.error": (
        "You read one batch ahead, so an error comes up one batch early.",
        "Catch it where you read, hand out the batch that you still hold, and raise the same object after that.",
        "`try: return next(batches), None` / `except Exception as end: return None, end`; the loop runs `while end is"
        " None`; after it, `if not isinstance(end, StopIteration): raise end`.",
    ),
    "prefetch.own_stream": (
        "A copy runs on the stream that is current where it is asked for, and by itself only from pinned memory.",
        "Make one `torch.cuda.Stream` and copy inside `with torch.cuda.stream(it)`, with `non_blocking=True`. What"
        " the loader has not pinned, pin first: `move` shows how to go through a batch.",
        "`with torch.cuda.stream(self.stream): batch = move(pinned(batch), self.device, non_blocking=True)`, where"
        " `pinned` is like `move`, but calls `pin_memory()` on what has it.",
    ),
    "prefetch.safe": (
        "Two streams know nothing of each other: who must wait for whom, and when?",
        "The current stream waits for the copy before a batch is handed out. And memory that a dropped batch has left"
        " must not be filled again before the current stream is done with it.",
        "Before the copy, `self.stream.wait_stream(torch.cuda.current_stream(self.device))`; after it, `copied ="
        " self.stream.record_event()`; before `yield`, `torch.cuda.current_stream(self.device).wait_event(copied)`.",
    ),
}

# -- batches to move -----------------------------------------------------------------------

PLACE = "meta"


def t(*shape, dtype="float32"):
    return ["tensor", dtype, list(shape)]


def other(text):
    return ["other", text]


def text(made_of, place=""):
    """A batch in one line, its tensors on this device, or where they are when it is handed in."""
    kind, *rest = made_of
    if kind in ("tensor", "meta"):  # "meta": a tensor that is there from the beginning
        return f"{rest[0]}{rest[1]}@{kind if kind == 'meta' else place or 'cpu'}"
    if kind == "other":
        return rest[0]
    if kind == "own":
        return OWN[rest[0]].format(place=place or ("meta" if rest[0] == "Graph elsewhere" else "cpu"))
    if kind in FIELDS:
        return f"{kind}(" + ", ".join(f"{f}={text(v, place)}" for f, v in zip(FIELDS[kind], rest[0], strict=True)) + ")"
    if kind in SEQUENCES:
        inner = ", ".join(text(v, place) for v in rest[0])
        if kind in ("tuple", "Row"):
            inner = f"({inner},)" if len(rest[0]) == 1 else f"({inner})"
        else:
            inner = f"[{inner}]"
        return inner if kind in ("list", "tuple") else f"{kind}({inner})"
    inner = "{" + ", ".join(f"{key!r}: {text(v, place)}" for key, v in rest[0]) + "}"
    factory = "list, " if kind in ("defaultdict", "Groups") else ""
    return inner if kind == "dict" else f"{kind}({factory}{inner})"


SEQUENCES = ["list", "tuple", "Row", "Rows"]
FIELDS = {"Point": ["x", "y"], "Sample": ["image", "label"], "Box": ["corners", "label"]}
MAPPINGS = ["dict", "OrderedDict", "defaultdict", "Groups", "Fields", "Record", "Store", "UserDict"]
OTHERS = [
    "None", "True", "7", "1.5", "10000000000000000000000", "'name'", "b'raw'", "array([0., 0.])", "{1, 2}",
    "range(3)", "Note()", "Note", "float32(1.5)", "torch.float32",
]  # fmt: skip
OWN = {
    "Graph": "Graph()@{place}",
    "Graph elsewhere": "Graph()@{place}",
    "Encoding": "Encoding({{'ids': float32[2]@{place}}})@{place}",
    "PackedSequence": "PackedSequence(float32[5]@{place}, int64[3]@cpu)",
}

tensors = st.builds(
    lambda shape, dtype: t(*shape, dtype=dtype),
    st.sampled_from([[], [2], [0, 3], [2, 3]]),
    st.sampled_from(["float32", "int64", "uint8", "bool", "float64", "bfloat16"]),
)


def sequences_of(kinds, parts, max_size=3):
    return st.tuples(st.sampled_from(kinds), st.lists(parts, max_size=max_size)).map(list)


def mappings_of(kinds, parts):
    keys = st.sampled_from(["x", "label", 3, None])
    return st.builds(
        lambda kind, items: [kind, [[k, v] for k, v in items]],
        st.sampled_from(kinds),
        st.lists(st.tuples(keys, parts), max_size=2, unique_by=lambda item: item[0]),
    )


def named_of(parts):
    return st.tuples(st.sampled_from(list(FIELDS)), st.tuples(parts, parts).map(list)).map(list)


plain_batches = st.recursive(
    tensors, lambda parts: sequences_of(["list", "tuple"], parts) | mappings_of(["dict"], parts), max_leaves=6
)


def made(probes, made_of):
    """A handle on such a batch in the host."""
    return probes.batch.shown_as(text(made_of)).keep(made_of)


def moves(student, probes, made_of, device=PLACE):
    """`move` gives this batch, with its tensors on the device and all else as it was."""
    place = PLACE if device == "torch.device" else device
    result = student.move.keep(made(probes, made_of), probes.device(place) if device == "torch.device" else device)
    expected, got = text(made_of, place), probes._described(result)
    holds(got == expected, expected, got)


@check("ex08.move.tensors", 0.5, about="move", why="the model asks for a tensor on the GPU and gets one on the CPU")
@given(made_of=plain_batches, device=st.sampled_from(["meta", "torch.device", "cpu"]))
@example(made_of=["dict", [["x", t(2, 3)], ["y", t(2, dtype="int64")]]], device="meta")
@example(made_of=t(2), device="meta")
@example(made_of=["list", [["tuple", [t(2), ["list", [t(dtype="bool")]]]], ["dict", [["y", ["dict", [["z", t(0, 3)]]]]]]]], device="meta")
@example(made_of=["tuple", [t(2), t(2, dtype="int64")]], device="torch.device")
@example(made_of=["list", [["meta", "float32", [2]], t(2)]], device="meta")
@settings(max_examples=10)
def test_tensors(student, probes, made_of, device):
    """Every tensor of nested lists, tuples and dicts is on the device, with its dtype, shape and values; the structure stays."""
    moves(student, probes, made_of, device)
    values = [tensor([1.5, 2.5]), {"y": (tensor([3, -4]), tensor(True))}]
    equal(student.move(values, "cpu"), values)


@check("ex08.move.types", 0.5, about="move", why="code that reads `batch.image` gets a tuple, and breaks far from here")
@given(made_of=sequences_of(SEQUENCES, tensors) | named_of(tensors | sequences_of(["list", "Row"], tensors)))
@example(made_of=["Point", [t(2), t(2)]])
@example(made_of=["tuple", [t(2)]])
@example(made_of=["list", []])
@example(made_of=["tuple", []])
@example(made_of=["Sample", [t(2), other("7")]])
@example(made_of=["Point", [["Sample", [t(2), ["Point", [t(1), t(1)]]]], ["list", [t(3)]]]])
@example(made_of=["Rows", [["Row", [t(2), t(1)]]]])
@example(made_of=["Box", [t(4), other("None")]])
@settings(max_examples=11)
def test_types(student, probes, made_of):
    """Lists, tuples and named tuples keep their very types, empty ones and subclasses of list and tuple too."""
    moves(student, probes, made_of)


@check("ex08.move.mappings", 0.5, about="move", why="tensors in a mapping stay on the CPU, or the next missing key is a KeyError")
@given(made_of=mappings_of(MAPPINGS, tensors | mappings_of(MAPPINGS, tensors)))
@example(made_of=["OrderedDict", [["y", t(2)], ["x", t(2)]]])
@example(made_of=["defaultdict", [["x", t(2)]]])
@example(made_of=["Groups", [["x", t(2)]]])
@example(made_of=["Record", [["x", t(2)], ["y", t(2)]]])
@example(made_of=["UserDict", [["x", t(2)]]])
@example(made_of=["dict", [[3, t(2)], [None, ["defaultdict", [["a", t(1)]]]]]])
@example(made_of=["Fields", [["x", ["list", [t(2)]]]]])
@example(made_of=["dict", []])
@settings(max_examples=10)
def test_mappings(student, probes, made_of):
    """Mappings keep their type, their keys and the order of these, and a defaultdict its factory."""
    moves(student, probes, made_of)


@check("ex08.move.own_to", 0.5, about="move", why="a batch type of your own stays on the CPU, or is taken apart and put together wrongly")
@given(made_of=sequences_of(["list", "tuple"], st.sampled_from([["own", name] for name in OWN])), device=st.just(PLACE))
@example(made_of=["own", "Graph"], device=PLACE)
@example(made_of=["dict", [["graph", ["own", "Graph"]], ["y", t(2)]]], device=PLACE)
@example(made_of=["own", "PackedSequence"], device=PLACE)
@example(made_of=["own", "Encoding"], device=PLACE)
@example(made_of=["list", [t(2), ["own", "Graph elsewhere"]]], device="cpu")
@settings(max_examples=6)
def test_own_to(student, probes, made_of, device):
    """An object with a `to` of its own, tuple and mapping or not, is moved by that."""
    moves(student, probes, made_of, device)


@check("ex08.move.others", 0.5, about="move", why="file names and ids come out of a batch as something else, or break it")
@given(made_of=sequences_of(["list", "tuple"], st.sampled_from([other(name) for name in OTHERS])))
@example(made_of=["dict", [["x", t(2)], ["name", other("'name'")]]])
@example(made_of=["list", [other(name) for name in OTHERS[:7]]])
@example(made_of=["list", [other(name) for name in OTHERS[7:9]]])
@example(made_of=["tuple", [other(name) for name in OTHERS[9:]]])
@example(made_of=other("'name'"))
@settings(max_examples=6)
def test_others(student, probes, made_of):
    """Anything else, such as a number, a string, bytes, None or a numpy array, comes through as the same object."""
    moves(student, probes, made_of)


@check("ex08.move.non_blocking", 0.5, about="move", why="your program waits for each copy, whether pinned or not; or it does not wait where it must")
@given(made_of=plain_batches, non_blocking=st.sampled_from([True, False, None]))
@example(made_of=t(2), non_blocking=True)
@example(made_of=["dict", [["x", t(2)], ["y", ["list", [t(2), ["tuple", [t(1)]]]]]]], non_blocking=True)
@example(made_of=["list", [t(2), ["own", "Graph"]]], non_blocking=True)
@example(made_of=["list", [t(2), ["own", "Graph"]]], non_blocking=False)
@example(made_of=["list", [t(2), ["own", "Graph"]]], non_blocking=None)
@settings(max_examples=7)
def test_non_blocking(student, probes, made_of, non_blocking):
    """`non_blocking`, False if left out, is handed to every copy."""
    one = made(probes, made_of)
    flags(probes, student.move.handle(), "move({1}, 'meta'", [one, PLACE], non_blocking, copies_due(made_of))
    if non_blocking and made_of == t(2):  # by position as well
        got = probes.copies.shown_as("move({1}, 'meta', True)")(student.move.handle(), one, PLACE, True)
        all_flags(got, True, 1)
        for kind in [*FIELDS, *SEQUENCES, *MAPPINGS]:
            parts = [["x", t(2)], ["y", t(2)]]
            one = made(probes, [kind, parts if kind in MAPPINGS else [t(2), t(2)]])
            # Whether containers of this type are moved at all, other checks ask.
            with suppress(StudentError):
                flags(probes, student.move.handle(), "move({1}, 'meta'", [one, PLACE], True, 0)


def copies_due(made_of):
    """How many tensors, or objects with a `to`, there are to copy."""
    kind, *rest = made_of
    if kind in ("tensor", "other", "own"):
        return int(kind != "other")
    return sum(copies_due(part[1] if kind in MAPPINGS else part) for part in rest[0])


def flags(probes, function, call, args, non_blocking, count):
    """Each copy that is made gets `non_blocking`."""
    options = {} if non_blocking is None else {"non_blocking": non_blocking}
    ending = ")" if non_blocking is None else f", non_blocking={non_blocking})"
    all_flags(probes.copies.shown_as(call + ending)(function, *args, **options), non_blocking is True, count)


def all_flags(got, flag, count):
    due = f"every copy with non_blocking={flag}"
    holds(len(got) >= count, due, f"{times(len(got), 'copy')} made, of {count}")
    wrong = sum(one is not flag for one in got)
    holds(not wrong, due, f"{wrong} of {times(len(got), 'copy')} with non_blocking={not flag}")


def times(n, what):
    """1 copy, 2 copies, 2 batches"""
    return f"{n} {what if n == 1 else what.removesuffix('y') + 'ies' if what.endswith('y') else what + 'es'}"


@check("ex08.move.untouched", 0.5, about="move", why="a batch that is kept on the CPU, for a plot or a second GPU, is gone")
@given(made_of=plain_batches, device=st.sampled_from(["meta", "cpu"]))
@example(made_of=["list", [t(2), t(2)]], device="meta")
@example(made_of=["dict", [["x", t(2)], ["y", ["list", [t(2)]]]]], device="meta")
@example(made_of=["tuple", [["dict", [["x", t(2)]]], ["list", [t(2)]]]], device="meta")
@example(made_of=["OrderedDict", [["x", ["Fields", [["y", t(2)]]]]]], device="meta")
@example(made_of=["Store", [["x", t(2)]]], device="meta")
@settings(max_examples=7)
def test_untouched(student, probes, made_of, device):
    """The batch that is handed in is not altered, nor is any container in it."""
    one = made(probes, made_of)
    student.move.keep(one, device)
    got = probes._described(one)
    holds(got == text(made_of), f"still {text(made_of)}", got)
    replaced = probes._replaced(one)
    holds(replaced == 0, "the tensors that were in it", f"{replaced} of them replaced by others")


# -- PaddedBatch ---------------------------------------------------------------------------

NAMES = ("padded", "lengths", "labels")


@st.composite
def three(draw):
    """The tensors of a batch; no two are equal, and each has a shape of its own."""
    lengths = draw(st.lists(st.integers(1, 3), min_size=2, max_size=3))
    dtype = draw(st.sampled_from(["float32", "float64"]))
    padded = [[float(k + 10 * n) for k in range(max(lengths))] for n in lengths]
    return tensor(padded, dtype), tensor(lengths), tensor([-n for n in lengths])


THREE = (tensor([[1.5, 2.5], [3.5, 0.0]]), tensor([2, 1]), tensor([7, -1]))


def padded_batch(student, tensors):
    return student.PaddedBatch.keep(*tensors)


def holds_values(probes, batch, tensors, what):
    """The attributes of a batch are these tensors."""
    holds_values_of(probes._tensors(batch), tensors, what)


def holds_values_of(got, tensors, what):
    for name, one, due in zip(NAMES, parts(got, 3), tensors, strict=True):
        equal(one, due, f"the attribute `{name}` of {what} is not what it should be")


def parts(answer, count):
    """A probe's answer of so many parts; what holds something that cannot be sent comes as a text instead."""
    if type(answer) is not list or len(answer) != count:
        fail("tensors", answer)
    return answer


def is_batch(probes, batch, result):
    if probes._same_type(batch, result) is not True:
        fail("a PaddedBatch", result)


@check("ex08.padded.to", 0.5, about="PaddedBatch.to", why="labels on the CPU and outputs on the GPU: the loss raises, or every step waits")
@given(tensors=three(), non_blocking=st.sampled_from([True, False, None]))
@example(tensors=THREE, non_blocking=None)
@example(tensors=THREE, non_blocking=True)
@settings(max_examples=4)
def test_padded_to(student, probes, tensors, non_blocking):
    """`to(device)` returns a `PaddedBatch` of the three tensors there, hands `non_blocking` on, and leaves its own batch as it is."""
    batch = padded_batch(student, tensors)
    holds_values(probes, batch, tensors, "the batch itself")
    places = [text(["tensor", one.dtype, list(one.shape)], PLACE) for one in tensors]
    moved = batch.to.keep(PLACE)
    is_batch(probes, batch, moved)
    equal(probes._places(moved), places)
    holds_values(probes, batch, tensors, "the batch that was moved")
    here = batch.to.keep("cpu")
    is_batch(probes, batch, here)
    holds_values(probes, here, tensors, "what `to` returns")
    flags(probes, batch.to.read(), "moved = {0}('meta'", [PLACE], non_blocking, 3)


@check("ex08.padded.pin_memory", 0.5, about="PaddedBatch.pin_memory", why="`loader.pin_memory` is True, every copy still goes through pageable memory, and nothing says so", device="simulated")
@given(tensors=three(), num_workers=st.just(0), wrapped=st.booleans())
@example(tensors=THREE, num_workers=0, wrapped=False)
@example(tensors=THREE, num_workers=1, wrapped=True)
@settings(max_examples=3)
def test_padded_pin_memory(student, probes, tensors, num_workers, wrapped):
    """`pin_memory()`, which `DataLoader(pin_memory=True)` calls, returns a `PaddedBatch` whose three tensors are pinned, and leaves its own as it is."""
    batch = padded_batch(student, tensors)
    holds_values(probes, batch, tensors, "the batch itself")
    same_type, pinned, there = parts(probes.pin.shown_as("pinned = {0}.pin_memory()")(batch), 3)
    holds(same_type, "a PaddedBatch", "something of another type")
    all_pinned(pinned)
    holds_values_of(there, tensors, "what `pin_memory` returns")
    holds(probes._were_pinned() == [False] * 3, "a batch that stays as it is", "pinned tensors in the batch itself")
    holds_values(probes, batch, tensors, "the batch that was pinned")
    shown = f"list(DataLoader({{1}}, 2, collate_fn=to_padded_batch, num_workers={num_workers}, pin_memory=True))"
    numbers = [3, 1, 2]
    found = probes.pinned_batches.shown_as(shown)(student.PaddedBatch.handle(), numbers, 2, num_workers, wrapped)
    for (pinned, there), chunk in zip(parts(found, 2), ([3, 1], [2]), strict=True):
        all_pinned(pinned)
        equal(there, [[float(n) for n in chunk], chunk, [n % 2 for n in chunk]])


def all_pinned(got):
    named = dict(zip(NAMES, got, strict=True))
    pageable = [name for name in NAMES if named[name] is not True]
    holds(not pageable, "padded, lengths and labels pinned", f"{' and '.join(pageable)} not pinned")


# -- DevicePrefetcher ----------------------------------------------------------------------


def batches(n, start=0, step=10):
    """n batches that can be told apart; with n > 1 the last one is shorter."""
    return [tensor([start + step * k, start + step * k + 1][: 2 - (k == n - 1 > 0)]) for k in range(n)]


ODD = [None, tensor([1]), None, [], {"id": "a"}, 0, 0, "", tensor([2]), False]
DEEP = [{"x": tensor([[1.5, 2.5]]), "y": (tensor([1]), ["a"])}, {"x": tensor([[0.5, 0.5]]), "y": (tensor([0]), ["b"])}]


@check("ex08.prefetch.batches", 0.5, about="DevicePrefetcher.__iter__", why="the last batch of each epoch, or all of a short one, is never trained on")
@given(of=st.integers(0, 5).map(batches), device=st.sampled_from(["cpu", "meta"]))
@example(of=batches(3), device="cpu")
@example(of=batches(2), device="meta")
@example(of=batches(1), device="cpu")
@example(of=[], device="cpu")
@example(of=DEEP, device="cpu")
@example(of=ODD, device="cpu")
@settings(max_examples=8)
def test_batches(student, probes, of, device):
    """All batches of the loader come out on the device, in its order, each once: of an empty loader none, and None is a batch too."""
    loader = probes.Loader(of)
    prefetcher = student.DevicePrefetcher.keep(loader, device)
    if device == "cpu":
        gives(student, prefetcher, of)
        if of == DEEP:  # and from a real DataLoader, whose device is a torch.device
            loader = probes.DataLoader(probes.Items([5, 6, 7]), batch_size=2)
            gives(student, student.DevicePrefetcher.keep(loader, probes.device("cpu")), [tensor([5, 6]), tensor([7])])
    else:
        due = [text(["tensor", one.dtype, list(one.shape)], device) for one in of]
        equal(probes._descriptions(prefetcher), due)
        if of:
            moves_as_move(student, probes, device)


def moves_as_move(student, probes, device):
    """What `move` moves to the device, a prefetcher moves there too."""
    for made_of in (["own", "Graph"], ["dict", [["x", ["list", [t(2)]]]]]):
        due = text(made_of, device)
        moved = None
        with suppress(StudentError):  # whether `move` can, other checks ask
            moved = probes._described(student.move.keep(made(probes, made_of), device))
        if moved == due:
            loader = probes.moving.shown_as(f"Loader([{text(made_of)}])")(made_of)
            equal(probes._descriptions(student.DevicePrefetcher.keep(loader, device)), [due])


def gives(student, iterable, due, why=""):
    """A pass that gives these batches, and ends."""
    got, ended = student.take(iterable, len(due) + 1)
    equal(got, due, why)
    holds(ended, f"the end after {len(due)} batches", "one more batch", why)


@check("ex08.prefetch.ahead", 0.5, about="DevicePrefetcher.__iter__", why="the copy of the next batch cannot overlap the work on this one, and nothing is gained")
@given(n=st.integers(1, 5))
@example(n=3)
@example(n=1)
@settings(max_examples=4)
def test_ahead(student, probes, n):
    """When a batch is handed out, at least the next one has been read from the loader."""
    loader = probes.Loader(batches(n))
    iterator = iter(student.DevicePrefetcher.keep(loader, "cpu"))
    for k in range(n):
        step(iterator, batches(n)[k])
        due = min(k + 2, n)
        read = probes._read(loader)
        holds(read >= due, f"{due} batches read when batch {k} is handed out (they count from 0)", f"{read} read")


def step(iterator, due):
    try:
        equal(next(iterator), due)
    except StopIteration:
        fail(due, "the end of the pass")


@check("ex08.prefetch.passes", 0.5, about="DevicePrefetcher.__iter__", why="the second epoch is empty, or the first one over again")
@given(n=st.integers(2, 4), stop=st.integers(1, 3))
@example(n=2, stop=1)
@example(n=4, stop=2)
@settings(max_examples=4)
def test_passes(student, probes, n, stop):
    """Each `iter()` is a fresh pass, over one pass of the loader, whatever became of the passes before or is still being read."""
    passes = [[tensor(100 * p + k) for k in range(n)] for p in range(4)]
    stop = min(stop, n)
    loader = probes.Loader(*passes)
    prefetcher = student.DevicePrefetcher.keep(loader, "cpu")
    for k in range(2):
        gives(student, prefetcher, passes[k], f"pass {k} over the prefetcher is pass {k} over the loader")
    equal(probes._begun(loader), 2, "each pass over the prefetcher must be one pass over the loader: another would draw another order")
    loader = probes.Loader(*passes)
    prefetcher = student.DevicePrefetcher.keep(loader, "cpu")
    older = iter(prefetcher)
    for k in range(stop):
        step(older, passes[0][k])
    newer = iter(prefetcher)
    step(newer, passes[1][0])
    why = "two passes at the same time disturb each other"
    gives(student, older, passes[0][stop:], why)
    gives(student, newer, passes[1][1:], why)
    step(iter(prefetcher), passes[2][0])
    gives(student, prefetcher, passes[3], "the pass before this one was broken off")


@check("ex08.prefetch.len", 0.5, about="DevicePrefetcher.__len__", why="progress bars and schedulers are wrong, or a stream of data cannot be used at all")
@given(n=st.integers(0, 5))
@example(n=3)
@example(n=0)
@settings(max_examples=4)
def test_len(student, probes, n):
    """`len()` is that of the loader, and a loader without one, endless or not, can be iterated over."""
    loader = probes.Loader(batches(n))
    prefetcher = student.DevicePrefetcher.keep(loader, "cpu")
    equal(len(prefetcher), n)
    probes._grow(loader, tensor([1]))
    equal(len(prefetcher), n + 1, "the loader has one more batch by now")
    stream = student.DevicePrefetcher.keep(probes.Stream(n), "cpu")
    gives(student, stream, [tensor(k) for k in range(n)])
    with raises(TypeError, why="`len(loader)` raises TypeError; only that tells `list` and others to go on without a length"):
        len(stream)
    loader = probes.Stream()
    endless = iter(student.DevicePrefetcher.keep(loader, "cpu"))
    for k in range(3):
        step(endless, tensor(k))
    read = probes._read(loader)
    holds(read <= 1000, "the first batches of a loader that never ends", "more than 1000 batches read to hand out 3")


@check("ex08.prefetch.error", 0.5, about="DevicePrefetcher.__iter__", why="a file that cannot be read takes a good batch with it, ends the epoch unseen, or is reported as something else")
@given(n=st.integers(0, 4), error=st.sampled_from(["ValueError", "KeyError", "RuntimeError", "OSError", "IndexError", "ZeroDivisionError", "BadFile"]))
@example(n=2, error="ValueError")
@example(n=1, error="IndexError")
@example(n=0, error="RuntimeError")
@example(n=3, error="BadFile")
@settings(max_examples=6)
def test_error(student, probes, n, error):
    """An exception of the loader's reaches the caller as it is, after all the batches before it."""
    kind = getattr(builtins, error, Exception)
    loader = probes.failing(batches(n), error, batches(2))
    prefetcher = student.DevicePrefetcher.keep(loader, "cpu")
    until_error = probes.until_error.shown_as("list({0})")
    got, ended, same = parts(until_error(prefetcher), 3)
    due = f"{error}: {kind('no such file')}"
    expected, there = (f"{times(k, 'batch')}, then {end}" for k, end in ((n, due), (len(got), ended)))
    holds(expected == there, expected, there)
    equal(got, batches(n))
    holds(same is True, "the error that the loader raised", "another of its type, with the same message")
    equal(until_error(prefetcher)[:2], [batches(2), "the end"], "the pass after the error is a fresh one")


# -- on a GPU ------------------------------------------------------------------------------


@check("ex08.prefetch.own_stream", 0.5, about="DevicePrefetcher.__iter__", why="the copy waits for the network, or your program for the copy: nothing overlaps", device="cuda", seconds=90)
@given(pin_memory=st.just(True))
@example(pin_memory=True)
@example(pin_memory=False)
@settings(max_examples=1)
def test_own_stream(student, probes, pin_memory):
    """On CUDA, each batch is copied on a stream that is not the current one, from pinned memory, whether the loader pins or not."""
    numbers = [3, 1, 2, 5, 4]
    loader = probes.padded_loader(student.PaddedBatch.handle(), numbers, 2, pin_memory)
    equal(probes.pinned(loader), [[pin_memory] * 3] * 3, "the loader's batches must be pinned before anything else can be")
    places, copies = parts(probes.cuda_copies.shown_as("list({0})")(student.DevicePrefetcher.keep(loader, "cuda")), 2)
    equal(places, [["cuda"] * 3] * 3)
    # How else a copy may be made, and so not be seen, is the student's choice.
    current = sum(own is not True for _, own in copies)
    holds(current == 0, "every copy on a stream of its own", f"{current} of {len(copies)} on the current stream")
    pageable = sum(pinned is not True for pinned, _ in copies)
    holds(pageable == 0, "every copy from pinned memory", f"{pageable} of {len(copies)} from pageable memory")
    cpu = student.DevicePrefetcher.keep(probes.Loader(batches(2)), "cpu")
    equal(probes._descriptions(cpu), ["int64[2]@cpu", "int64[1]@cpu"])


@check("ex08.prefetch.safe", 0.5, about="DevicePrefetcher.__iter__", why="the network trains on memory that holds no batch yet, or already the next one", device="cuda", seconds=90)
@given(busy=st.just(True), nested=st.just(True))
@example(busy=False, nested=False)
@example(busy=True, nested=False)
@settings(max_examples=1)
def test_safe(student, probes, busy, nested):
    """On CUDA, a batch that was handed out is complete for what is queued on the current stream, and stays so until that is done."""
    count = 12
    prefetcher = student.DevicePrefetcher.keep(probes.pinned_loader(4, repeat=count // 4, nested=nested), "cuda")
    for _ in range(2):  # the first pass finds no memory to use again
        equal(probes.smallest_and_largest(prefetcher, busy), [[k % 4 + 1.0] * 2 for k in range(count)])
