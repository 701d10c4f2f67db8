# wrong: an empty dataset has a throughput of 0
# caught by: ex03.throughput.value_error
import time

from torch.utils.data import DataLoader


def measure_throughput(dataset, batch_size, num_workers):
    loader = DataLoader(dataset, batch_size=batch_size, num_workers=num_workers)
    start = time.perf_counter()
    for _ in loader:
        pass
    return len(dataset) / (time.perf_counter() - start)
