# wrong: the loader seeds all its workers with the base seed
# caught by: ex10.loader.augmentations
import random

import numpy as np
import torch
from torch.utils.data import DataLoader


def seed_worker(worker_id):
    seed = torch.initial_seed() % 2**32
    random.seed(seed)
    np.random.seed(seed)


def seeded_loader(dataset, batch_size, seed, num_workers=0, shuffle=True):
    def init(worker_id):
        torch.manual_seed(torch.initial_seed() - worker_id)
        seed_worker(worker_id)

    generator = torch.Generator().manual_seed(seed)
    return DataLoader(dataset, batch_size, shuffle=shuffle, num_workers=num_workers,
                      worker_init_fn=init, generator=generator)
