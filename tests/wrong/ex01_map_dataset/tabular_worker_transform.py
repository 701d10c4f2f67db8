# wrong: workers forget the transform: it is kept in a process-bound table
# caught by: ex01.tabular.workers
import os

import torch
from torch.utils.data import Dataset


class TabularDataset(Dataset):
    def __init__(self, features, labels, transform=None):
        if len(features) != len(labels):
            raise ValueError(f"{len(features)} features but {len(labels)} labels")
        self.features = torch.as_tensor(features, dtype=torch.float32).detach()
        self.labels = torch.as_tensor(labels, dtype=torch.int64).detach()
        self.transforms = {os.getpid(): transform}

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        x, y = self.features[i].clone(), self.labels[i].clone()
        transform = self.transforms.get(os.getpid())
        if transform is not None:
            x = transform(x)
        return x, y
