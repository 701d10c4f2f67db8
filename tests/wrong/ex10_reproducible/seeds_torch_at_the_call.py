# wrong: seeds torch's global RNG once, at the call, and draws all epochs from it
# caught by: ex10.loader.in_between
import torch
from torch.utils.data import DataLoader


def seeded_loader(dataset, batch_size, seed, num_workers=0, shuffle=True):
    torch.manual_seed(seed)
    return DataLoader(dataset, batch_size, shuffle, num_workers=num_workers)
