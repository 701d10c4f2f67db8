# right: everything is kept in numpy arrays (object dtype for the names), indices checked by hand
import csv
import pathlib

import numpy as np
import torch
import torch.utils.data as data
from PIL import Image


def as_numpy(values, dtype):
    if torch.is_tensor(values):
        values = values.detach().cpu().numpy()
    array = np.array(values, dtype=dtype)
    array.setflags(write=False)
    return array


class TabularDataset(data.Dataset):
    def __init__(self, features, labels, transform=None):
        super().__init__()
        self._x, self._y = as_numpy(features, np.float32), as_numpy(labels, np.int64)
        if self._x.shape[:1] != self._y.shape:
            raise ValueError(
                f"Got {self._x.shape[0]} feature rows, but {self._y.shape[0]} targets")
        self._transform = transform

    def __len__(self):
        return self._y.size

    def __getitem__(self, i):
        x = torch.tensor(self._x[i])
        if self._transform is not None:
            x = self._transform(x)
        return x, torch.tensor(self._y[i])


class ImageFileDataset(data.Dataset):
    def __init__(self, root, annotations, transform=None):
        super().__init__()
        self._root = pathlib.Path(root)
        with open(annotations, "r", newline="", encoding="utf-8") as file:
            reader = csv.reader(file)
            columns = next(reader)
            assert columns == ["filename", "label"], columns
            rows = list(reader)
        self._names = np.array([row[0] for row in rows], dtype=object)
        self._labels = np.array([int(row[1]) for row in rows], dtype=np.int64)
        self._transform = transform

    def __len__(self):
        return self._labels.size

    def __getitem__(self, i):
        path, label = self._root / self._names[i], self._labels[i].item()
        try:
            image = Image.open(path)
        except FileNotFoundError:
            raise FileNotFoundError(f"image {path} of sample {i} does not exist") from None
        with image:
            image = image.convert("RGB")
        if self._transform is not None:
            return self._transform(image), label
        return torch.as_tensor(np.asarray(image).copy()).permute(2, 0, 1), label
