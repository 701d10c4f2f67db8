# wrong: compares items with == to find the end: numpy arrays have no truth value
# caught by: ex09.shuffle.once
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
        count = 0
        for path in self.paths:
            with open(path, encoding="utf-8", newline="\n") as file:
                for line in file:
                    count += 1
                    if count % n == me:
                        line = line.removesuffix("\n") if not line.endswith("\r\n") else line[:-2]
                        yield line if self.transform is None else self.transform(line)


def shuffle_buffer(iterable, size, seed):
    if size < 1:
        raise ValueError(f"size must be at least 1, got {size}")
    source = iter(iterable)
    rng = np.random.default_rng(seed % 2**64)
    held, end, more = [], object(), True
    while True:
        while more and len(held) < size:
            item = next(source, end)
            if item == end:
                more = False
            else:
                held.append(item)
        item = None
        if not held:
            return
        yield held.pop(int(rng.integers(len(held))))
