# wrong: `to` takes non_blocking and does nothing with it
# caught by: ex08.padded.to
class PaddedBatch:
    def __init__(self, padded, lengths, labels):
        self.padded = padded
        self.lengths = lengths
        self.labels = labels

    def pin_memory(self):
        return PaddedBatch(self.padded.pin_memory(), self.lengths.pin_memory(), self.labels.pin_memory())

    def to(self, device, non_blocking=False):
        tensors = (self.padded, self.lengths, self.labels)
        return PaddedBatch(*(t.to(device) for t in tensors))
