# wrong: has a generator, and seeds the three global RNGs besides
# caught by: ex10.loader.untouched
import random

import numpy as np

import torch
from torch.utils.data import DataLoader


def seeded_loader(dataset, batch_size, seed, num_workers=0, shuffle=True):
    random.seed(seed)
    np.random.seed(seed % 2**32)
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    return DataLoader(dataset, batch_size, shuffle, num_workers=num_workers, generator=generator)
