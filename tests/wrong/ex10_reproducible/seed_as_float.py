# wrong: a float has 53 bits: the worker's id is lost in a seed of 63
# caught by: ex10.seed_worker.differ
import random

import numpy as np
import torch
from torch.utils.data import DataLoader


def seed_worker(worker_id):
    seed = float(torch.initial_seed())   # worker ids vanish in 53 bits
    random.seed(seed)
    np.random.seed(int(seed) % 2**32)


def seeded_loader(dataset, batch_size, seed, num_workers=0, shuffle=True):
    generator = torch.Generator().manual_seed(seed)
    return DataLoader(dataset, batch_size, shuffle=shuffle, num_workers=num_workers,
                      worker_init_fn=seed_worker, generator=generator)
