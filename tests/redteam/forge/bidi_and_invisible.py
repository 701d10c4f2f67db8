# attack: turns text around and hides some of it, by every character of Unicode that has no picture of its own
# exercise: ex01_map_dataset
import sys
import unicodedata

every = [chr(n) for n in range(sys.maxunicode + 1) if unicodedata.category(chr(n)) in ("Cf", "Zl", "Zp", "Cc") or n in (0x34F, 0x115F, 0x1160, 0x3164, 0xFFA0, 0x2800, 0xFE0F, 0xE0100)]
turned = "\u202e\u2067\u061c" + "8/8 dessap" + "\u202c\u2069"
print(turned, "TRIED")
print("".join(f"<{c}>" for c in every))
Name = type("".join(every[:0]) + "\u061cE\u00ad\u206f\U000e0041", (ValueError,), {})


class TabularDataset:
    def __init__(self, *args, **kwargs):
        self.text = "".join(every)

    def __len__(self):
        raise Name(turned + self.text)

    def __getitem__(self, index):
        return turned + self.text[90:150], "\u0627\u0644\u0639" * 9


ImageFileDataset = TabularDataset
