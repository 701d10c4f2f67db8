# wrong: DataLoader's own shuffle with a seeded generator: a broken-off epoch shifts the rest
# caught by: ex07.loaders.broken_off
import torch
from torch.utils.data import DataLoader


def make_loaders(datasets, batch_size, num_workers=0, samplers=None, seed=None):
    if batch_size < 1:
        raise ValueError(f"batch_size must be at least 1, got {batch_size}")
    if num_workers < 0:
        raise ValueError(f"num_workers must be at least 0, got {num_workers}")
    samplers = dict(samplers or {})
    for name in samplers:
        if name not in datasets:
            raise ValueError(f"samplers has {name!r}, which is not in datasets")
    generators = {}
    if seed is not None:
        generators["train"] = torch.Generator().manual_seed(seed)
    loaders = {}
    for name, dataset in datasets.items():
        train = name == "train"
        loaders[name] = DataLoader(
            dataset,
            batch_size=batch_size,
            shuffle=train and name not in samplers,
            sampler=samplers.get(name),
            drop_last=train,
            num_workers=num_workers,
            pin_memory=torch.cuda.is_available(),
            persistent_workers=num_workers > 0,
            generator=generators.get(name),
        )
    return loaders
