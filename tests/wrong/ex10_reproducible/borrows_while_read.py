# wrong: seeds torch's global RNG while a pass is being read, and restores it at its end
# caught by: ex10.loader.untouched
import torch
from torch.utils.data import DataLoader


class Borrowing(DataLoader):
    def __iter__(self):
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(torch.randint(2**62, (), generator=self.generator).item())
            yield from super().__iter__()


def seeded_loader(dataset, batch_size, seed, num_workers=0, shuffle=True):
    generator = torch.Generator().manual_seed(seed)
    return Borrowing(dataset, batch_size, shuffle, num_workers=num_workers, generator=generator)
