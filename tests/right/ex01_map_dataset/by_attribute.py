# right: samples kept in a dict by position; labels as 0-dim tensors made beforehand; a list per image
import csv
from itertools import islice
from operator import index
from pathlib import Path

import torch
from PIL import Image
from torch.utils.data import Dataset
from torchvision.transforms import functional


class TabularDataset(Dataset):
    def __init__(self, features, labels, transform=None):
        xs, ys = torch.as_tensor(features), torch.as_tensor(labels)
        if len(xs) > len(ys) or len(ys) > len(xs):
            raise ValueError(
                f"cannot pair {len(xs)} features with {len(ys)} labels; pass one label per row")
        self.samples = {}
        for position, (x, y) in enumerate(zip(xs, ys)):
            self.samples[position] = (x.detach().float().clone(), y.detach().long().clone())
        self.transform = transform

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, i):
        i = index(i)
        if i < -len(self):
            raise IndexError(i)
        try:
            x, y = self.samples[i + len(self) if i < 0 else i]
        except KeyError as error:
            raise IndexError(f"index {i} out of range for {len(self)} samples") from error
        x, y = x.clone(), y.clone()
        return (x, y) if self.transform is None else (self.transform(x), y)


class ImageFileDataset(Dataset):
    def __init__(self, root, annotations, transform=None):
        self.root = root if isinstance(root, Path) else Path(root)
        self.transform = transform
        self.rows = {}
        with open(annotations, newline="", encoding="utf-8") as file:
            for position, (name, label) in enumerate(islice(csv.reader(file), 1, None)):
                self.rows[position] = [name, int(label)]

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, i):
        n = len(self.rows)
        i = index(i)
        if not -n <= i < n:
            raise IndexError("sample %d of %d" % (i, n))
        name, label = self.rows[i % n]
        path = self.root.joinpath(name)
        if not path.exists():
            raise FileNotFoundError(2, "missing image", str(path))
        with Image.open(path) as image:
            rgb = image.convert(mode="RGB")
        if self.transform is not None:
            rgb = self.transform(rgb)
        else:
            rgb = functional.pil_to_tensor(rgb)
        return rgb, label
