# wrong: the transform gets the image as the file has it, not converted to RGB
# caught by: ex01.image.transform
import csv
from pathlib import Path

from PIL import Image
from torch.utils.data import Dataset
from torchvision.transforms.functional import pil_to_tensor


class ImageFileDataset(Dataset):
    def __init__(self, root, annotations, transform=None):
        self.root, self.transform = Path(root), transform
        with open(annotations, newline="", encoding="utf-8") as f:
            self.samples = [(r["filename"], int(r["label"])) for r in csv.DictReader(f)]

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, i):
        name, label = self.samples[i]
        with Image.open(self.root / name) as f:
            if self.transform is None:
                image = pil_to_tensor(f.convert("RGB"))
            else:
                f.load()
                image = self.transform(f.copy())
        return image, label
