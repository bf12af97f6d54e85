"""Diseño técnico, propiedad 3, "Consistencia de Estados": el estado reportado de un namespace debe coincidir con su estado
real en Kubernetes. Also with hands in it, since what is reported is what the cluster says; the watch takes its moment.
"""

from testcluster import wait_until
from world import MINUTE, duration

SAYS_ON = {"active": True, "activating": True, "deactivating": True, "inactive": False}


def agrees(w, view):
    """Degraded says nothing about being on."""
    active = w.active(view["namespace"])
    return SAYS_ON.get(view["status"], active) == active and (view["workloads"]["active"] > 0) == active


def test_what_is_reported_is_what_the_cluster_says(world, draw):
    w = world(3)
    for _ in range(draw.randrange(8, 14)):
        name = draw.choice(w.names)
        match draw.randrange(5):
            case 0: w.deactivate(name)
            case 1: w.activate(name, minutes=duration(draw))
            case 2: w.scale_by_hand(name, draw.randrange(5))
            case 3: w.restart()
            case _: w.leap(draw.randrange(1, 900) * MINUTE)
        wait_until(lambda: all(agrees(w, view) for view in w.statuses()), seconds=10, what="the same in both")
