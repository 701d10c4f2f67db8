# wrong: in a worker, shared memory as default_collate takes it, but for the unpadded numbers only
# caught by: ex02.pad.workers
import torch


def pad_collate(samples, padding_value=0.0):
    sequences = [sequence for sequence, label in samples]
    lengths = torch.tensor([len(s) for s in sequences])
    shape = (len(sequences), max(len(s) for s in sequences), *sequences[0].shape[1:])
    padded = torch.full(shape, padding_value, dtype=sequences[0].dtype)
    for row, s in zip(padded, sequences):
        row[: len(s)] = s
    if torch.utils.data.get_worker_info() is not None:
        storage = sequences[0]._typed_storage()._new_shared(sum(s.numel() for s in sequences))
        padded = sequences[0].new(storage).resize_(shape).copy_(padded)
    labels = torch.tensor([int(label) for sequence, label in samples])
    return padded, lengths, labels
