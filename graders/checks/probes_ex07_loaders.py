"""Probes of ex07_loaders, which live beside the student's code; no expected answers here."""

import random
import types
from unittest import mock

import numpy as np
import torch
from torch.utils.data import Sampler


class Orders(Sampler):
    """A sampler whose first pass yields the first of these orders, the next pass the next, and so on."""

    def __init__(self, orders):
        self.orders, self.passes = orders, 0

    def __len__(self):
        return len(self.orders[0])

    def __iter__(self):
        order = self.orders[self.passes % len(self.orders)]
        self.passes += 1
        return iter(order)


def read_only(mapping):
    """A mapping that nobody can write to."""
    return types.MappingProxyType(mapping)


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


def manual_seed(seed):
    """Set torch's, numpy's and Python's global random states."""
    torch.manual_seed(seed)
    np.random.seed(seed)
    random.seed(seed)


def _base_seeds(count):
    """What `count` passes of a DataLoader draw from torch's global generator."""
    for _ in range(count):
        torch.empty((), dtype=torch.int64).random_()
