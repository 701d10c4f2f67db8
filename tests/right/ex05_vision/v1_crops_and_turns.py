# right: the first version of the transforms, a crop out of a padded image and a rotation; variances merged as Chan has it
import torch
from torch.utils.data import DataLoader
from torchvision import datasets, transforms


def mnist_transform(train):
    augment = [transforms.RandomRotation(15), transforms.RandomCrop(28, padding=3)] if train else []
    return transforms.Compose([*augment, transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))])


def load_mnist(root, train=True, download=False):
    return datasets.MNIST(root, train, mnist_transform(train), None, download)


def channel_statistics(dataset, batch_size=256):
    if not len(dataset):
        raise ValueError("channel_statistics needs a dataset with at least one image")
    count, mean, m2 = 0, 0.0, 0.0
    for images in DataLoader(dataset, batch_size, collate_fn=lambda samples: torch.stack([s[0] for s in samples])):
        images = images.to(torch.float64)
        n = images.numel() // images.shape[1]
        var, here = torch.var_mean(images, dim=(0, 2, 3), correction=0)
        delta = here - mean
        m2 = m2 + var * n + delta.square() * count * n / (count + n)
        mean = mean + delta * n / (count + n)
        count += n
    return mean.to(torch.float32), (m2 / count).sqrt().to(torch.float32)
