# right: lines are shared out by their checksum; a heap with random keys
import heapq
import zlib
from itertools import count, islice

import numpy as np
from torch.utils.data import IterableDataset, get_worker_info


class LineStream(IterableDataset):
    def __init__(self, paths, transform=None):
        if len(paths) == 0:
            raise ValueError(f"paths must hold at least one path, got {paths!r}")
        self.paths, self.transform = paths, transform

    def __iter__(self):
        info = get_worker_info()
        me, n = (info.id, info.num_workers) if info else (0, 1)
        for path in self.paths:
            with open(path, encoding="utf-8", newline="\n") as file:
                for line in file:
                    if zlib.crc32(line.encode()) % n == me:
                        line = line.removesuffix("\n") if not line.endswith("\r\n") else line[:-2]
                        yield line if self.transform is None else self.transform(line)


def shuffle_buffer(iterable, size, seed):
    if size < 1:
        raise ValueError(f"size must be at least 1, got {size}")
    source = iter(iterable)
    keys = np.random.Generator(np.random.Philox(seed % 2**64))
    number, held = count(), []
    while True:
        for item in islice(source, size - len(held)):
            heapq.heappush(held, (keys.random(), next(number), item))
        item = None
        if not held:
            return
        yield heapq.heappop(held)[2]
