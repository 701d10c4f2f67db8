# wrong: two shifts of up to 3 pixels one after the other
# caught by: ex05.transform.limits
import torch
from torchvision.transforms import v2


def mnist_transform(train):
    steps = [v2.ToImage(), v2.ToDtype(torch.float32, scale=True), v2.Normalize([0.1307], [0.3081])]
    if train:
        steps[:0] = [v2.RandomCrop(28, padding=3), v2.RandomAffine(15, (0.1, 0.1))]
    return v2.Compose(steps)
