# wrong: stops after ten batches and counts the samples of these
# caught by: ex03.throughput.samples
import time

from torch.utils.data import DataLoader


def measure_throughput(dataset, batch_size, num_workers):
    if len(dataset) == 0:
        raise ValueError("dataset must hold at least one sample, got an empty one")
    loader = DataLoader(dataset, batch_size=batch_size, num_workers=num_workers)
    start = time.perf_counter()
    count = 0
    for step, _ in enumerate(loader):
        if step == 10:
            break
        count += batch_size
    return min(count, len(dataset)) / (time.perf_counter() - start)
