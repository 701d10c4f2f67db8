# wrong: applies the transform in the main process only
# caught by: ex06.transformed.workers
import copy

import torch
from torch.utils.data import Dataset, get_worker_info


class TransformedSubset(Dataset):
    def __init__(self, subset, transform):
        self.subset = subset
        self.transform = transform

    def __len__(self):
        return len(self.subset)

    def __getitem__(self, index):
        x, y = self.subset[index]
        x = x.clone() if isinstance(x, torch.Tensor) else copy.deepcopy(x)
        if get_worker_info() is not None:
            return x, y
        return self.transform(x), y
