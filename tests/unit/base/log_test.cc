#include "base/log.h"

#include <gtest/gtest.h>

#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace nss::log {
namespace {

// Collects lines for as long as it lives; afterwards they go nowhere again.
class Collected {
 public:
  explicit Collected(Level least) {
    set_sink(
        [this](Level level, std::string_view message, std::initializer_list<Field> fields) {
          const std::lock_guard lock(mutex_);
          std::string line = std::to_string(static_cast<int>(level)) + " " + std::string(message);
          for (const Field& field : fields) line += " " + std::string(field.name) + "=" + value_of(field);
          lines_.push_back(line);
        },
        least);
  }
  ~Collected() { set_sink({}, Level::debug); }
  Collected(const Collected&) = delete;
  Collected& operator=(const Collected&) = delete;

  const std::vector<std::string>& lines() const { return lines_; }

 private:
  static std::string value_of(const Field& field) {
    if (const auto* text = std::get_if<std::string>(&field.value)) return *text;
    if (const auto* number = std::get_if<std::int64_t>(&field.value)) return std::to_string(*number);
    if (const auto* real = std::get_if<double>(&field.value)) return std::to_string(*real);
    return std::get<bool>(field.value) ? "true" : "false";
  }

  std::mutex mutex_;
  std::vector<std::string> lines_;
};

TEST(Log, LinesBelowTheLevelAreDropped) {
  const Collected log(Level::warn);
  debug("one");
  info("two");
  warn("three");
  error("four");
  EXPECT_EQ(log.lines(), (std::vector<std::string>{"2 three", "3 four"}));
}

TEST(Log, FieldsKeepTheirTypes) {
  const Collected log(Level::debug);
  info("event", {{"text", "a"},
                 {"view", std::string_view("b")},
                 {"string", std::string("c")},
                 {"flag", true},
                 {"small", 1},
                 {"big", std::int64_t{1} << 40},
                 {"size", std::size_t{7}},
                 {"ratio", 0.5}});
  EXPECT_EQ(log.lines(), std::vector<std::string>{"1 event text=a view=b string=c flag=true small=1 big=1099511627776 size=7 "
                                                  "ratio=0.500000"});
}

TEST(Log, WithoutASinkNothingHappens) {
  {
    const Collected log(Level::debug);
  }
  error("nobody hears this", {{"n", 1}});
  SUCCEED();
}

TEST(Log, ManyThreadsMayWrite) {
  const Collected log(Level::debug);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([] {
      for (int n = 0; n < 50; ++n) info("line", {{"n", n}});
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(log.lines().size(), 200U);
}

}  // namespace
}  // namespace nss::log
