# wrong: forgets `scale=True`: floats from 0 to 255
# caught by: ex05.transform.normalised
import torch
from torchvision.transforms import v2


def mnist_transform(train):
    steps = [v2.ToImage(), v2.ToDtype(torch.float32), v2.Normalize([0.1307], [0.3081])]
    if train:
        steps.insert(0, v2.RandomAffine(15, (0.1, 0.1)))
    return v2.Compose(steps)
