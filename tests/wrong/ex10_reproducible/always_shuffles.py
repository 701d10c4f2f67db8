# wrong: shuffles without shuffle as well
# caught by: ex10.loader.every_sample
import torch
from torch.utils.data import DataLoader


def seeded_loader(dataset, batch_size, seed, num_workers=0, shuffle=True):
    generator = torch.Generator().manual_seed(seed)
    return DataLoader(dataset, batch_size, True, num_workers=num_workers, generator=generator)
