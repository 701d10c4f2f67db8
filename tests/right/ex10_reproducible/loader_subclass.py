# right: a DataLoader of its own that counts its passes and seeds each by its number, numpy's way
import random

import numpy as np
import torch
from torch.utils.data import DataLoader


def seed_worker(worker_id):
    """Both from one random.Random."""
    source = random.Random(torch.initial_seed())
    np.random.seed([source.getrandbits(32) for _ in range(4)])
    random.seed(source.getrandbits(128))


class Epochs(DataLoader):
    passes = 0

    def __init__(self, dataset, batch_size, seed, num_workers, shuffle):
        super().__init__(dataset, batch_size, num_workers=num_workers, worker_init_fn=seed_worker,
                         sampler=self.order() if shuffle else None, generator=torch.Generator())
        self.seed = torch.Generator().manual_seed(seed).initial_seed()

    def __iter__(self):
        words = np.random.SeedSequence([self.seed, self.passes]).generate_state(2, np.uint64)
        self.passes += 1
        self.generator.manual_seed(int(words[0]))
        self.permutation = np.random.Generator(np.random.PCG64(words[1])).permutation(len(self.dataset))
        yield from super().__iter__()  # reads the permutation before anyone else can change it

    def order(self):
        loader = self

        class Order(torch.utils.data.Sampler):
            def __len__(self):
                return len(loader.dataset)

            def __iter__(self):
                yield from loader.permutation

        return Order()


def seeded_loader(dataset, batch_size, seed, num_workers=0, shuffle=True):
    return Epochs(dataset, batch_size, seed, num_workers, shuffle)
