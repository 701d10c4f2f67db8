# right: subclasses of TensorDataset and torchvision's VisionDataset, with its default_loader
import csv
import os

import torch
from torch.utils.data import TensorDataset
from torchvision.datasets import VisionDataset
from torchvision.datasets.folder import pil_loader
from torchvision.transforms.functional import pil_to_tensor


class TabularDataset(TensorDataset):
    def __init__(self, features, labels, transform=None):
        if len(features) != len(labels):
            raise ValueError(f"labels: {len(labels)} for {len(features)} samples")
        super().__init__(
            torch.as_tensor(features, dtype=torch.float32),
            torch.as_tensor(labels, dtype=torch.int64),
        )
        self.transform = transform

    def __getitem__(self, index):
        x, y = (t.detach().clone() for t in super().__getitem__(index))
        return (x if self.transform is None else self.transform(x)), y


class ImageFileDataset(VisionDataset):
    def __init__(self, root, annotations, transform=None):
        super().__init__(root, transform=transform)
        self.imgs = []
        with open(annotations, newline="", encoding="utf-8") as f:
            for row in csv.DictReader(f):
                self.imgs.append((row["filename"], int(row["label"])))

    def __len__(self):
        return len(self.imgs)

    def __getitem__(self, index):
        name, label = self.imgs[index]
        image = pil_loader(os.path.join(self.root, name))
        image = pil_to_tensor(image) if self.transform is None else self.transform(image)
        return image, label
