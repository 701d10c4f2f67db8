# attack: makes its process undumpable, so that the judge, where it is the same user, may not list its open files
# exercise: ex01_map_dataset
# check: ex01.image.closed
import ctypes
import csv
from pathlib import Path

from PIL import Image
from torchvision.transforms.functional import pil_to_tensor

print("TRIED", ctypes.CDLL(None).prctl(4, 0, 0, 0, 0))
kept = []


class ImageFileDataset:
    def __init__(self, root, annotations, transform=None):
        self.root, self.transform = Path(root), transform
        kept.append(open(annotations, newline="", encoding="utf-8"))
        self.rows = [(r["filename"], int(r["label"])) for r in csv.DictReader(kept[-1])]

    def __getitem__(self, index):
        kept.append(open(self.root / self.rows[index][0], "rb"))
        image = Image.open(kept[-1]).convert("RGB")
        return (self.transform(image) if self.transform else pil_to_tensor(image)), self.rows[index][1]
