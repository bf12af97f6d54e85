#include "adapters/http_server/http_server.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <thread>

#include "unit/adapters/http_server/raw_client.h"

namespace nss {
namespace {

using std::chrono::milliseconds;

const std::string get = "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n";

std::string request(const std::string& method, const std::string& path, const std::string& headers = "",
                    const std::string& body = "") {
  return method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n" + body;
}

// Says what it got; /held waits until the test answers.
class Echo {
 public:
  void operator()(HttpRequest asked, HttpReply reply) {
    if (asked.path == "/throw") throw std::runtime_error("a bug");
    HttpResponse response;
    response.body = asked.method + " " + asked.target + " " + std::to_string(asked.body.size()) + " " + asked.remote_address;
    if (asked.path == "/large") response.body = std::string(8u << 20, 'x');
    if (asked.path == "/render")
      response.render = [body = response.body] {
        HttpResponse made;
        made.body = "rendered " + body;
        return made;
      };
    if (asked.path == "/render-throws") response.render = []() -> HttpResponse { throw std::runtime_error("a bug"); };
    if (asked.path == "/twice") reply(response);
    if (asked.path != "/held") return reply(std::move(response));
    const std::lock_guard lock(mutex_);
    held_.push_back(std::move(reply));
    arrived_.notify_all();
  }

  HttpReply held() {
    std::unique_lock lock(mutex_);
    EXPECT_TRUE(arrived_.wait_for(lock, std::chrono::seconds(20), [&] { return !held_.empty(); }));
    if (held_.empty()) return [](HttpResponse) {};
    HttpReply reply = std::move(held_.front());
    held_.pop_front();
    return reply;
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<HttpReply> held_;
};

HttpResponse answer(const std::string& body) {
  HttpResponse response;
  response.body = body;
  return response;
}

class HttpServerTest : public testing::Test {
 protected:
  HttpServerTest() {
    options_.listen = "127.0.0.1:0";
    options_.connections = &connections_;
    options_.refuse = [](const HttpRefusal& refusal) {
      HttpResponse response = answer(refusal.code + " " + refusal.request.path);
      response.status = refusal.code == "internal" ? 500 : 400;
      return response;
    };
  }

  std::uint16_t start() {
    auto started =
        HttpServer::start(options_, [this](HttpRequest asked, HttpReply reply) { echo_(std::move(asked), std::move(reply)); });
    EXPECT_TRUE(started) << (started ? "" : started.error().message.en);
    server_ = std::move(*started);
    return server_->port();
  }

  void wait_for_connections(std::int64_t count) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (connections_ != count && std::chrono::steady_clock::now() < end) std::this_thread::yield();
    EXPECT_EQ(connections_, count);
  }

  std::atomic<std::int64_t> connections_{0};
  Echo echo_;
  HttpServerOptions options_;
  std::unique_ptr<HttpServer> server_;
};

TEST_F(HttpServerTest, AnswersAndKeepsTheConnection) {
  options_.date = [] { return *parse_rfc3339("2026-11-22T13:52:00Z"); };
  RawClient client(start());
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(client.send(get));
    const RawResponse response = client.receive();
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, "GET /hello 0 127.0.0.1");
    EXPECT_EQ(response.header("connection"), "(none)");
    EXPECT_EQ(response.header("date"), "Sun, 22 Nov 2026 13:52:00 GMT");
  }
  EXPECT_EQ(connections_, 1);
}

TEST_F(HttpServerTest, BothFamiliesOnOneSocket) {
  options_.listen = "[::]:0";
  const std::uint16_t port = start();
  for (const char* host : {"127.0.0.1", "::1"}) {
    RawClient client(port, host);
    client.send(get);
    EXPECT_EQ(client.receive().body, std::string("GET /hello 0 ") + host) << "an IPv4 caller is called so";
  }
}

