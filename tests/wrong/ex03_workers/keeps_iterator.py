# wrong: keeps the last iterator, whose workers run on when a sample has raised
# caught by: ex03.throughput.stopped
import time

from torch.utils.data import DataLoader


last = None


def measure_throughput(dataset, batch_size, num_workers):
    if len(dataset) == 0:
        raise ValueError("dataset must hold at least one sample, got an empty one")
    loader = DataLoader(dataset, batch_size=batch_size, num_workers=num_workers)
    start = time.perf_counter()
    global last
    last = iter(loader)
    for _ in last:
        pass
    return len(dataset) / (time.perf_counter() - start)
