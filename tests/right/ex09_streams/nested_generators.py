# right: reads one line ahead within a file; files shared out unevenly; blocks sorted by random keys
import io

import numpy as np
from torch.utils.data import IterableDataset
from torch.utils.data import get_worker_info as who_am_i

NOTHING = object()


class LineStream(IterableDataset):
    def __init__(self, paths, transform=None):
        if not any(True for _ in paths):
            raise ValueError("give me some paths")
        self._paths = paths
        self._transform = transform

    def __iter__(self):
        me = who_am_i()
        for k, path in enumerate(self._paths):
            if me is None or k * k % me.num_workers == me.id:
                yield from self._file(path)

    def _file(self, path):
        with io.TextIOWrapper(io.FileIO(str(path)), "utf-8", newline="\n") as file:
            ahead = next(file, NOTHING)
            while ahead is not NOTHING:
                line, ahead = ahead, next(file, NOTHING)
                for ending in "\r\n", "\n":
                    if line.endswith(ending):
                        line = line[: -len(ending)]
                        break
                yield line if self._transform is None else self._transform(line)


def shuffle_buffer(iterable, size, seed):
    if size < 1:
        raise ValueError(f"invalid size {size}")
    rng = np.random.Generator(np.random.Philox(key=seed % 2**64))
    iterator = iter(iterable)
    ended = False
    while not ended:
        block = []
        while len(block) < size and not ended:
            item = next(iterator, NOTHING)
            if item is NOTHING:
                ended = True
            else:
                block.append((rng.random(), len(block), item))
            item = None
        block.sort(key=lambda entry: entry[:2])
        block.reverse()
        while block:
            yield block.pop()[2]
