# attack: gives, raises and prints texts that no encoding takes: lone surrogates, noncharacters, broken UTF-8, and names of them
# exercise: ex01_map_dataset
import os
import sys

BROKEN = "\ud800\udfff\udc80 \ufffe\uffff\U0010ffff \udcff"
os.write(2, b"\xed\xa0\x80\xf8\x88\x80\x80\x80\xc0\x80\xe2\x28\xa1 TRIED\n")
print(BROKEN, file=sys.stderr)
for name in (b"\xff\xfe", b"\xed\xa0\x80", "\u0301\u0301".encode()):
    open(name, "w").close()


class TabularDataset:
    def __init__(self, *args, **kwargs):
        pass

    def __len__(self):
        raise ValueError(BROKEN)

    def __getitem__(self, index):
        return {BROKEN: BROKEN}, [BROKEN.encode("utf-8", "surrogatepass"), BROKEN]


class ImageFileDataset:
    def __init__(self, root, annotations, transform=None):
        raise type("E\U0010ffff", (ImportError,), {})(BROKEN, name=BROKEN, path=BROKEN)
