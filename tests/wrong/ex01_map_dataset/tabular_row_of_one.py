# wrong: x has shape (1, F): sliced, not indexed
# caught by: ex01.tabular.sample
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
        x, y = self.features[range(len(self))[i], None].clone(), self.labels[i].clone()
        if self.transform is not None:
            x = self.transform(x)
        return x, y
