// The small pure parts of the server: addresses, heads, rates, the Host check.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "adapters/http_server/host_check.h"
#include "adapters/http_server/listen_address.h"
#include "adapters/http_server/rate_limit.h"
#include "adapters/http_server/response_head.h"

namespace nss {
namespace {

TEST(ListenAddress, ReadsItsForms) {
  struct Row {
    const char* text;
    const char* host;
    int port;
    bool loopback;
  };
  for (const Row& row :
       {Row{"127.0.0.1:8080", "127.0.0.1", 8080, true}, Row{"[::]:8080", "::", 8080, false}, Row{"[::1]:1", "::1", 1, true},
        Row{"localhost:0", "127.0.0.1", 0, true}, Row{":80", "::", 80, false}, Row{"0.0.0.0:65535", "0.0.0.0", 65535, false}}) {
    const auto address = parse_listen_address(row.text);
    ASSERT_TRUE(address) << row.text;
    EXPECT_EQ(address->host, row.host) << row.text;
    EXPECT_EQ(address->port, row.port) << row.text;
    EXPECT_EQ(address->loopback(), row.loopback) << row.text;
  }
}

TEST(ListenAddress, RefusesWithOneLine) {
  for (const char* bad : {"", "8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:x", "::1:80", "[]:80",
                          "[127.0.0.1]:80", "example.com:80", "1.2.3:80"}) {
    const auto address = parse_listen_address(bad);
    ASSERT_FALSE(address) << bad;
    EXPECT_EQ(address.error().code, "listen_failed");
    EXPECT_NE(address.error().message.en.find("127.0.0.1:8080"), std::string::npos) << "says what would be right";
  }
}

TEST(ResponseHead, IsExact) {
  HttpResponse response;
  response.headers = {{"Content-Type", "text/plain"}, {"X", "a\r\nY: b"}};
  response.body = "hello";
  EXPECT_EQ(format_response_head(response, {true, parse_rfc3339("2026-11-22T13:52:00Z")}),
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX: a  Y: b\r\nDate: Sun, 22 Nov 2026 13:52:00 GMT\r\nContent-Length: "
            "5\r\nConnection: close\r\n\r\n");
  response = {};
  response.status = 204;
  EXPECT_EQ(format_response_head(response, {}), "HTTP/1.1 204 No Content\r\n\r\n");
  for (const int status :
       {200, 201, 202, 204, 304, 308, 400, 401, 403, 404, 405, 409, 412, 413, 414, 415, 422, 428, 429, 431, 500, 503}) {
    response.status = status;
    EXPECT_GT(format_response_head(response, {}).find("\r\n"), std::string("HTTP/1.1 200 ").size()) << status << " has a phrase";
  }
  response.status = 299;
  EXPECT_EQ(format_response_head(response, {}).substr(0, 15), "HTTP/1.1 299 \r\n");
}

TEST(ResponseHead, KnowsWhatHasContent) {
  EXPECT_TRUE(has_content(200, "GET"));
  EXPECT_FALSE(has_content(200, "HEAD"));
  EXPECT_FALSE(has_content(204, "GET"));
  EXPECT_FALSE(has_content(304, "GET"));
}

using std::chrono::milliseconds;

TEST(RateLimiter, GivesAMinutesWorthAndFillsEvenly) {
  RateLimiter limiter(60);
  for (int i = 0; i < 60; ++i) EXPECT_FALSE(limiter.take("a", milliseconds(5))) << i;
  EXPECT_EQ(limiter.take("a", milliseconds(5)), milliseconds(1000));
  EXPECT_EQ(limiter.take("a", milliseconds(605)), milliseconds(400));
  EXPECT_FALSE(limiter.take("a", milliseconds(1005)));
  EXPECT_FALSE(limiter.take("b", milliseconds(5))) << "each caller has a bucket";
  EXPECT_TRUE(limiter.take("a", milliseconds(0))) << "a clock that went back gives nothing";
  EXPECT_FALSE(RateLimiter(0).take("a", milliseconds(0))) << "0 is no limit";
}

TEST(RateLimiter, ForgetsInOrder) {
  RateLimiter limiter(1, 2);
  limiter.take("a", milliseconds(0));
  limiter.take("b", milliseconds(10));
  limiter.take("c", milliseconds(20));
  EXPECT_EQ(limiter.callers(), 2u);
  EXPECT_TRUE(limiter.take("b", milliseconds(30))) << "a, the oldest, was forgotten";
  limiter.take("d", milliseconds(200'000));
  EXPECT_EQ(limiter.callers(), 1u) << "full buckets are as good as none";
}

RC_GTEST_PROP(RateLimiterProperty, NoMinuteHasMoreThanTwiceTheRate, (const std::vector<std::uint16_t>& gaps)) {
  RateLimiter limiter(5);
  std::vector<std::int64_t> granted;
  std::int64_t now = 0;
  for (const std::uint16_t gap : gaps) {
    now += gap % 20'000;
    if (!limiter.take("a", milliseconds(now))) granted.push_back(now);
  }
  for (std::size_t first = 0, last = 0; last < granted.size(); ++last) {
    while (granted[last] - granted[first] > 60'000) ++first;
    RC_ASSERT(last - first + 1 <= 11u);  // a full bucket, what a minute fills, and one at its edge
  }
}

HttpRequest with(HttpHeaders headers) {
  HttpRequest request;
  request.headers = std::move(headers);
  return request;
}

TEST(HostCheck, HostNames) {
  struct Row {
    const char* text;
    const char* name;
  };
  for (const Row& row :
       {Row{"https://Name.Example:8443/path", "name.example"}, Row{"name:80", "name"}, Row{"[::1]:80", "::1"}, Row{"[::1", ""},
        Row{"http://user@host/", "host"}, Row{"host.", "host"}, Row{"", ""}, Row{"https://h?q", "h"}})
    EXPECT_EQ(host_name(row.text), row.name) << row.text;
}

TEST(HostCheck, RefusesForeignNames) {
  struct Row {
    const char* why;
    HostCheck check;
    const char* host;
    bool accepted;
  };
  for (const Row& row :
       {Row{"nothing known: no check", HostCheck(), "evil", true},
        Row{"open listener without URL", HostCheck("", false), "evil", true},
        Row{"loopback", HostCheck("", true), "localhost:8080", true},
        Row{"loopback address", HostCheck("", true), "127.0.0.1:8080", true},
        Row{"IPv6", HostCheck("", true), "[::1]:8080", true}, Row{"rebinding", HostCheck("", true), "evil.example:8080", false},
        Row{"a name that only begins so", HostCheck("", true), "localhost.evil.example", false},
        Row{"empty", HostCheck("", true), "", false},
        Row{"public name", HostCheck("https://Sched.Example/ns", false), "sched.example", true},
        Row{"another", HostCheck("https://sched.example", false), "other.example", false},
        Row{"port-forward to a public one", HostCheck("https://sched.example", false), "localhost:9000", true}})
    EXPECT_EQ(row.check.accepts_host(with({{"Host", row.host}})), row.accepted) << row.why;
  EXPECT_TRUE(HostCheck("", true).accepts_host(with({})));
}

TEST(HostCheck, RefusesForeignOrigins) {
  const HostCheck check("https://sched.example", true);
  struct Row {
    const char* why;
    HttpHeaders headers;
    bool accepted;
  };
  for (const Row& row :
       {Row{"no browser", {{"Host", "x"}}, true}, Row{"same", {{"Host", "x:1"}, {"Origin", "http://x:1"}}, true},
        Row{"foreign", {{"Host", "x"}, {"Origin", "http://y"}}, false}, Row{"opaque", {{"Host", "x"}, {"Origin", "null"}}, false},
        Row{"the public one", {{"Host", "inner"}, {"Origin", "https://sched.example"}}, true},
        Row{"the browser says so", {{"Sec-Fetch-Site", "same-origin"}}, true},
        Row{"typed in", {{"Sec-Fetch-Site", "none"}}, true}, Row{"cross-site", {{"Sec-Fetch-Site", "cross-site"}}, false},
        Row{"a sister site", {{"Sec-Fetch-Site", "same-site"}}, false}})
    EXPECT_EQ(check.accepts_origin(with(row.headers)), row.accepted) << row.why;
}

}  // namespace
}  // namespace nss
