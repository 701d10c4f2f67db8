# wrong: `pin_memory` replaces its own tensors and returns self, as the example in the documentation does
# caught by: ex08.padded.pin_memory
class PaddedBatch:
    def __init__(self, padded, lengths, labels):
        self.padded = padded
        self.lengths = lengths
        self.labels = labels

    def pin_memory(self):
        self.padded = self.padded.pin_memory()
        self.lengths = self.lengths.pin_memory()
        self.labels = self.labels.pin_memory()
        return self

    def to(self, device, non_blocking=False):
        tensors = (self.padded, self.lengths, self.labels)
        return PaddedBatch(*(t.to(device, non_blocking=non_blocking) for t in tensors))
