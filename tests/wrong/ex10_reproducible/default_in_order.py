# wrong: shuffle is False by default
# caught by: ex10.loader.shuffle
import torch
from torch.utils.data import DataLoader


def seeded_loader(dataset, batch_size, seed, num_workers=0, shuffle=False):
    generator = torch.Generator().manual_seed(seed)
    return DataLoader(dataset, batch_size, shuffle, num_workers=num_workers, generator=generator)
