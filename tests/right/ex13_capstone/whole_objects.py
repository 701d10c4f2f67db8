# right: pickles the model and the optimizer themselves, looks at a batch for the layers' sizes, measures on the training digits too
import pickle
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Sampler, TensorDataset
from torchvision.datasets import MNIST
from torchvision.transforms import Normalize, RandomCrop
from torchvision.transforms import functional as F

normalise = Normalize([0.1307], [0.3081])


class Shifted(TensorDataset):
    """Images in memory, moved by up to two pixels whenever one is read."""

    crop = RandomCrop(28, padding=2)

    def __getitem__(self, index):
        image, label = super().__getitem__(index)
        return normalise(self.crop(image)), label


def in_memory(root, train):
    files = MNIST(root, train=train)
    return torch.stack([F.to_tensor(image) for image, _ in files]), files.targets


class Order(Sampler):
    def __init__(self, n, chance):
        self.n, self.chance = n, chance

    def __len__(self):
        return self.n

    def __iter__(self):
        return map(int, self.chance.permutation(self.n))


def build_loaders(root, batch_size, seed):
    images, labels = in_memory(root, True)
    chance = np.random.default_rng(seed % 2**64)
    order = torch.from_numpy(chance.permutation(len(images)))
    val, train = order.tensor_split([round(0.1 * len(order))])
    test_images, test_labels = in_memory(root, False)
    common = {"pin_memory": torch.cuda.is_available()}
    if batch_size:
        common["batch_size"] = batch_size
    return {
        "train": DataLoader(
            Shifted(images[train], labels[train]), sampler=Order(len(train), chance), drop_last=True, **common
        ),
        "val": DataLoader(TensorDataset(normalise(images[val]), labels[val]), **common),
        "test": DataLoader(TensorDataset(normalise(test_images), test_labels), **common),
    }


class Wide(nn.Module):
    def __init__(self, pixels):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(pixels, 256), nn.Linear(256, 16)])
        self.norm = nn.BatchNorm1d(256)

    def forward(self, images):
        return self.layers[1](torch.relu(self.norm(self.layers[0](images.flatten(1)))))


def train(loaders, epochs, device, checkpoint=None):
    images, _ = next(iter(loaders["train"]))
    run = {"model": Wide(images[0].numel()).to(device), "history": []}
    run["optimizer"] = torch.optim.AdamW(run["model"].parameters(), lr=2e-3)
    file = None if checkpoint is None else Path(checkpoint)
    if file is not None and file.exists():
        run = pickle.loads(file.read_bytes())
        run["model"].to(device)
        for state in run["optimizer"].state.values():
            state.update({k: v.to(device) for k, v in state.items() if k != "step"})
    model, optimizer = run["model"], run["optimizer"]
    while len(run["history"]) < epochs:
        model.train()
        total = 0.0
        for images, labels in loaders["train"]:
            optimizer.zero_grad()
            loss = nn.CrossEntropyLoss(label_smoothing=0.05)(model(images.to(device)), labels.to(device))
            loss.backward()
            optimizer.step()
            total += loss.item()
        model.eval()
        with torch.no_grad():
            right = sum((model(x.to(device)).argmax(1).cpu() == y).sum().item() for x, y in loaders["train"])
        run["history"].append((total, right))
        if file is not None:
            new = file.parent / (file.name + ".tmp")
            new.write_bytes(pickle.dumps(run))
            new.replace(file)
    return model.train(False)
