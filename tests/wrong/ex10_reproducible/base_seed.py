# wrong: takes the worker's id off again: all workers draw the same numbers
# caught by: ex10.seed_worker.differ
import random

import numpy as np
import torch


def seed_worker(worker_id):
    seed = torch.initial_seed() - worker_id
    random.seed(seed)
    np.random.seed(seed % 2**32)
