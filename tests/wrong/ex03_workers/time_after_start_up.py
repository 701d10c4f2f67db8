# wrong: starts the clock when the workers have been started
# caught by: ex03.throughput.real_time
import time

from torch.utils.data import DataLoader


def measure_throughput(dataset, batch_size, num_workers):
    if len(dataset) == 0:
        raise ValueError("dataset must hold at least one sample, got an empty one")
    loader = DataLoader(dataset, batch_size=batch_size, num_workers=num_workers)
    iterator = iter(loader)
    start = time.perf_counter()
    for _ in iterator:
        pass
    return len(dataset) / (time.perf_counter() - start)
