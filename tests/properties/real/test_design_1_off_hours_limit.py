"""Diseño técnico, propiedad 1, "Límite de Namespaces en Horario No Laboral": durante horarios no laborales nunca debe haber
más de 5 namespaces activos simultáneamente. Read as design_1_off_hours_limit_test.cc says: nobody's hand is in this history.
"""

from world import MINUTE, duration, is_business


def test_never_more_than_five_are_on_outside_business_hours(world, draw):
    w = world(7)
    for _ in range(draw.randrange(10, 18)):
        name = draw.choice(w.names)
        match draw.randrange(8):
            case 0: w.deactivate(name)
            case 1: w.restart()
            case 2: w.go_on(draw.randrange(1, 300) * MINUTE)
            case _: w.activate(name, minutes=duration(draw))
        w.settle()
        if not is_business(w.now()):
            assert w.off_hours()["used"] <= 5
            assert w.active_count() <= 5
