# wrong: shares files out only where there are at least as many as workers
# caught by: ex09.lines.workers
from torch.utils.data import IterableDataset, get_worker_info


class LineStream(IterableDataset):
    def __init__(self, paths, transform=None):
        if not paths:
            raise ValueError(f"paths must name at least one file, got {paths!r}")
        self.paths, self.transform = paths, transform

    def lines(self, paths):
        for path in paths:
            with open(path, encoding="utf-8", newline="\n") as file:
                for line in file:
                    yield line.removesuffix("\r\n").removesuffix("\n")

    def __iter__(self):
        info = get_worker_info()
        paths = self.paths
        if info is not None and len(paths) >= info.num_workers:
            paths = paths[info.id :: info.num_workers]
        for line in self.lines(paths):
            yield line if self.transform is None else self.transform(line)
