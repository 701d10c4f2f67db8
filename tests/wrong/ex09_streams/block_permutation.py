# wrong: seeds its generator anew for each block: the same permutation again and again
# caught by: ex09.shuffle.random
from itertools import islice

import torch
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
    while True:
        held = list(islice(source, size))
        if not held:
            return
        held = [held[k] for k in torch.randperm(len(held), generator=torch.Generator().manual_seed(seed))][::-1]
        while held:
            yield held.pop()
