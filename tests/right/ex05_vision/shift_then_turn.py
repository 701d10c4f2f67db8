# right: shifts first and turns the shifted image, each with nearest pixels; numpy's global generator
import numpy as np
import torch
from PIL import Image
from torch.utils.data import DataLoader
from torchvision.datasets import MNIST
from torchvision.transforms import functional as F


def mnist_transform(train):
    def transform(image):
        if train:
            dx, dy = np.random.uniform(-3, 3, 2)
            image = image.transform(image.size, Image.Transform.AFFINE, (1, 0, -dx, 0, 1, -dy))
            image = F.rotate(image, float(np.random.triangular(-15, 0, 15)))
        return F.normalize(F.to_tensor(image), [0.1307], [0.3081])

    return transform


def load_mnist(root, train=True, download=False):
    arguments = {"root": root, "train": train, "download": download}
    return MNIST(**arguments, transform=mnist_transform(train))


def channel_statistics(dataset, batch_size=256):
    if next(iter(range(len(dataset))), None) is None:
        raise ValueError("argument 'dataset' is empty")
    n, s, q = 0, 0.0, 0.0
    for images in DataLoader(dataset, batch_size, collate_fn=lambda samples: np.stack([x.double().numpy() for x, _ in samples])):
        x = np.moveaxis(images, 1, 0).reshape(images.shape[1], -1).astype(np.longdouble)
        n, s, q = n + x.shape[1], s + x.sum(1), q + (x * x).sum(1)
    mean, var = s / n, np.maximum(q / n - (s / n) ** 2, 0)
    return torch.from_numpy(mean.astype(np.float32)), torch.from_numpy(np.sqrt(var).astype(np.float32))
