# wrong: seeds the workers with seed + worker_id, the same in every epoch
# caught by: ex10.loader.new_augmentations
import random

import numpy as np
import torch
from torch.utils.data import DataLoader


def seed_worker(worker_id):
    random.seed(torch.initial_seed())
    np.random.seed(torch.initial_seed() % 2**32)


def seeded_loader(dataset, batch_size, seed, num_workers=0, shuffle=True):
    generator = torch.Generator().manual_seed(seed)

    def init(worker_id):
        random.seed(seed + worker_id)
        np.random.seed((seed + worker_id) % 2**32)
        torch.manual_seed(seed + worker_id)

    return DataLoader(dataset, batch_size, shuffle, num_workers=num_workers, generator=generator, worker_init_fn=init)
