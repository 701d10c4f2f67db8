# wrong: never starts a worker, so nobody seeds what the samples draw from
# caught by: ex10.loader.augmentations
import random

import numpy as np
import torch
from torch.utils.data import DataLoader


def seed_worker(worker_id):
    random.seed(torch.initial_seed())
    np.random.seed(torch.initial_seed() % 2**32)


def seeded_loader(dataset, batch_size, seed, num_workers=0, shuffle=True):
    generator = torch.Generator().manual_seed(seed)
    return DataLoader(dataset, batch_size, shuffle, generator=generator, worker_init_fn=seed_worker)
