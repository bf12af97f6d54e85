// The activity table and the audit chains of the whole product: what an operation, a hand, a deletion, a crash and a late
// delivery leave in them.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "app/activity_reader.h"
#include "app/audit_reader.h"
#include "unit/app/product.h"

namespace nss {
namespace {

const WorkloadRef web{WorkloadKind::deployment, "pagos", "web"};

std::vector<ActivityRecord> activities(Product& p, ActivityQuery query = {}) {
  std::vector<ActivityRecord> all;
  query.limit = 3;  // so that pages are tested too
  do {
    const auto page = p.wait_for<ActivityPage>([&](Reply<ActivityPage> reply) { p.controller->activities(query, reply); });
    NSS_CHECK(page.has_value());
    all.insert(all.end(), page->activities.begin(), page->activities.end());
    query.after = page->next;
  } while (!query.after.empty());
  return all;
}

std::vector<ActivityRecord> of(Product& p, const std::string& ns) {
  ActivityQuery query;
  query.ns = ns;
  return activities(p, query);
}

// "auto_shutdown 20:00-07:00, …" oldest first, in Bogotá.
std::string told(std::vector<ActivityRecord> records) {
  std::string text;
  for (auto record = records.rbegin(); record != records.rend(); ++record) {
    const auto clock = [](Seconds t) { return to_rfc3339(t - std::chrono::hours(5)).substr(11, 5); };
    text +=
        std::string(to_string(record->type)) + " " + clock(record->start) + "-" + (record->end ? clock(*record->end) : "") + " ";
  }
  return text;
}

AuditVerdict verify(Product& p, const std::string& ns = {}) {
  const auto verdict = p.wait_for<AuditVerdict>([&](Reply<AuditVerdict> reply) { p.controller->verify_audit(ns, reply); });
  NSS_CHECK(verdict.has_value());
  return *verdict;
}

std::vector<AuditLink> links(Product& p, const std::string& ns) {
  std::vector<AuditLink> all;
  std::string after;
  do {
    const auto page = p.wait_for<AuditPage>([&](Reply<AuditPage> reply) { p.controller->audit(ns, 2, after, reply); });
    NSS_CHECK(page.has_value());
    all.insert(all.end(), page->links.begin(), page->links.end());
    after = page->next;
  } while (!after.empty());
  return all;
}

std::string events(Product& p, const std::string& ns) {
  std::string text;
  for (const auto& link : links(p, ns)) text += link.event + " ";
  return text;
}

// What holds of every namespace's records, whatever happened.
void expect_sound(Product& p) {
  std::map<std::string, std::vector<ActivityRecord>> by_namespace;
  for (const auto& record : activities(p)) by_namespace[record.ns].push_back(record);
  std::set<std::string> operations;
  for (const auto& [ns, records] : by_namespace) {
    EXPECT_EQ(told(records), told(of(p, ns))) << "the index and the table agree";
    std::optional<Seconds> next;
    for (const auto& record : records) {  // newest first
      if (next) {
        ASSERT_TRUE(record.end.has_value()) << ns << " has a second open record of " << to_rfc3339(record.start);
        EXPECT_LE(*record.end, *next) << ns;
      }
      if (!record.operation_id.empty()) {
        EXPECT_TRUE(operations.insert(record.operation_id).second) << record.operation_id;
      }
      next = record.start;
    }
  }
  for (const auto& operation : p.log()) {
    EXPECT_TRUE(operations.contains(operation.record.id))
        << operation.record.id << " of " << operation.record.ns << " has no record";
  }
  EXPECT_TRUE(verify(p).valid);
}

TEST(Activities, ADayFromTheAdoptionOn) {
  Product p;
  p.add_namespace("pagos", {{"cost-center", "CC-9"}});
  p.start();
  p.to(bogota(24, 9));
  const auto records = of(p, "pagos");
  EXPECT_EQ(told(records), "auto_startup 10:00-20:00 auto_shutdown 20:00-07:00 auto_startup 07:00- ");
  EXPECT_EQ(records.at(2).reason, "adopted");
  EXPECT_EQ(records.at(2).cluster_name, "test");
  EXPECT_TRUE(records.at(2).operation_id.empty());
  EXPECT_EQ(records.at(1).status, ActivityStatus::completed);
  EXPECT_EQ(duration_minutes(records.at(1)), 11 * 60);
  EXPECT_EQ(records.at(0).status, ActivityStatus::active);
  EXPECT_EQ(events(p, "pagos"), "adopted requested completed requested completed ");
  expect_sound(p);
}

TEST(Activities, ANamespaceThatIsOffWhenItIsAdoptedHasNoRecordUntilSomebodyWakesIt) {
  Product p;
  p.add_namespace("pagos");
  for (const auto& [kind, name] : {std::pair{WorkloadKind::deployment, "web"}, {WorkloadKind::stateful_set, "db"}}) {
    ASSERT_TRUE(p.cluster->scale({kind, "pagos", name}, 0, "kubectl").has_value());
  }
  ASSERT_TRUE(p.cluster->delete_workload({WorkloadKind::daemon_set, "pagos", "agent"}).has_value());
  p.start();
  p.pass(std::chrono::minutes(1));
  EXPECT_EQ(told(of(p, "pagos")), "");
  ASSERT_TRUE(p.cluster->scale(web, 2, "kubectl").has_value());
  p.pass(std::chrono::minutes(1));
  EXPECT_EQ(told(of(p, "pagos")), "auto_startup 10:01- ") << "the first time that it is seen on is its adoption";
  ASSERT_TRUE(p.cluster->scale(web, 0, "kubectl").has_value());
  p.pass(std::chrono::minutes(1));
  ASSERT_TRUE(p.cluster->scale(web, 2, "argocd").has_value());
  p.pass(std::chrono::minutes(1));
  EXPECT_EQ(told(of(p, "pagos")), "auto_startup 10:01-10:02 manual_activation 10:03- ");
  EXPECT_EQ(of(p, "pagos").at(0).user_id, "external");
  EXPECT_EQ(of(p, "pagos").at(0).requested_by, "argocd");
  expect_sound(p);
}

TEST(Activities, AHandAtNightHasItsRecordUntilTheGraceIsOver) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  p.to(bogota(23, 22));
  ASSERT_TRUE(p.cluster->scale(web, 2, "kubectl").has_value());
  p.to(bogota(23, 23));
  EXPECT_EQ(told(of(p, "pagos")),
            "auto_startup 10:00-20:00 auto_shutdown 20:00-22:00 manual_activation 22:00-22:15 auto_shutdown 22:15- ");
  EXPECT_EQ(p.log("pagos").front().record.trigger, Trigger::drift);
  expect_sound(p);
}

TEST(Activities, WhatWeNeverSwitchOffMakesNoHand) {
  Product p;
  p.add_namespace("pagos");
  ASSERT_TRUE(p.cluster->annotate_workload(web, std::string(annotation_exclude), "true").has_value());
  p.start();
  p.to(bogota(24, 6));
  EXPECT_EQ(p.replicas("pagos", "web"), 3);
  EXPECT_EQ(told(of(p, "pagos")), "auto_startup 10:00-20:00 auto_shutdown 20:00- ");
  ASSERT_TRUE(p.cluster->scale({WorkloadKind::stateful_set, "pagos", "db"}, 1, "kubectl").has_value());
  p.pass(std::chrono::minutes(1));
  EXPECT_EQ(of(p, "pagos").at(0).requested_by, "kubectl") << "whose hand it was";
  expect_sound(p);
}

TEST(Activities, ALostAnswerHealsWithoutARestart) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  p.storage->faults().lose_reply_of_next_commit();
  ASSERT_TRUE(p.cluster->delete_namespace("pagos").has_value());
  p.pass(std::chrono::minutes(5));
  EXPECT_EQ(events(p, "pagos"), "adopted deleted ");
  EXPECT_TRUE(of(p, "pagos").at(0).end.has_value());
  p.add_namespace("pagos");
  p.storage->faults().lose_reply_of_next_commit();
  p.pass(std::chrono::minutes(5));
  for (int minute : {0, 1}) {
    p.to(bogota(23, 20, minute));
    p.storage->faults().lose_reply_of_next_commit();
    p.pass(std::chrono::seconds(30));
  }
  p.to(bogota(23, 21));
  EXPECT_TRUE(p.asleep("pagos"));
  EXPECT_EQ(p.log("pagos").front().record.status, OperationStatus::completed);
  EXPECT_EQ(events(p, "pagos"), "adopted deleted adopted requested completed ");
  expect_sound(p);
}

