// The real core loop, on its own thread: order of work and alarms, jumps of the clock, running through time.
#include "app/core_loop.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>
#include <vector>

#include "adapters/simulated_cluster/simulated_clock.h"
#include "support/fake_timers.h"

namespace nss {
namespace {

struct Running {
  explicit Running(Clock& clock) : loop(clock), thread([this] { loop.run(); }) {}
  ~Running() {
    loop.stop();
    thread.join();
  }
  // Runs `work` on the core thread and waits for it.
  void on_core(std::function<void()> work) {
    std::promise<void> done;
    loop.post([&] {
      work();
      done.set_value();
    });
    done.get_future().get();
  }
  CoreLoop loop;
  std::thread thread;
};

TEST(CoreLoop, RunsPostedWorkInOrderFromManyThreads) {
  SimulatedClock clock(instant("2026-11-23T12:00:00Z"));
  Running running(clock);
  int sum = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 250; ++i) running.loop.post([&sum] { ++sum; });
    });
  }
  for (auto& thread : threads) thread.join();
  int seen = 0;
  running.on_core([&] { seen = sum; });
  EXPECT_EQ(seen, 1000);
  EXPECT_TRUE(running.loop.alive());
}

TEST(CoreLoop, AlarmsRingByTheirTimeAndNotWhenCancelled) {
  SimulatedClock clock(instant("2026-11-23T12:00:00Z"), 3600.0);
  Running running(clock);
  std::promise<std::vector<int>> rung;
  std::vector<int> order;
  running.on_core([&] {
    running.loop.at(clock.wall() + std::chrono::seconds(1200), [&] {
      order.push_back(3);
      rung.set_value(order);
    });
    running.loop.after(std::chrono::seconds(600), [&] { order.push_back(2); });
    running.loop.at(clock.wall() - std::chrono::seconds(1), [&] { order.push_back(1); });
    const TimerId id = running.loop.after(std::chrono::seconds(300), [&] { order.push_back(99); });
    running.loop.cancel(id);
    running.loop.cancel(12345);
  });
  EXPECT_EQ(rung.get_future().get(), (std::vector<int>{1, 2, 3}));
}

TEST(CoreLoop, AJumpOfTheCalendarIsNoticed) {
  SimulatedClock clock(instant("2026-11-23T12:00:00Z"));
  Running running(clock);
  std::promise<void> rung;
  running.on_core([&] { running.loop.at(clock.wall() + std::chrono::hours(5), [&] { rung.set_value(); }); });
  clock.move_to(clock.wall() + std::chrono::hours(6));
  EXPECT_EQ(rung.get_future().wait_for(std::chrono::seconds(30)), std::future_status::ready);
}

TEST(CoreLoop, AdvanceRingsEachAlarmAtItsTimeAndWaitsForWhatIsOut) {
  SimulatedClock clock(instant("2026-11-23T12:00:00Z"));
  Running running(clock);
  const Instant start = clock.wall();
  std::vector<std::int64_t> hours;
  std::atomic<bool> idle{true};
  std::promise<void> asked;
  std::promise<Instant> done;
  running.on_core([&] {
    for (const int hour : {1, 2, 30}) {
      running.loop.at(start + std::chrono::hours(hour), [&, hour] {
        hours.push_back(std::chrono::duration_cast<std::chrono::hours>(clock.wall() - start).count());
        if (hour != 1) return;
        idle = false;  // an answer of a port is out: time stands still until it is there
        asked.set_value();
      });
    }
    running.loop.advance(
        clock, start + std::chrono::hours(24), [&] { return idle.load(); }, [&] { done.set_value(clock.wall()); });
  });
  asked.get_future().get();
  auto finished = done.get_future();
  EXPECT_EQ(finished.wait_for(std::chrono::milliseconds(20)), std::future_status::timeout);
  running.loop.post([&] { idle = true; });
  EXPECT_GE(finished.get(), start + std::chrono::hours(24));
  running.on_core([&] { EXPECT_EQ(hours, (std::vector<std::int64_t>{1, 2})); });
}

TEST(CoreLoop, WhatIsPostedAfterTheStopIsDropped) {
  SimulatedClock clock(instant("2026-11-23T12:00:00Z"));
  CoreLoop loop(clock);
  loop.stop();
  bool ran = false;
  loop.post([&ran] { ran = true; });
  loop.run();
  EXPECT_FALSE(ran);
}

}  // namespace
}  // namespace nss
