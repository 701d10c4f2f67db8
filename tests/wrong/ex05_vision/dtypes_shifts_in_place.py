# wrong: double() of a float64 image is that image: subtracting in place changes the dataset
# caught by: ex05.statistics.dtypes
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
    n, s, q, shift = 0, 0, 0, None
    for i in range(len(dataset)):
        x = dataset[i][0].double()
        if shift is None:
            shift = x.mean((1, 2), keepdim=True)
        x -= shift
        n, s, q = n + x[0].numel(), s + x.sum((1, 2)), q + (x**2).sum((1, 2))
    mean = s / n
    return (mean + shift.flatten()).float(), (q / n - mean**2).clamp(min=0).sqrt().float()
