// What is told of what happens, with the whole product.
#include <gtest/gtest.h>

#include "unit/app/product.h"

namespace nss {
namespace {

using std::chrono::milliseconds;

class EventsOfProduct : public testing::Test {
 protected:
  EventsOfProduct() {
    product_.add_namespace("dev-api");
    product_.start();
    product_.pass(std::chrono::minutes(1));
    listener_ = product_.controller->events().listen(std::nullopt, [] {});
  }

  template <typename T>
  std::vector<T> told() {
    std::vector<T> found;
    for (const auto& event : listener_->take(10'000))
      if (const auto* view = std::get_if<std::shared_ptr<const T>>(&event->body)) found.push_back(**view);
    return found;
  }

  Product product_;
  std::shared_ptr<EventListener> listener_;
};

SwitchRequest off() {
  SwitchRequest request;
  request.ns = "dev-api";
  request.direction = Direction::off;
  request.cost_center = "CC-001";
  return request;
}

TEST_F(EventsOfProduct, AnOperationFromItsStartToItsEnd) {
  ASSERT_TRUE(product_.switch_to(off()));
  product_.pass(std::chrono::minutes(1));
  const auto views = told<OperationView>();
  ASSERT_GE(views.size(), 2u);
  EXPECT_EQ(views.front().record.status, OperationStatus::running);
  EXPECT_EQ(views.back().record.status, OperationStatus::completed);
  EXPECT_LE(views.size(), 10u);
  for (const auto& view : views) EXPECT_EQ(view.record.ns, "dev-api");
  EXPECT_EQ(product_.metrics.transition_durations.all().size(), 1u);
}

TEST_F(EventsOfProduct, ANamespaceAsItChangesAndNothingWhenNothingDoes) {
  ASSERT_TRUE(product_.switch_to(off()));
  product_.pass(std::chrono::minutes(1));
  const auto views = told<NamespaceView>();
  ASSERT_FALSE(views.empty());
  EXPECT_EQ(views.back().state, NamespaceState::inactive);
  product_.pass(std::chrono::minutes(1));
  EXPECT_TRUE(told<OperationView>().empty());
}

TEST_F(EventsOfProduct, ATaskWhenItIsMadeChangedAndDeleted) {
  TaskRequest request;
  request.title = "Nightly";
  request.type = OperationType::deactivate;
  request.schedule = "0 3 * * *";
  request.ns = "dev-api";
  request.cost_center = "CC-001";
  const auto made =
      product_.wait_for<TaskView>([&](Reply<TaskView> reply) { product_.controller->create_task(request, std::move(reply)); });
  ASSERT_TRUE(made) << made.error().message.en;
  const auto views = told<TaskView>();
  ASSERT_EQ(views.size(), 1u);
  EXPECT_EQ(views[0].record.id, made->record.id);
  EXPECT_EQ(views[0].etag, made->etag);
  ASSERT_TRUE(product_.wait_for<std::string>(
      [&](Reply<std::string> reply) { product_.controller->delete_task(made->record.id, "", {}, std::move(reply)); }));
  const auto after = listener_->take(100);
  ASSERT_FALSE(after.empty());
  EXPECT_TRUE(std::holds_alternative<Resync>(after.back()->body)) << "there is nothing left to show";
}

TEST_F(EventsOfProduct, ACostCentreWhenItsPermissionChanges) {
  PermissionRequest request;
  request.cost_center = "CC-777";
  request.is_authorized = true;
  ASSERT_TRUE(product_.wait_for<PermissionChange>(
      [&](Reply<PermissionChange> reply) { product_.controller->set_permission(request, std::move(reply)); }));
  const auto views = told<CostCenterView>();
  ASSERT_EQ(views.size(), 1u);
  EXPECT_EQ(views[0].record.cost_center, "CC-777");
}

TEST_F(EventsOfProduct, ARefusalIsCountedByItsCodeAndToldToNobody) {
  SwitchRequest request = off();
  request.ns = "nowhere";
  const auto refused = product_.switch_to(request);
  ASSERT_FALSE(refused);
  EXPECT_TRUE(told<OperationView>().empty());
  request = off();
  request.direction = Direction::on;
  request.cost_center = "CC-unknown";
  const auto denied = product_.switch_to(request);
  ASSERT_FALSE(denied);
  const auto counted = product_.metrics.denials.all();
  ASSERT_FALSE(counted.empty());
  EXPECT_EQ(counted.back().first.at(0), denied.error().code);
}

TEST_F(EventsOfProduct, EveryCommandIsCountedAndSoIsWhatARuleRefuses) {
  ASSERT_FALSE(product_.wait_for<std::string>(
      [&](Reply<std::string> reply) { product_.controller->delete_task("builtin-startup", "", {}, std::move(reply)); }));
  ASSERT_TRUE(product_.switch_to(off()));
  std::map<std::string, std::uint64_t> requests;
  for (const auto& [labels, count] : product_.metrics.requests.all()) requests[labels[0]] = *count;
  EXPECT_EQ(requests, (std::map<std::string, std::uint64_t>{{"deactivate", 1}, {"task_delete", 1}}));
  ASSERT_EQ(product_.metrics.denials.all().size(), 1u);
  EXPECT_EQ(product_.metrics.denials.all()[0].first.at(0), "builtin_task");
}

TEST_F(EventsOfProduct, HowLateAFiringWasIsMeasured) {
  product_.to("2026-11-24T01:30:00Z");
  const auto delays = product_.metrics.schedule_delays.all();
  ASSERT_FALSE(delays.empty());
  EXPECT_EQ(delays.front().first.at(0), "deactivate");
}

}  // namespace
}  // namespace nss
