# attack: answers with a long text in which the judge looks for paths, at each place anew
# exercise: ex01_map_dataset
# check: ex01.tabular.sample
# slow: keeps the judge busy, until it is held
class TabularDataset:
    def __init__(self, features, labels):
        print("TRIED", flush=True)

    def __getitem__(self, index):
        return "x" * 4_000_000 + "graders-", 0  # bounded: a message may be fifteen times as long
