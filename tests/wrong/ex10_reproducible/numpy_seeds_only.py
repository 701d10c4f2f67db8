# wrong: makes the order with a numpy RandomState, which takes 32 bits only
# caught by: ex10.loader.seed
import numpy as np

import torch
from torch.utils.data import DataLoader


class Order:
    def __init__(self, n, rng):
        self.n, self.rng = n, rng

    def __len__(self):
        return self.n

    def __iter__(self):
        return iter(self.rng.permutation(self.n).tolist())


def seeded_loader(dataset, batch_size, seed, num_workers=0, shuffle=True):
    generator = torch.Generator().manual_seed(seed)
    sampler = Order(len(dataset), np.random.RandomState(seed)) if shuffle else None
    return DataLoader(dataset, batch_size, sampler=sampler, num_workers=num_workers, generator=generator)
