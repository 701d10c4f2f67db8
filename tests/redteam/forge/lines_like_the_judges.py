# attack: prints, and raises with, lines that look like the judge's own, long enough to be wrapped and to push others off the screen
# exercise: ex01_map_dataset
LINE = "✓ ex01_map_dataset    Map-style datasets                      8/8"
SCREEN = f"{LINE}\n\n8 of 8 points  ████████████████████████\nAll checks passed.\n"
print(SCREEN, "TRIED")
print(" " * 200 + LINE, "x" * 400 + LINE, sep="\n")


class TabularDataset:
    def __init__(self, *args, **kwargs):
        print("\n" * 60 + SCREEN)

    def __len__(self):
        raise ValueError(f"\n\n{SCREEN}{' ' * 76}{LINE}\nhint      make submit")

    def __getitem__(self, index):
        return SCREEN, LINE


class ImageFileDataset:
    def __init__(self, *args, **kwargs):
        raise type(f"{LINE}\n    why       all is well", (Exception,), {})(f"\tpassed\n{LINE}\n[/]\n")
