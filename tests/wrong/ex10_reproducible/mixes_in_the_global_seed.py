# wrong: adds what torch's global RNG was seeded with
# caught by: ex10.loader.in_between
import torch
from torch.utils.data import DataLoader


def seeded_loader(dataset, batch_size, seed, num_workers=0, shuffle=True):
    generator = torch.Generator().manual_seed((seed + torch.initial_seed()) % 2**63)
    return DataLoader(dataset, batch_size, shuffle, num_workers=num_workers, generator=generator)
