#include "adapters/sqlite/job_queue.h"

#include <gtest/gtest.h>

#include <memory>
#include <thread>

namespace nss {
namespace {

using Queue = JobQueue<std::unique_ptr<int>>;

Queue::Pushed push(Queue& queue, int value) {
  auto job = std::make_unique<int>(value);
  return queue.push(job);
}

TEST(JobQueue, GivesJobsInTheirOrder) {
  Queue queue(10);
  push(queue, 1);
  push(queue, 2);
  EXPECT_EQ(**queue.pop(std::nullopt).job, 1);
  EXPECT_EQ(**queue.try_pop(), 2);
  EXPECT_FALSE(queue.try_pop().has_value());
}

TEST(JobQueue, RefusesMoreThanItsBoundAndLeavesTheJobToItsOwner) {
  Queue queue(1);
  EXPECT_EQ(push(queue, 1), Queue::Pushed::yes);
  auto job = std::make_unique<int>(2);
  EXPECT_EQ(queue.push(job), Queue::Pushed::full);
  ASSERT_NE(job, nullptr);
  EXPECT_EQ(*job, 2);
  queue.try_pop();
  EXPECT_EQ(queue.push(job), Queue::Pushed::yes);
}

TEST(JobQueue, WithATimeoutItComesBackEmptyAndOpen) {
  Queue queue(1);
  const auto popped = queue.pop(std::chrono::milliseconds(1));
  EXPECT_FALSE(popped.job.has_value());
  EXPECT_FALSE(popped.closed);
}

TEST(JobQueue, ClosingWakesTheWorkerAndGivesBackWhatWaits) {
  Queue queue(10);
  push(queue, 1);
  const auto waiting = queue.close();
  EXPECT_EQ(waiting.size(), 1U);
  EXPECT_TRUE(queue.pop(std::nullopt).closed);
  EXPECT_EQ(push(queue, 2), Queue::Pushed::closed);

  Queue other(10);
  bool closed = false;
  std::thread worker([&] { closed = other.pop(std::nullopt).closed; });
  other.close();
  worker.join();
  EXPECT_TRUE(closed);
}

}  // namespace
}  // namespace nss
