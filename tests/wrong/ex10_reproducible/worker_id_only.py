# wrong: seeds with the worker's id, so every epoch draws the same numbers
# caught by: ex10.seed_worker.differ
import random

import numpy as np


def seed_worker(worker_id):
    random.seed(worker_id)
    np.random.seed(worker_id)
