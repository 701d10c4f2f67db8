# right: the whole pass is planned by a batch sampler of lists, from a numpy Generator; seeds by hashing
import hashlib
import random

import numpy as np
import torch
from torch.utils.data import DataLoader


def seed_worker(worker_id):
    digest = hashlib.sha256(repr(torch.initial_seed()).encode()).digest()
    random.seed(digest)
    np.random.seed(np.frombuffer(digest, np.uint32))


class Plan:
    """Batches of indices; each pass is a list of its own."""

    def __init__(self, n, size, rng):
        self.n, self.size, self.rng = n, size, rng

    def __len__(self):
        return -(-self.n // self.size)

    def __iter__(self):
        order = np.arange(self.n) if self.rng is None else self.rng.permutation(self.n)
        return iter([order[k : k + self.size].tolist() for k in range(0, self.n, self.size)])


def seeded_loader(dataset, batch_size, seed, num_workers=0, shuffle=True):
    generator = torch.Generator().manual_seed(seed)
    rng = np.random.default_rng(torch.randint(2**62, (2,), generator=generator).tolist())
    plan = Plan(len(dataset), batch_size, rng if shuffle else None)
    return DataLoader(dataset, batch_sampler=plan, num_workers=num_workers, generator=generator, worker_init_fn=seed_worker)
