# wrong: two passes, the faster one counts
# caught by: ex03.throughput.samples
import time

from torch.utils.data import DataLoader


def measure_throughput(dataset, batch_size, num_workers):
    if len(dataset) == 0:
        raise ValueError("dataset is empty: len(dataset) is 0")
    loader = DataLoader(dataset, batch_size=batch_size, num_workers=num_workers)
    seconds = []
    for _ in range(2):
        start = time.perf_counter()
        for _ in loader:
            pass
        seconds.append(time.perf_counter() - start)
    return len(dataset) / min(seconds)
