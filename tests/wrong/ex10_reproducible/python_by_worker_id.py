# wrong: numpy is right, random is seeded with the worker's id alone
# caught by: ex10.seed_worker.differ
import random

import numpy as np
import torch


def seed_worker(worker_id):
    random.seed(worker_id)
    np.random.seed(torch.initial_seed() % 2**32)
