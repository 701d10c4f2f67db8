# right: puts whole states in place, made by RNG objects of its own; mixes the worker's id in as well
import functools
import random

import numpy as np
import torch
from torch.utils.data import DataLoader


def seed_worker(worker_id):
    seed = torch.initial_seed()
    random.setstate(random.Random(f"{seed} {worker_id}").getstate())
    state = np.random.RandomState(np.random.MT19937([seed & 0xFFFFFFFF, seed >> 32, worker_id])).get_state()
    np.random.set_state(state)


make = functools.partial(DataLoader, worker_init_fn=seed_worker, drop_last=False)


def seeded_loader(dataset, batch_size, seed, num_workers=0, shuffle=True):
    options = {"batch_size": batch_size, "num_workers": num_workers, "shuffle": shuffle}
    return make(dataset, generator=torch.Generator().manual_seed(seed), **options)
