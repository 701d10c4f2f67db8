# right: plain Python lists instead of tensors, images decoded from bytes, error raised by hand
import csv
import io
import os

import numpy as np
import torch
from PIL import Image
from torch.utils.data import Dataset


def tolist(values):
    return values.tolist() if hasattr(values, "tolist") else [*map(tolist, values)] if isinstance(
        values, (list, tuple)) else values


class TabularDataset(Dataset):
    def __init__(self, features, labels, transform=None):
        rows, targets = tolist(features), tolist(labels)
        if len(rows) - len(targets):
            raise ValueError(f"len(labels) is {len(targets)} and should be {len(rows)}")
        self.samples = list(zip(rows, targets))
        self.transform = transform

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, i):
        row, label = self.samples[i]
        x = torch.tensor(row, dtype=torch.float32)
        return x if self.transform is None else self.transform(x), torch.tensor(label)


class ImageFileDataset(Dataset):
    def __init__(self, root, annotations, transform=None):
        self.root, self.transform = str(root), transform
        with open(annotations, encoding="utf-8", newline="") as f:
            header, *self.rows = csv.reader(f)

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, i):
        name, label = self.rows[i]
        path = os.path.join(self.root, name)
        if not os.path.isfile(path):
            raise FileNotFoundError("there is no image " + path)
        with open(path, "rb") as f:
            data = f.read()
        image = Image.open(io.BytesIO(data)).convert("RGB")
        if self.transform is not None:
            return self.transform(image), int(label)
        pixels = np.array(image, dtype=np.uint8)
        return torch.from_numpy(pixels.transpose(2, 0, 1).copy()), int(label)
