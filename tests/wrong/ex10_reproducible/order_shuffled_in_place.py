# wrong: shuffles one list in place, also under a pass that still reads it
# caught by: ex10.loader.passes
import random

import torch
from torch.utils.data import DataLoader


class Order:
    def __init__(self, n, seed):
        self.order, self.rng = list(range(n)), random.Random(f"{seed}")

    def __len__(self):
        return len(self.order)

    def __iter__(self):
        self.rng.shuffle(self.order)
        return iter(self.order)


def seeded_loader(dataset, batch_size, seed, num_workers=0, shuffle=True):
    generator = torch.Generator().manual_seed(seed)
    sampler = Order(len(dataset), seed) if shuffle else None
    return DataLoader(dataset, batch_size, sampler=sampler, num_workers=num_workers, generator=generator)
