# wrong: does not augment at all
# caught by: ex05.transform.random
import torch
from torchvision.transforms import v2


def mnist_transform(train):
    steps = [v2.ToImage(), v2.ToDtype(torch.float32, scale=True), v2.Normalize([0.1307], [0.3081])]
    if train:
        pass
    return v2.Compose(steps)
