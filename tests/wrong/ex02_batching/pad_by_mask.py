# wrong: multiplies by a mask: NaN or inf times 0 is NaN, in the sequences too
# caught by: ex02.pad.fill
import torch


def pad_collate(samples, padding_value=0.0):
    sequences = [sequence for sequence, label in samples]
    lengths = torch.tensor([len(s) for s in sequences])
    shape = (len(sequences), max(len(s) for s in sequences), *sequences[0].shape[1:])
    padded = torch.full(shape, 0, dtype=sequences[0].dtype)
    for row, s in zip(padded, sequences):
        mask = (torch.arange(len(row)) < len(s)).to(s.dtype).reshape(-1, *[1] * (s.dim() - 1))
        row[: len(s)] = s
        row.copy_(row * mask + padding_value * (1 - mask))
    labels = torch.tensor([int(label) for sequence, label in samples])
    return padded, lengths, labels
