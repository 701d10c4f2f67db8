# right: dataclasses; the CSV is read at the first need of it
from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Callable

import torch
from PIL import Image
from torch.utils.data import Dataset
from torchvision.transforms import PILToTensor


@dataclass
class TabularDataset(Dataset):
    features: Any
    labels: Any
    transform: Callable | None = None

    def __post_init__(self):
        self.features = torch.as_tensor(self.features).detach().clone()
        self.labels = torch.as_tensor(self.labels).detach().clone()
        n, m = len(self.features), len(self.labels)
        if n != m:
            raise ValueError("features has length %d, labels has length %d" % (n, m))

    def __len__(self) -> int:
        return self.features.shape[0]

    def __getitem__(self, i):
        n = len(self)
        if not -n <= i < n:
            raise IndexError
        x = self.features[i].to(torch.float32, copy=True)
        y = self.labels[i].to(torch.int64, copy=True)
        return (x if self.transform is None else self.transform(x)), y


@dataclass(eq=False)
class ImageFileDataset(Dataset):
    root: str | Path
    annotations: str | Path
    transform: Callable | None = None

    @cached_property
    def table(self) -> list[dict]:
        with open(self.annotations, encoding="utf8", newline="") as f:
            return list(csv.DictReader(f))

    def __len__(self) -> int:
        return len(self.table)

    def __getitem__(self, i):
        row = self.table[i]
        image = Image.open(Path(self.root, row["filename"]))
        try:
            rgb = image.convert("RGB")
        finally:
            image.close()
        return (self.transform or PILToTensor())(rgb), int(row["label"])
