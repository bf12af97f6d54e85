#include "app/event_hub.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace nss {
namespace {

std::shared_ptr<const NamespaceView> named(std::string name) {
  auto view = std::make_shared<NamespaceView>();
  view->name = std::move(name);
  return view;
}

// "id:name" of each; a resync is "id:!".
std::vector<std::string> read(EventListener& listener, std::size_t most = 100) {
  std::vector<std::string> texts;
  for (const auto& event : listener.take(most)) {
    const auto* ns = std::get_if<std::shared_ptr<const NamespaceView>>(&event->body);
    texts.push_back(event->id + ":" + (ns == nullptr ? "!" : (*ns)->name));
  }
  return texts;
}

using Texts = std::vector<std::string>;

TEST(EventHub, AListenerSeesWhatComesAfterItBegan) {
  EventHub hub("b");
  hub.publish(named("before"));
  int woken = 0;
  const auto listener = hub.listen(std::nullopt, [&] { ++woken; });
  EXPECT_EQ(read(*listener), Texts{});
  hub.publish(named("one"));
  hub.publish(named("two"));
  EXPECT_EQ(woken, 1) << "once until it has read all";
  EXPECT_EQ(read(*listener, 1), Texts{"b-2:one"});
  EXPECT_EQ(read(*listener), Texts{"b-3:two"});
  hub.publish(Resync{});
  EXPECT_EQ(woken, 2);
  EXPECT_EQ(read(*listener), Texts{"b-4:!"});
}

TEST(EventHub, GoesOnAfterTheIdThatWasSeenLast) {
  EventHub hub("b", 3);
  for (const char* name : {"1", "2", "3", "4", "5"}) hub.publish(named(name));
  EXPECT_EQ(read(*hub.listen("b-3", [] {})), (Texts{"b-4:4", "b-5:5"}));
  EXPECT_EQ(read(*hub.listen("b-2", [] {})), (Texts{"b-3:3", "b-4:4", "b-5:5"})) << "exactly all that is kept";
  EXPECT_EQ(read(*hub.listen("b-5", [] {})), Texts{});
}

TEST(EventHub, AnIdThatItCannotGoOnFromGetsOneResync) {
  EventHub hub("b", 3);
  for (const char* name : {"1", "2", "3", "4", "5"}) hub.publish(named(name));
  for (const char* id : {"b-1", "b-0", "b-6", "a-4", "b-", "b", "", "b-4x", "b--1", "b-99999999999999999999", "b4", "\xff"}) {
    const auto listener = hub.listen(id, [] {});
    EXPECT_EQ(read(*listener), Texts{"b-5:!"}) << id;
    EXPECT_EQ(read(*listener), Texts{}) << id;
  }
}

TEST(EventHub, ASlowListenerGetsOneResyncForAllThatItMissed) {
  EventHub hub("b", 3);
  int woken = 0;
  const auto listener = hub.listen(std::nullopt, [&] { ++woken; });
  for (int i = 0; i < 100; ++i) hub.publish(named("x"));
  EXPECT_EQ(woken, 1);
  EXPECT_EQ(read(*listener), Texts{"b-100:!"});
  hub.publish(named("next"));
  EXPECT_EQ(woken, 2);
  EXPECT_EQ(read(*listener), Texts{"b-101:next"});
}

TEST(EventHub, ForgetsAListenerThatIsGoneAndMayGoFirst) {
  auto hub = std::make_unique<EventHub>("b");
  auto first = hub->listen(std::nullopt, [] {});
  auto second = hub->listen(std::nullopt, [] {});
  EXPECT_EQ(hub->listeners(), 2u);
  first.reset();
  EXPECT_EQ(hub->listeners(), 1u);
  hub->publish(named("last"));
  hub.reset();
  EXPECT_EQ(read(*second), Texts{"b-1:last"});
}

TEST(EventHub, NamesItsEventsAsTheApiDoes) {
  EXPECT_STREQ(event_name(Resync{}), "resync");
  EXPECT_STREQ(event_name(named("x")), "namespace");
  EXPECT_STREQ(event_name(std::shared_ptr<const OperationView>()), "operation");
  EXPECT_STREQ(event_name(std::shared_ptr<const TaskView>()), "task");
  EXPECT_STREQ(event_name(std::shared_ptr<const CostCenterView>()), "cost_center");
}

TEST(EventHub, ListenersComeAndGoWhileOthersPublish) {
  EventHub hub("b", 16);
  std::atomic<bool> over{false};
  std::atomic<int> woken{0};  // outlives the publisher: a wake may still run when its listener is let go
  std::thread publisher([&] {
    for (int i = 0; i < 20'000; ++i) hub.publish(named("x"));
    over = true;
  });
  std::uint64_t rounds = 0;
  do {
    const auto listener = hub.listen(rounds % 2 == 0 ? std::nullopt : std::optional<std::string>("b-1"), [&woken] { ++woken; });
    read(*listener);
    ++rounds;
  } while (!over);
  publisher.join();
  EXPECT_EQ(hub.listeners(), 0u);
}

}  // namespace
}  // namespace nss
