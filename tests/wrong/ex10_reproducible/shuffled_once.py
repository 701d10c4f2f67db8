# wrong: draws one order and keeps it for all epochs
# caught by: ex10.loader.shuffle
import torch
from torch.utils.data import DataLoader


def seeded_loader(dataset, batch_size, seed, num_workers=0, shuffle=True):
    generator = torch.Generator().manual_seed(seed)
    order = torch.randperm(len(dataset), generator=generator).tolist() if shuffle else None
    return DataLoader(dataset, batch_size, sampler=order, num_workers=num_workers, generator=generator)
