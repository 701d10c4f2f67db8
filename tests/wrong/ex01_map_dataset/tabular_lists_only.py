# wrong: features and labels must be lists: torch.FloatTensor refuses tensors
# caught by: ex01.tabular.sample
import torch
from torch.utils.data import Dataset


class TabularDataset(Dataset):
    def __init__(self, features, labels, transform=None):
        if len(features) != len(labels):
            raise ValueError(f"{len(features)} features but {len(labels)} labels")
        self.features = torch.FloatTensor(features)
        self.labels = torch.LongTensor(labels)
        self.transform = transform

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        x, y = self.features[i].clone(), self.labels[i].clone()
        if self.transform is not None:
            x = self.transform(x)
        return x, y
