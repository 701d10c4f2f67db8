# wrong: every worker reads everything
# caught by: ex09.lines.workers
from torch.utils.data import IterableDataset


class LineStream(IterableDataset):
    def __init__(self, paths, transform=None):
        if not paths:
            raise ValueError(f"paths must name at least one file, got {paths!r}")
        self.paths, self.transform = paths, transform

    def lines(self):
        for path in self.paths:
            with open(path, encoding="utf-8", newline="\n") as file:
                for line in file:
                    yield line.removesuffix("\r\n").removesuffix("\n")

    def __iter__(self):
        for line in self.lines():
            yield line if self.transform is None else self.transform(line)
