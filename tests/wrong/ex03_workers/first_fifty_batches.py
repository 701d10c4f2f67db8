# wrong: stops after fifty batches and counts the samples of these
# caught by: ex03.throughput.samples
import itertools
import time

from torch.utils.data import DataLoader


def measure_throughput(dataset, batch_size, num_workers):
    if len(dataset) == 0:
        raise ValueError("dataset is empty: len(dataset) is 0")
    loader = DataLoader(dataset, batch_size=batch_size, num_workers=num_workers)
    start = time.perf_counter()
    count = 0
    for _ in itertools.islice(loader, 50):
        count = min(count + batch_size, len(dataset))
    return count / (time.perf_counter() - start)
