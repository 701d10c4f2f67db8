# right: the recipe of PyTorch's notes: one seed of 32 bits for both, the generator made before the loader
import random

import numpy
import torch
from torch.utils.data import DataLoader


def seed_worker(worker_id):
    worker_seed = torch.initial_seed() % 2**32
    numpy.random.seed(worker_seed)
    random.seed(worker_seed)


def seeded_loader(dataset, batch_size, seed, num_workers=0, shuffle=True):
    g = torch.Generator()
    g.manual_seed(seed)
    return DataLoader(dataset, batch_size, shuffle, num_workers=num_workers, worker_init_fn=seed_worker, generator=g)
