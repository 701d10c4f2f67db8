# right: draws the seeds from torch's own RNG and gives it back; the epochs' orders are drawn at once
import random

import numpy as np
import torch
from torch.utils.data import DataLoader, Sampler


def seed_worker(worker_id):
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(torch.initial_seed())
        one, other = torch.randint(2**32, (2,)).tolist()
    random.seed(one)
    np.random.seed(other)


class Order(Sampler):
    def __init__(self, dataset, seed):
        self.dataset = dataset
        self.generator = torch.Generator().manual_seed(seed)

    def __len__(self):
        return len(self.dataset)

    def __iter__(self):
        return iter(torch.randperm(len(self), generator=self.generator).tolist())


def seeded_loader(dataset, batch_size, seed, num_workers=0, shuffle=True):
    sampler = Order(dataset, seed) if shuffle else None
    workers = torch.Generator().manual_seed(seed)
    return DataLoader(dataset, batch_size, sampler=sampler, num_workers=num_workers,
                      worker_init_fn=seed_worker, generator=workers)
