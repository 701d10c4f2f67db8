# right: samples are built on request by small objects; slices work too; no class attribute in common
import csv
from contextlib import closing
from functools import partial
from pathlib import Path

import torch
from PIL import Image
from torch.utils.data import Dataset
from torchvision import transforms


def tabular_sample(features, labels, transform, i):
    x = features[i].clone()
    return (transform(x) if transform else x), labels[i].clone()


class TabularDataset(Dataset):
    def __init__(self, features, labels, transform=None):
        features = torch.as_tensor(features).to(dtype=torch.float32)
        labels = torch.as_tensor(labels).to(dtype=torch.int64)
        if features.size(0) != labels.size(0):
            message = "as many labels as features, please: got {1} and {0}"
            raise ValueError(message.format(features.size(0), labels.size(0)))
        self.take = partial(tabular_sample, features.detach(), labels, transform)
        self.indices = range(labels.size(0))

    def __len__(self):
        return len(self.indices)

    def __getitem__(self, i):
        if isinstance(i, slice):
            return [self.take(j) for j in self.indices[i]]
        return self.take(self.indices[i])


def read(path, transform):
    with closing(Image.open(str(path))) as image:
        image.load()
        rgb = image if image.mode == "RGB" else image.convert("RGB")
        rgb = rgb.copy()
    if transform is None:
        return transforms.PILToTensor()(rgb)
    return transform(rgb)


class ImageFileDataset(Dataset):
    def __init__(self, root, annotations, transform=None):
        self.open = []
        with open(annotations, encoding="utf-8", newline="") as f:
            rows = csv.reader(f)
            next(rows)
            for filename, label in rows:
                self.open.append((partial(read, Path(root) / filename, transform), int(label)))

    def __len__(self):
        return len(self.open)

    def __getitem__(self, i):
        image, label = self.open[i]
        return image(), label
