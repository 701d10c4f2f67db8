"""What an instructor without the kit might write into the test cells: for `make bench-nbgrader`.

By the name of the answer. They ask far less than the kit's checks, each thing once.
"""

PLAIN = {
    "TabularDataset": """
data = TabularDataset([[1.0, 2.0], [3.0, 4.0]], labels=[0, 1])
assert len(data) == 2 and data[1][0].tolist() == [3.0, 4.0] and data[-1][1] == 1
try:
    data[2]
    assert False, "IndexError is due"
except IndexError:
    pass""",
    "ImageFileDataset": """
import tempfile, pathlib
from PIL import Image
folder = pathlib.Path(tempfile.mkdtemp())
Image.new("RGB", (4, 3)).save(folder / "a.png")
(folder / "labels.csv").write_text("filename,label\\na.png,cat\\n")
try:
    images = ImageFileDataset(folder, folder / "labels.csv")
    assert len(images) == 1
except (ValueError, KeyError, OSError):
    pass""",
    "number_of_batches": """
assert number_of_batches(5, 2) == 3 and number_of_batches(5, 2, drop_last=True) == 2 and number_of_batches(6, 2) == 3""",
    "pad_collate": """
padded, lengths, labels = pad_collate([(torch.ones(3), 0), (torch.ones(1), 1)])
assert padded.shape == (2, 3) and lengths.tolist() == [3, 1] and labels.tolist() == [0, 1]""",
    "MiniLoader": """
loader = MiniLoader([(torch.ones(i + 1), i) for i in range(5)], batch_size=2, collate_fn=pad_collate)
assert len(loader) == 3 and len(list(loader)) == 3 and len(list(loader)) == 3""",
    "default_num_workers": """
assert default_num_workers(8) == 4 and default_num_workers(1) == 0""",
    "find_num_workers": """
assert find_num_workers(lambda n: -abs(n - 2), start=1) == 2""",
    "measure_throughput": """
from torch.utils.data import TensorDataset
assert measure_throughput(TensorDataset(torch.rand(1000, 8)), 64, 0) > 0
assert measure_throughput(TensorDataset(torch.rand(1000, 8)), 64, 2) > 0""",
    "BalancedSampler": """
drawn = list(BalancedSampler([0, 0, 0, 1], "over"))
assert len(drawn) == 6 and drawn.count(3) == 3""",
    "LossSampler": """
sampler = LossSampler(5, num_draws=20)
sampler.update([0, 3], torch.tensor([0.0, 8.0]))
assert len(list(sampler)) == 20 and 0 not in list(sampler)""",
    "mnist_transform": """
from PIL import Image
assert mnist_transform(False)(Image.new("L", (28, 28))).shape == (1, 28, 28)""",
    "load_mnist": """
from graders import mnist
digits = load_mnist(mnist.root(), train=False)
assert len(digits) == 1000 and digits[0][0].shape == (1, 28, 28)""",
    "channel_statistics": """
from torch.utils.data import TensorDataset
mean, std = channel_statistics(TensorDataset(torch.randn(500, 3, 8, 8) + 5, torch.zeros(500)))
assert (mean - 5).abs().max() < 0.1 and (std - 1).abs().max() < 0.1""",
    "split": """
parts = split(list(range(10)), {"train": 0.8, "test": 0.2}, seed=0)
assert sorted([*parts["train"], *parts["test"]]) == list(range(10)) and len(parts["test"]) == 2""",
    "TransformedSubset": """
parts = split([(i, "label") for i in range(10)], {"train": 0.8, "test": 0.2}, seed=0)
assert list(TransformedSubset(parts["test"], lambda x: x + 100)) == [(x + 100, y) for x, y in parts["test"]]""",
    "stratified_split": """
found = stratified_split(torch.arange(2).repeat_interleave(10), {"train": 0.5, "test": 0.5}, seed=0)
assert sum(int(i) < 10 for i in found["test"]) == 5""",
    "make_loaders": """
from torch.utils.data import TensorDataset
loaders = make_loaders({"train": TensorDataset(torch.arange(10)), "val": TensorDataset(torch.arange(5))}, batch_size=4, num_workers=2, seed=0)
assert len({int(x) for (batch,) in loaders["train"] for x in batch}) == 8
assert [int(x) for (batch,) in loaders["val"] for x in batch] == list(range(5))""",
    "move": """
assert move({"x": [torch.ones(2), "a"]}, "cpu")["x"][1] == "a" """,
    "PaddedBatch": """
batch = PaddedBatch(torch.ones(2, 3), torch.tensor([3, 3]), torch.tensor([0, 1]))
assert batch.to("cpu").padded.shape == (2, 3)""",
    "DevicePrefetcher": """
assert [b.tolist() for b in DevicePrefetcher([torch.ones(1), torch.zeros(1)], "cpu")] == [[1.0], [0.0]]""",
    "LineStream": """
import tempfile, pathlib
from torch.utils.data import DataLoader
path = pathlib.Path(tempfile.mkdtemp(), "a.txt")
path.write_text("one\\ntwo\\nthree\\n")
assert list(LineStream([path])) == ["one", "two", "three"]
assert sorted(line for batch in DataLoader(LineStream([path]), batch_size=2, num_workers=2) for line in batch) == ["one", "three", "two"]""",
    "shuffle_buffer": """
assert sorted(shuffle_buffer(range(100), size=10, seed=0)) == list(range(100))""",
    "seed_worker": """
seed_worker(0)""",
    "seeded_loader": """
from torch.utils.data import TensorDataset
runs = [[x.tolist() for (x,) in seeded_loader(TensorDataset(torch.arange(10)), 4, seed=0, num_workers=2)] for _ in range(2)]
assert runs[0] == runs[1]""",
    "RankSampler": """
ranks = [list(RankSampler(10, rank, world_size=4)) for rank in range(4)]
assert [len(r) for r in ranks] == [3] * 4 and {i for r in ranks for i in r} == set(range(10))""",
    "ResumableSampler": """
sampler = ResumableSampler(10)
first = iter(sampler)
seen = [next(first) for _ in range(4)]
other = ResumableSampler(10)
other.load_state_dict(sampler.state_dict())
assert sorted(seen + list(other)) == list(range(10))""",
    "save_checkpoint": """
import tempfile, pathlib
path = pathlib.Path(tempfile.mkdtemp(), "c.pt")
save_checkpoint(path, {"x": torch.ones(2)})
assert path.exists()""",
    "load_checkpoint": """
assert load_checkpoint(path)["x"].tolist() == [1.0, 1.0]""",
    "build_loaders": """
from graders import mnist
loaders = build_loaders(mnist.root(), batch_size=64, seed=0)
assert next(iter(loaders["train"]))[0].shape == (64, 1, 28, 28)
assert len(loaders["train"].dataset) + len(loaders["val"].dataset) == 4000""",
    "train": """
model = train(loaders, 5, "cpu")
with torch.no_grad():
    right = sum(int((model(x).argmax(1) == y).sum()) for x, y in loaders["test"])
assert right >= 900""",
}
