# wrong: seeds with 0 whatever the seed is
# caught by: ex10.loader.seed
import torch
from torch.utils.data import DataLoader


def seeded_loader(dataset, batch_size, seed, num_workers=0, shuffle=True):
    generator = torch.Generator().manual_seed(0)
    return DataLoader(dataset, batch_size, shuffle, num_workers=num_workers, generator=generator)