TEST_F(HttpServerTest, PipelinedRequestsAreAnsweredInOrder) {
  RawClient client(start());
  std::string all;
  for (int i = 0; i < 50; ++i)
    all += request(i % 2 == 0 ? "GET" : "POST", "/" + std::to_string(i), "Content-Length: 2\r\n", "ab");
  client.send(all);
  for (int i = 0; i < 50; ++i)
    EXPECT_EQ(client.receive().body, (i % 2 == 0 ? "GET /" : "POST /") + std::to_string(i) + " 2 127.0.0.1");
}

TEST_F(HttpServerTest, HeadHasTheLengthButNoBody) {
  RawClient client(start());
  client.send(request("HEAD", "/hello") + get);
  EXPECT_EQ(client.receive(true).header("content-length"), "23");
  EXPECT_EQ(client.receive().body, "GET /hello 0 127.0.0.1");
}

TEST_F(HttpServerTest, ContinueIsSentBeforeTheBody) {
  RawClient client(start());
  client.send(request("POST", "/x", "Content-Length: 3\r\nExpect: 100-continue\r\n"));
  EXPECT_EQ(client.receive_line(), "HTTP/1.1 100 Continue\r\n");
  EXPECT_EQ(client.receive_line(), "\r\n");
  client.send("abc");
  EXPECT_EQ(client.receive().body, "POST /x 3 127.0.0.1");
}

TEST_F(HttpServerTest, ChunkedBodiesArriveWhole) {
  RawClient client(start());
  client.send(request("POST", "/x", "Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n"));
  client.send("2\r\nde\r\n0\r\n\r\n");
  EXPECT_EQ(client.receive().body, "POST /x 5 127.0.0.1");
}

struct BadRow {
  const char* why;
  std::string bytes;
  const char* code;
};

