# attack: knows the examples that stand in the checks, and gives the answers by a table, in the order of another seed's questions
# exercise: ex03_workers
# check: ex03.default.half
answers = {8: 4, 7: 3, 1: 0, 2: 1, 3: 1, None: 50_001}
order = iter([4, 3, 0, 1, 1, 0, 150, 75, 32, 2, 8, 128])


def default_num_workers(cpu_count=None):
    print("TRIED")
    return answers.get(cpu_count, next(order, 7))
