# right: seeds the global RNG inside fork_rng, which puts it back, also after an error
import copy
import itertools

import torch
from torch.utils.data import Dataset, random_split


def lengths(n, fractions):
    values = list(fractions.values())
    wrong = next((v for v in values if not 0 <= v <= 1), None)
    if wrong is not None:
        raise ValueError(f"fraction outside [0, 1] in fractions: {wrong}")
    if not values or abs(sum(values) - 1) > 1e-6:
        raise ValueError(f"fractions sums to {sum(values)} instead of 1")
    ends = [int(n * end / sum(values) + 0.5) for end in itertools.accumulate(values)]
    return [end - start for start, end in zip([0, *ends], ends)]


def split(dataset, fractions, seed):
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return dict(zip(fractions, random_split(dataset, lengths(len(dataset), fractions))))


class TransformedSubset(Dataset):
    def __init__(self, subset, transform):
        self.subset = subset
        self.transform = transform

    def __getitem__(self, index):
        x, y = copy.deepcopy(self.subset[index])
        x = self.transform(x)
        return x, y

    def __len__(self):
        return len(self.subset)


def stratified_split(labels, fractions, seed):
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        lengths(0, fractions)
        labels = torch.as_tensor(labels)
        result = {name: [] for name in fractions}
        for label in torch.unique(labels.to(torch.int64)):
            members = torch.nonzero(labels.to(torch.int64) == label).flatten()
            members = members[torch.randperm(len(members))]
            for name, part in zip(fractions, members.split(lengths(len(members), fractions))):
                result[name] += part.tolist()
        return result
