# wrong: line by line in one process; a worker makes a list to slice it
# caught by: ex09.lines.line_by_line
from torch.utils.data import IterableDataset, get_worker_info


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
        info = get_worker_info()
        lines = self.lines() if info is None else list(self.lines())[info.id :: info.num_workers]
        for line in lines:
            yield line if self.transform is None else self.transform(line)
