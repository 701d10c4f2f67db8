# wrong: seeds both from the operating system's entropy
# caught by: ex10.seed_worker.python
import random

import numpy as np


def seed_worker(worker_id):
    random.seed()
    np.random.seed()
