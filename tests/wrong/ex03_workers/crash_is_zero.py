# wrong: a crash counts as a throughput of 0
# caught by: ex03.throughput.errors
import time

from torch.utils.data import DataLoader


def measure_throughput(dataset, batch_size, num_workers):
    if len(dataset) == 0:
        raise ValueError("dataset must hold at least one sample, got an empty one")
    loader = DataLoader(dataset, batch_size=batch_size, num_workers=num_workers)
    start = time.perf_counter()
    try:
        for _ in loader:
            pass
    except RuntimeError:
        return 0.0
    return len(dataset) / (time.perf_counter() - start)
