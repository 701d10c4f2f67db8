"""The audit of the graders: what its rules change, and what they leave alone."""

from tests import audit, corpus, mutants

SOURCE = '''
"""Outside."""
LIMIT = 3
def f(items, n):
    """A docstring with 5 in it."""
    ### BEGIN SOLUTION: do it
    """A text that nothing uses."""
    total: int = 0
    if n < 2 and not items:
        raise ValueError(f"n is {n}")
    else:
        total += 1
    copy = items.copy()
    while len(copy) > n:
        copy.pop(0)
    print(list(copy), sep="")
    return total * 2 if n == 0 else -total
    ### END SOLUTION
'''


def after(rule):
    return {m.after for m in mutants.mutants(SOURCE) if m.rule == rule}


def test_each_rule_makes_its_mistake():
    assert {"if n <= 2 and not items:", "if n >= 2 and not items:", "return total * 2 if n != 0 else -total"} <= after("comparison")
    assert {"if n < 3 and not items:", "if n < 1 and not items:", "while (len(copy) + 1) > n:", "copy.pop((-1))"} <= after("boundary")
    assert {"if n < 2 or not items:", "if n < 2 and items:"} <= after("boolean")
    assert {"total -= 1", "return total / 2 if n == 0 else -total", "return total * 2 if n == 0 else total"} <= after("arithmetic")
    assert {"pass"} <= after("removed statement") and after("removed raise") == {"pass"} and after("removed return") == {"return"}
    assert {"copy.pop()", "print(list(copy))", 'print(sep="")'} <= after("removed argument")
    assert {"copy = items", 'print(copy, sep="")'} <= after("removed call")
    assert {"return -total if n == 0 else total * 2", "if not (n < 2 and not items):"} <= after("swapped branches")
    assert {'raise ValueError("")', 'print(list(copy), sep="x")'} <= after("constant")
    assert after("exception") == {'raise OSError(f"n is {n}")'}


def test_only_the_answer_is_changed_and_every_mutant_is_a_text_of_its_own():
    found = mutants.mutants(SOURCE)
    assert all("LIMIT = 3" in m.source and "with 5 in it" in m.source and "total: int" in m.source or m.rule == "removed statement" for m in found)
    assert all('"""A text that nothing uses."""' in m.source for m in found)
    assert len({m.source for m in found}) == len(found)
    for m in found:
        compile(m.source, "mutant", "exec")


def test_a_mutant_is_judged_as_a_submission():
    exercise = audit.catalog.find("ex06")
    source = (corpus.SOLUTIONS / f"{exercise.id}.py").read_text()
    audit.start()
    try:
        assert audit.judge(exercise.id, source) == []
        wrong = source.replace("len(self.subset)", "len(self.subset) + 1")
        assert wrong != source and "ex06.transformed.index" in audit.judge(exercise.id, wrong)
    finally:
        audit._judge.close()


def test_every_equivalent_mutant_has_a_reason_and_is_one():
    for exercise in audit.catalog.exercises():
        known = audit.equivalents(exercise)
        there = {(m.before, m.after) for m in mutants.mutants((corpus.SOLUTIONS / f"{exercise.id}.py").read_text())}
        assert set(known) <= there, f"tests/equivalent/{exercise.id}.toml names what is no mutant"
        assert all(len(reason) > 10 for reason in known.values())
