# right: numpy's SeedSequence of seed and epoch, a new one for every pass; loaders made in a helper
import numpy as np
import torch
from torch.utils.data import DataLoader, Sampler


class Epochs(Sampler):
    def __init__(self, data, entropy):
        self.data, self.entropy, self.begun = data, entropy, 0

    def __len__(self):
        return len(self.data)

    def __iter__(self):
        rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([self.entropy, self.begun])))
        self.begun += 1
        order = np.arange(len(self.data), dtype=np.int16 if len(self.data) < 2**15 else np.int64)
        rng.shuffle(order)
        yield from order


def make_loaders(datasets, batch_size, num_workers=0, samplers=None, seed=None):
    check(batch_size, num_workers)
    samplers = {**(samplers or {})}
    loaders = {}
    for name, dataset in datasets.items():
        training = name == "train"
        if name in samplers:
            sampler = samplers.pop(name)  # a copy: what is left over at the end is unknown
        elif training and seed is not None:
            sampler = Epochs(dataset, torch.Generator().manual_seed(seed).initial_seed())
        else:
            sampler = None
        loaders[name] = DataLoader(
            dataset=dataset,
            batch_size=batch_size,
            sampler=sampler,
            shuffle=training if sampler is None else None,
            num_workers=num_workers,
            pin_memory=True if torch.cuda.is_available() else False,
            drop_last=training,
            persistent_workers=num_workers > 0,
            worker_init_fn=None,
        )
    if samplers:
        raise ValueError(f"left-over samplers for {', '.join(map(str, samplers))}")
    return loaders


def check(batch_size, num_workers):
    if batch_size < 1:
        raise ValueError(f"batch_size {batch_size} makes no batches")
    if num_workers < 0:
        raise ValueError(f"num_workers {num_workers} makes no sense")
