# wrong: draws the seeds from torch's RNG, which moves on by that
# caught by: ex10.seed_worker.torch
import random

import numpy as np
import torch


def seed_worker(worker_id):
    random.seed(torch.randint(2**62, ()).item())
    np.random.seed(torch.randint(2**32, ()).item())
