# right: asks with __getitems__ where there is one, as DataLoader does; sorts random numbers
import torch
from torch.utils.data import Dataset, default_collate


def number_of_batches(num_samples: int, batch_size: int, drop_last: bool = False) -> int:
    match (batch_size >= 1, num_samples >= 0):
        case (False, _):
            raise ValueError(f"bad batch_size: {batch_size!r}")
        case (_, False):
            raise ValueError(f"bad num_samples: {num_samples!r}")
    return sum(divmod(num_samples + (0 if drop_last else batch_size - 1), batch_size)[:1])


def pad_collate(samples: list, padding_value: float = 0.0) -> tuple:
    sequences = [sequence.detach().clone() for sequence, _ in samples]
    lengths = torch.as_tensor([len(s) for s in sequences])
    rows = torch.arange(max(lengths)).unsqueeze(0).expand(len(lengths), -1)
    inside = rows < lengths.unsqueeze(1)
    padded = torch.empty((*rows.shape, *sequences[0].shape[1:]), dtype=sequences[0].dtype)
    padded[~inside] = padding_value
    padded[inside] = torch.cat(sequences)
    return padded, lengths, torch.cat([torch.as_tensor(label).view(1) for _, label in samples])


class MiniLoader:
    def __init__(self, dataset: Dataset, batch_size: int = 1, shuffle: bool = False, drop_last: bool = False,
                 collate_fn=default_collate, generator: torch.Generator | None = None) -> None:  # fmt: skip
        if not batch_size >= 1:
            raise ValueError(f"bad batch_size: {batch_size!r}")
        fetch_many = getattr(dataset, "__getitems__", None)
        self._fetch = fetch_many or (lambda indices: [dataset[i] for i in indices])
        self._size = lambda: len(dataset)
        self._batch_size, self._shuffle, self._drop_last = batch_size, shuffle, drop_last
        self._collate, self._generator = collate_fn, generator

    def __len__(self) -> int:
        return number_of_batches(self._size(), self._batch_size, self._drop_last)

    def __iter__(self):
        order = torch.arange(self._size())
        if self._shuffle:
            order = torch.rand(self._size(), dtype=torch.float64, generator=self._generator).argsort()
        chunks = order.split(self._batch_size) if len(order) else ()
        for chunk in chunks[: len(self)]:
            yield self._collate(list(self._fetch(chunk.tolist())))
