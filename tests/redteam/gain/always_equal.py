# attack: answers with an object that is equal to everything
# exercise: ex01_map_dataset


class Anything:
    def __eq__(self, other):
        return True

    def __hash__(self):
        return 0

    def __len__(self):
        return 3

    def __getattr__(self, name):
        return self

    def __call__(self, *args, **kwargs):
        return self

    def __getitem__(self, index):
        return self


TabularDataset = ImageFolderDataset = lambda *args, **kwargs: Anything()
