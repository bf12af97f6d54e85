"""Task scheduler, propiedad 4, "Validación de Centro de Costo" (test_cost_center_authorization): solo centros de costo
autorizados pueden activar namespaces; los demás reciben "unauthorized". At any hour (SPEC 7).
"""

from world import business_instant, non_business_instant

CENTERS = ("CC-001", "CC-002", "system", "cc-001", "X")


def test_only_authorised_cost_centres_activate(world, draw):
    w = world(2)
    for_all = draw.choice((True, False))
    w.authorize("CC-001", () if for_all else w.names[:1])
    w.to(draw.choice((non_business_instant, business_instant))(draw))
    for center in draw.sample(CENTERS, len(CENTERS)):
        name = draw.choice(w.names)
        before = w.operations()
        done = w.activate(name, center, 60)
        assert done.success == (center == "CC-001" and (for_all or name == w.names[0]))
        if not done.success:
            assert (done.status, done.code) == (403, "unauthorized")
            assert "unauthorized" in done.message.lower()
            assert w.operations() == before