TEST_F(HttpServerTest, WhatIsOverALimitIsRefusedAndTheConnectionEnds) {
  const std::uint16_t port = start();
  const std::string megabyte(1u << 20, 'x');
  for (const BadRow& row :
       {BadRow{"garbage", "\x16\x03\x01garbage", "malformed_request "},
        BadRow{"header section over 32 KiB", request("GET", "/x", "A: " + std::string(33'000, 'a') + "\r\n"),
               "headers_too_large /x"},
        BadRow{"target over 8 KiB", request("GET", "/" + std::string(8'192, 'a')), nullptr},
        BadRow{"declared body over 1 MiB", request("POST", "/x", "Content-Length: 1048577\r\n", megabyte), "body_too_large /x"},
        BadRow{"declared, with 100-continue", request("POST", "/x", "Content-Length: 1048577\r\nExpect: 100-continue\r\n"),
               "body_too_large /x"},
        BadRow{"chunked body over 1 MiB",
               request("POST", "/x", "Transfer-Encoding: chunked\r\n", "100000\r\n" + megabyte + "\r\n1\r\nx\r\n"),
               "body_too_large /x"}}) {
    RawClient client(port);
    client.send(row.bytes);
    const RawResponse response = client.receive();
    EXPECT_EQ(response.status, 400) << row.why;
    EXPECT_EQ(response.header("connection"), "close") << row.why;
    if (row.code != nullptr)
      EXPECT_EQ(response.body, row.code) << row.why;
    else
      EXPECT_EQ(response.body.substr(0, 13), "uri_too_long ") << row.why;
    EXPECT_TRUE(client.closed()) << row.why;
  }
}

TEST_F(HttpServerTest, WithoutACallbackRefusalsAreBare) {
  options_.refuse = nullptr;
  const std::uint16_t port = start();
  struct Row {
    std::string bytes;
    int status;
  };
  for (const Row& row :
       {Row{"x\r\n\r\n", 400}, Row{request("POST", "/x", "Content-Length: 9999999\r\n"), 413},
        Row{request("GET", "/" + std::string(9'000, 'a')), 414},
        Row{request("GET", "/", "A: " + std::string(40'000, 'a') + "\r\n"), 431}, Row{request("GET", "/throw"), 500}}) {
    RawClient client(port);
    client.send(row.bytes);
    EXPECT_EQ(client.receive().status, row.status);
  }
}

TEST_F(HttpServerTest, SlowHeadsAreCut) {
  options_.limits.header_time = milliseconds(30);
  const std::uint16_t port = start();
  RawClient silent(port);
  RawClient slow(port);
  slow.send("GET / HTTP/1.1\r\nHost: ");
  RawClient second(port);
  second.send(get);
  EXPECT_EQ(second.receive().status, 200);
  second.send("GET /");
  EXPECT_TRUE(silent.closed());
  EXPECT_TRUE(slow.closed());
  EXPECT_TRUE(second.closed()) << "also the second request of a connection";
}

TEST_F(HttpServerTest, DrippingDoesNotMoveTheHeadersDeadline) {
  options_.limits.header_time = milliseconds(50);
  RawClient dripping(start());
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  bool open = true;
  while (open && std::chrono::steady_clock::now() < end) open = dripping.send("a");  // fails once the server has closed
  EXPECT_FALSE(open);
}

TEST_F(HttpServerTest, SlowBodiesAreCut) {
  options_.limits.body_grace = milliseconds(30);
  RawClient client(start());
  client.send(request("POST", "/x", "Content-Length: 100\r\n", "some"));
  EXPECT_TRUE(client.closed());
}

TEST_F(HttpServerTest, IdleConnectionsAreCut) {
  options_.limits.keep_alive = milliseconds(30);
  RawClient client(start());
  client.send(get);
  EXPECT_EQ(client.receive().status, 200);
  EXPECT_TRUE(client.closed());
  wait_for_connections(0);
}

TEST_F(HttpServerTest, ReadersThatDoNotReadAreCut) {
  options_.limits.write_stall = milliseconds(50);
  RawClient client(start());
  client.small_buffers();
  client.send(request("GET", "/large"));
  wait_for_connections(1);
  wait_for_connections(0);
}

TEST_F(HttpServerTest, LargeAnswersArriveWhole) {
  RawClient client(start());
  client.send(request("GET", "/large"));
  EXPECT_EQ(client.receive().body.size(), 8u << 20);
}

TEST_F(HttpServerTest, HandlersThatNeverAnswerAreGivenUp) {
  options_.limits.handler_time = milliseconds(30);
  RawClient client(start());
  client.send(request("GET", "/held"));
  const HttpReply late = echo_.held();
  EXPECT_TRUE(client.closed());
  wait_for_connections(0);
  late(answer("nobody hears this"));
}

TEST_F(HttpServerTest, AnswersMayComeLateTwiceAndFromAnywhere) {
  RawClient client(start());
  client.send(request("GET", "/held"));
  const HttpReply reply = echo_.held();
  std::thread([&] { reply(answer("from another thread")); }).join();
  EXPECT_EQ(client.receive().body, "from another thread");
  reply(answer("again"));
  client.send(request("GET", "/twice") + get);
  EXPECT_EQ(client.receive().body, "GET /twice 0 127.0.0.1");
  EXPECT_EQ(client.receive().body, "GET /hello 0 127.0.0.1") << "a second answer is ignored";
}

TEST_F(HttpServerTest, RendersOnItsOwnThread) {
  RawClient client(start());
  client.send(request("GET", "/render") + request("GET", "/render-throws") + request("GET", "/throw") + get);
  EXPECT_EQ(client.receive().body, "rendered GET /render 0 127.0.0.1");
  EXPECT_EQ(client.receive().status, 500);
  EXPECT_EQ(client.receive().body, "internal ") << "an exception of a handler is an answer";
  EXPECT_EQ(client.receive().status, 200) << "and the connection goes on";
}

TEST_F(HttpServerTest, TheClientMayCloseItsHalf) {
  RawClient client(start());
  client.send(request("GET", "/held"));
  client.shutdown_send();
  echo_.held()(answer("still"));
  EXPECT_EQ(client.receive().body, "still");
  EXPECT_TRUE(client.closed());
}

TEST_F(HttpServerTest, TheClientMayVanish) {
  const std::uint16_t port = start();
  HttpReply reply;
  {
    RawClient client(port);
    client.send(request("GET", "/held"));
    reply = echo_.held();
  }
  reply(answer("nobody hears this"));
  wait_for_connections(0);
}

TEST_F(HttpServerTest, MoreConnectionsThanTheLimitAreClosed) {
  options_.limits.connections = 2;
  const std::uint16_t port = start();
  {
    RawClient first(port), second(port);
    first.send(get);
    second.send(get);
    EXPECT_EQ(first.receive().status, 200);
    EXPECT_EQ(second.receive().status, 200);
    RawClient third(port);
    EXPECT_TRUE(third.closed());
  }
  wait_for_connections(0);
  RawClient fourth(port);
  fourth.send(get);
  EXPECT_EQ(fourth.receive().status, 200) << "places come free";
}

TEST_F(HttpServerTest, DrainLetsRequestsFinish) {
  const std::uint16_t port = start();
  RawClient idle(port), busy(port);
  idle.send(get);
  EXPECT_EQ(idle.receive().status, 200);
  busy.send(request("GET", "/held"));
  const HttpReply reply = echo_.held();
  auto stopped = std::async(std::launch::async, [&] { server_->stop(std::chrono::seconds(20)); });
  EXPECT_TRUE(idle.closed()) << "idle ones go at once";
  reply(answer("finished"));
  const RawResponse response = busy.receive();
  EXPECT_EQ(response.body, "finished");
  EXPECT_EQ(response.header("connection"), "close");
  EXPECT_TRUE(busy.closed());
  busy.shutdown_send();
  EXPECT_EQ(stopped.wait_for(std::chrono::seconds(20)), std::future_status::ready);
  EXPECT_EQ(connections_, 0);
}

TEST_F(HttpServerTest, StopHasADeadlineAndLateAnswersAreFine) {
  const std::uint16_t port = start();
  RawClient client(port);
  client.send(request("GET", "/held"));
  const HttpReply reply = echo_.held();
  server_->stop(milliseconds(20));
  EXPECT_TRUE(client.closed());
  EXPECT_EQ(connections_, 0);
  server_->stop(milliseconds(20));
  server_.reset();
  reply(answer("after the server is gone"));
}

TEST_F(HttpServerTest, APortInUseIsOneClearLine) {
  options_.listen = "127.0.0.1:" + std::to_string(start());
  const auto second = HttpServer::start(options_, {});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, "listen_failed");
  EXPECT_NE(second.error().message.en.find(options_.listen + ": Address already in use; another process listens there"),
            std::string::npos)
      << second.error().message.en;
  for (const char* bad : {"192.0.2.1:80", "nowhere", "127.0.0.1"}) {
    options_.listen = bad;
    const auto refused = HttpServer::start(options_, {});
    ASSERT_FALSE(refused) << bad;
    EXPECT_EQ(refused.error().code, "listen_failed");
  }
}

TEST_F(HttpServerTest, ManyClientsAtOnce) {
  const std::uint16_t port = start();
  std::vector<std::thread> clients;
  std::atomic<int> good{0};
  for (int c = 0; c < 8; ++c) {
    clients.emplace_back([&] {
      RawClient client(port);
      for (int i = 0; i < 50; ++i) {
        client.send(get);
        if (client.receive().status == 200) ++good;
      }
    });
  }
  for (std::thread& each : clients) each.join();
  EXPECT_EQ(good, 400);
}

// Over a real socket: whatever the bytes, an answer of 4xx, a normal answer, or the end; and the server lives on.
TEST_F(HttpServerTest, AnyBytesAreAnsweredOrClosed) {
  const std::uint16_t port = start();
  const bool held = rc::check("random bytes on the wire", [&](const std::string& noise) {
    RawClient client(port);
    client.send(
        *rc::gen::element<std::string>("", "GET /x HTTP/1.1\r\n", request("POST", "/x", "Transfer-Encoding: chunked\r\n")) +
        noise);
    client.shutdown_send();
    const int status = client.receive().status;
    RC_ASSERT(status == 0 || status == 200 || status == 400);
  });
  EXPECT_TRUE(held);
  RawClient client(port);
  client.send(get);
  EXPECT_EQ(client.receive().status, 200);
}

}  // namespace
}  // namespace nss
