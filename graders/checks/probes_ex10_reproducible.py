"""Probes of ex10_reproducible, which live beside the student's code; no expected answers here."""

import random

import numpy as np
import torch
from torch.utils.data import Dataset, get_worker_info
from torch.utils.data._utils import worker

LIMIT = 2**31


class Augmented(Dataset):
    """Sample i is i, the worker's id, and a number each drawn from torch, numpy and `random`."""

    def __init__(self, length):
        self.length = length

    def __len__(self):
        return self.length

    def __getitem__(self, index):
        info = get_worker_info()
        who = -1 if info is None else info.id
        python = random.randrange(LIMIT)
        return index, who, torch.randint(LIMIT, ()), np.random.randint(LIMIT), python


class Broken(Dataset):
    """The last sample raises."""

    def __init__(self, length):
        self.length = length

    def __len__(self):
        return self.length

    def __getitem__(self, index):
        if index == self.length - 1:
            raise ValueError(f"sample {index} is broken")
        return index


def in_worker(init, worker_id, torch_seed, held):
    """Call a `worker_init_fn` as a worker would that starts with this torch seed, then draw.

    `held` is the seed of what `random` and numpy's global RNG hold before, each with the second of
    two Gaussian numbers still in store.
    """
    as_worker(init, worker_id, torch_seed, held)
    python = [random.gauss(0, 1), random.random(), random.random()]
    from_numpy = [np.random.standard_normal(), np.random.rand(), np.random.rand()]
    return {"random": [float(x) for x in python], "numpy": [float(x) for x in from_numpy]}


def as_worker(init, worker_id, torch_seed, held, drawn=0):
    random.seed(held)
    np.random.seed(held)
    random.gauss(0, 1)
    np.random.standard_normal()
    torch.manual_seed(torch_seed)
    torch.rand(drawn)
    info = worker.WorkerInfo(id=worker_id, num_workers=2, seed=torch_seed, dataset=Augmented(2))
    worker._worker_info = info
    try:
        if init is not None:
            init(worker_id)
    finally:
        worker._worker_info = None


def torch_after(init, worker_id, torch_seed, drawn):
    """What torch's RNG says after that: its seed and its next numbers."""
    as_worker(init, worker_id, torch_seed, 1, drawn)
    return [int(torch.initial_seed()), [int(torch.randint(LIMIT, ())) for _ in range(3)]]


# What is asked without the student's function is not shown.
_in_worker, _torch_after = in_worker, torch_after
