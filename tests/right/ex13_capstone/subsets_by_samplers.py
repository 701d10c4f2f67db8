# right: samplers choose the split; a network in float64 that answers in float64, an optimizer written by hand, numpy files as checkpoints
import os
import random

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, Sampler
from torchvision.datasets import MNIST


def mnist_transform(train):
    def to_tensor(image):
        if train and random_half():
            dx, dy = (torch.randint(5, (2,)) - 2).tolist()
            image = image.transform(image.size, 0, (1, 0, dx, 0, 1, dy))
        pixels = np.asarray(image, dtype=np.float32)[None] / np.float32(255)
        return torch.from_numpy((pixels - np.float32(0.1307)) / np.float32(0.3081))

    def random_half():
        return torch.rand(()) < 0.8

    return to_tensor


class Order(Sampler):
    def __init__(self, indices, seed):
        self.indices, self.seed, self.epochs = indices, seed, 0

    def __len__(self):
        return len(self.indices)

    def __iter__(self):
        self.epochs += 1
        return iter(random.Random(f"{self.seed} {self.epochs}").sample(self.indices, len(self.indices)))


def build_loaders(root, batch_size, seed):
    """Samplers choose from the one dataset; nothing is a Subset."""
    digits = MNIST(root, transform=mnist_transform(True))
    plain = MNIST(root, transform=mnist_transform(False))
    indices = list(range(len(digits)))
    random.Random(f"split {seed}").shuffle(indices)
    cut = int(0.9 * len(indices))
    options = dict(batch_size=batch_size, pin_memory=torch.cuda.is_available())
    return {
        "train": DataLoader(digits, sampler=Order(indices[:cut], seed), drop_last=True, **options),
        "val": DataLoader(plain, sampler=sorted(indices[cut:]), **options),
        "test": DataLoader(MNIST(root, False, mnist_transform(False)), **options),
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


class Wide(nn.Module):
    """Counts in float64; lazy layers, which learn their sizes from the first batch."""

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.LazyConv2d(12, 5, stride=2), nn.GELU(), nn.Flatten(), nn.LazyLinear(10)).double()

    def forward(self, x):
        return self.layers((x - x.mean((2, 3), keepdim=True)).double())


class Nesterov(torch.optim.Optimizer):
    def __init__(self, params, lr):
        super().__init__(params, {"lr": lr})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                v = self.state[p].setdefault("v", torch.zeros_like(p))
                v.mul_(0.9).add_(p.grad)
                p.sub_(group["lr"] * (p.grad + 0.9 * v))


def train(loaders, epochs, device, checkpoint=None):
    """numpy's own file format, two batches a step."""
    model = Wide()
    model(torch.zeros(1, 1, 28, 28))
    model.to(device)
    optimizer = Nesterov(model.parameters(), 0.01)
    params = list(model.parameters())
    done = 0
    if checkpoint is not None and os.path.exists(checkpoint):
        with np.load(checkpoint) as saved, torch.no_grad():
            done = int(saved["done"])
            for i, p in enumerate(params):
                p.copy_(torch.from_numpy(saved[f"p{i}"]))
                optimizer.state[p]["v"] = torch.from_numpy(saved[f"v{i}"]).to(p)
    while done < epochs:
        model.train()
        half = False
        for x, y in loaders["train"]:
            F.cross_entropy(model(x.to(device)), y.to(device)).backward()
            if half:
                optimizer.step()
                optimizer.zero_grad()
            half = not half
        if half:
            optimizer.step()
        optimizer.zero_grad()
        done += 1
        if checkpoint is not None:
            arrays = {f"p{i}": p.detach().cpu().numpy() for i, p in enumerate(params)}
            arrays |= {f"v{i}": optimizer.state[p]["v"].cpu().numpy() for i, p in enumerate(params)}
            with open(checkpoint, "wb") as file:
                np.savez(file, done=done, **arrays)
    return model.eval().requires_grad_(False)
