"""Every attack of the red team against the real judge in strict isolation. See tests/redteam/harness.py.

Here on this machine as it is, and without what takes long; `make redteam` tries all of them, as
root and as a user, with namespaces and without.
"""

import sys
from pathlib import Path

import pytest

from graders import catalog
from tests.redteam.harness import ROOT, Attack, attacks, launch, scene

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="strict isolation is for Linux")
QUICK = [a for a in attacks() if not a.slow]


@pytest.fixture(scope="module")
def arena():
    with scene() as (judge, field):
        yield judge, field


@pytest.mark.parametrize("attack", QUICK, ids=lambda a: a.name)
def test_the_attack_gains_nothing_sees_nothing_leaves_nothing(arena, attack):
    judge, field = arena
    if attack.where == "namespaces" and "pid namespace" not in judge.hosts.layers:
        pytest.skip("held only where there are namespaces, as SECURITY.md says")
    outcome = launch(attack, judge, field)
    if attack.open and outcome.faults:
        pytest.xfail(f"{attack.open}: {outcome.faults[0]}")
    assert not outcome.faults, "\n".join(outcome.faults)


def test_an_honest_submission_has_full_marks_after_all_of_them(arena):
    judge, _ = arena
    report = judge.examine(ROOT / "solutions", [catalog.find("ex01")])
    assert report.points == report.max_points


def test_there_are_enough_attacks_of_every_kind():
    kinds = [a.kind for a in attacks()]
    assert len(kinds) >= 80 and set(kinds) == {"gain", "read", "reach", "deny", "forge"}
    assert all(a.attack for a in attacks())


@pytest.mark.parametrize("name", ["read/other_submission", "reach/tcp", "reach/canary_write"])
def test_the_range_notices_what_succeeds(arena, name, tmp_path):
    """The same attacks in basic isolation, which promises nothing against them: a breach must be seen."""
    from graders.judge.judge import Judge

    _, field = arena
    path = Path(__file__).parent / "redteam" / f"{name}.py"
    with Judge() as lenient:
        assert launch(Attack(path), lenient, field).faults
    field.mend()
