#include "adapters/telemetry/log_sink.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <limits>
#include <thread>
#include <vector>

namespace nss {
namespace {

const Instant when = *parse_rfc3339("2026-11-22T13:52:00Z") + Milliseconds(7);

std::string json(std::string_view message, std::initializer_list<log::Field> fields) {
  return format_log_line(LogFormat::json, when, log::Level::info, message, fields);
}

TEST(LogLine, JsonIsOneEscapedLine) {
  EXPECT_EQ(json("a \"quoted\"\nmessage",
                 {{"operation_id", "op_1"}, {"count", 3}, {"ratio", 0.5}, {"ok", true}, {"odd", "\xff\xE2\x80\xA8\x01"}}),
            "{\"time\":\"2026-11-22T13:52:00.007Z\",\"level\":\"info\",\"message\":\"a "
            "\\\"quoted\\\"\\nmessage\",\"operation_id\":\"op_1\","
            "\"count\":3,\"ratio\":0.5,\"ok\":true,\"odd\":\"\xEF\xBF\xBD\\u2028\\u0001\"}\n");
  EXPECT_NE(json("x", {{"inf", std::numeric_limits<double>::infinity()}}).find("\"inf\":null"), std::string::npos);
}

TEST(LogLine, TextIsForPeople) {
  EXPECT_EQ(format_log_line(LogFormat::text, when, log::Level::warn, "listening\n",
                            {{"address", "[::]:80"}, {"why", "two words"}, {"empty", ""}, {"n", 2}, {"token", "x"}}),
            "2026-11-22T13:52:00.007Z warn  listening\\n address=[::]:80 why=\"two words\" empty=\"\" n=2 token=***\n");
}

TEST(LogLine, SecretsAreMaskedByName) {
  struct Row {
    const char* name;
    bool masked;
  };
  for (const Row& row :
       {Row{"token", true}, Row{"bearer_token", true}, Row{"Authorization", true}, Row{"client_secret", true},
        Row{"password", true}, Row{"key", true}, Row{"api_key", true}, Row{"set-cookie", true}, Row{"credentials", true},
        Row{"key_id", false}, Row{"monkey", false}, Row{"namespace", false}, Row{"operation_id", false}}) {
    const std::string line = json("x", {{row.name, "hush"}});
    EXPECT_EQ(line.find("hush") == std::string::npos, row.masked) << row.name;
  }
}

TEST(LogLine, LevelsHaveNames) {
  EXPECT_STREQ(to_string(log::Level::debug), "debug");
  EXPECT_STREQ(to_string(log::Level::error), "error");
}

class LogSinkTest : public testing::Test {
 protected:
  LogSinkTest() { EXPECT_EQ(::pipe2(pipe_.data(), O_CLOEXEC), 0); }
  ~LogSinkTest() override {
    log::set_sink({}, log::Level::info);
    ::close(pipe_[0]);
    if (pipe_[1] >= 0) ::close(pipe_[1]);
  }
  std::string read_all() {
    ::close(std::exchange(pipe_[1], -1));
    std::string text;
    std::array<char, 4096> chunk;
    for (ssize_t got = 1; got > 0;) {
      got = ::read(pipe_[0], chunk.data(), chunk.size());
      if (got > 0) text.append(chunk.data(), static_cast<std::size_t>(got));
    }
    return text;
  }
  std::array<int, 2> pipe_{};
};

TEST_F(LogSinkTest, WritesFromTheLevelOn) {
  install_log_sink({LogFormat::text, log::Level::warn, pipe_[1], [] { return when; }});
  log::info("too quiet");
  log::warn("loud");
  EXPECT_EQ(read_all(), "2026-11-22T13:52:00.007Z warn  loud\n");
}

TEST_F(LogSinkTest, LinesOfThreadsDoNotMix) {
  install_log_sink({LogFormat::json, log::Level::info, pipe_[1], {}});
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([] {
      for (int i = 0; i < 50; ++i) log::info("line", {{"text", std::string(60, 'x')}});
    });
  for (std::thread& each : threads) each.join();
  const std::string text = read_all();
  std::size_t lines = 0;
  for (std::size_t at = 0; at < text.size(); ++lines) {
    const std::size_t end = text.find('\n', at);
    EXPECT_EQ(text.substr(at, 9), "{\"time\":\"");
    EXPECT_EQ(text[end - 1], '}');
    at = end + 1;
  }
  EXPECT_EQ(lines, 200u);
}

TEST_F(LogSinkTest, AStderrThatIsGoneLosesTheLineOnly) {
  install_log_sink({LogFormat::json, log::Level::info, -1, {}});
  log::error("nobody hears this");
}

}  // namespace
}  // namespace nss
