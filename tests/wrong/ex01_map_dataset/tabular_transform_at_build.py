# wrong: the transform runs once when the dataset is built, not on every access
# caught by: ex01.tabular.transform
import torch
from torch.utils.data import Dataset


class TabularDataset(Dataset):
    def __init__(self, features, labels, transform=None):
        if len(features) != len(labels):
            raise ValueError(f"{len(features)} features but {len(labels)} labels")
        self.features = torch.as_tensor(features, dtype=torch.float32).detach()
        self.labels = torch.as_tensor(labels, dtype=torch.int64).detach()
        if transform is not None:
            self.features = [transform(x.clone()) for x in self.features]

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        x, y = self.features[i], self.labels[i].clone()
        return x, y
