# right: no worker_init_fn at all, as torch seeds all three in every worker; positional arguments
import random

import numpy as np
import torch
from torch.utils.data import DataLoader


def seed_worker(_):
    for seed_it, limit in ((random.seed, 2**64), (np.random.seed, 2**31 - 1)):
        seed_it(torch.initial_seed() % limit)


def seeded_loader(dataset, batch_size, seed, num_workers=0, shuffle=True):
    generator = torch.Generator()
    generator.manual_seed(seed)
    return DataLoader(dataset, batch_size, shuffle, None, None, num_workers, generator=generator)
