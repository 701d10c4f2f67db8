# right: torchvision's PNG decoder when no transform asks for a PIL image; vectorised lookups
import csv
import os

import torch
from PIL import Image
from torch.utils.data import Dataset
from torchvision.io import ImageReadMode, decode_image
from torchvision.transforms.functional import pil_to_tensor


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
        if self.transform is None and name.lower().endswith(".png"):
            with open(path, "rb") as f:
                data = torch.frombuffer(bytearray(f.read()), dtype=torch.uint8)
            return decode_image(data, mode=ImageReadMode.RGB), label
        with Image.open(path) as f:
            image = f.convert("RGB")
        return (pil_to_tensor if self.transform is None else self.transform)(image), label
