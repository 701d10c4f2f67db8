# wrong: starts no more workers than there are batches
# caught by: ex03.throughput.workers
import time

from torch.utils.data import DataLoader


def measure_throughput(dataset, batch_size, num_workers):
    if len(dataset) == 0:
        raise ValueError("dataset is empty: len(dataset) is 0")
    loader = DataLoader(dataset, batch_size=batch_size, num_workers=min(num_workers, -(-len(dataset) // batch_size)))
    start = time.perf_counter()
    for _ in loader:
        pass
    return len(dataset) / (time.perf_counter() - start)
