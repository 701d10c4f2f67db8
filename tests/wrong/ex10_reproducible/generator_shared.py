# wrong: all loaders share one generator, which each call seeds again
# caught by: ex10.loader.seed
import torch
from torch.utils.data import DataLoader


GENERATOR = torch.Generator()


def seeded_loader(dataset, batch_size, seed, num_workers=0, shuffle=True):
    GENERATOR.manual_seed(seed)
    return DataLoader(dataset, batch_size, shuffle, num_workers=num_workers, generator=GENERATOR)
