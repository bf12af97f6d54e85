// The tests' own loop: what everything on it relies on.
#include "support/fake_timers.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>

namespace nss {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

class FakeTimersTest : public testing::Test {
 protected:
  std::function<void()> note(const std::string& word) {
    return [this, word] { told_ += word + "@" + std::to_string((clock_.wall() - start_) / seconds(1)) + " "; };
  }
  const Instant start_ = instant("2026-11-23T12:00:00Z");
  FakeClock clock_{start_};
  FakeTimers timers_{clock_};
  std::string told_;
};

TEST_F(FakeTimersTest, PostedWorkRunsInOrderBeforeAlarms) {
  timers_.after(Mono(0), note("alarm"));
  timers_.post(note("first"));
  timers_.post([this] { timers_.post(note("third")); });
  timers_.post(note("second"));
  timers_.run_until_idle();
  EXPECT_EQ(told_, "first@0 second@0 third@0 alarm@0 ");
}

TEST_F(FakeTimersTest, AlarmsOfBothClocksFireEachAtItsTime) {
  timers_.after(seconds(30), note("mono30"));
  timers_.at(start_ + seconds(20), note("wall20"));
  timers_.after(seconds(20), note("mono20"));
  timers_.at(start_ + seconds(10), [this] { timers_.after(seconds(5), note("nested15")); });
  EXPECT_EQ(timers_.pending(), 4U);
  EXPECT_EQ(timers_.next_in(), seconds(10));
  timers_.advance(minutes(1));
  EXPECT_EQ(told_, "nested15@15 wall20@20 mono20@20 mono30@30 ");
  EXPECT_EQ(clock_.wall(), start_ + minutes(1)) << "the rest of the time passes too";
  EXPECT_EQ(timers_.pending(), 0U);
  EXPECT_EQ(timers_.next_in(), std::nullopt);
}

TEST_F(FakeTimersTest, ACancelledAlarmIsNothing) {
  const auto wall = timers_.at(start_ + seconds(1), note("wall"));
  const auto mono = timers_.after(seconds(1), note("mono"));
  timers_.cancel(wall);
  timers_.cancel(mono);
  timers_.cancel(mono);
  timers_.cancel(0);
  timers_.advance(seconds(2));
  EXPECT_EQ(told_, "");
}

TEST_F(FakeTimersTest, AJumpOfTheCalendarMovesOnlyTheCalendar) {
  timers_.at(start_ + minutes(10), note("wall"));
  timers_.after(minutes(10), note("mono"));
  timers_.set_wall(start_ - minutes(60));
  timers_.advance(minutes(10));
  EXPECT_EQ(told_, "mono@-3000 ");
  timers_.set_wall(start_ + minutes(30));
  EXPECT_EQ(told_, "mono@-3000 wall@1800 ") << "an alarm that was jumped over runs at once";
}

TEST_F(FakeTimersTest, AdvanceToReachesItsInstant) {
  timers_.at(start_ + minutes(5), note("five"));
  timers_.advance_to(start_ + minutes(7));
  EXPECT_EQ(told_, "five@300 ");
  EXPECT_EQ(clock_.wall(), start_ + minutes(7));
}

TEST_F(FakeTimersTest, AdvanceUntilStopsAtTheAlarmThatMakesItTrue) {
  bool done = false;
  timers_.after(minutes(3), [&done] { done = true; });
  timers_.after(minutes(4), note("later"));
  EXPECT_FALSE(timers_.advance_until([&done] { return done; }, minutes(2)));
  EXPECT_TRUE(timers_.advance_until([&done] { return done; }, minutes(5)));
  EXPECT_EQ(clock_.wall(), start_ + minutes(3));
  EXPECT_FALSE(timers_.advance_until([] { return false; }, minutes(5))) << "no alarm is left";
}

TEST_F(FakeTimersTest, WaitUntilTakesPostsOfOtherThreads) {
  bool done = false;
  std::thread other([this, &done] { timers_.post([&done] { done = true; }); });
  EXPECT_TRUE(timers_.wait_until([&done] { return done; }));
  other.join();
  EXPECT_FALSE(timers_.wait_until([] { return false; }, Milliseconds(1)));
}

TEST_F(FakeTimersTest, TheClockKeepsWhatATestPutOnIt) {
  clock_.set_wall_offset(minutes(90));
  EXPECT_EQ(clock_.wall(), start_ + minutes(90));
  EXPECT_EQ(clock_.check(), start_);
  clock_.set_wall_offset(minutes(0));
  EXPECT_EQ(clock_.wall(), start_);
  const Mono before = clock_.mono();
  clock_.move_to(start_ + minutes(1));
  EXPECT_EQ(clock_.mono() - before, minutes(1));
}

}  // namespace
}  // namespace nss