TEST(Activities, WhatIsDeletedEndsAndItsChainGoesOn) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  p.pass(std::chrono::minutes(5));
  ASSERT_TRUE(p.cluster->delete_namespace("pagos").has_value());
  p.pass(std::chrono::minutes(5));
  EXPECT_EQ(of(p, "pagos").size(), 1U);
  EXPECT_TRUE(of(p, "pagos").at(0).end.has_value());
  p.add_namespace("pagos");
  p.pass(std::chrono::minutes(1));
  EXPECT_EQ(events(p, "pagos"), "adopted deleted adopted ");
  EXPECT_EQ(of(p, "pagos").size(), 2U);
  expect_sound(p);
  p.restart();
  p.to(bogota(23, 20, 1));
  expect_sound(p);
}

TEST(Activities, OneMadeAnewWhileWeWereAwayIsAnother) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  p.crash();
  ASSERT_TRUE(p.cluster->delete_namespace("pagos").has_value());
  p.pass(std::chrono::minutes(5));
  p.add_namespace("pagos");
  p.start();
  p.pass(std::chrono::minutes(1));
  EXPECT_EQ(events(p, "pagos"), "adopted deleted adopted ");
  const auto records = of(p, "pagos");
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records.at(1).end, records.at(0).start);
  expect_sound(p);
}

