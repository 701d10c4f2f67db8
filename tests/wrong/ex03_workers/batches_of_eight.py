# wrong: batches of at most 8 samples, to save memory
# caught by: ex03.throughput.workers
import time

from torch.utils.data import DataLoader


def measure_throughput(dataset, batch_size, num_workers):
    if len(dataset) == 0:
        raise ValueError("dataset is empty: len(dataset) is 0")
    loader = DataLoader(dataset, batch_size=min(batch_size, 8), num_workers=num_workers)
    start = time.perf_counter()
    for _ in loader:
        pass
    return len(dataset) / (time.perf_counter() - start)
