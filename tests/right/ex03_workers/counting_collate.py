# right: a collate_fn of its own counts the samples of each batch; os.cpu_count; any error is looked at
import os
import time

from torch.utils.data import DataLoader, default_collate


def default_num_workers(cpu_count=None):
    if cpu_count is None:
        cpu_count = os.cpu_count() or 1
    if cpu_count <= 0:
        raise ValueError(f"there cannot be {cpu_count} cores (cpu_count)")
    half, _ = divmod(cpu_count, 2)
    return half


def find_num_workers(measure, start):
    if start <= -1:
        raise ValueError(f"cannot start with {start} workers")
    crashed = set()
    while True:
        try:
            best_rate = measure(start)
        except Exception as error:
            if not isinstance(error, RuntimeError) or not start:
                raise
            crashed.add(start)
            start = start // 2
        else:
            break
    best = start
    while best + 1 not in crashed:
        try:
            rate = measure(best + 1)
        except Exception as error:
            if isinstance(error, RuntimeError):
                break
            raise
        if best_rate < rate:
            best_rate = rate
            best += 1
        else:
            break
    return best


def counted(samples):
    return len(samples), default_collate(samples)


def measure_throughput(dataset, batch_size, num_workers):
    if len(dataset) == 0:
        raise ValueError("measure_throughput: dataset is empty (0 samples)")
    start = time.time()
    loader = DataLoader(dataset, batch_size=batch_size, num_workers=num_workers, collate_fn=counted)
    count = sum(size for size, _ in loader)
    return count / (time.time() - start)