TEST(Activities, WhoIsExcludedHasNoHours) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  p.to(bogota(23, 21));
  ASSERT_TRUE(p.cluster->annotate_namespace("pagos", std::string(annotation_exclude), "true").has_value());
  p.to(bogota(23, 22));
  EXPECT_TRUE(p.as_made("pagos"));
  auto records = of(p, "pagos");
  EXPECT_EQ(records.at(0).type, OperationType::auto_startup) << "restored first";
  EXPECT_TRUE(records.at(0).end.has_value());
  ASSERT_TRUE(p.cluster->annotate_namespace("pagos", std::string(annotation_exclude), std::nullopt).has_value());
  p.to(bogota(23, 23));
  EXPECT_TRUE(p.asleep("pagos"));
  EXPECT_EQ(of(p, "pagos").at(0).type, OperationType::auto_shutdown);
  ASSERT_TRUE(p.cluster->annotate_namespace("pagos", std::string(annotation_exclude), "true").has_value());
  p.to(bogota(24, 9));
  ASSERT_TRUE(p.cluster->annotate_namespace("pagos", std::string(annotation_exclude), std::nullopt).has_value());
  p.to(bogota(24, 10));
  expect_sound(p);
}

TEST(Activities, ADryRunIsAuditedAndHasNoRecord) {
  ProductSetup setup;
  setup.dry_run = true;
  Product p(setup);
  p.add_namespace("pagos");
  p.start();
  p.to(bogota(23, 20, 5));
  EXPECT_TRUE(activities(p).empty());
  EXPECT_EQ(events(p, "pagos"), "adopted requested completed ");
  EXPECT_NE(links(p, "pagos").at(1).payload.find("\"dry_run\":true"), std::string::npos);
  p.end_dry_run();
  p.to(bogota(24, 8));
  EXPECT_EQ(told(of(p, "pagos")).substr(0, 12), "auto_startup");
  EXPECT_TRUE(verify(p).valid);
}

TEST(Activities, ALateRestoreIsDeliveredWithItsRecordAndLinksOnce) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  p.to(bogota(24, 6, 59));
  p.storage->faults().unavailable(true);
  p.to(bogota(24, 7, 1));
  EXPECT_TRUE(p.as_made("pagos"));
  ASSERT_FALSE(p.spool.entries.empty());
  const auto kept = p.spool.entries;
  p.storage->faults().unavailable(false);
  p.to(bogota(24, 7, 5));
  EXPECT_TRUE(p.spool.entries.empty());
  EXPECT_EQ(told(of(p, "pagos")), "auto_startup 10:00-20:00 auto_shutdown 20:00-07:00 auto_startup 07:00- ");
  const std::string before = events(p, "pagos");
  EXPECT_EQ(before, "adopted requested completed requested completed ");
  // A crash came after the delivery and before the spool forgot it.
  p.crash();
  p.spool.entries = kept;
  p.start();
  p.to(bogota(24, 7, 10));
  EXPECT_TRUE(p.spool.entries.empty());
  EXPECT_EQ(events(p, "pagos"), before);
  p.to(bogota(24, 21));
  expect_sound(p);
}

