# wrong: rotates about the upper left corner
# caught by: ex05.transform.limits
import torch
from torchvision.transforms import v2


def mnist_transform(train):
    steps = [v2.ToImage(), v2.ToDtype(torch.float32, scale=True), v2.Normalize([0.1307], [0.3081])]
    if train:
        steps.insert(0, v2.RandomRotation(15, center=(0, 0)))
    return v2.Compose(steps)
