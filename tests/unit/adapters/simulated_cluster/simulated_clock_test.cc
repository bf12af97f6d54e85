#include "adapters/simulated_cluster/simulated_clock.h"

#include <gtest/gtest.h>

#include <thread>

#include "support/fake_clock.h"
#include "support/fake_timers.h"

namespace nss {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

class SimulatedClockTest : public testing::Test {
 protected:
  const Instant start_ = instant("2026-11-23T12:00:00Z");
  std::chrono::nanoseconds real_{hours(1000)};
};

TEST_F(SimulatedClockTest, RunsAsFastAsItIsTold) {
  struct Row {
    double speed;
    std::chrono::nanoseconds real;
    Milliseconds simulated;
    const char* sentence;
  };
  const Row rows[] = {{1, seconds(10), seconds(10), "1 is real time"},
                      {60, seconds(1), minutes(1), "60: a minute a second"},
                      {3600, seconds(24), hours(24), "3600: a day in 24 seconds"},
                      {2.5, std::chrono::milliseconds(2), Milliseconds(5), "and what lies between"}};
  for (const Row& row : rows) {
    SCOPED_TRACE(row.sentence);
    real_ = hours(1000);
    const auto clock = SimulatedClock(start_, row.speed, [this] { return real_; });
    const Mono mono = clock.mono();
    real_ += row.real;
    EXPECT_EQ(clock.wall() - start_, row.simulated);
    EXPECT_EQ(clock.mono() - mono, row.simulated);
    EXPECT_EQ(clock.check(), clock.wall());
    EXPECT_EQ(clock.speed(), row.speed);
  }
}

TEST_F(SimulatedClockTest, MovesForwardAndNeverBack) {
  SimulatedClock clock(start_, 10, [this] { return real_; });
  clock.move_to(start_ + hours(8));
  EXPECT_EQ(clock.wall(), start_ + hours(8));
  EXPECT_EQ(clock.mono(), hours(8)) << "what waits for a delay waits no longer";
  real_ += seconds(6);
  EXPECT_EQ(clock.wall(), start_ + hours(8) + minutes(1)) << "and runs on from there";
  clock.move_to(start_ + hours(1));
  EXPECT_EQ(clock.wall(), start_ + hours(8) + minutes(1)) << "an instant that has passed changes nothing";
}

TEST_F(SimulatedClockTest, RealTimeDrivesItByDefaultFromAnyThread) {
  SimulatedClock clock(start_, 3600);
  const Instant before = clock.wall();
  std::thread other([&clock, this] { clock.move_to(start_ + hours(1)); });
  while (clock.wall() < start_ + hours(1)) std::this_thread::yield();
  other.join();
  EXPECT_GE(before, start_);
}

TEST(SimulatedStart, GoesOnWhereItWasAndNeverBack) {
  const Instant real = instant("2026-01-01T00:00:00Z");
  const Instant stored = instant("2026-11-23T12:00:00Z") + Milliseconds(250);
  const Seconds earlier = *parse_rfc3339("2026-11-23T11:59:59Z");
  const Seconds same = *parse_rfc3339("2026-11-23T12:00:00Z");
  const Seconds later = *parse_rfc3339("2026-11-30T12:00:00Z");
  EXPECT_EQ(*simulated_start(std::nullopt, std::nullopt, real), real) << "a first start without a wish: now";
  EXPECT_EQ(*simulated_start(earlier, std::nullopt, real), earlier) << "a first start goes anywhere";
  EXPECT_EQ(*simulated_start(std::nullopt, stored, real), stored) << "a restart goes on";
  EXPECT_EQ(*simulated_start(later, stored, real), later);
  EXPECT_EQ(*simulated_start(same, stored, real), stored) << "within its own second nothing is lost";
  const auto refused = simulated_start(earlier, stored, real);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "invalid_value");
  EXPECT_NE(refused.error().message.en.find("NSCHED_SIMULATED_TIME=2026-11-23T11:59:59Z is before 2026-11-23T12:00:00Z"),
            std::string::npos);
  EXPECT_EQ(refused.error().message.en.find('\n'), std::string::npos) << "one line";
}

}  // namespace
}  // namespace nss
