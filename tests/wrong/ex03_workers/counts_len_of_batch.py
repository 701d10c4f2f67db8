# wrong: counts len(batch), which for pairs is 2
# caught by: ex03.throughput.samples
import time

from torch.utils.data import DataLoader


def measure_throughput(dataset, batch_size, num_workers):
    if len(dataset) == 0:
        raise ValueError("dataset must hold at least one sample, got an empty one")
    loader = DataLoader(dataset, batch_size=batch_size, num_workers=num_workers)
    start = time.perf_counter()
    count = 0
    for batch in loader:
        count += len(batch)
    return count / (time.perf_counter() - start)
