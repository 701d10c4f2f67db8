# wrong: a pass goes on where the one before was stopped
# caught by: ex10.loader.passes
import torch
from torch.utils.data import DataLoader


class Resuming(DataLoader):
    current = None

    def __iter__(self):
        if self.current is None:
            self.current = super().__iter__()
        yield from self.current
        self.current = None


def seeded_loader(dataset, batch_size, seed, num_workers=0, shuffle=True):
    generator = torch.Generator().manual_seed(seed)
    return Resuming(dataset, batch_size, shuffle, num_workers=num_workers, generator=generator)
