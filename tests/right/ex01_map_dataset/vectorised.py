# right: rows are picked with index_select and take; the picture's bytes go through numpy's moveaxis
import csv
import os

import numpy as np
import torch
from PIL import Image
from torch.utils.data import Dataset


class TabularDataset(Dataset):
    def __init__(self, features, labels, transform=None):
        self.data = torch.as_tensor(features).type(torch.float)
        self.target = torch.as_tensor(labels).type(torch.long)
        lengths = len(self.data), len(self.target)
        if len({*lengths}) > 1:
            raise ValueError(f"(features, labels) must be equally long, not {lengths}")
        self.transform = transform

    def __len__(self):
        return len(self.target)

    def __getitem__(self, i):
        position = torch.arange(len(self))[i]
        with torch.no_grad():
            x = self.data.index_select(0, position.view(1)).squeeze(0)
            y = self.target.take(position)
        if self.transform is None:
            return x, y
        return self.transform(x), y


class ImageFileDataset(Dataset):
    def __init__(self, root, annotations, transform=None):
        self.root, self.transform = os.fspath(root), transform
        with open(annotations, encoding="utf-8", newline="") as f:
            self.samples = tuple((name, int(label)) for name, label in list(csv.reader(f))[1:])

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, i):
        name, label = self.samples[i]
        path = os.path.join(self.root, name)
        with open(path, "rb") as f:
            image = Image.open(f).convert("RGB")
        if self.transform is not None:
            return self.transform(image), label
        return torch.from_numpy(np.moveaxis(np.array(image), -1, 0)), label
