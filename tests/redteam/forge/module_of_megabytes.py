# attack: a module is missing whose name is ten megabytes long, and the report holds all of it
# exercise: ex01_map_dataset
# check: ex01.tabular.len
print("TRIED", flush=True)
raise ModuleNotFoundError("no module", name="m" * 10**7)
