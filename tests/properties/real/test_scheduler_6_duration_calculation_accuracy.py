"""Task scheduler, propiedad 6, "Cálculo Correcto de Duración" (test_duration_calculation_accuracy): la duración calculada
debe ser exacta entre activación y desactivación: (deactivation_time − activation_time) // 60.
Here the clock goes on while we ask, so the instants are those of the two operations.
"""

import datetime

from world import DAY


def second(text):
    return int(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp())


def test_the_minutes_are_exact(world, draw):
    w = world(1)
    (name,) = w.names
    w.to("sat 00:00")
    w.go_on(draw.randrange(DAY))
    asked = w.now()
    on = second(w.activate(name).data["requested_at"])
    assert 0 <= on - asked <= 3
    w.go_on(draw.choice((draw.randrange(5), draw.randrange(300), draw.randrange(DAY))))
    off = second(w.deactivate(name).data["requested_at"])
    record = next(each for each in w.activities(name) if each["operation_type"] == "manual_activation")
    assert record["timestamp_start"] == on
    assert record["timestamp_end"] == max(off, on + 1)
    assert record["duration_minutes"] == (off - on) // 60
