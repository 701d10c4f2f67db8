# right: workers share files, not lines; random.Random with the seed as text; blocks, popped one by one
import random
from itertools import islice

from torch.utils.data import IterableDataset, get_worker_info


class LineStream(IterableDataset):
    def __init__(self, paths, transform=None):
        if len(paths) == 0:
            raise ValueError("no paths were given")
        self.paths, self.transform = tuple(paths), transform

    def __iter__(self):
        info = get_worker_info()
        mine = self.paths if info is None else self.paths[info.id :: info.num_workers]
        for path in mine:
            file = open(path, "r", -1, "utf8", newline="\n")
            try:
                for line in iter(file.readline, ""):
                    if line[-1] == "\n":
                        line = line[:-2] if line[-2:] == "\r\n" else line[:-1]
                    yield self.transform(line) if self.transform is not None else line
            finally:
                file.close()


def shuffle_buffer(iterable, size, seed):
    if size < 1:
        raise ValueError(f"a size of {size} is too small")
    rng = random.Random(str(seed))
    iterator = iter(iterable)
    while block := list(islice(iterator, size)):
        rng.shuffle(block)
        while block:
            yield block.pop()
