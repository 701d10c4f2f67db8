# wrong: gives the DataLoader no generator: order and base seed come from torch's global RNG
# caught by: ex10.loader.seed
import random

import numpy as np

import torch
from torch.utils.data import DataLoader


def seed_worker(worker_id):
    random.seed(torch.initial_seed())
    np.random.seed(torch.initial_seed() % 2**32)


def seeded_loader(dataset, batch_size, seed, num_workers=0, shuffle=True):
    return DataLoader(dataset, batch_size, shuffle, num_workers=num_workers, worker_init_fn=seed_worker)
