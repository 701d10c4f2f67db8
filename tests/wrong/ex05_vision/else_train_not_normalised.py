# wrong: forgets to normalise the augmented images
# caught by: ex05.transform.nothing_else
import torch
from torchvision.transforms import v2


def mnist_transform(train):
    steps = [v2.ToImage(), v2.ToDtype(torch.float32, scale=True)]
    steps.append(v2.RandomAffine(15, (0.1, 0.1)) if train else v2.Normalize([0.1307], [0.3081]))
    return v2.Compose(steps)
