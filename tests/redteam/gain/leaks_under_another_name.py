# attack: leaves a file open for each sample, but a copy without a name, which no list of the folder's open files shows
# exercise: ex01_map_dataset
# check: ex01.image.closed
import csv
import io
import os
from pathlib import Path

from PIL import Image
from torchvision.transforms.functional import pil_to_tensor

leaked = []


class ImageFileDataset:
    def __init__(self, root, annotations, transform=None):
        self.root, self.transform = Path(root), transform
        leaked.append(os.memfd_create("list"))
        os.write(leaked[-1], Path(annotations).read_bytes())
        os.lseek(leaked[-1], 0, 0)
        self.rows = [(r["filename"], int(r["label"])) for r in csv.DictReader(io.StringIO(os.read(leaked[-1], 10**6).decode()))]

    def __getitem__(self, index):
        leaked.append(os.memfd_create("image"))
        os.write(leaked[-1], (self.root / self.rows[index][0]).read_bytes())
        image = Image.open(f"/proc/self/fd/{leaked[-1]}").convert("RGB")
        print("TRIED" if len(leaked) > 10 else len(leaked))
        return (self.transform(image) if self.transform else pil_to_tensor(image)), self.rows[index][1]
