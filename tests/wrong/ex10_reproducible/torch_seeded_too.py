# wrong: seeds torch again, with the seed that was cut for numpy
# caught by: ex10.seed_worker.torch
import random

import numpy as np
import torch


def seed_worker(worker_id):
    seed = torch.initial_seed() % 2**32
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
