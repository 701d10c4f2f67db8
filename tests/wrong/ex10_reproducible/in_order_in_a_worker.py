# wrong: without shuffle it starts a worker, also for num_workers=0
# caught by: ex10.loader.every_sample
import torch
from torch.utils.data import DataLoader


def seeded_loader(dataset, batch_size, seed, num_workers=0, shuffle=True):
    generator = torch.Generator().manual_seed(seed)
    if not shuffle:
        num_workers = max(num_workers, 1)
    return DataLoader(dataset, batch_size, shuffle, num_workers=num_workers, generator=generator)
