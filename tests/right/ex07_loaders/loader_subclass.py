# right: a subclass of DataLoader whose __iter__ is a generator that seeds each epoch anew
import torch
from torch.utils.data import DataLoader


class Seeded(DataLoader):
    def __init__(self, *args, seed, **kwargs):
        super().__init__(*args, generator=torch.Generator(), **kwargs)
        self.seeds = torch.Generator().manual_seed(seed)

    def __iter__(self):
        epoch_seed = int(torch.randint(2**62, (), generator=self.seeds))
        # a generator of its own for each epoch: an older pass keeps the one that it began with
        self.sampler.generator = torch.Generator().manual_seed(epoch_seed)
        yield from super().__iter__()


def make_loaders(datasets, batch_size, num_workers=0, samplers=None, seed=None):
    if batch_size < 1:
        raise ValueError(f"batch_size must be positive (got {batch_size})")
    if num_workers < 0:
        raise ValueError(f"num_workers must not be negative (got {num_workers})")
    samplers = {} if samplers is None else samplers
    for name in samplers:
        if name not in datasets:
            raise ValueError(f"samplers: {name} is not a split")
    common = {
        "batch_size": batch_size,
        "num_workers": num_workers,
        "persistent_workers": num_workers >= 1,
        "pin_memory": torch.cuda.is_available(),
    }
    loaders = {}
    for name, dataset in datasets.items():
        train, own = name == "train", name in samplers
        if own:
            loaders[name] = DataLoader(dataset, sampler=samplers[name], drop_last=train, **common)
        elif train and seed is not None:
            loaders[name] = Seeded(dataset, seed=seed, shuffle=True, drop_last=True, **common)
        else:
            loaders[name] = DataLoader(dataset, shuffle=train, drop_last=train, **common)
    return loaders
