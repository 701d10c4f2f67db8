# wrong: only the sampler has the generator: the base seed comes from torch's global RNG
# caught by: ex10.loader.augmentations
import random

import numpy as np
import torch
from torch.utils.data import DataLoader, RandomSampler


def seed_worker(worker_id):
    random.seed(torch.initial_seed())
    np.random.seed(torch.initial_seed() % 2**32)


def seeded_loader(dataset, batch_size, seed, num_workers=0, shuffle=True):
    generator = torch.Generator().manual_seed(seed)
    sampler = RandomSampler(dataset, generator=generator) if shuffle else None
    return DataLoader(dataset, batch_size, sampler=sampler, num_workers=num_workers, worker_init_fn=seed_worker)
