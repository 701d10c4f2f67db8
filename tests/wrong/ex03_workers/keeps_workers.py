# wrong: persistent workers of a loader that is kept for the next call
# caught by: ex03.throughput.stopped
import time

from torch.utils.data import DataLoader


LOADERS = []


def measure_throughput(dataset, batch_size, num_workers):
    if len(dataset) == 0:
        raise ValueError("dataset must hold at least one sample, got an empty one")
    loader = DataLoader(dataset, batch_size=batch_size, num_workers=num_workers, persistent_workers=num_workers > 0)
    LOADERS.append(loader)
    start = time.perf_counter()
    for _ in loader:
        pass
    return len(dataset) / (time.perf_counter() - start)
