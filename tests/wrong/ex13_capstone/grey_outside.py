# wrong: moves the image after it is normalised, so that what comes in from outside is grey, not black
# caught by: ex13.loaders.train
import torch
from torch.utils.data import DataLoader, Subset
from torchvision import transforms
from torchvision.datasets import MNIST


def mnist_transform(train):
    steps = []
    steps += [transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))]
    if train:
        steps.append(transforms.RandomAffine(12, translate=(0.1, 0.1)))
    return transforms.Compose(steps)


def build_loaders(root, batch_size, seed):
    generator = torch.Generator().manual_seed(seed)
    augmented = MNIST(root, train=True, transform=mnist_transform(True))
    plain = MNIST(root, train=True, transform=mnist_transform(False))
    test = MNIST(root, train=False, transform=mnist_transform(False))
    order = torch.randperm(len(plain), generator=generator).tolist()
    n_val = len(order) // 10
    val, train = order[:n_val], order[n_val:]
    pin = torch.cuda.is_available()
    return {
        "train": DataLoader(
            Subset(augmented, train), batch_size, shuffle=True, drop_last=True, generator=generator, pin_memory=pin
        ),
        "val": DataLoader(Subset(plain, val), batch_size, pin_memory=pin),
        "test": DataLoader(test, batch_size, pin_memory=pin),
    }
