# right: borrows torch's global RNG for a moment to make the order, and gives it back
import random

import numpy as np
import torch
from torch.utils.data import DataLoader, Sampler


def seed_worker(worker_id):
    seed = torch.initial_seed()
    np.random.seed(np.array([seed & 0xFFFFFFFF, seed >> 32], dtype=np.uint32))
    random.seed(seed.to_bytes(8, "little"))


class Borrowing(Sampler):
    def __init__(self, n, seed, shuffle):
        self.n, self.shuffle = n, shuffle
        self.state = torch.Generator().manual_seed(seed).get_state()

    def __len__(self):
        return self.n

    def __iter__(self):
        if not self.shuffle:
            return iter(range(self.n))
        before = torch.get_rng_state()
        try:
            torch.set_rng_state(self.state)
            order = torch.rand(self.n).argsort()
            self.state = torch.get_rng_state()
        finally:
            torch.set_rng_state(before)
        return iter(order.tolist())


def seeded_loader(dataset, batch_size, seed, num_workers=0, shuffle=True):
    return DataLoader(
        dataset,
        batch_size=batch_size,
        sampler=Borrowing(len(dataset), seed, shuffle),
        num_workers=num_workers,
        generator=torch.Generator().manual_seed(seed),
        worker_init_fn=seed_worker if num_workers else None,
    )
