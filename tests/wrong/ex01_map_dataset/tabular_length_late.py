# wrong: different lengths are noticed at the first access, not at once
# caught by: ex01.tabular.lengths
import torch
from torch.utils.data import Dataset


class TabularDataset(Dataset):
    def __init__(self, features, labels, transform=None):
        self.features = torch.as_tensor(features, dtype=torch.float32).detach()
        self.labels = torch.as_tensor(labels, dtype=torch.int64).detach()
        self.transform = transform

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        if len(self.features) != len(self.labels):
            raise ValueError(f"features {len(self.features)}, labels {len(self.labels)}")
        x, y = self.features[i].clone(), self.labels[i].clone()
        if self.transform is not None:
            x = self.transform(x)
        return x, y
