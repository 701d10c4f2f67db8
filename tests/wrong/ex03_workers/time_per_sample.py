# wrong: returns seconds per sample
# caught by: ex03.throughput.real_time
import time

from torch.utils.data import DataLoader


def measure_throughput(dataset, batch_size, num_workers):
    if len(dataset) == 0:
        raise ValueError("dataset must hold at least one sample, got an empty one")
    loader = DataLoader(dataset, batch_size=batch_size, num_workers=num_workers)
    start = time.perf_counter()
    for _ in loader:
        pass
    return (time.perf_counter() - start) / len(dataset)
