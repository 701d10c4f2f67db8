# right: turns and shifts a tensor by affine_grid and grid_sample; statistics merged at the end from a list of moments
import math

import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader
from torchvision.datasets import MNIST
from torchvision.transforms.functional import pil_to_tensor


def move(x):
    angle = math.radians(15) * (2 * torch.rand(1).item() - 1)
    dx, dy = ((torch.rand(2) * 2 - 1) * 3 / 14).tolist()
    cos, sin = math.cos(angle), math.sin(angle)
    theta = torch.tensor([[[cos, -sin, dx], [sin, cos, dy]]])
    grid = F.affine_grid(theta, [1, 1, 28, 28], align_corners=False)
    return F.grid_sample(x[None], grid, align_corners=False)[0]


def mnist_transform(train):
    def plain(image):
        return pil_to_tensor(image).float() / 255

    def normalise(x):
        return (x - 0.1307) / 0.3081

    return (lambda image: normalise(move(plain(image)))) if train else (lambda image: normalise(plain(image)))


def load_mnist(root, train=True, download=False):
    return MNIST(root, download=download, train=train, transform=mnist_transform(train))


def channel_statistics(dataset, batch_size=256):
    moments = []
    loader = DataLoader(dataset, batch_size=batch_size, collate_fn=lambda samples: torch.stack([x for x, _ in samples]))
    for images in loader:
        var, mean = torch.var_mean(images.double(), (0, 2, 3), unbiased=False)
        moments.append((len(images), mean, var))
    if not moments:
        raise ValueError("the dataset has no images")
    n = torch.tensor([m[0] for m in moments], dtype=torch.float64)[:, None]
    means, variances = (torch.stack([m[k] for m in moments]) for k in (1, 2))
    mean = (n * means).sum(0) / n.sum()
    var = (n * (variances + (means - mean) ** 2)).sum(0) / n.sum()
    return mean.float(), var.sqrt().float()
