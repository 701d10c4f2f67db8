# wrong: has two orders, which take turns
# caught by: ex10.loader.shuffle
import torch
from torch.utils.data import DataLoader


class Turns:
    def __init__(self, orders):
        self.orders, self.epoch = orders, 0

    def __len__(self):
        return len(self.orders[0])

    def __iter__(self):
        self.epoch += 1
        return iter(self.orders[self.epoch % 2])


def seeded_loader(dataset, batch_size, seed, num_workers=0, shuffle=True):
    generator = torch.Generator().manual_seed(seed)
    order = Turns([torch.randperm(len(dataset), generator=generator).tolist() for _ in range(2)]) if shuffle else None
    return DataLoader(dataset, batch_size, sampler=order, num_workers=num_workers, generator=generator)
