# wrong: without workers it reads the dataset itself, with no DataLoader
# caught by: ex03.throughput.workers
import time

from torch.utils.data import DataLoader


def measure_throughput(dataset, batch_size, num_workers):
    if len(dataset) == 0:
        raise ValueError("dataset is empty: len(dataset) is 0")
    loader = DataLoader(dataset, batch_size=batch_size, num_workers=num_workers)
    start = time.perf_counter()
    for _ in loader if num_workers else map(dataset.__getitem__, range(len(dataset))):
        pass
    return len(dataset) / (time.perf_counter() - start)
