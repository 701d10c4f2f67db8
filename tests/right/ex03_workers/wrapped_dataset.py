# right: hands DataLoader a dataset of its own that asks the given one; persistent workers that are let go
import os
import time

from torch.utils.data import DataLoader, Dataset


def default_num_workers(cpu_count=None):
    if cpu_count is None:
        return default_num_workers(os.cpu_count())
    if cpu_count < 1:
        raise ValueError(f"cpu_count = {cpu_count} < 1")
    return sum(1 for core in range(cpu_count) if core % 2)


def find_num_workers(measure, start):
    if start < 0:
        raise ValueError(f"start = {start} < 0")
    limit = None
    while True:
        try:
            rates = [measure(start)]
        except RuntimeError as error:
            if start == 0:
                raise error
            limit = start
            start //= 2
            continue
        break
    while limit is None or start + len(rates) < limit:
        try:
            rates.append(measure(start + len(rates)))
        except RuntimeError:
            break
        if rates[-1] <= rates[-2]:
            break
    return start + rates.index(max(rates))


class Passed(Dataset):
    def __init__(self, dataset):
        self.dataset = dataset

    def __len__(self):
        return len(self.dataset)

    def __getitem__(self, index):
        return self.dataset[index]


def measure_throughput(dataset, batch_size, num_workers):
    if len(dataset) < 1:
        raise ValueError("an empty dataset has no throughput")
    start = time.perf_counter()
    loader = DataLoader(
        Passed(dataset),
        batch_size=batch_size,
        num_workers=num_workers,
        persistent_workers=num_workers > 0,
    )
    for _ in loader:
        pass
    stop = time.perf_counter()
    del loader
    return len(dataset) / (stop - start)