TEST(Activities, ALateRestoreThatWasOvertakenIsClosedAtOnce) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  p.to(bogota(24, 6, 59));
  p.storage->faults().unavailable(true);
  p.to(bogota(24, 7, 1));
  auto kept = p.spool.entries;
  ASSERT_EQ(kept.size(), 1U);
  p.storage->faults().unavailable(false);
  p.to(bogota(24, 21));
  p.crash();
  kept.at(0).record.id = "op_another";
  p.spool.entries = kept;
  p.start();
  p.to(bogota(24, 21, 5));
  EXPECT_TRUE(p.spool.entries.empty());
  const auto records = of(p, "pagos");
  EXPECT_EQ(records.at(0).operation_id, "op_another");
  EXPECT_EQ(records.at(0).status, ActivityStatus::completed);
  EXPECT_EQ(records.at(1).type, OperationType::auto_shutdown);
  EXPECT_FALSE(records.at(1).end.has_value());
  EXPECT_TRUE(verify(p).valid);
}

TEST(Activities, APartialOperationIsToldOnceInItsChain) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  bool forbidden = true;
  p.cluster->faults().decide = [&](const SimulatedCall& call) {
    const bool hit = forbidden && call.verb == SimulatedCall::Verb::patch && call.ref.name == "web";
    return Fault{hit ? FaultKind::forbidden : FaultKind::none, Mono(0), Mono(0)};
  };
  p.to(bogota(23, 21));
  EXPECT_EQ(events(p, "pagos"), "adopted requested partial ");
  EXPECT_NE(links(p, "pagos").at(2).payload.find("Deployment/web: forbidden"), std::string::npos);
  forbidden = false;
  p.to(bogota(23, 21, 10));
  EXPECT_EQ(events(p, "pagos"), "adopted requested partial completed ");
  expect_sound(p);
}

TEST(Activities, EachFilterNarrows) {
  Product p;
  p.add_namespace("pagos", {{"cost-center", "CC-1"}});
  p.add_namespace("ventas");
  p.start();
  p.to(bogota(24, 9));
  ASSERT_EQ(activities(p).size(), 6U);
  ActivityQuery query;
  query.type = OperationType::auto_shutdown;
  EXPECT_EQ(activities(p, query).size(), 2U);
  query.ns = "pagos";
  EXPECT_EQ(activities(p, query).size(), 1U);
  query = {};
  query.requested_by = "scheduler";
  query.status = ActivityStatus::active;
  EXPECT_EQ(activities(p, query).size(), 2U);
  query = {};
  query.cost_center = activities(p).at(0).cost_center;
  for (const auto& record : activities(p, query)) EXPECT_EQ(record.cost_center, query.cost_center);
  query = {};
  query.start = floor_seconds(instant(bogota(23, 20)));
  query.end = floor_seconds(instant(bogota(24, 7)));
  EXPECT_EQ(activities(p, query).size(), 2U) << "the end is not included";
  query.cluster_name = "test";
  EXPECT_EQ(activities(p, query).size(), 2U);
  query.cluster_name = "another";
  EXPECT_TRUE(activities(p, query).empty());
}

TEST(Activities, APageThatTheFilterEmptiesHasANextOne) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  std::vector<StorageTransaction> all;
  const StorageKeys keys("test");
  for (int n = 0; n < 2'100; ++n) {
    ActivityRecord record;
    record.ns = "viejo";
    record.start = Seconds(std::chrono::seconds(1'000'000 + n));
    record.status = ActivityStatus::completed;
    record.end = record.start;
    if (n == 0) record.status = ActivityStatus::failed;
    if (n % 25 == 0) all.emplace_back();
    all.back().writes.push_back({keys.activity(record.ns, record.start), record, Precondition::absent(), std::nullopt});
  }
  for (auto& transaction : all)
    p.storage->commit(std::move(transaction), [](const Result<CommitReceipt>& done) { NSS_CHECK(done); });
  ActivityQuery query;
  query.status = ActivityStatus::failed;
  const auto first = p.wait_for<ActivityPage>([&](Reply<ActivityPage> reply) { p.controller->activities(query, reply); });
  ASSERT_TRUE(first.has_value());
  EXPECT_TRUE(first->activities.empty());
  EXPECT_FALSE(first->next.empty());
  EXPECT_EQ(activities(p, query).size(), 1U);
}

