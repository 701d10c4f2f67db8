# right: stratified split by class, SGD with momentum and a schedule, validates and prints each epoch, scores are log-probabilities
import os
import random

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset, RandomSampler, Subset
from torchvision import datasets
from torchvision.transforms import v2

FINISH = [v2.ToImage(), v2.ToDtype(torch.float32, scale=True), v2.Normalize([0.1307], [0.3081])]


class With(Dataset):
    def __init__(self, base, transform):
        self.base, self.transform = base, transform

    def __len__(self):
        return len(self.base)

    def __getitem__(self, index):
        image, label = self.base[index]
        return torch.as_tensor(self.transform(image)).as_subclass(torch.Tensor), label


class Again(RandomSampler):
    """Each epoch's order comes from the seed and the number of the epoch."""

    def __init__(self, data, seed):
        super().__init__(data)
        self.seed, self.epoch = seed, 0

    def __iter__(self):
        self.epoch += 1
        order = list(range(len(self.data_source)))
        random.Random(f"{self.seed} {self.epoch}").shuffle(order)
        return iter(order)


def build_loaders(root, batch_size, seed):
    raw = datasets.MNIST(root)
    chance = random.Random(str(seed))
    parts = {"train": [], "val": []}
    for digit in range(10):
        members = (raw.targets == digit).nonzero()[:, 0].tolist()
        chance.shuffle(members)
        cut = round(len(members) / 10)
        parts["val"] += members[:cut]
        parts["train"] += members[cut:]
    train = With(Subset(raw, parts["train"]), v2.Compose([v2.RandomRotation(12), *FINISH]))
    val = With(Subset(raw, parts["val"]), v2.Compose(FINISH))
    test = With(datasets.MNIST(root, train=False), v2.Compose(FINISH))
    pin = torch.cuda.is_available()
    return dict(
        test=DataLoader(test, batch_size, pin_memory=pin),
        train=DataLoader(train, batch_size, sampler=Again(train, seed), drop_last=True, pin_memory=pin),
        val=DataLoader(val, batch_size, pin_memory=pin),
    )


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.one, self.two = nn.Conv2d(1, 8, 5, 2), nn.Conv2d(8, 32, 3, 2)
        self.drop = nn.Dropout(0.1)
        self.head = nn.Linear(800, 10)

    def forward(self, x):
        x = F.relu(self.two(F.relu(self.one(x))))
        return F.log_softmax(self.head(self.drop(x.flatten(1))), dim=-1)


def rate(model, loader, device):
    model.eval()
    right = count = 0
    with torch.inference_mode():
        for x, y in loader:
            right += (model(x.to(device)).argmax(-1) == y.to(device)).sum().item()
            count += len(y)
    return right / max(count, 1)


def train(loaders, epochs, device, checkpoint=None):
    net = Net().to(device)
    sgd = torch.optim.SGD(net.parameters(), lr=0.03, momentum=0.9, nesterov=True, weight_decay=1e-4)
    slower = torch.optim.lr_scheduler.ExponentialLR(sgd, 0.9)
    keep = {"net": net, "sgd": sgd, "slower": slower}
    epoch = 1
    if checkpoint and os.path.isfile(checkpoint):
        found = torch.load(checkpoint, map_location="cpu")
        for name, part in keep.items():
            part.load_state_dict(found[name])
        epoch = found["next"]
    while epoch <= epochs:
        net.train()
        for x, y in loaders["train"]:
            sgd.zero_grad(set_to_none=False)
            F.nll_loss(net(x.to(device)), y.to(device)).backward()
            nn.utils.clip_grad_norm_(net.parameters(), 5.0)
            sgd.step()
        slower.step()
        print(f"epoch {epoch}: {rate(net, loaders['val'], device):.3f}")
        epoch += 1
        if checkpoint:
            torch.save({"next": epoch, **{name: part.state_dict() for name, part in keep.items()}}, checkpoint)
    net.eval()
    return net
