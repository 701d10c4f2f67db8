# wrong: adds a number that is drawn anew when the file is loaded: another order in every run
# caught by: ex10.loader.seed
import secrets

import torch
from torch.utils.data import DataLoader

SALT = secrets.randbits(31)


def seeded_loader(dataset, batch_size, seed, num_workers=0, shuffle=True):
    generator = torch.Generator().manual_seed((seed + SALT) % 2**63)
    return DataLoader(dataset, batch_size, shuffle, num_workers=num_workers, generator=generator)
