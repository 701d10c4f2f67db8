# wrong: the transform's result is the whole sample: the label is lost
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
            image = f.convert("RGB")
        if self.transform is not None:
            return self.transform(image)
        image = pil_to_tensor(image)
        return image, label
