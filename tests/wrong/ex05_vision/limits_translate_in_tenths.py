# wrong: takes `translate=(0.3, 0.3)` for 3 pixels
# caught by: ex05.transform.limits
import torch
from torchvision.transforms import v2


def mnist_transform(train):
    steps = [v2.ToImage(), v2.ToDtype(torch.float32, scale=True), v2.Normalize([0.1307], [0.3081])]
    if train:
        steps.insert(0, v2.RandomAffine(15, (0.3, 0.3)))
    return v2.Compose(steps)
