# right: each worker reads a range of bytes of every file; a heap of places to come out at
import heapq
import os

import torch
from torch.utils.data import IterableDataset, get_worker_info


class LineStream(IterableDataset):
    def __init__(self, paths, transform=None):
        super().__init__()
        self.paths = [os.fspath(path) for path in paths]
        if self.paths == []:
            raise ValueError("paths: at least one, please, not []")
        self.transform = transform

    def __iter__(self):
        info = get_worker_info()
        k, n = (info.id, info.num_workers) if info else (0, 1)
        for path in self.paths:
            with open(path, mode="rb") as file:
                size = os.fstat(file.fileno()).st_size
                start, stop = size * k // n, size * (k + 1) // n
                if start:
                    file.seek(start - 1)
                    file.readline()  # the line that the worker before has, or just its end
                while file.tell() < stop:
                    line = file.readline()
                    if line[-2:] == b"\r\n":
                        line = line[:-2]
                    elif line[-1:] == b"\n":
                        line = line[:-1]
                    line = str(line, "utf-8")
                    if self.transform:
                        line = self.transform(line)
                    yield line


def shuffle_buffer(iterable, size, seed):
    if size <= 0:
        raise ValueError(f"size has to be positive and not {size}")
    rng = torch.Generator()
    rng.manual_seed(seed)
    heap = []
    for number, item in enumerate(iterable):
        place = number + size * torch.rand((), generator=rng).item()
        heapq.heappush(heap, (place, number, item))
        del item
        if len(heap) == size:
            yield heapq.heappop(heap)[-1]
    while heap:
        yield heapq.heappop(heap)[-1]
