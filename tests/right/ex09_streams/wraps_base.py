# right: a plain stream wrapped by a sharded one that is made anew for each pass; deque of a rotated buffer
import random
from collections import deque
from contextlib import closing

import torch.utils.data
from torch.utils.data import IterableDataset


class Files:
    def __init__(self, paths):
        self.paths = paths

    def __iter__(self):
        for path in self.paths:
            with open(path, encoding="UTF-8", newline="\n") as file:
                yield from file


class Share:
    def __init__(self, whole, id, count):
        self.whole, self.id, self.count = whole, id, count

    def __iter__(self):
        turn = 0
        with closing(iter(self.whole)) as lines:
            for line in lines:
                if turn == self.id:
                    yield line
                turn = turn + 1 if turn + 1 < self.count else 0


class LineStream(IterableDataset):
    __slots__ = ("paths", "transform")

    def __init__(self, paths, transform=None):
        assert_some(paths)
        self.paths = paths
        self.transform = transform

    def __iter__(self):
        source = Files(self.paths)
        info = torch.utils.data.get_worker_info()
        if info is not None:
            source = Share(source, info.id, info.num_workers)
        for line in source:
            if line.endswith("\n"):
                line = line[:-1]
                if line.endswith("\r"):
                    line = line[:-1]
            if self.transform is not None:
                line = self.transform(line)
            yield line

    def __getitem__(self, index):
        raise NotImplementedError("a stream has no places")


def assert_some(paths):
    if not paths:
        raise ValueError(f"paths: {paths}")


def shuffle_buffer(iterable, size, seed):
    if size < 1:
        raise ValueError(f"cannot hold {size} items (size)")
    rng = random.Random(seed if seed >= 0 else f"{seed}")
    held = deque()
    items = iter(iterable)
    while True:
        try:
            while len(held) < size:
                held.append(next(items))
        except StopIteration:
            break
        held.rotate(rng.randrange(size))
        yield held.popleft()
    while held:
        held.rotate(rng.randrange(len(held)))
        yield held.popleft()
