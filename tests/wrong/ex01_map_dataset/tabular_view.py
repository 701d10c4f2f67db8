# wrong: x is a view: a transform in place changes the table, more so each epoch
# caught by: ex01.tabular.untouched
import torch
from torch.utils.data import Dataset


class TabularDataset(Dataset):
    def __init__(self, features, labels, transform=None):
        if len(features) != len(labels):
            raise ValueError(f"{len(features)} features but {len(labels)} labels")
        self.features = torch.as_tensor(features, dtype=torch.float32).detach()
        self.labels = torch.as_tensor(labels, dtype=torch.int64).detach()
        self.transform = transform

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        x, y = self.features[i], self.labels[i].clone()
        if self.transform is not None:
            x = self.transform(x)
        return x, y
