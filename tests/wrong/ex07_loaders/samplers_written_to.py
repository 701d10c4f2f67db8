# wrong: the sampler for the training order is put into the caller's own mapping
# caught by: ex07.loaders.sampler
import torch
from torch.utils.data import DataLoader, Sampler


class Shuffle(Sampler):
    def __init__(self, n, seed):
        self.n, self.generator = n, torch.Generator().manual_seed(seed)

    def __iter__(self):
        return iter(torch.randperm(self.n, generator=self.generator).tolist())

    def __len__(self):
        return self.n


def make_loaders(datasets, batch_size, num_workers=0, samplers=None, seed=None):
    if samplers is None:
        samplers = {}
    if seed is not None and "train" in datasets and "train" not in samplers:
        samplers["train"] = Shuffle(len(datasets["train"]), seed)
    return {
        name: DataLoader(dataset, batch_size, shuffle=name == "train" and name not in samplers, sampler=samplers.get(name),
                         drop_last=name == "train", num_workers=num_workers, persistent_workers=num_workers > 0,
                         pin_memory=torch.cuda.is_available())
        for name, dataset in datasets.items()
    }
