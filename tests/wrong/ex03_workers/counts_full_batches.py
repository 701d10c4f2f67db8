# wrong: counts batches times batch_size, the short last one as if it were full
# caught by: ex03.throughput.samples
import time

from torch.utils.data import DataLoader


def measure_throughput(dataset, batch_size, num_workers):
    if len(dataset) == 0:
        raise ValueError("dataset must hold at least one sample, got an empty one")
    loader = DataLoader(dataset, batch_size=batch_size, num_workers=num_workers)
    start = time.perf_counter()
    for _ in loader:
        pass
    return len(loader) * batch_size / (time.perf_counter() - start)
