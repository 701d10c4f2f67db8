# attack: sends answers whose number might be taken for that of the question: guesses, truths, NaN, texts, lists, that of the last one
# exercise: ex01_map_dataset
# slow: each check asks a new host
import random
import sys

from graders.judge import host

wire = sys.modules["graders.judge.wire"]
last = [0]


def encode(self, message):
    nonce, last[0] = last[0], message[0]
    wrong = [nonce, True, 0, -message[0], message[0] + 2**64, float(message[0]), float("nan"), str(message[0]), [message[0]], None, random.getrandbits(62)]
    return wire.frame([wrong[random.randrange(len(wrong))], "value", [5] * 3])


host.Answerer.encode = encode
print("TRIED")


class TabularDataset:
    def __len__(self):
        return 3


ImageFileDataset = TabularDataset
