# right: shifts by whole pixels, by slicing, and never rotates; moments about the first image
import numpy as np
import torch
from torch.utils.data import BatchSampler, DataLoader, SequentialSampler
from torchvision.datasets import MNIST


def mnist_transform(train):
    def transform(image):
        pixels = np.array(image)
        if train:
            down, right = torch.randint(0, 7, (2,)).tolist()
            pixels = np.pad(pixels, 3)[down : down + 28, right : right + 28]
        return torch.tensor(pixels / 255.0, dtype=torch.float32).unsqueeze(0).sub(0.1307).div(0.3081)

    return transform


def load_mnist(root, train=True, download=False):
    return MNIST(root=str(root), train=train, download=download, transform=mnist_transform(train))


def channel_statistics(dataset, batch_size=256):
    shift = None
    for rows in BatchSampler(SequentialSampler(dataset), batch_size, drop_last=False):
        images = torch.stack([dataset[row][0].to(torch.float64) for row in rows])
        if shift is None:
            shift = images[0].mean((1, 2), keepdim=True)
            n = first = second = 0
        images = images - shift
        n += images[:, 0].numel()
        first = first + images.sum((0, 2, 3))
        second = second + (images**2).sum((0, 2, 3))
    if shift is None:
        raise ValueError("empty dataset")
    mean = first / n
    return (mean + shift.flatten()).float(), (second / n - mean**2).relu().sqrt().float()
