# right: remembers decoded images and hands out copies; transforms through a helper class
import csv
from functools import lru_cache
from pathlib import Path

import torch
from PIL import Image
from torch.utils.data import Dataset


class Identity:
    def __call__(self, x):
        return x


class LengthMismatch(ValueError):
    """features and labels do not belong together"""


class OutOfRange(IndexError):
    pass


class TabularDataset(Dataset):
    def __init__(self, features, labels, transform=None):
        self.rows = [row.detach() for row in torch.as_tensor(features).to(torch.float32).unbind()]
        self.labels = torch.as_tensor(labels).tolist()
        if len(self.rows) != len(self.labels):
            raise LengthMismatch(
                "Labels and Features: %i != %i" % (len(self.labels), len(self.rows)))
        self.transform = Identity() if transform is None else transform

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        try:
            row, label = self.rows[i], self.labels[i]
        except IndexError:
            raise OutOfRange(i) from None
        return self.transform(row.clone()), torch.tensor(label, dtype=torch.long)


@lru_cache(maxsize=8)
def decode(path):
    with Image.open(path) as image:
        return image.convert("RGB")


class ToTensor:
    def __call__(self, image):
        width, height = image.size
        pixels = torch.frombuffer(bytearray(image.tobytes()), dtype=torch.uint8)
        return pixels.reshape(height, width, 3).permute(2, 0, 1).contiguous()


class ImageFileDataset(Dataset):
    def __init__(self, root, annotations, transform=None):
        with open(annotations, encoding="utf-8", newline="") as f:
            pairs = [(Path(root) / r["filename"], int(r["label"])) for r in csv.DictReader(f)]
        self.paths, self.labels = zip(*pairs) if pairs else ((), ())
        self.transform = ToTensor() if transform is None else transform

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, i):
        return self.transform(decode(self.paths[i]).copy()), self.labels[i]
