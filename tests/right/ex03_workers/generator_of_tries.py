# right: the numbers to try come from a generator that is told how each try went
import multiprocessing
import time
import timeit

from torch.utils.data import BatchSampler, DataLoader, SequentialSampler


def default_num_workers(cpu_count=None):
    cpu_count = multiprocessing.get_context().cpu_count() if cpu_count is None else cpu_count
    if cpu_count < 1:
        raise ValueError(f"cpu_count: expected 1 or more, got {cpu_count}")
    return int(cpu_count / 2)


def numbers(start):
    n, ceiling = start, None
    while (yield n) is None:
        n, ceiling = n // 2, n
    best = None
    rate = yield "again"
    while n + 1 != ceiling and (best is None or rate > best):
        best = rate
        n += 1
        rate = yield n
        if rate is None:
            return


def find_num_workers(measure, start):
    if start < 0:
        raise ValueError(f"start: expected 0 or more, got {start}")
    tries = numbers(start)
    n, winner, top = next(tries), None, None
    while True:
        try:
            rate = measure(n)
        except RuntimeError:
            if n == 0:
                raise
            rate = None
        if rate is not None and (top is None or rate > top):
            winner, top = n, rate
        try:
            n = tries.send(rate)
            if n == "again":
                n = tries.send(rate)
        except StopIteration:
            return winner


def measure_throughput(dataset, batch_size, num_workers):
    n = len(dataset)
    if n == 0:
        raise ValueError("dataset: expected at least 1 sample, got 0")

    def one_pass():
        batches = BatchSampler(SequentialSampler(dataset), batch_size, drop_last=False)
        for _ in DataLoader(dataset, batch_sampler=batches, num_workers=num_workers):
            time.sleep(0)

    return n / timeit.timeit(one_pass, number=1)
