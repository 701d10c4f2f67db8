# wrong: counts CPU time, which stands still while a sample is waited for
# caught by: ex03.throughput.real_time
import time

from torch.utils.data import DataLoader


def measure_throughput(dataset, batch_size, num_workers):
    if len(dataset) == 0:
        raise ValueError("dataset must hold at least one sample, got an empty one")
    loader = DataLoader(dataset, batch_size=batch_size, num_workers=num_workers)
    start = time.process_time()
    for _ in loader:
        pass
    return len(dataset) / (time.process_time() - start)
