"""Task scheduler, propiedad 8, "Recuperación tras Reinicio" (test_state_recovery_after_restart): el sistema debe recuperar
correctamente el estado tras un reinicio: namespaces activos, operaciones pendientes, y sin inconsistencias.
The restart is a SIGKILL. What is pending is an operation of which the API server refuses one workload.
"""

from refusals import denied
from world import HOUR, duration


def critical(w):
    return {
        "active": {name: w.active(name) for name in w.names},
        "desired": {each["namespace"]: each["desired_status"] for each in w.statuses()},
        "holders": [(each["namespace"], each["frees_at"]) for each in w.off_hours()["holders"]],
        "runs": {each["id"]: each["run_count"] for each in w.product.items("/api/tasks")},
        "records": w.activities(),
        "pending": w.pending(),
        "over": [each for each in w.operations() if each["completed_at"]],
    }


def differences(before, after):
    """One line each, so that whoever reads the failure sees which."""
    def lines(state):
        return [f"{part}: {each}" for part, all_of in state.items()
                for each in (all_of if isinstance(all_of, list) else all_of.items())]
    was, now = lines(before), lines(after)
    return [f"- {line}" for line in was if line not in now] + [f"+ {line}" for line in now if line not in was]


def test_after_a_restart_all_is_as_it_was(world, draw):
    w = world(6)
    first = w.names[0]
    for _ in range(draw.randrange(1, 8)):
        name = draw.choice(w.names[1:])
        match draw.randrange(4):
            case 0: w.deactivate(name)
            case 1: w.go_on(draw.randrange(1, 10) * HOUR)
            case _: w.activate(name, minutes=duration(draw))
        w.settle()
    if not w.active(first):
        w.activate(first, minutes=600)   # five others may hold the places
        w.settle()
    was_on = w.active(first)
    with denied(w.cluster, first, "web"):
        w.deactivate(first)
        assert bool(w.pending()) == was_on
        before = w.steady(lambda: critical(w))
        w.restart()
        after = w.steady(lambda: critical(w))
        assert not (changes := differences(before, after)), "\n".join(changes)
    w.go_on(6 * 60)
    assert not w.pending()
    for view in w.statuses():
        assert view["status"] == view["desired_status"]
        assert w.active(view["namespace"]) == (view["desired_status"] == "active")
        assert not view["last_error"]
