# wrong: keeps the first result of each sample, so that every epoch sees the same augmentation
# caught by: ex06.transformed.sample
import copy

import torch
from torch.utils.data import Dataset


class TransformedSubset(Dataset):
    def __init__(self, subset, transform):
        self.subset = subset
        self.transform = transform
        self.cache = {}

    def __len__(self):
        return len(self.subset)

    def __getitem__(self, index):
        index = range(len(self))[index]
        if index not in self.cache:
            x, y = self.subset[index]
            x = x.clone() if isinstance(x, torch.Tensor) else copy.deepcopy(x)
            self.cache[index] = self.transform(x), y
        return self.cache[index]
