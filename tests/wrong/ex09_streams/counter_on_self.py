# wrong: counts the lines on self: after an epoch that was broken off, the workers disagree
# caught by: ex09.lines.passes
from torch.utils.data import IterableDataset, get_worker_info


class LineStream(IterableDataset):
    def __init__(self, paths, transform=None):
        if not paths:
            raise ValueError(f"paths must name at least one file, got {paths!r}")
        self.paths, self.transform = paths, transform
        self.count = 0

    def __iter__(self):
        info = get_worker_info()
        for path in self.paths:
            with open(path, encoding="utf-8", newline="\n") as file:
                for line in file:
                    self.count += 1
                    if info is None or self.count % info.num_workers == info.id:
                        line = line.removesuffix("\r\n").removesuffix("\n")
                        yield line if self.transform is None else self.transform(line)
