# wrong: raises the right error whatever it is given
# caught by: ex06.split.errors
def split(dataset, fractions, seed):
    total = sum(fractions.values())
    raise ValueError(f"fractions {fractions} sum to {total}")
