# wrong: adds the worker's id to what numpy's RNG held (an old piece of advice)
# caught by: ex10.seed_worker.numpy
import random

import numpy as np
import torch


def seed_worker(worker_id):
    random.seed(torch.initial_seed())
    np.random.seed((int(np.random.get_state()[1][0]) + worker_id) % 2**32)
