# right: an optimizer of its own, loaders with a batch sampler, a checkpoint written by numpy, all batches of an epoch read before the first step
import os

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision.datasets import MNIST
from torchvision.transforms.functional import to_tensor


class Digits(Dataset):
    def __init__(self, files, indices, moving):
        self.files, self.indices, self.moving = files, indices, moving

    def __len__(self):
        return len(self.indices)

    def __getitem__(self, index):
        image, label = self.files[int(self.indices[index])]
        if self.moving:
            angle = float(torch.rand(()) * 20 - 10)
            image = image.rotate(angle, translate=torch.randint(-1, 2, (2,)).tolist())
        return (to_tensor(image) - 0.1307) / 0.3081, label


class Batches:
    def __init__(self, n, size, seed):
        self.n, self.size, self.random = n, size, np.random.RandomState(seed % 2**32)

    def __len__(self):
        return self.n // self.size

    def __iter__(self):
        order = self.random.permutation(self.n).tolist()
        return (order[i * self.size : (i + 1) * self.size] for i in range(len(self)))


def build_loaders(root, batch_size, seed):
    files, unseen = MNIST(root), MNIST(root, train=False)
    order = np.random.RandomState((seed + 1) % 2**32).permutation(len(files))
    val, train = np.split(order, [len(order) // 10])
    pinned = torch.cuda.is_available()
    moving = Digits(files, train, True)
    return {
        "train": DataLoader(moving, batch_sampler=Batches(len(moving), batch_size, seed), pin_memory=pinned),
        "val": DataLoader(Digits(files, val, False), batch_size, pin_memory=pinned),
        "test": DataLoader(Digits(unseen, np.arange(len(unseen)), False), batch_size, pin_memory=pinned),
    }


class Momentum:
    def __init__(self, model, rate=0.05, keep=0.9):
        self.weights = list(model.parameters())
        self.speeds = [torch.zeros_like(w) for w in self.weights]
        self.rate, self.keep = rate, keep

    @torch.no_grad()
    def step(self):
        for weight, speed in zip(self.weights, self.speeds):
            speed.mul_(self.keep).add_(weight.grad)
            weight.sub_(self.rate * speed)
            weight.grad = None


def train(loaders, epochs, device, checkpoint=None):
    model = nn.Sequential(
        nn.AvgPool2d(2), nn.Flatten(), nn.Linear(196, 128), nn.ReLU(), nn.Linear(128, 10)
    ).to(device)  # fmt: skip
    momentum = Momentum(model)
    held = [*momentum.weights, *momentum.speeds]
    done = 0
    if checkpoint is not None and os.path.exists(checkpoint):
        with np.load(checkpoint, allow_pickle=False) as saved:
            done = int(saved["done"])
            for k, tensor in enumerate(held):
                tensor.data.copy_(torch.from_numpy(saved[f"t{k}"]))
    for done in range(done + 1, epochs + 1):
        for images, labels in list(loaders["train"]):
            nn.functional.cross_entropy(model(images.to(device)), labels.to(device)).backward()
            momentum.step()
        if checkpoint is not None:
            with open(f"{checkpoint}~", "wb") as file:
                np.savez(file, done=done, **{f"t{k}": t.detach().cpu().numpy() for k, t in enumerate(held)})
            os.replace(f"{checkpoint}~", checkpoint)
    return model.eval()
