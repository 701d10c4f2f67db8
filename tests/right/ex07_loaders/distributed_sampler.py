# right: torch's DistributedSampler for one process, its epoch set by each pass
import torch
from torch.utils.data import DataLoader, DistributedSampler


class OneProcess(DistributedSampler):
    def __iter__(self):
        order = list(super().__iter__())
        self.set_epoch(self.epoch + 1)
        return iter(order)


def make_loaders(datasets, batch_size, num_workers=0, samplers=None, seed=None):
    if not batch_size >= 1:
        raise ValueError(f"bad batch_size: {batch_size}")
    if not num_workers >= 0:
        raise ValueError(f"bad num_workers: {num_workers}")
    if not set(samplers or ()) <= set(datasets):
        extra = set(samplers) - set(datasets)
        raise ValueError(f"bad samplers: there are no datasets named {extra}")

    if seed is None:
        seed = int(torch.randint(2**31, ()))
    else:
        seed = int(torch.randint(2**31, (), generator=torch.Generator().manual_seed(seed)))

    def sampler(name):
        if samplers is not None and name in samplers:
            return samplers[name]
        return OneProcess(datasets[name], num_replicas=1, rank=0, shuffle=name == "train", seed=seed)

    return dict(
        (
            name,
            DataLoader(
                dataset,
                batch_size=batch_size,
                sampler=sampler(name),
                num_workers=num_workers,
                pin_memory=torch.cuda.device_count() > 0,
                drop_last=(name == "train"),
                persistent_workers=(num_workers != 0),
            ),
        )
        for name, dataset in datasets.items()
    )
