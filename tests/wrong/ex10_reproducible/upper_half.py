# wrong: shifts the wrong half away: the workers of an epoch share the upper 32 bits
# caught by: ex10.seed_worker.differ
import random

import numpy as np
import torch


def seed_worker(worker_id):
    seed = torch.initial_seed()
    random.seed(seed)
    np.random.seed(seed >> 32)
