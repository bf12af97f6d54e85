// A commit was done, its answer is lost, and the store does not answer when it is asked what became of it: the person is told that
// nobody knows, and what was kept is taken over as soon as the store answers.
#include <gtest/gtest.h>

#include "unit/app/product.h"

namespace nss {
namespace {

class UnknownOutcome : public testing::Test {
 protected:
  UnknownOutcome() {
    p_.add_namespace("pagos");
    p_.start();
    p_.to(bogota(23, 20, 5));
  }
  // The next commit is done; from then on nothing is answered.
  void lose_next_commit() {
    p_.storage->faults().lose_reply_of_next_commit();
    p_.storage->faults().fail_next(10'000, make_error(ErrorKind::unavailable, "store_unavailable", "the test says so"), 1);
  }
  void answer_again() {
    p_.storage->faults().fail_next(0, {});
    p_.pass(std::chrono::seconds(30));
    EXPECT_TRUE(p_.controller->health()->ready());
  }
  template <typename T>
  static void expect_unknown(const Result<T>& result) {
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().code, "store_unavailable");
    EXPECT_TRUE(result.error().message.en.starts_with("It is not known whether the change was kept"))
        << result.error().message.en;
  }
  SwitchRequest switch_on() {
    SwitchRequest request;
    request.ns = "pagos";
    request.direction = Direction::on;
    request.cost_center = "CC-001";
    request.duration = std::chrono::hours(2);
    return request;
  }
  std::size_t holders() {
    p_.pass(std::chrono::seconds(1));
    return p_.controller->namespaces()->holders.size();
  }

  Product p_;
};

TEST_F(UnknownOutcome, AnActivationIsCarriedOutWithItsPlace) {
  lose_next_commit();
  expect_unknown(p_.switch_to(switch_on()));
  EXPECT_TRUE(p_.asleep("pagos"));
  answer_again();
  EXPECT_TRUE(p_.as_made("pagos")) << "the store says that it was ordered";
  EXPECT_EQ(holders(), 1U);
  ASSERT_EQ(p_.log("pagos").size(), 2U);
  EXPECT_EQ(p_.log("pagos").front().record.status, OperationStatus::completed);
  p_.to(bogota(23, 22, 10));
  EXPECT_TRUE(p_.asleep("pagos")) << "and it ends";
  EXPECT_EQ(holders(), 0U);
}

TEST_F(UnknownOutcome, AnOrderThatWasNotKeptLeavesNothing) {
  p_.storage->faults().fail_next(10'000, make_error(ErrorKind::transient, "store_outcome_unknown", "the test says so"));
  expect_unknown(p_.switch_to(switch_on()));
  answer_again();
  EXPECT_TRUE(p_.asleep("pagos"));
  EXPECT_EQ(holders(), 0U);
  EXPECT_EQ(p_.log("pagos").size(), 1U);
  ASSERT_TRUE(p_.switch_to(switch_on()).has_value());
  EXPECT_EQ(holders(), 1U);
}

TEST_F(UnknownOutcome, ThePlaceThatIsGivenBack) {
  ASSERT_TRUE(p_.switch_to(switch_on()).has_value());
  p_.pass(std::chrono::minutes(1));
  SwitchRequest off;
  off.ns = "pagos";
  off.direction = Direction::off;
  lose_next_commit();
  expect_unknown(p_.switch_to(off));
  answer_again();
  EXPECT_TRUE(p_.asleep("pagos"));
  EXPECT_EQ(holders(), 0U);
}

TEST_F(UnknownOutcome, APauseHolds) {
  p_.to(bogota(24, 19));
  lose_next_commit();
  PauseRequest request;
  request.reason = "cierre";
  expect_unknown(p_.wait_for<PauseRecord>([&](Reply<PauseRecord> reply) { p_.controller->pause(request, reply); }));
  answer_again();
  EXPECT_TRUE(p_.controller->current_pause().has_value());
  p_.to(bogota(24, 20, 30));
  EXPECT_TRUE(p_.as_made("pagos"));
}

TEST_F(UnknownOutcome, APermissionHolds) {
  lose_next_commit();
  PermissionRequest request;
  request.cost_center = "CC-001";
  request.is_authorized = false;
  expect_unknown(
      p_.wait_for<PermissionChange>([&](Reply<PermissionChange> reply) { p_.controller->set_permission(request, reply); }));
  answer_again();
  EXPECT_EQ(p_.switch_to(switch_on()).error().code, "unauthorized");
}

TEST_F(UnknownOutcome, ALocalDayHolds) {
  lose_next_commit();
  LocalHolidayRequest request;
  request.date = *parse_date("2026-12-24");
  request.name = "Cierre";
  expect_unknown(p_.wait_for<LocalHolidayRecord>(
      [&](Reply<LocalHolidayRecord> reply) { p_.controller->add_local_holiday(request, reply); }));
  answer_again();
  EXPECT_TRUE(p_.controller->local_holidays()->contains(request.date));
}

TEST_F(UnknownOutcome, ASettingHolds) {
  lose_next_commit();
  SettingsPatch patch;
  patch.holidays = HolidayMode::observe;
  patch.if_match = p_.controller->live_settings()->etag;
  expect_unknown(
      p_.wait_for<LiveSettingsView>([&](Reply<LiveSettingsView> reply) { p_.controller->patch_settings(patch, reply); }));
  answer_again();
  EXPECT_EQ(p_.controller->live_settings()->holidays, HolidayMode::observe);
}

TEST_F(UnknownOutcome, ATaskIsThere) {
  lose_next_commit();
  TaskRequest request;
  request.title = "Encender temprano";
  request.type = OperationType::activate;
  request.schedule = "30 6 * * 1-5";
  request.ns = "pagos";
  request.cost_center = "CC-001";
  const auto made = p_.wait_for<TaskView>([&](Reply<TaskView> reply) { p_.controller->create_task(request, reply); });
  ASSERT_FALSE(made.has_value());
  answer_again();
  p_.to(bogota(24, 6, 31));
  EXPECT_TRUE(p_.as_made("pagos")) << "it runs";
}

}  // namespace
}  // namespace nss
