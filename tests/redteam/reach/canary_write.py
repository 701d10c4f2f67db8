# attack: writes over another student's file, by its full path
# exercise: ex01_map_dataset
# check: ex01.tabular.len
for place in ("@OTHER@", "@RESULTS@", "@HOME@"):
    try:
        with open(f"{place}/canary.txt", "w") as file:
            file.write("mallory was here")
    except OSError as error:
        print(error)
print("TRIED")
