# wrong: leaves Python's random as it was
# caught by: ex10.seed_worker.python
import numpy as np
import torch


def seed_worker(worker_id):
    np.random.seed(torch.initial_seed() % 2**32)
