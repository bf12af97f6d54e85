#include "adapters/http_client/http_request.h"

#include <gtest/gtest.h>

namespace nss {
namespace {

using namespace std::chrono_literals;

ClientResponse with_head(const std::string& lines) { return {200, "HTTP/1.1 200 OK\r\n" + lines + "\r\n", ""}; }

TEST(ClientResponse, FindsHeadersOfAnyCaseAndTrimsThem) {
  const auto response = with_head("Content-Type: application/json\r\nX-EMPTY:\r\nx-padded: \t a b \t\r\nX-Padded: second\r\n");
  EXPECT_EQ(response.header("content-type"), "application/json");
  EXPECT_EQ(response.header("CONTENT-TYPE"), "application/json");
  EXPECT_EQ(response.header("x-empty"), "");
  EXPECT_EQ(response.header("x-padded"), "a b") << "the first counts";
  EXPECT_EQ(response.header("x-missing"), std::nullopt);
  EXPECT_EQ(response.header("HTTP/1.1 200 OK"), std::nullopt) << "the status line is no header";
  EXPECT_EQ(ClientResponse{}.header("date"), std::nullopt);
}

TEST(ClientResponse, ReadsTheDate) {
  EXPECT_EQ(with_head("Date: Sun, 22 Nov 2026 17:03:59 GMT\r\n").date(), parse_rfc3339("2026-11-22T17:03:59Z"));
  EXPECT_EQ(with_head("Date: yesterday-ish\r\n").date(), std::nullopt);
  EXPECT_EQ(with_head("").date(), std::nullopt);
}

struct RetryCase {
  std::string sentence;
  std::string head;
  std::optional<std::chrono::seconds> wanted;
};

TEST(ClientResponse, ReadsRetryAfter) {
  const std::string date = "Date: Sun, 22 Nov 2026 17:03:59 GMT\r\n";
  const std::vector<RetryCase> cases = {
      {"seconds", "Retry-After: 7\r\n", 7s},
      {"none", "", std::nullopt},
      {"nonsense", "Retry-After: soon\r\n", std::nullopt},
      {"negative is nonsense", "Retry-After: -1\r\n", std::nullopt},
      {"a date, relative to the server's own", date + "Retry-After: Sun, 22 Nov 2026 17:04:29 GMT\r\n", 30s},
      {"a date in the past is now", date + "Retry-After: Sun, 22 Nov 2026 17:00:00 GMT\r\n", 0s},
      {"a date without the server's own", "Retry-After: Sun, 22 Nov 2026 17:04:29 GMT\r\n", std::nullopt},
  };
  for (const auto& row : cases) EXPECT_EQ(with_head(row.head).retry_after(), row.wanted) << row.sentence;
}

}  // namespace
}  // namespace nss
