"""Helpers that must live beside the student's code: datasets to wrap, loaders to run.

They hold no expected answers. A name that begins with an underscore is not shown to the
student as part of what was called.
"""

import os
import random
from unittest import mock

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset, Subset  # noqa: F401  (asked for by name)


class Items(Dataset):
    """A map-style dataset of the items of a list."""

    def __init__(self, items):
        self.items = items

    def __len__(self):
        return len(self.items)

    def __getitem__(self, index):
        return self.items[index]


class Served(Dataset):
    """A map-style dataset whose samples the judge makes: `serve(index)` is called there."""

    def __init__(self, length, serve):
        self.length, self.serve = length, serve

    def __len__(self):
        return self.length

    def __getitem__(self, index):
        return self.serve(index)


class WhoAmI(Dataset):
    """Sample i is `(i, worker id, process id)`: -1 outside a worker."""

    def __init__(self, length):
        self.length = length

    def __len__(self):
        return self.length

    def __getitem__(self, index):
        info = torch.utils.data.get_worker_info()
        return index, -1 if info is None else info.id, os.getpid()


def first(batch):
    """A collate_fn that leaves the list of samples as it is."""
    return batch


def _batches(loader, limit=1000):
    """The batches of one pass, as a list."""
    batches = []
    for batch in loader:
        batches.append(batch)
        if len(batches) >= limit:
            break
    return batches


def manual_seed(seed):
    """Set torch's, numpy's and Python's global random states."""
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


_seed = manual_seed  # where the reader is not to be shown it


def _draw():
    """The next numbers of the three global random generators."""
    return [torch.rand(2).tolist(), np.random.rand(2).tolist(), [random.random(), random.random()]]


def generator(seed):
    """A torch.Generator with this seed."""
    return torch.Generator().manual_seed(seed)


def with_cuda(there, function, *args):
    """`function(*args)` while torch says that there is a GPU, or that there is none."""
    # All the ways by which torch answers, so that a function that was imported earlier follows too.
    answers = {
        (torch.cuda, "is_available"): lambda: there,
        (torch.cuda, "device_count"): lambda: int(there),
        (torch.cuda, "_device_count_nvml"): lambda: -1,
        (torch.cuda, "_device_count_amdsmi"): lambda: -1,
        (torch.cuda, "_cached_device_count"): None,
        (torch._C, "_cuda_getDeviceCount"): lambda: int(there),
    }
    patches = [mock.patch.object(*where, answer, create=True) for where, answer in answers.items()]
    for patch in patches:
        patch.start()
    try:
        return function(*args)
    finally:
        for patch in patches:
            patch.stop()


def _base_seeds(count):
    """What `count` passes of a DataLoader draw from torch's global generator."""
    for _ in range(count):
        torch.empty((), dtype=torch.int64).random_()


iter = iter  # asked for by name, so that a pass can be begun and read later
