# wrong: keeps three digits of the seed: after some 40 epochs one comes again
# caught by: ex10.seed_worker.differ
import random

import numpy as np
import torch


def seed_worker(worker_id):
    seed = torch.initial_seed() % 1000
    random.seed(seed)
    np.random.seed(seed)
