"""Task scheduler, propiedad 3, "Límite de Namespaces Activos" (test_namespace_limit_enforcement): durante horarios no
hábiles, máximo 5 namespaces pueden estar activos simultáneamente; el sexto recibe "limit exceeded".
"""

from world import non_business_instant

A_DAY = 24 * 60


def test_the_sixth_is_refused_with_the_words(world, draw):
    w = world(draw.randrange(6, 10))
    w.to(non_business_instant(draw))
    draw.shuffle(w.names)
    for number, name in enumerate(w.names):
        done = w.activate(name, minutes=A_DAY)
        assert done.success == (number < 5)
        if not done.success:
            assert (done.status, done.code) == (409, "limit_exceeded")
            assert "limit exceeded" in done.message.lower()
            assert (done.body["limit"], done.body["current"], len(done.body["holders"])) == (5, 5, 5)
        assert w.active(name) == done.success
        assert w.active_count() <= 5
    assert w.steady(lambda: w.off_hours()["used"]) == 5
