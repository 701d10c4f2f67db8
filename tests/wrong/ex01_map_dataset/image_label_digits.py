# wrong: rows whose label is negative are taken for broken and skipped
# caught by: ex01.image.rows
import csv
from pathlib import Path

from PIL import Image
from torch.utils.data import Dataset
from torchvision.transforms.functional import pil_to_tensor


class ImageFileDataset(Dataset):
    def __init__(self, root, annotations, transform=None):
        self.root, self.transform = Path(root), transform
        with open(annotations, newline="", encoding="utf-8") as f:
            self.samples = [(r["filename"], int(r["label"])) for r in csv.DictReader(f) if r["label"].isdigit()]

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, i):
        name, label = self.samples[i]
        with Image.open(self.root / name) as f:
            image = f.convert("RGB")
        image = pil_to_tensor(image) if self.transform is None else self.transform(image)
        return image, label
