# right: rotates every other image by one of four angles, and never shifts
import torch
from torch.utils.data import DataLoader
from torchvision.datasets import MNIST
from torchvision.transforms import InterpolationMode, v2


def turn(angle):
    return v2.RandomRotation((angle, angle), interpolation=InterpolationMode.BILINEAR)


def mnist_transform(train):
    plain = v2.Compose([v2.ToImage(), v2.ToDtype(torch.float32, scale=True), v2.Normalize([0.1307], [0.3081])])
    if not train:
        return plain
    some = v2.RandomChoice([turn(-15), turn(-10), turn(10), turn(15)])
    return v2.Compose([v2.RandomApply([some], p=0.5), plain])


class Digits(MNIST):
    """torchvision's MNIST, under the name of its folder."""


Digits.__name__ = "MNIST"


def load_mnist(root, train=True, download=False):
    return Digits(root, train=train, transform=mnist_transform(train), download=download)


class Moments:
    def __init__(self):
        self.n, self.mean, self.m2 = 0, None, None

    def add(self, pixels):
        n, mean = pixels.shape[1], pixels.mean(1)
        m2 = (pixels - mean[:, None]).pow(2).sum(1)
        if self.n:
            step = mean - self.mean
            m2 = self.m2 + m2 + step.pow(2) * (self.n * n / (self.n + n))
            mean = self.mean + step * (n / (self.n + n))
        self.n, self.mean, self.m2 = self.n + n, mean, m2


def channel_statistics(dataset, batch_size=256):
    moments = Moments()
    for samples in DataLoader(dataset, batch_size, collate_fn=list) if len(dataset) else ():
        for image, _ in samples:
            moments.add(image.double().flatten(1))
    if not moments.n:
        raise ValueError("dataset: no images to take a mean of")
    return moments.mean.float(), (moments.m2 / moments.n).sqrt().float()
