# wrong: the labels pass through float32
# caught by: ex02.pad.labels
import torch


def pad_collate(samples, padding_value=0.0):
    sequences = [sequence for sequence, label in samples]
    lengths = torch.tensor([len(s) for s in sequences])
    shape = (len(sequences), max(len(s) for s in sequences), *sequences[0].shape[1:])
    padded = torch.full(shape, padding_value, dtype=sequences[0].dtype)
    for row, s in zip(padded, sequences):
        row[: len(s)] = s
    labels = torch.tensor([int(label) for sequence, label in samples], dtype=torch.float32).long()
    return padded, lengths, labels
