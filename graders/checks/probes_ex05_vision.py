"""What ex05's checks need beside the student's code: many calls, datasets, a download.

No expected answers here.
"""

import os
import weakref
from pathlib import Path
from unittest import mock

import torch
from torch.overrides import TorchFunctionMode
from torch.utils.data import Dataset
from torchvision.datasets import mnist


def calls(transform, image, count):
    """`count` calls of the transform, each with a copy of the image."""
    return _stacked([transform(image.copy()) for _ in range(count)])


def samples(dataset, index, count):
    """The image of `dataset[index]`, asked for `count` times."""
    return _stacked([dataset[index][0] for _ in range(count)])


def _stacked(results):
    """One tensor where that can be; otherwise the list, for the check to look at."""
    first = results[0]
    alike = all(isinstance(r, torch.Tensor) and r.shape == first.shape and r.dtype == first.dtype for r in results)
    return torch.stack(results) if alike and first.numel() <= 10_000 else results


class Copies(Dataset):
    """Every sample is the same image, transformed."""

    def __init__(self, image, length, transform):
        self.image, self.length, self.transform = image, length, transform

    def __len__(self):
        return self.length

    def __getitem__(self, index):
        return self.transform(self.image.copy())


def path(text):
    """The path as a `pathlib.Path`."""
    return Path(text)


def with_download(files, function, *args):
    """`function(*args)` while torchvision downloads these files and no others."""

    def fetch(url, download_root, extract_root=None, filename=None, md5=None, remove_finished=False):
        name = (filename or Path(url).name).removesuffix(".gz")
        (Path(extract_root or download_root) / name).write_bytes(files[name])

    with mock.patch.object(mnist, "download_and_extract_archive", fetch):
        return function(*args)


class Images(Dataset):
    """Samples `(image, label)`; each read is written down in a file, as a worker could do too."""

    def __init__(self, images, labels, log=None):
        self.images, self.labels, self.log = images, labels, log

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        image = self.images[index]
        if self.log is not None:
            file = os.open(self.log, os.O_WRONLY | os.O_APPEND)
            os.write(file, f"{int(index)}\n".encode())
            os.close(file)
        return image, self.labels[index]


def cut_out(images):
    """The same images, each a view of the inside of a larger one."""
    return [torch.nn.functional.pad(image, (1, 1, 1, 1))[:, 1:-1, 1:-1] for image in images]


class Watch(TorchFunctionMode):
    """Counts, in images, what float tensors are alive at a time."""

    def __init__(self, pixels):
        super().__init__()
        self.pixels, self.alive, self.most = pixels, {}, 0

    def __torch_function__(self, func, types, args=(), kwargs=None):
        result = func(*args, **(kwargs or {}))
        if type(result) is torch.Tensor and result.is_floating_point() and result.numel() >= self.pixels:
            self.note(result)
        return result

    def note(self, tensor):
        """A view holds what it is a view of; what is held twice counts once."""
        storage = tensor.untyped_storage()
        self.alive[id(tensor)] = weakref.ref(tensor), storage.data_ptr(), storage.nbytes() // 4 / self.pixels
        self.alive = {key: entry for key, entry in self.alive.items() if entry[0]() is not None}
        held = {place: size for _, place, size in self.alive.values()}
        self.most = max(self.most, sum(held.values()))


class Fresh(Dataset):
    """Images made when they are asked for: image i is full of the number i."""

    def __init__(self, length, shape):
        self.length, self.shape = length, shape

    def __len__(self):
        return self.length

    def __getitem__(self, index):
        if not 0 <= index < self.length:
            raise IndexError(index)
        return torch.full(self.shape, float(index)), 0


def watched(function, dataset, *args):
    """`function(dataset, *args)`, and how many images were held at a time at most."""
    watch = Watch(dataset.shape[0] * dataset.shape[1] * dataset.shape[2])
    with watch:
        result = function(dataset, *args)
    return result, int(watch.most)
