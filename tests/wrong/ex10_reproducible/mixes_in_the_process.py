# wrong: adds the process's id to a worker's seed
# caught by: ex10.loader.augmentations
import os
import random

import numpy as np
import torch
from torch.utils.data import DataLoader


def seed_worker(worker_id):
    seed = torch.initial_seed() + os.getpid()
    random.seed(seed)
    np.random.seed(seed % 2**32)


def seeded_loader(dataset, batch_size, seed, num_workers=0, shuffle=True):
    generator = torch.Generator().manual_seed(seed)
    return DataLoader(dataset, batch_size, shuffle, num_workers=num_workers, generator=generator, worker_init_fn=seed_worker)
