# wrong: turns every error into a RuntimeError, so that a faulty sample looks like a crash
# caught by: ex03.throughput.errors
import time

from torch.utils.data import DataLoader


def measure_throughput(dataset, batch_size, num_workers):
    if len(dataset) == 0:
        raise ValueError("dataset must hold at least one sample, got an empty one")
    loader = DataLoader(dataset, batch_size=batch_size, num_workers=num_workers)
    start = time.perf_counter()
    try:
        for _ in loader:
            pass
    except Exception as error:
        raise RuntimeError(f"the pipeline crashed: {error}") from error
    return len(dataset) / (time.perf_counter() - start)
