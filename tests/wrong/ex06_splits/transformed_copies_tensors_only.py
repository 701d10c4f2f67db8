# wrong: copies tensors, but neither arrays nor images
# caught by: ex06.transformed.untouched
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
        if isinstance(x, torch.Tensor):
            x = x.clone()
        return self.transform(x), y
