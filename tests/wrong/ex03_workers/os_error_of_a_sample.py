# wrong: with workers, takes a sample's OSError for a dead worker
# caught by: ex03.throughput.errors
import time

from torch.utils.data import DataLoader


def measure_throughput(dataset, batch_size, num_workers):
    if len(dataset) == 0:
        raise ValueError("dataset is empty: len(dataset) is 0")
    loader = DataLoader(dataset, batch_size=batch_size, num_workers=num_workers)
    start = time.perf_counter()
    try:
        for _ in loader:
            pass
    except (OSError, EOFError) as error:
        if not num_workers:
            raise
        raise RuntimeError(f"a worker died: {error}") from error
    return len(dataset) / (time.perf_counter() - start)
