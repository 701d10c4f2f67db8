# wrong: a second call with the same arguments gives the same loader, in the middle of its epochs
# caught by: ex10.loader.seed
import random

import numpy as np
import torch
from torch.utils.data import DataLoader


def seed_worker(worker_id):
    seed = torch.initial_seed() % 2**32
    random.seed(seed)
    np.random.seed(seed)


_loaders = {}


def seeded_loader(dataset, batch_size, seed, num_workers=0, shuffle=True):
    key = (id(dataset), batch_size, seed, num_workers, shuffle)
    if key not in _loaders:
        generator = torch.Generator().manual_seed(seed)
        _loaders[key] = DataLoader(dataset, batch_size, shuffle=shuffle, num_workers=num_workers,
                                   worker_init_fn=seed_worker, generator=generator)
    return _loaders[key]
