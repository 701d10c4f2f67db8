# wrong: shuffles the batches, each of which keeps its samples
# caught by: ex10.loader.shuffle
import torch
from torch.utils.data import DataLoader


class Batches:
    def __init__(self, n, size, generator):
        self.batches = [list(range(k, min(k + size, n))) for k in range(0, n, size)]
        if len(self.batches[-1]) < size:  # the short one stays last
            self.tail = [self.batches.pop()]
        else:
            self.tail = []
        self.generator = generator

    def __len__(self):
        return len(self.batches) + len(self.tail)

    def __iter__(self):
        order = torch.randperm(len(self.batches), generator=self.generator).tolist()
        return iter([self.batches[k] for k in order] + self.tail)


def seeded_loader(dataset, batch_size, seed, num_workers=0, shuffle=True):
    generator = torch.Generator().manual_seed(seed)
    if not shuffle:
        return DataLoader(dataset, batch_size, num_workers=num_workers, generator=generator)
    batches = Batches(len(dataset), batch_size, generator)
    return DataLoader(dataset, batch_sampler=batches, num_workers=num_workers, generator=generator)
