# wrong: the training transform moves the picture and leaves it a picture
# caught by: ex05.transform.form
import torch
from torchvision.transforms import v2


def mnist_transform(train):
    if train:
        return v2.RandomAffine(15, (0.1, 0.1))
    return v2.Compose([v2.ToImage(), v2.ToDtype(torch.float32, scale=True), v2.Normalize([0.1307], [0.3081])])
