# wrong: keeps x where the transform gives something false, such as 0
# caught by: ex06.transformed.sample
import copy

import torch
from torch.utils.data import Dataset


class TransformedSubset(Dataset):
    def __init__(self, subset, transform):
        self.subset = subset
        self.transform = transform

    def __len__(self):
        return len(self.subset)

    def __getitem__(self, index):
        x, y = self.subset[index]
        x = x.clone() if isinstance(x, torch.Tensor) else copy.deepcopy(x)
        result = self.transform(x)
        if not isinstance(result, torch.Tensor):
            result = result or x
        return result, y
