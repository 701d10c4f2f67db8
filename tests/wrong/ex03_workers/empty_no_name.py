# wrong: the message does not say what is empty
# caught by: ex03.throughput.value_error
import time

from torch.utils.data import DataLoader


def measure_throughput(dataset, batch_size, num_workers):
    if len(dataset) == 0:
        raise ValueError("nothing to measure")
    loader = DataLoader(dataset, batch_size=batch_size, num_workers=num_workers)
    start = time.perf_counter()
    for _ in loader:
        pass
    return len(dataset) / (time.perf_counter() - start)
