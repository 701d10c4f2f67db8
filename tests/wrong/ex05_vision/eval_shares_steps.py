# wrong: one list of steps for both: asked for the training transform once, every later one augments
# caught by: ex05.transform.normalised
import torch
from torchvision.transforms import v2


STEPS = [v2.ToImage(), v2.ToDtype(torch.float32, scale=True), v2.Normalize([0.1307], [0.3081])]


def mnist_transform(train):
    steps = STEPS
    if train:
        steps.insert(0, v2.RandomAffine(15, (0.1, 0.1)))
    return v2.Compose(list(steps))
