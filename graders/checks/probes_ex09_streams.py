"""Probes of ex09_streams, which live beside the student's code; no expected answers here."""

import builtins
import copy
import gc
import io
import itertools
import weakref
from pathlib import Path
from unittest import mock

import torch.utils.data._utils.worker as torch_worker
from torch._utils import ExceptionWrapper

CAP = 1000  # items of one pass; none asked for here is longer


# -- lines ---------------------------------------------------------------------------------


def shout(line):
    """A transform that also works in a worker."""
    return line.upper()


def beginning(line):
    """A transform for long lines."""
    return line[:8]


class Worker:
    """What a `DataLoader` worker does with its own copy of an iterable dataset, without the process."""

    def __init__(self, dataset, id, num_workers):
        try:
            dataset = copy.deepcopy(dataset)
        except Exception:  # a worker that is forked needs no copy; this is the next best thing
            dataset = copy.copy(dataset)
        self.info = torch_worker.WorkerInfo(id=id, num_workers=num_workers, seed=id, dataset=dataset)
        self.dataset = dataset
        self.iterator = None

    def epoch(self, count=CAP):
        """All lines of one pass, or its first ones, after which it is given up."""
        with mock.patch.object(torch_worker, "_worker_info", self.info):
            return list(itertools.islice(self.dataset, count))

    def begin(self):
        """The first line of a pass, if this worker has one."""
        with mock.patch.object(torch_worker, "_worker_info", self.info):
            self.iterator = iter(self.dataset)
            return list(itertools.islice(self.iterator, 1))

    def go_on(self):
        """The rest of that pass."""
        with mock.patch.object(torch_worker, "_worker_info", self.info):
            return list(itertools.islice(self.iterator, CAP))


def epochs_in_workers(dataset, num_workers, epochs=1):
    """What each of the (persistent) workers reads in each epoch."""
    workers = [Worker(dataset, k, num_workers) for k in range(num_workers)]
    return [[worker.epoch() for _ in range(epochs)] for worker in workers]


def epochs_after_a_broken_one(dataset, num_workers, epochs):
    """The same after an epoch that was broken off: the first worker had given no line yet, the second one, ..."""
    workers = [Worker(dataset, k, num_workers) for k in range(num_workers)]
    for k, worker in enumerate(workers):
        worker.epoch(k)
    return [[worker.epoch() for _ in range(epochs)] for worker in workers]


def until_an_error(report, dataset, num_workers):
    """`report` gets each worker's lines up to the end or an error; the first error comes as a `DataLoader` raises it."""
    errors = []
    for k in range(num_workers):
        lines, worker = [], Worker(dataset, k, num_workers)
        with mock.patch.object(torch_worker, "_worker_info", worker.info):
            try:
                for line in itertools.islice(worker.dataset, CAP):
                    lines.append(line)
            except Exception:
                errors.append(ExceptionWrapper(where=f"in DataLoader worker process {k}"))
        report(lines)
    for error in errors:
        error.exc_msg = error.exc_msg.strip().rpartition("\n")[2]  # without the traceback
        error.reraise()


def first_lines(dataset, count):
    """So many lines; then nobody holds the iterator any more."""
    return list(itertools.islice(dataset, count))


def watched(opening, dataset):
    """All lines of a pass; `opening(name)` is called before a text file is opened."""
    opened = builtins.open

    def open_and_tell(file, *args, **kwargs):
        if str(file).endswith(".txt"):
            opening(Path(file).name)
        return opened(file, *args, **kwargs)

    with mock.patch.object(builtins, "open", open_and_tell), mock.patch.object(io, "open", open_and_tell):
        return list(itertools.islice(dataset, CAP))


def where_cp1252_is_the_default(dataset):
    """All lines of a pass on a machine whose own encoding is not UTF-8."""
    opened = builtins.open

    def open_here(file, mode="r", buffering=-1, encoding=None, *args, **kwargs):
        if "b" not in mode and encoding in (None, "locale"):
            encoding = "cp1252"
        return opened(file, mode, buffering, encoding, *args, **kwargs)

    def text_encoding(encoding, stacklevel=2):
        return "locale" if encoding is None else encoding

    with (
        mock.patch.object(builtins, "open", open_here),
        mock.patch.object(io, "open", open_here),
        mock.patch.object(io, "text_encoding", text_encoding),
    ):
        return list(itertools.islice(dataset, CAP))


def _settle():
    """Close what nobody refers to any more."""
    gc.collect()


# -- shuffle buffers -----------------------------------------------------------------------


class Source:
    """An iterator whose items the judge makes: `serve()` gives the next one in a list, [] at the end."""

    def __init__(self, serve):
        self.serve = serve

    def __iter__(self):
        return self

    def __next__(self):
        for item in self.serve():
            return item
        raise StopIteration


class Sized:
    """Can be iterated and has a length, as a `DataLoader`; no item can be asked for."""

    def __init__(self, items, count):
        self._items, self._count = items, count

    def __len__(self):
        return self._count

    def __iter__(self):
        return iter(self._items)


class ByIndex:
    """Can be iterated because it has `__getitem__`; has no length and no `__iter__`."""

    def __init__(self, items):
        self._items = items

    def __getitem__(self, index):
        return self._items[index]


def generate(items):
    """A generator."""
    yield from items


def orders(shuffle, items, size, seeds):
    """The order for each of the seeds 0, 1, 2, ..."""
    return [list(itertools.islice(shuffle(items, size, seed), CAP)) for seed in range(seeds)]


class Item:
    """Something that a weak reference can watch."""

    def __init__(self, number):
        self.number = number


def still_alive(shuffle, count, size, seed, allowed):
    """After each of `count` items: which of those handed out are still alive, and how many in all."""
    references, handed_out, after = [], [], []

    def made(number):
        item = Item(number)
        references.append(weakref.ref(item))
        return item

    def alive():
        return [number for number, reference in enumerate(references) if reference() is not None]

    for item in itertools.islice(shuffle((made(k) for k in range(count)), size, seed), count):
        handed_out.append(item.number)
        del item
        if len(set(alive()) & set(handed_out)) > allowed:
            gc.collect()
        after.append([[k for k in handed_out if k in alive()], len(alive())])
    return after
