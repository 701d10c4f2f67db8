# right: Python's random.Random gives each pass its order; a callable object as worker_init_fn, which seeds torch too
import random

import numpy as np
import torch
from torch.utils.data import DataLoader


def seed_worker(worker_id):
    seed = torch.initial_seed()
    random.seed(seed ^ 0x5EED)
    np.random.seed((seed * 7919 + worker_id) % (2**32 - 1))


class Init:
    def __init__(self, seed):
        self.seed = seed

    def __call__(self, worker_id):
        seed = (3 * self.seed + torch.initial_seed()) % 2**63
        torch.manual_seed(seed)
        seed_worker(worker_id)


class Order:
    def __init__(self, n, rng):
        self.n, self.rng = n, rng

    def __len__(self):
        return self.n

    def __iter__(self):
        yield from self.rng.sample(range(self.n), self.n)


def seeded_loader(dataset, batch_size, seed, num_workers=0, shuffle=True):
    order = Order(len(dataset), random.Random(f"order {seed}")) if shuffle else range(len(dataset))
    generator = torch.Generator().manual_seed(seed)
    return DataLoader(dataset, batch_size, sampler=order, num_workers=num_workers,
                      worker_init_fn=Init(seed), generator=generator)
