# wrong: seeds the generator again for each epoch
# caught by: ex10.loader.shuffle
import torch
from torch.utils.data import DataLoader


class Seeded(DataLoader):
    def __iter__(self):
        self.generator.manual_seed(self.generator.initial_seed())
        return super().__iter__()


def seeded_loader(dataset, batch_size, seed, num_workers=0, shuffle=True):
    generator = torch.Generator().manual_seed(seed)
    return Seeded(dataset, batch_size, shuffle, num_workers=num_workers, generator=generator)
