# right: a callable object, a stopwatch as a context manager, sizes added up batch by batch
import multiprocessing
import time

from torch.utils.data import DataLoader


class DefaultNumWorkers:
    def __call__(self, cpu_count=None):
        if cpu_count is None:
            cpu_count = multiprocessing.cpu_count()
        elif cpu_count < 1:
            raise ValueError(f"cpu_count is {cpu_count}, which is no number of cores")
        return cpu_count // 2


default_num_workers = DefaultNumWorkers()


def tried(measure, n):
    """(True, throughput) or (False, error)."""
    try:
        return True, measure(n)
    except RuntimeError as error:
        return False, error


def find_num_workers(measure, start):
    if start < 0:
        raise ValueError(f"start is {start}, which is no number of workers")
    worked, answer = tried(measure, start)
    if not worked:
        if start == 0:
            raise answer
        ceiling = start

        def capped(n):
            if n >= ceiling:
                raise RuntimeError("has crashed before")
            return measure(n)

        return find_num_workers(capped, start // 2)
    best = answer
    while True:
        worked, answer = tried(measure, start + 1)
        if not worked or answer <= best:
            return start
        start, best = start + 1, answer


class Stopwatch:
    def __enter__(self):
        self.started = time.perf_counter()
        return self

    def __exit__(self, *_):
        self.seconds = time.perf_counter() - self.started


def measure_throughput(dataset, batch_size, num_workers):
    left = len(dataset)
    if left == 0:
        raise ValueError("got a dataset without samples")
    count = 0
    with Stopwatch() as watch:
        for _ in DataLoader(dataset=dataset, batch_size=batch_size, num_workers=num_workers):
            size = min(batch_size, left)
            count, left = count + size, left - size
    return count / watch.seconds
