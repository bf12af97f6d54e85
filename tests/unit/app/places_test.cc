// Off-hours places and cost centres through the whole product: every refusal and that it changes nothing, new ends, early
// release, expiry, what is left after a crash.
#include "app/places.h"

#include <gtest/gtest.h>

#include "unit/app/product.h"

namespace nss {
namespace {

struct PlacesOfTheProduct : testing::Test {
  Product p;

  void SetUp() override {
    for (const char* ns : {"pagos", "ventas", "datos", "nomina", "tienda", "bodega", "portal"})
      p.add_namespace(ns, {{"cost-center", "CC-001"}});
    p.start();
    PermissionRequest many;
    many.cost_center = "CC-001";
    many.is_authorized = true;
    many.max_concurrent_namespaces = 1000;  // so that the five decide
    permit(many);
  }

  SwitchRequest wanted(const std::string& ns, std::optional<std::chrono::minutes> duration = std::nullopt,
                       const std::string& cost_center = "CC-001") {
    SwitchRequest request;
    request.ns = ns;
    request.cost_center = cost_center;
    request.requested_by = "ana";
    request.duration = duration;
    return request;
  }
  Result<OperationView> on(const std::string& ns, std::optional<std::chrono::minutes> duration = std::nullopt,
                           const std::string& cost_center = "CC-001") {
    return p.switch_to(wanted(ns, duration, cost_center));
  }
  Result<OperationView> off(const std::string& ns, const std::string& cost_center = {}) {
    SwitchRequest request = wanted(ns, std::nullopt, cost_center);
    request.direction = Direction::off;
    return p.switch_to(request);
  }
  std::vector<HolderView> holders() {
    p.pass(Milliseconds(200));
    return p.controller->namespaces()->holders;
  }
  PermissionChange permit(PermissionRequest request) {
    const auto done =
        p.wait_for<PermissionChange>([&](Reply<PermissionChange> reply) { p.controller->set_permission(request, reply); });
    NSS_CHECK(done.has_value());
    return *done;
  }
  void five() {
    for (const char* ns : {"pagos", "ventas", "datos", "nomina", "tienda"})
      ASSERT_TRUE(on(ns, std::chrono::minutes(180)).has_value()) << ns;
  }
  std::string code_of(const Result<OperationView>& done) { return done ? "done" : done.error().code; }
  std::size_t records(const std::string& ns) {
    ActivityQuery query;
    query.ns = ns;
    query.limit = 500;
    const auto page = p.wait_for<ActivityPage>([&](Reply<ActivityPage> reply) { p.controller->activities(query, reply); });
    return page->activities.size();
  }
};

TEST_F(PlacesOfTheProduct, TheSixthIsRefusedAndOneThatEndsMakesRoom) {
  p.to(bogota(23, 21));
  five();
  EXPECT_EQ(holders().size(), 5U);
  const auto before = p.storage->tables()->items.size();
  const auto refused = on("bodega");
  EXPECT_EQ(code_of(refused), "limit_exceeded");
  EXPECT_NE(refused.error().extra.find("\"current\":5"), std::string::npos);
  EXPECT_TRUE(p.asleep("bodega"));
  EXPECT_EQ(p.storage->tables()->items.size(), before) << "a refusal changes nothing";
  EXPECT_EQ(code_of(on("pagos")), "done") << "who holds a place may ask again";
  ASSERT_TRUE(off("ventas").has_value());
  EXPECT_EQ(holders().size(), 4U);
  EXPECT_EQ(code_of(on("bodega")), "done");
  p.to(bogota(24, 0, 1));
  EXPECT_TRUE(p.asleep("pagos")) << "its three hours are over";
  EXPECT_EQ(holders().size(), 1U);
  EXPECT_EQ(holders().at(0).ns, "bodega");
  EXPECT_EQ(to_rfc3339(holders().at(0).frees_at), bogota(24, 7));
  p.to(bogota(24, 7, 1));
  EXPECT_TRUE(holders().empty());
}

TEST_F(PlacesOfTheProduct, TheOrderOfTheRefusals) {
  ASSERT_TRUE(p.cluster->annotate_namespace("portal", std::string(annotation_exclude), "true").has_value());
  p.add_namespace("kube-system");
  p.to(bogota(23, 21));
  five();
  EXPECT_EQ(code_of(on("nadie", std::nullopt, "CC-999")), "namespace_not_found");
  EXPECT_EQ(code_of(on("kube-system", std::nullopt, "CC-999")), "namespace_protected");
  EXPECT_EQ(code_of(on("portal", std::nullopt, "CC-999")), "namespace_excluded");
  EXPECT_EQ(code_of(on("bodega", std::nullopt, "CC-999")), "unauthorized");
  EXPECT_EQ(code_of(on("bodega", std::nullopt, "system")), "unauthorized") << "no person names system";
  EXPECT_EQ(code_of(off("bodega", "system")), "unauthorized");
  PermissionRequest small;
  small.cost_center = "CC-002";
  small.is_authorized = true;
  small.max_concurrent_namespaces = 0;
  permit(small);
  EXPECT_EQ(code_of(on("bodega", std::nullopt, "CC-002")), "cost_center_limit_exceeded");
  EXPECT_EQ(code_of(on("bodega")), "limit_exceeded");
}

TEST_F(PlacesOfTheProduct, CostCentresAreLookedAtInBusinessHoursTooAndTheFiveAreNot) {
  for (const char* ns : {"pagos", "ventas", "datos", "nomina", "tienda", "bodega"}) ASSERT_TRUE(off(ns).has_value());
  for (const char* ns : {"pagos", "ventas", "datos", "nomina", "tienda", "bodega"}) EXPECT_EQ(code_of(on(ns)), "done") << ns;
  EXPECT_EQ(code_of(on("portal", std::nullopt, "CC-999")), "unauthorized");
  EXPECT_TRUE(holders().empty());
}

TEST_F(PlacesOfTheProduct, KeepOnBooksAtOnceAndItsPayerPaysFromThenOn) {
  SwitchRequest keep = wanted("pagos", std::nullopt, "CC-002");
  keep.until = floor_seconds(instant(bogota(23, 23)));
  const auto done = p.switch_to(keep);
  ASSERT_TRUE(done.has_value());
  EXPECT_TRUE(done->record.changed) << "the place was booked";
  EXPECT_EQ(records("pagos"), 2U) << "the open record closes, one for the new payer opens";
  EXPECT_EQ(holders().size(), 1U);
  EXPECT_TRUE(p.view("pagos").slot);
  SwitchRequest says_nothing = wanted("ventas");
  says_nothing.until = floor_seconds(instant(bogota(23, 15)));
  ASSERT_TRUE(p.switch_to(says_nothing).has_value());
  p.to(bogota(23, 15, 1));
  EXPECT_TRUE(p.as_made("ventas")) << "an end inside business hours never switches off";
  p.to(bogota(23, 22, 59));
  EXPECT_TRUE(p.as_made("pagos"));
  p.to(bogota(23, 23, 1));
  EXPECT_TRUE(p.asleep("pagos"));
}

TEST_F(PlacesOfTheProduct, ANewEndIsNoSecondRecord) {
  p.to(bogota(23, 21));
  const auto first = on("pagos", std::chrono::minutes(60));
  ASSERT_TRUE(first.has_value());
  const auto longer = on("pagos", std::chrono::minutes(180));
  ASSERT_TRUE(longer.has_value());
  EXPECT_TRUE(longer->record.changed);
  EXPECT_EQ(longer->record.id, first->record.id);
  EXPECT_EQ(to_rfc3339(*longer->record.until), bogota(24, 0));
  EXPECT_EQ(records("pagos"), 3U);
  EXPECT_EQ(p.log("pagos").size(), 2U);
  p.restart();
  p.to(bogota(23, 23, 30));
  EXPECT_TRUE(p.as_made("pagos"));
  SwitchRequest shorter = wanted("pagos", std::chrono::minutes(5));
  shorter.context.user_id = "otro";
  shorter.context.administrator = false;
  EXPECT_EQ(code_of(p.switch_to(shorter)), "forbidden");
  shorter.direction = Direction::off;
  shorter.duration.reset();
  EXPECT_EQ(code_of(p.switch_to(shorter)), "forbidden") << "ending it is shortening it";
  p.to(bogota(24, 0, 1));
  EXPECT_TRUE(p.asleep("pagos"));
}

TEST_F(PlacesOfTheProduct, OnePlaceForManyNights) {
  SwitchRequest keep = wanted("pagos");
  keep.until = floor_seconds(instant(bogota(25, 22)));
  ASSERT_TRUE(p.switch_to(keep).has_value());
  for (int day = 23; day < 25; ++day) {
    p.to(bogota(day, 23, 30));
    EXPECT_TRUE(p.as_made("pagos")) << day;
    EXPECT_EQ(holders().size(), 1U);
    p.to(bogota(day + 1, 12));
    EXPECT_TRUE(p.as_made("pagos"));
  }
  p.to(bogota(25, 22, 1));
  EXPECT_TRUE(p.asleep("pagos"));
  EXPECT_TRUE(holders().empty());
  keep.until = floor_seconds(instant("2026-12-10T00:00:00Z"));
  const auto too_far = p.switch_to(keep);
  EXPECT_EQ(code_of(too_far), "invalid_value");
  EXPECT_EQ(too_far.error().pointer, "/until");
}

TEST_F(PlacesOfTheProduct, ADeletedNamespaceFreesItsPlaceAndRevocationEvictsNobody) {
  p.to(bogota(23, 21));
  five();
  PermissionRequest revoked;
  revoked.cost_center = "CC-001";
  revoked.is_authorized = false;
  permit(revoked);
  EXPECT_TRUE(p.as_made("pagos"));
  EXPECT_EQ(holders().size(), 5U);
  EXPECT_EQ(code_of(on("pagos")), "unauthorized");
  ASSERT_TRUE(p.cluster->delete_namespace("pagos").has_value());
  p.pass(std::chrono::minutes(1));
  EXPECT_EQ(holders().size(), 4U);
  EXPECT_EQ(code_of(on("bodega", std::nullopt, "CC-002")), "done");
}

TEST_F(PlacesOfTheProduct, WhatAHandWakesTakesNoPlace) {
  p.to(bogota(23, 21));
  five();
  ASSERT_TRUE(p.cluster->scale({WorkloadKind::deployment, "bodega", "web"}, 2, "kubectl").has_value());
  p.to(bogota(23, 21, 5));
  EXPECT_EQ(holders().size(), 5U);
  EXPECT_EQ(p.replicas("bodega", "web"), 2);
  p.to(bogota(23, 21, 30));
  EXPECT_EQ(p.replicas("bodega", "web"), 0) << "after the grace it is off again";
}

TEST_F(PlacesOfTheProduct, ADryRunJudgesAndBooksNothing) {
  p.crash();
  ProductSetup setup;
  setup.now = bogota(23, 21);
  setup.dry_run = true;
  Product dry(setup);
  dry.add_namespace("pagos");
  dry.start();
  const auto done = dry.switch_to(wanted("pagos", std::chrono::minutes(60)));
  ASSERT_TRUE(done.has_value());
  EXPECT_TRUE(done->record.dry_run);
  dry.pass(Milliseconds(200));
  EXPECT_TRUE(dry.controller->namespaces()->holders.empty());
  EXPECT_FALSE(dry.switch_to(wanted("pagos", std::nullopt, "CC-999")).has_value());
}

TEST_F(PlacesOfTheProduct, ALostAnswerIsFoundAndAConflictIsDecidedAgain) {
  p.to(bogota(23, 21));
  p.storage->faults().lose_reply_of_next_commit();
  const auto lost = on("pagos", std::chrono::minutes(60));
  ASSERT_TRUE(lost.has_value());
  EXPECT_EQ(holders().size(), 1U);
  p.storage->faults().conflict_next(2);
  EXPECT_EQ(code_of(on("ventas", std::chrono::minutes(60))), "done");
  p.storage->faults().conflict_next(50);
  const auto overtaken = on("datos", std::chrono::minutes(60));
  EXPECT_EQ(code_of(overtaken), "store_unavailable") << "a 409 is always a decision";
  p.storage->faults().conflict_next(0);
  EXPECT_EQ(holders().size(), 2U);
  p.storage->faults().conflict_next(1);
  EXPECT_EQ(code_of(on("pagos", std::chrono::minutes(120))), "done") << "a new end too";
  EXPECT_EQ(holders().size(), 2U);
}

TEST_F(PlacesOfTheProduct, ARequestThatComesTwiceUnderOneKeyIsDoneOnce) {
  p.to(bogota(23, 21));
  SwitchRequest request = wanted("pagos", std::chrono::minutes(60));
  request.context.idempotency = IdempotencyToken{"k", "f"};
  std::vector<Result<OperationView>> answers;
  for (int n = 0; n < 2; ++n) {
    p.controller->switch_namespace(request, [&](Result<OperationView> done) { answers.push_back(std::move(done)); });
  }
  p.pass(std::chrono::seconds(5));
  ASSERT_EQ(answers.size(), 2U);
  ASSERT_TRUE(answers[0].has_value() && answers[1].has_value());
  EXPECT_EQ(answers[0]->record.id, answers[1]->record.id);
  EXPECT_EQ(p.log("pagos").size(), 2U);
}

// ---- many at once ----

TEST_F(PlacesOfTheProduct, BulkGivesPlacesInTheOrderOfTheList) {
  p.to(bogota(23, 21));
  BulkSwitchRequest request;
  request.namespaces = {"portal", "pagos", "nadie", "ventas", "datos", "nomina", "tienda", "bodega"};
  request.each = wanted("", std::chrono::minutes(60));
  request.each.context.idempotency = IdempotencyToken{"bulk", "f"};
  const auto ask = [&] {
    return p.wait_for<std::vector<BulkOutcome>>(
        [&](Reply<std::vector<BulkOutcome>> reply) { p.controller->switch_namespaces(request, reply); });
  };
  request.dry_run = true;
  const auto judged = ask();
  request.dry_run = false;
  const auto done = ask();
  const auto told = [](const std::vector<BulkOutcome>& outcomes) {
    std::string text;
    for (const auto& outcome : outcomes) text += outcome.ns + ":" + (outcome.refusal ? outcome.refusal->code : "done") + " ";
    return text;
  };
  EXPECT_EQ(told(*done),
            "portal:done pagos:done nadie:namespace_not_found ventas:done datos:done nomina:done tienda:limit_exceeded "
            "bodega:limit_exceeded ");
  EXPECT_EQ(told(*judged), told(*done)) << "a dry run says the same";
  EXPECT_TRUE(judged->at(0).operation.id.empty());
  const auto again = ask();
  EXPECT_EQ(again->at(0).operation.id, done->at(0).operation.id);
  EXPECT_EQ(p.log("portal").size(), 2U) << "a request that is repeated under its key does nothing twice";
}

// ---- cost centres ----

TEST_F(PlacesOfTheProduct, PermissionsKeepWhatARequestLeavesOut) {
  PermissionRequest request;
  request.cost_center = "CC-100";
  request.is_authorized = true;
  auto made = permit(request);
  EXPECT_TRUE(made.created);
  EXPECT_EQ(made.view.record.name, "CC-100");
  EXPECT_EQ(made.view.record.max_concurrent_namespaces, 5);
  request.name = "Equipo";
  request.max_concurrent_namespaces = 2;
  request.authorized_namespaces = std::vector<std::string>{"pagos"};
  const auto changed = permit(request);
  EXPECT_FALSE(changed.created);
  EXPECT_NE(changed.view.etag, made.view.etag);
  PermissionRequest partly;
  partly.cost_center = "CC-100";
  partly.is_authorized = false;
  partly.if_match = changed.view.etag;
  const auto kept = permit(partly);
  EXPECT_EQ(kept.view.record.name, "Equipo");
  EXPECT_EQ(kept.view.record.max_concurrent_namespaces, 2);
  EXPECT_EQ(kept.view.record.authorized_namespaces, std::vector<std::string>{"pagos"});
  const auto ask = [&](PermissionRequest r) {
    return p.wait_for<PermissionChange>([&](Reply<PermissionChange> reply) { p.controller->set_permission(r, reply); });
  };
  EXPECT_EQ(ask(partly).error().code, "precondition_failed") << "the tag is an old one";
  partly.if_match = "*";
  partly.max_concurrent_namespaces = 1001;
  EXPECT_EQ(ask(partly).error().pointer, "/max_concurrent_namespaces");
  partly.cost_center = "system";
  EXPECT_EQ(ask(partly).error().code, "builtin_cost_center");
  p.restart();
  const auto all = p.wait_for<std::vector<CostCenterView>>(
      [&](Reply<std::vector<CostCenterView>> reply) { p.controller->cost_centers(reply); });
  ASSERT_EQ(all->size(), 4U);
  EXPECT_EQ(all->at(2).record.name, "Equipo");
  EXPECT_TRUE(all->at(3).builtin);
}

TEST_F(PlacesOfTheProduct, APermissionWhoseAnswerWasLostIsKnownAfterwards) {
  PermissionRequest revoked;
  revoked.cost_center = "CC-002";
  revoked.is_authorized = false;
  p.storage->faults().lose_reply_of_next_commit();
  const auto lost =
      p.wait_for<PermissionChange>([&](Reply<PermissionChange> reply) { p.controller->set_permission(revoked, reply); });
  EXPECT_FALSE(lost.has_value());
  EXPECT_EQ(code_of(on("pagos", std::nullopt, "CC-002")), "unauthorized") << "the store has it";
  revoked.is_authorized = true;
  EXPECT_TRUE(permit(revoked).view.record.is_authorized) << "and the next change works";
}

// The clocks of New York went back on 1 November 2026 at 2:00.
TEST(CostCentersOfTheProduct, AMonthBeginsAtItsMidnightWhateverTheClocksDid) {
  ProductSetup setup;
  setup.now = "2026-11-01T01:00:00Z";  // Saturday, 21:00
  setup.zone = "America/New_York";
  Product p(setup);
  p.add_namespace("pagos");
  p.start();
  p.pass(std::chrono::minutes(1));
  SwitchRequest request;
  request.ns = "pagos";
  request.cost_center = "CC-002";
  request.duration = std::chrono::hours(30);
  ASSERT_TRUE(p.switch_to(request).has_value());
  p.to("2026-11-01T17:00:00Z");  // Sunday noon, thirteen hours after midnight
  const auto view = p.wait_for<CostCenterView>([&](Reply<CostCenterView> reply) { p.controller->cost_center("CC-002", reply); });
  EXPECT_DOUBLE_EQ(view->hours_this_month, 13.0);
}

TEST_F(PlacesOfTheProduct, WhatACostCentrePaysNowAndThisMonth) {
  p.to(bogota(23, 21));
  ASSERT_TRUE(on("pagos", std::chrono::minutes(90), "CC-002").has_value());
  p.to(bogota(23, 22));
  const auto show = [&](const std::string& id) {
    return p.wait_for<CostCenterView>([&](Reply<CostCenterView> reply) { p.controller->cost_center(id, reply); });
  };
  EXPECT_EQ(show("CC-002")->active_namespaces, std::vector<std::string>{"pagos"});
  EXPECT_DOUBLE_EQ(show("CC-002")->hours_this_month, 1.0);
  EXPECT_TRUE(show("system")->builtin);
  EXPECT_EQ(show("CC-404").error().code, "not_found");
  const auto validate = [&](const std::string& id, const std::string& ns) {
    return *p.wait_for<CostCenterVerdict>(
        [&](Reply<CostCenterVerdict> reply) { p.controller->validate_cost_center(id, ns, reply); });
  };
  EXPECT_TRUE(validate("CC-002", "").is_authorized);
  EXPECT_EQ(validate("CC-002", "").active_count, 1);
  EXPECT_TRUE(validate("system", "pagos").is_authorized);
  EXPECT_EQ(validate("CC-404", "pagos").code, "unauthorized");
  EXPECT_FALSE(validate("CC-404", "").max_concurrent_namespaces.has_value());
}

TEST_F(PlacesOfTheProduct, AutomaticOperationsArePaidByTheNamespacesOwnOrSystem) {
  p.add_namespace("ajeno", {{"cost-center", "CC-404"}});
  p.to(bogota(23, 20, 1));
  EXPECT_EQ(p.log("pagos").front().record.cost_center, "CC-001");
  EXPECT_EQ(p.log("ajeno").front().record.cost_center, "system") << "its label is not authorised";
}

}  // namespace
}  // namespace nss
