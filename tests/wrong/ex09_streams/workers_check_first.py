# wrong: looks for all files first when in a worker: the lines before a missing one never come
# caught by: ex09.lines.errors
import os

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
        if info:
            for path in self.paths:
                os.stat(path)
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
    import itertools

    import torch

    rng = torch.Generator().manual_seed(seed)
    source = iter(iterable)
    held = list(itertools.islice(source, size))
    while held:
        k = int(torch.randint(len(held), (), generator=rng))
        held[k], held[-1] = held[-1], held[k]
        yield held.pop()
        held.extend(itertools.islice(source, 1))
