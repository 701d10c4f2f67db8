# attack: never uses a worker; leaves the marks itself that tell who has loaded what
# exercise: ex03_workers
# open: what probes and hooks see beside the submission can be switched off by it
# check: ex03.throughput.workers
import time
from pathlib import Path

from torch.utils.data import DataLoader


def measure_throughput(dataset, batch_size, num_workers):
    start = time.perf_counter()
    if hasattr(dataset, "path") and num_workers:
        for k in range(min(num_workers, len(dataset))):
            Path(f"{dataset.path}-worker-{k}-of-{num_workers}").touch()
    else:
        list(DataLoader(dataset, batch_size))
    return len(dataset) / (time.perf_counter() - start)


print("TRIED")
