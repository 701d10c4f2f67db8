# wrong: augments after normalising: what comes in is 0, which is grey
# caught by: ex05.transform.black
import torch
from torchvision.transforms import v2


def mnist_transform(train):
    steps = [v2.ToImage(), v2.ToDtype(torch.float32, scale=True), v2.Normalize([0.1307], [0.3081])]
    if train:
        steps.append(v2.RandomAffine(15, (0.1, 0.1)))
    return v2.Compose(steps)
