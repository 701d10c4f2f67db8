# wrong: caps the batch size at 32
# caught by: ex10.loader.every_sample
import torch
from torch.utils.data import DataLoader


def seeded_loader(dataset, batch_size, seed, num_workers=0, shuffle=True):
    generator = torch.Generator().manual_seed(seed)
    return DataLoader(dataset, min(batch_size, 32), shuffle, num_workers=num_workers, generator=generator)
