# wrong: hands numpy a seed of 64 bits, which it refuses
# caught by: ex10.seed_worker.numpy
import random

import numpy as np
import torch


def seed_worker(worker_id):
    random.seed(torch.initial_seed())
    np.random.seed(torch.initial_seed())
