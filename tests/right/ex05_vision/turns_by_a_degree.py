# right: turns by a degree or two with numpy's global generator, bicubic

import numpy as np
import torch
import torchvision.transforms.functional as F
from PIL import Image
from torchvision.datasets import MNIST


def to_tensor(image):
    return (F.to_tensor(image) - 0.1307) / 0.3081


def mnist_transform(train):
    def augmented(image):
        return to_tensor(image.rotate(float(np.clip(np.random.normal(0, 1), -2, 2)), Image.BICUBIC))

    return augmented if train else to_tensor


def load_mnist(root, train=True, download=False):
    return MNIST(root, train=train, transform=mnist_transform(train), download=download)


def channel_statistics(dataset, batch_size=256):
    if len(dataset) == 0:
        raise ValueError("dataset is empty")
    count, mean, m2 = 0, 0.0, 0.0
    for start in range(0, len(dataset), batch_size):
        images = [dataset[i][0] for i in range(start, min(start + batch_size, len(dataset)))]
        x = torch.stack(images).double()
        del images
        var, mu = torch.var_mean(x, dim=(0, 2, 3), correction=0)
        n = x.numel() // x.shape[1]
        delta = mu - mean
        total = count + n
        mean = mean + delta * n / total
        m2 = m2 + var * n + delta**2 * count * n / total
        count = total
    return mean.float(), (m2 / count).sqrt().float()
