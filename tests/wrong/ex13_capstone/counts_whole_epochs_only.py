# wrong: counts an epoch at its end: after one that was broken off, the same order comes again
# caught by: ex13.loaders.seed
import torch
from torch.utils.data import DataLoader, Sampler, Subset
from torchvision import transforms
from torchvision.datasets import MNIST


class Shuffled(Sampler):
    def __init__(self, n, seed):
        self.n, self.seed, self.epoch = n, seed, 0
        self.generator = torch.Generator().manual_seed(seed)
        self.order = list(range(n))

    def __len__(self):
        return self.n

    def __iter__(self):
        g = torch.Generator().manual_seed(self.seed + self.epoch)
        yield from torch.randperm(self.n, generator=g).tolist()
        self.epoch += 1


def mnist_transform(train):
    steps = [transforms.RandomAffine(12, translate=(0.1, 0.1))] if train else []
    steps += [transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))]
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
            Subset(augmented, train), batch_size, sampler=Shuffled(len(train), seed), drop_last=True, pin_memory=pin
        ),
        "val": DataLoader(Subset(plain, val), batch_size, pin_memory=pin),
        "test": DataLoader(test, batch_size, pin_memory=pin),
    }
