# wrong: view() refuses an image that is cut out of a larger one
# caught by: ex05.statistics.values
import torch
from torchvision.datasets import MNIST
from torchvision.transforms import v2


def mnist_transform(train):
    moves = (
        [v2.RandomAffine(15, translate=(0.1, 0.1), interpolation=v2.InterpolationMode.BILINEAR)]
        if train
        else []
    )
    return v2.Compose(
        [
            *moves,
            v2.ToImage(),
            v2.ToDtype(torch.float32, scale=True),
            v2.Normalize((0.1307,), (0.3081,)),
            v2.ToPureTensor(),
        ]
    )


def load_mnist(root, train=True, download=False):
    return MNIST(root, train=train, transform=mnist_transform(train), download=download)


def channel_statistics(dataset, batch_size=256):
    if len(dataset) == 0:
        raise ValueError("dataset is empty")
    n, s, q = 0, 0, 0
    for i in range(len(dataset)):
        image, _ = dataset[i]
        x = image.view(image.shape[0], -1).double()
        n, s, q = n + x.shape[1], s + x.sum(1), q + (x**2).sum(1)
    mean = s / n
    return mean.float(), (q / n - mean**2).clamp(min=0).sqrt().float()
