# wrong: goes through a shuffled list of angles: every worker and epoch through the same
# caught by: ex05.transform.workers
import itertools
import random

import torch
from torchvision.transforms import v2


def mnist_transform(train):
    steps = [v2.ToImage(), v2.ToDtype(torch.float32, scale=True), v2.Normalize([0.1307], [0.3081])]
    if train:
        angles = itertools.cycle(random.sample(range(-15, 16), 31))
        steps.insert(0, lambda image: v2.functional.rotate(image, next(angles)))
    return v2.Compose(steps)