TEST(AuditChains, AnyTamperingIsNamed) {
  Product p;
  p.add_namespace("pagos");
  p.add_namespace("ventas");
  p.start();
  p.to(bogota(24, 9));
  const AuditVerdict sound = verify(p);
  EXPECT_TRUE(sound.valid);
  EXPECT_EQ(sound.chains, 2U);
  EXPECT_EQ(sound.links, 10U);
  const StorageKeys keys("test");
  auto& items = p.storage->tables()->items;
  const auto untouched = items;
  std::get<AuditLink>(items.at(keys.audit("ventas", 3)).record).user_id = "otro";
  AuditVerdict broken = verify(p);
  ASSERT_FALSE(broken.valid);
  EXPECT_EQ(broken.first_broken->ns, "ventas");
  EXPECT_EQ(broken.first_broken->seq, 3);
  EXPECT_EQ(broken.first_broken->reason, "changed");
  EXPECT_TRUE(verify(p, "pagos").valid);
  items = untouched;
  items.erase(keys.audit("pagos", 5));
  broken = verify(p, "pagos");
  EXPECT_EQ(broken.first_broken->reason, "cut");
  items = untouched;
  items.at(keys.audit("pagos", 2)).record = BlobRecord{"x"};
  EXPECT_EQ(verify(p).first_broken->reason, "unreadable");
  const auto unknown = p.wait_for<AuditVerdict>([&](Reply<AuditVerdict> reply) { p.controller->verify_audit("nadie", reply); });
  EXPECT_EQ(unknown.error().code, "namespace_not_found");
  const auto no_links = p.wait_for<AuditPage>([&](Reply<AuditPage> reply) { p.controller->audit("nadie", 5, "", reply); });
  EXPECT_EQ(no_links.error().code, "namespace_not_found");
}

TEST(AuditChains, AStoreThatFailsIsAnErrorAndNotAVerdict) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  p.storage->faults().unavailable(true);
  for (const char* ns : {"", "pagos"}) {
    const auto verdict = p.wait_for<AuditVerdict>([&](Reply<AuditVerdict> reply) { p.controller->verify_audit(ns, reply); });
    ASSERT_FALSE(verdict.has_value());
    EXPECT_EQ(verdict.error().code, "store_unavailable");
  }
  const auto page = p.wait_for<AuditPage>([&](Reply<AuditPage> reply) { p.controller->audit("pagos", 5, "", reply); });
  EXPECT_EQ(page.error().code, "store_unavailable");
  const auto table = p.wait_for<ActivityPage>([&](Reply<ActivityPage> reply) { p.controller->activities({}, reply); });
  EXPECT_EQ(table.error().code, "store_unavailable");
}

// Random days with crashes, lost answers, conflicts and hands: the table and the chains stay sound.
class ActivitiesBySeed : public testing::TestWithParam<std::uint32_t> {};

TEST_P(ActivitiesBySeed, TableAndChainsStaySound) {
  std::mt19937 engine(GetParam());
  const auto one_in = [&](int n) { return std::uniform_int_distribution<int>(1, n)(engine) == 1; };
  Product p;
  for (const char* ns : {"pagos", "ventas"}) p.add_namespace(ns);
  p.start();
  for (int step = 0; step < 60; ++step) {
    if (one_in(6)) p.storage->faults().lose_reply_of_next_commit();
    if (one_in(8)) p.storage->faults().conflict_next();
    if (one_in(8)) p.storage->faults().fail_next_commits(2, make_error(ErrorKind::unavailable, "store_unavailable", "no"));
    if (one_in(5)) {
      ASSERT_TRUE(p.cluster->scale(web, one_in(2) ? 0 : 3, "kubectl").has_value());
    }
    if (one_in(5)) {
      SwitchRequest off;
      off.ns = "pagos";
      off.direction = Direction::off;
      p.controller->switch_namespace(off, [](const Result<OperationView>&) {});
    }
    if (one_in(7)) p.restart();
    p.pass(std::chrono::minutes(std::uniform_int_distribution<int>(1, 150)(engine)));
  }
  p.pass(std::chrono::minutes(10));
  expect_sound(p);
}

INSTANTIATE_TEST_SUITE_P(Seeds, ActivitiesBySeed, testing::Range(1U, 13U));

}  // namespace
}  // namespace nss
