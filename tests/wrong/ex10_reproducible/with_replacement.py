# wrong: draws with replacement
# caught by: ex10.loader.every_sample
import torch
from torch.utils.data import DataLoader, RandomSampler


def seeded_loader(dataset, batch_size, seed, num_workers=0, shuffle=True):
    generator = torch.Generator().manual_seed(seed)
    sampler = RandomSampler(dataset, replacement=True, generator=generator) if shuffle else None
    return DataLoader(dataset, batch_size, sampler=sampler, num_workers=num_workers, generator=generator)
