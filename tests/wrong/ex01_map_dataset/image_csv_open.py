# wrong: the CSV is never closed
# caught by: ex01.image.closed
import csv
from pathlib import Path

from PIL import Image
from torch.utils.data import Dataset
from torchvision.transforms.functional import pil_to_tensor


class ImageFileDataset(Dataset):
    def __init__(self, root, annotations, transform=None):
        self.root, self.transform = Path(root), transform
        self.file = open(annotations, newline="", encoding="utf-8")
        self.samples = [(r["filename"], int(r["label"])) for r in csv.DictReader(self.file)]

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, i):
        name, label = self.samples[i]
        with Image.open(self.root / name) as f:
            image = f.convert("RGB")
        image = pil_to_tensor(image) if self.transform is None else self.transform(image)
        return image, label
