# wrong: a cache keeps the file that was read last
# caught by: ex09.lines.given_up
from functools import lru_cache
from itertools import islice

from torch.utils.data import IterableDataset, get_worker_info


@lru_cache(maxsize=1)
def opened(path):
    return open(path, encoding="utf-8", newline="\n")


class LineStream(IterableDataset):
    def __init__(self, paths, transform=None):
        if not paths:
            raise ValueError(f"paths must name at least one file, got {paths!r}")
        self.paths, self.transform = paths, transform

    def lines(self):
        for path in self.paths:
            opened.cache_clear()
            file = opened(path)
            for line in file:
                yield line.removesuffix("\r\n").removesuffix("\n")
            del file

    def __iter__(self):
        info = get_worker_info()
        first, step = (0, 1) if info is None else (info.id, info.num_workers)
        for line in islice(self.lines(), first, None, step):
            yield line if self.transform is None else self.transform(line)
