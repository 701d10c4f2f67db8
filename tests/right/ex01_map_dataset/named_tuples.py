# right: samples are named tuples; extra methods (__repr__, classes, __iter__, __getitems__)
import csv
import io
import operator
from pathlib import Path
from typing import NamedTuple

import torch
from PIL import Image
from torch.utils.data import Dataset
from torchvision.transforms.v2 import functional as F


class Sample(NamedTuple):
    x: object
    y: torch.Tensor


class Picture(NamedTuple):
    image: object
    label: int


class _Sequence(Dataset):
    def __len__(self):
        return self.size

    def __getitem__(self, index):
        index = operator.index(index)
        if index < 0:
            index += self.size
        if index < 0 or index >= self.size:
            raise IndexError(f"{index} is out of range")
        return self.sample(index)

    def __getitems__(self, indices):
        return [self[i] for i in indices]

    def __iter__(self):
        for i in range(self.size):
            yield self[i]

    def __repr__(self):
        return f"{type(self).__name__} of {self.size}"


class TabularDataset(_Sequence):
    def __init__(self, features, labels, transform=None):
        self.x = torch.as_tensor(features).detach().float()
        self.y = torch.as_tensor(labels).detach().long()
        if self.x.shape[0] != self.y.shape[0]:
            raise ValueError(
                f"every row of `features` needs a label: {tuple(self.x.shape)} against "
                f"{tuple(self.y.shape)}"
            )
        self.size, self.transform = self.y.shape[0], transform

    def sample(self, i):
        x = torch.empty_like(self.x[i]).copy_(self.x[i])
        return Sample(self.transform(x) if self.transform is not None else x, self.y[i] + 0)

    @property
    def classes(self):
        return self.y.unique().tolist()


class ImageFileDataset(_Sequence):
    def __init__(self, root, annotations, transform=None):
        self.folder, self.transform = Path(root), transform
        text = Path(annotations).read_bytes().decode("utf-8")
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        self.names = [row["filename"] for row in rows]
        self.labels = tuple(int(row["label"]) for row in rows)
        self.size = len(rows)

    def sample(self, i):
        with (self.folder / self.names[i]).open("rb") as stream, Image.open(stream) as image:
            rgb = image.convert("RGB")
        return Picture(self.finish(rgb), self.labels[i])

    def finish(self, rgb):
        return F.pil_to_tensor(rgb) if self.transform is None else self.transform(rgb)
