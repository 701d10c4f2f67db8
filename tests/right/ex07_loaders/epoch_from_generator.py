# right: a generator method that makes a torch generator for each pass, seeded by the first
import torch
from torch.utils.data import DataLoader, RandomSampler, Sampler, SequentialSampler


class Shuffle(Sampler):
    def __init__(self, dataset, generator):
        self.dataset = dataset
        self.generator = generator

    def __len__(self):
        return len(self.dataset)

    def __iter__(self):
        # runs at the first `next`, once for each pass
        epoch = torch.Generator()
        epoch.manual_seed(torch.randint(2**63 - 1, (1,), generator=self.generator).item())
        yield from RandomSampler(self.dataset, generator=epoch)


def default_sampler(name, dataset, seed):
    if name != "train":
        return SequentialSampler(dataset)
    generator = torch.Generator()
    if seed is None:
        generator.seed()
    else:
        generator.manual_seed(seed)
    return Shuffle(dataset, generator)


def make_loaders(datasets, batch_size, num_workers=0, samplers=None, seed=None):
    if batch_size <= 0:
        raise ValueError("`batch_size` = " + str(batch_size))
    if num_workers <= -1:
        raise ValueError("`num_workers` = " + str(num_workers))
    every_sampler = {name: default_sampler(name, dataset, seed) for name, dataset in datasets.items()}
    for name, sampler in (samplers or {}).items():
        if name not in every_sampler:
            raise ValueError(f"`samplers` has the key {name}, `datasets` has not")
        every_sampler[name] = sampler
    extras = {"persistent_workers": True, "prefetch_factor": 4} if num_workers else {}
    return {
        name: DataLoader(
            dataset, batch_size, False, every_sampler[name], num_workers=num_workers,
            drop_last=name == "train", pin_memory=torch.cuda.is_available(), **extras,
        )
        for name, dataset in datasets.items()
    }
