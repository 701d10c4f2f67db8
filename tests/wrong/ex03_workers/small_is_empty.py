# wrong: refuses a dataset that does not fill a batch
# caught by: ex03.throughput.value_error
import time

from torch.utils.data import DataLoader


def measure_throughput(dataset, batch_size, num_workers):
    if len(dataset) < batch_size:
        raise ValueError("dataset must hold at least one sample, got an empty one")
    loader = DataLoader(dataset, batch_size=batch_size, num_workers=num_workers)
    start = time.perf_counter()
    for _ in loader:
        pass
    return len(dataset) / (time.perf_counter() - start)
