"""The digits: the kit's sample, its cache folder, and a full set that may be missing or damaged."""

import gzip
import shutil
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from graders import mnist
from graders.checks import digits
from graders.errors import KitError


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("LOADER_KIT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_the_sample_has_every_digit_equally_often():
    for split, count in (("train", 400), ("test", 100)):
        images, labels = mnist.digits(split)
        assert images.shape == (count * 10, 28, 28) and images.dtype == np.uint8
        assert np.bincount(labels).tolist() == [count] * 10
        assert images.max() == 255 and images.min() == 0


def test_torchvision_reads_the_unpacked_sample(cache):
    from torchvision.datasets import MNIST

    dataset = MNIST(str(mnist.root()), train=False)
    images, labels = mnist.digits("test")
    assert len(dataset) == 1000
    assert np.array_equal(dataset.data.numpy(), images) and dataset.targets.tolist() == labels.tolist()


def test_a_cache_that_is_half_there_or_damaged_is_made_again(cache):
    raw = mnist.root() / "MNIST" / "raw"
    whole = {p.name: p.read_bytes() for p in raw.iterdir()}
    (raw / "train-labels-idx1-ubyte").unlink()
    (raw / "t10k-labels-idx1-ubyte").write_bytes(b"damaged")
    (raw / "train-images-idx3-ubyte").write_bytes(whole["train-images-idx3-ubyte"][:-1])
    mnist.root()
    assert {p.name: p.read_bytes() for p in raw.iterdir()} == whole
    assert [p.name for p in cache.iterdir()] == ["mnist-sample"]


def test_two_processes_may_unpack_at_once(cache):
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: mnist.root(), range(8)))) == 1
    assert mnist.root().joinpath("MNIST", "raw", "t10k-images-idx3-ubyte").stat().st_size == 784016


def test_a_cache_that_cannot_be_written_is_said(cache):
    cache.write_text("a file where the folder should be")
    with pytest.raises(KitError, match="LOADER_KIT_CACHE"):
        mnist.root()


@pytest.fixture
def full(tmp_path):
    """A made-up full set: 12 digits that are not the sample's."""
    raw = tmp_path / "full" / "MNIST" / "raw"
    raw.mkdir(parents=True)
    images = np.arange(12, dtype=np.uint8)[:, None, None] * np.ones((1, 28, 28), np.uint8)
    for train in (True, False):
        for name, data in digits.idx_files(images, np.arange(12) % 10, train).items():
            (raw / name).write_bytes(data)
    return tmp_path / "full"


def test_a_full_set_is_used_as_it_is_or_gzipped(full, monkeypatch):
    monkeypatch.setattr(digits, "_source", (None, 0))
    raw = full / "MNIST" / "raw"
    for name in ("train-images-idx3-ubyte", "train-labels-idx1-ubyte"):
        (raw / f"{name}.gz").write_bytes(gzip.compress((raw / name).read_bytes()))
        (raw / name).unlink()
    assert len(digits.images("train")) == 4000
    digits.use(full, 7)
    assert sorted(digits.images("train")[:, 0, 0].tolist()) == list(range(12))
    assert (digits.images("test")[:, 0, 0] % 10).tolist() == digits.labels("test").tolist()
    assert digits.labels("train").tolist() != list(np.arange(12) % 10), "which digits, and their order, is the seed's"


@pytest.mark.parametrize("damage", ["missing", "cut", "labels", "gzip", "other"])
def test_a_full_set_that_is_not_whole_is_named(full, damage):
    raw = full / "MNIST" / "raw"
    path = raw / "t10k-images-idx3-ubyte"
    if damage == "missing":
        path.unlink()
    elif damage == "cut":
        path.write_bytes(path.read_bytes()[:-1])
    elif damage == "labels":
        (raw / "t10k-labels-idx1-ubyte").write_bytes(mnist.idx(np.zeros(3)))
    elif damage == "gzip":
        shutil.move(path, raw / "x")
        (raw / f"{path.name}.gz").write_bytes(gzip.compress((raw / "x").read_bytes())[:-20])
    else:
        path.write_bytes(b"<html>not found</html>" * 10)
    with pytest.raises(KitError, match="t10k-images|12 images but 3 labels"):
        digits.use(full, 0)
