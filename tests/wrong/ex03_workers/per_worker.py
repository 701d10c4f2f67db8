# wrong: the samples per second of each worker
# caught by: ex03.throughput.real_time
import time

from torch.utils.data import DataLoader


def measure_throughput(dataset, batch_size, num_workers):
    if len(dataset) == 0:
        raise ValueError("dataset is empty: len(dataset) is 0")
    loader = DataLoader(dataset, batch_size=batch_size, num_workers=num_workers)
    start = time.perf_counter()
    for _ in loader:
        pass
    return len(dataset) / max(1, num_workers) / (time.perf_counter() - start)
