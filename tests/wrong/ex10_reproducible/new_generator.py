# wrong: makes a seeded numpy Generator and throws it away; the global RNG is not seeded
# caught by: ex10.seed_worker.numpy
import random

import numpy as np
import torch


def seed_worker(worker_id):
    seed = torch.initial_seed()
    random.seed(seed)
    np.random.default_rng(seed)
