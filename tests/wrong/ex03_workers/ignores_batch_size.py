# wrong: forgets to hand on batch_size
# caught by: ex03.throughput.workers
import time

from torch.utils.data import DataLoader


def measure_throughput(dataset, batch_size, num_workers):
    if len(dataset) == 0:
        raise ValueError("dataset must hold at least one sample, got an empty one")
    loader = DataLoader(dataset, num_workers=num_workers)
    start = time.perf_counter()
    for _ in loader:
        pass
    return len(dataset) / (time.perf_counter() - start)
