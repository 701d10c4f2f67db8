# right: reads the files without torchvision, batches of indices from a batch sampler, everything else in the collate function; appends a pickle each epoch
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms


def mnist_transform(train):
    steps = [transforms.RandomAffine(12, translate=(0.1, 0.1))] if train else []
    steps += [transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))]
    return transforms.Compose(steps)


import hashlib
import struct


def read_idx(path):
    data = Path(path).read_bytes()
    (magic,) = struct.unpack(">I", data[:4])
    dims = struct.unpack(">" + "I" * (magic & 255), data[4 : 4 + 4 * (magic & 255)])
    return torch.frombuffer(bytearray(data[4 + 4 * len(dims) :]), dtype=torch.uint8).reshape(dims)


class Raw(Dataset):
    """The samples as they lie in the files; everything else happens in the collate function."""

    def __init__(self, images, labels, indices):
        self.images, self.labels, self.indices = images, labels, indices

    def __len__(self):
        return len(self.indices)

    def __getitems__(self, positions):
        chosen = self.indices[torch.as_tensor(positions, dtype=torch.int64)]
        return self.images[chosen], self.labels[chosen]


class Collate:
    def __init__(self, augment):
        self.augment = augment

    def __call__(self, batch):
        images, labels = batch
        x = images[:, None].float() / 255
        if self.augment:
            n = len(x)
            angle = (torch.rand(n) * 2 - 1) * 0.2
            shift = (torch.rand(n, 2) * 2 - 1) * (2 / 14)
            theta = torch.zeros(n, 2, 3)
            theta[:, 0, 0] = theta[:, 1, 1] = angle.cos()
            theta[:, 0, 1], theta[:, 1, 0] = -angle.sin(), angle.sin()
            theta[:, :, 2] = shift
            x = F.grid_sample(x, F.affine_grid(theta, x.shape, align_corners=False), align_corners=False)
        return (x - 0.1307) / 0.3081, labels.long()


class Batches:
    """A batch sampler: each pass is one epoch, drawn from seed and epoch."""

    def __init__(self, n, batch_size, seed):
        self.n, self.batch_size, self.seed, self.epoch = n, batch_size, seed, 0

    def __len__(self):
        return self.n // self.batch_size

    def __iter__(self):
        key = hashlib.sha256(f"{self.seed}/{self.epoch}".encode()).digest()
        self.epoch += 1
        order = np.random.default_rng(list(key)).permutation(self.n)
        for b in range(len(self)):
            yield order[b * self.batch_size : (b + 1) * self.batch_size].tolist()


def build_loaders(root, batch_size, seed):
    raw = Path(root) / "MNIST" / "raw"
    images, labels = read_idx(raw / "train-images-idx3-ubyte"), read_idx(raw / "train-labels-idx1-ubyte")
    key = hashlib.sha256(f"split {seed}".encode()).digest()
    order = torch.from_numpy(np.random.default_rng(list(key)).permutation(len(images)))
    cut = len(images) - len(images) // 10
    held_out = Raw(images, labels, order[cut:])
    test_images = read_idx(raw / "t10k-images-idx3-ubyte")
    test = Raw(test_images, read_idx(raw / "t10k-labels-idx1-ubyte"), torch.arange(len(test_images)))
    pin = torch.cuda.is_available()
    return {
        "train": DataLoader(
            Raw(images, labels, order[:cut]),
            batch_sampler=Batches(cut, batch_size, seed),
            collate_fn=Collate(True),
            pin_memory=pin,
        ),
        "val": DataLoader(held_out, batch_size, collate_fn=Collate(False), pin_memory=pin),
        "test": DataLoader(test, batch_size, collate_fn=Collate(False), pin_memory=pin),
    }


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(1, 16, 3, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.ReLU(),
            nn.Conv2d(16, 32, 3, stride=2, padding=1),
            nn.BatchNorm2d(32),
            nn.ReLU(),
            nn.Flatten(),
        )
        self.head = nn.Linear(32 * 49, 10)

    def forward(self, x):
        x = self.body(x)
        return self.head(x)


import pickle


def train(loaders, epochs, device, checkpoint=None):
    """Adam, a rate that falls with the epochs, and a pickle of everything, appended epoch by epoch."""
    device = torch.device(device)
    model, done = Net().to(device), 0
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    if checkpoint is not None and Path(checkpoint).exists():
        with open(checkpoint, "rb") as file:
            while True:
                try:
                    model, optimizer, done = pickle.load(file)
                except EOFError:
                    break
        model.to(device)
    while done < epochs:
        model.train()
        batches = list(loaders["train"])
        for x, y in batches:
            optimizer.zero_grad()
            F.cross_entropy(model(x.to(device)), y.to(device)).backward()
            optimizer.step()
        done += 1
        if checkpoint is not None:
            with open(checkpoint, "ab") as file:
                pickle.dump((model, optimizer, done), file)
    return model.train(False)
