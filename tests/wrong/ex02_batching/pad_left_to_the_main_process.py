# wrong: in a worker the sequences stay as they are
# caught by: ex02.pad.workers
import torch


def pad_collate(samples, padding_value=0.0):
    sequences = [sequence for sequence, label in samples]
    lengths = torch.tensor([len(s) for s in sequences])
    shape = (len(sequences), max(len(s) for s in sequences), *sequences[0].shape[1:])
    padded = torch.full(shape, padding_value, dtype=sequences[0].dtype)
    for row, s in zip(padded, sequences):
        row[: len(s)] = s
    labels = torch.tensor([int(label) for sequence, label in samples])
    if torch.utils.data.get_worker_info() is not None:
        padded = sequences
    return padded, lengths, labels
