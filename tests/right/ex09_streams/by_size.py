# right: in a worker, the files are dealt out by their size; blocks that are emptied by number
import io
import os
from collections import deque
from itertools import chain, islice

import torch
from torch.utils.data import IterableDataset, get_worker_info


def clean(line):
    return line[:-2] if line.endswith("\r\n") else line.removesuffix("\n")


class LineStream(IterableDataset):
    def __init__(self, paths, transform=None):
        if len(paths) == 0:
            raise ValueError(f"paths must hold at least one path, got {paths!r}")
        self.paths, self.transform = list(paths), transform

    def finish(self, line):
        line = clean(line)
        return line if self.transform is None else self.transform(line)

    def __iter__(self):
        info = get_worker_info()
        if info is None:
            return chain.from_iterable(map(self.read, self.paths))
        load, mine = [0] * info.num_workers, []
        for path in self.paths:
            lightest = load.index(min(load))
            load[lightest] += 1 + (os.path.getsize(path) if os.path.isfile(path) else 0)
            if lightest == info.id:
                mine.append(path)
        return chain.from_iterable(map(self.read, mine))

    def read(self, path):
        with io.TextIOWrapper(io.BufferedReader(io.FileIO(path), 64), "utf-8", newline="\n") as file:
            yield from map(self.finish, file)


def shuffle_buffer(iterable, size, seed):
    if size < 1:
        raise ValueError(f"size must be at least 1, got {size}")
    source = iter(iterable)
    rng = torch.Generator().manual_seed(seed)
    while True:
        block = deque(islice(source, size))
        if not block:
            return
        order = torch.randperm(len(block), generator=rng).tolist()
        block = dict(enumerate(block))
        while order:
            yield block.pop(order.pop())
