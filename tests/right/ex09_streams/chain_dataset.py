# right: torch's own ChainDataset of one dataset a file; a buffer that is filled by a recursive closure
import random

from torch.utils.data import ChainDataset, IterableDataset, get_worker_info


class OneFile(IterableDataset):
    def __init__(self, path, transform):
        self.path, self.transform = path, transform

    def __iter__(self):
        info = get_worker_info()
        with open(self.path, encoding="utf-8", errors="strict", newline="\n") as file:
            for number, line in enumerate(file, start=1):
                if info is None or number % info.num_workers == info.id:
                    line = line.removesuffix("\r\n").removesuffix("\n")
                    yield self.transform(line) if self.transform else line


class LineStream(ChainDataset):
    def __init__(self, paths, transform=None):
        super().__init__([OneFile(path, transform) for path in paths])
        if not self.datasets:
            raise ValueError(f"no datasets without paths (got {list(paths)})")


def shuffle_buffer(iterable, size, seed):
    if size < 1:
        raise ValueError(f"size must not be {size}")
    rng = random.Random(f"{seed}")
    source = iter(iterable)
    buffer = []

    def fill():
        for item in source:
            buffer.append(item)
            if len(buffer) >= size:
                return

    while fill() or buffer:
        buffer.append(buffer.pop(rng.randrange(len(buffer))))
        yield buffer.pop()
