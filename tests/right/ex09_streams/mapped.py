# right: memory-mapped files; a dict as the buffer; a dataclass for the dataset
import mmap
import os
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from torch.utils.data import IterableDataset, get_worker_info


@dataclass(eq=False)
class LineStream(IterableDataset):
    paths: Sequence
    transform: Callable | None = None

    def __post_init__(self):
        if not self.paths:
            raise ValueError(f"paths must not be empty (paths={self.paths})")

    def __iter__(self):
        info = get_worker_info()
        number = -1
        for path in self.paths:
            if os.stat(path).st_size == 0:
                continue
            with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
                while line := view.readline():
                    number += 1
                    if info is not None and (number + info.id) % info.num_workers:
                        continue
                    line = line.decode()
                    if line.endswith("\r\n"):
                        line = line[:-2]
                    elif line.endswith("\n"):
                        line = line[:-1]
                    yield line if self.transform is None else self.transform(line)


def shuffle_buffer(iterable, size, seed):
    if size < 1:
        raise ValueError(f"size is {size!r}, which is less than 1")
    rng = random.Random(repr(seed))
    buffer = {}

    def out():
        k = rng.randrange(len(buffer))
        last = len(buffer) - 1
        buffer[k], buffer[last] = buffer[last], buffer[k]
        return buffer.pop(last)

    for item in iterable:
        buffer[len(buffer)] = item
        if len(buffer) >= size:
            yield out()
        del item
    while buffer:
        yield out()
