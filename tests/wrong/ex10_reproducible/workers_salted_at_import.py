# wrong: the workers' seeds get a number that is drawn anew when the file is loaded: other augmentations in every run
# caught by: ex10.loader.augmentations
import random
import secrets

import numpy as np
import torch
from torch.utils.data import DataLoader

SALT = secrets.randbits(31)


def seed_worker(worker_id):
    seed = (torch.initial_seed() + SALT) % 2**32
    random.seed(seed)
    np.random.seed(seed)


def seeded_loader(dataset, batch_size, seed, num_workers=0, shuffle=True):
    generator = torch.Generator().manual_seed(seed)
    return DataLoader(dataset, batch_size, shuffle=shuffle, num_workers=num_workers,
                      worker_init_fn=seed_worker, generator=generator)
