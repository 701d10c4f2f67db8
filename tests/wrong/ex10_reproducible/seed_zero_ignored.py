# wrong: takes seed 0 for no seed
# caught by: ex10.loader.seed
import torch
from torch.utils.data import DataLoader


def seeded_loader(dataset, batch_size, seed, num_workers=0, shuffle=True):
    generator = torch.Generator()
    if seed:
        generator.manual_seed(seed)
    else:
        generator.seed()
    return DataLoader(dataset, batch_size, shuffle, num_workers=num_workers, generator=generator)
