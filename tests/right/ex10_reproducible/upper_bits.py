# right: numpy's seed is the upper half of torch's, which is the epoch's, plus the worker's id; random's is a text
import random

import numpy as np
import torch
from torch.utils.data import DataLoader


def seed_worker(worker_id):
    np.random.seed((torch.initial_seed() // 2**32 + worker_id) % 2**32)
    random.seed(str(torch.initial_seed()))


def seeded_loader(dataset, batch_size, seed, num_workers=0, shuffle=True):
    rng = torch.Generator()
    rng.manual_seed(seed)
    kwargs = dict(dataset=dataset, batch_size=batch_size, generator=rng, shuffle=bool(shuffle))
    if num_workers > 0:
        kwargs.update(num_workers=num_workers, worker_init_fn=seed_worker, prefetch_factor=3)
    return DataLoader(**kwargs)
