#include "adapters/http_server/response_stream.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <deque>
#include <fstream>
#include <mutex>
#include <thread>
#include <vector>

#include "adapters/http_server/http_server.h"
#include "unit/adapters/http_server/raw_client.h"

namespace nss {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

const std::string get = "GET /s HTTP/1.1\r\nHost: localhost\r\n\r\n";

// What one stream says, filled by the test; `ended` when the server has let go of it.
struct Source {
  std::mutex mutex;
  std::deque<std::string> pieces;
  std::atomic<int> asked{0};
  std::atomic<bool> ended{false};

  std::string next() {
    ++asked;
    const std::lock_guard lock(mutex);
    if (pieces.empty()) return "";
    std::string piece = std::move(pieces.front());
    pieces.pop_front();
    return piece;
  }
  void add(std::string piece) {
    const std::lock_guard lock(mutex);
    pieces.push_back(std::move(piece));
  }
};

bool eventually(const std::function<bool()>& holds) {
  const auto end = steady_clock::now() + std::chrono::seconds(20);
  while (!holds() && steady_clock::now() < end) std::this_thread::yield();
  return holds();
}

std::string lines(RawClient& client, int count) {
  std::string all;
  for (int i = 0; i < count; ++i) all += client.receive_line();
  return all;
}

class ResponseStreamTest : public testing::Test {
 protected:
  ResponseStreamTest() {
    options_.listen = "127.0.0.1:0";
    options_.connections = &connections_;
  }
  ~ResponseStreamTest() override { server_.reset(); }

  std::uint16_t start() {
    auto started = HttpServer::start(options_, [this](HttpRequest, HttpReply reply) { reply(answer()); });
    EXPECT_TRUE(started);
    server_ = std::move(*started);
    return server_->port();
  }

  HttpResponse answer() {
    std::shared_ptr<Source> held(source_.get(), [source = source_](Source*) { source->ended = true; });
    HttpResponse response;
    response.headers = {{"Content-Type", "text/event-stream"}};
    response.stream = std::make_shared<ResponseStream>([held] { return held->next(); }, ResponseStream::Beat{":\n", beat_});
    const std::lock_guard lock(mutex_);
    stream_ = response.stream;
    return response;
  }

  std::shared_ptr<ResponseStream> stream() {
    const std::lock_guard lock(mutex_);
    return stream_.lock();
  }
  void say(const std::string& piece) {
    source_->add(piece);
    if (const auto listening = stream()) listening->wake();
  }

  std::atomic<std::int64_t> connections_{0};
  milliseconds beat_{60'000};
  HttpServerOptions options_;
  std::shared_ptr<Source> source_ = std::make_shared<Source>();
  std::mutex mutex_;
  std::weak_ptr<ResponseStream> stream_;
  std::unique_ptr<HttpServer> server_;
};

TEST_F(ResponseStreamTest, SendsWhatIsSaidInChunksAndEndsWhenItIsClosed) {
  source_->add("first\n");
  RawClient client(start());
  ASSERT_TRUE(client.send(get));
  const RawResponse head = client.receive(true);
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.header("transfer-encoding"), "chunked");
  EXPECT_EQ(head.header("content-length"), "(none)");
  EXPECT_EQ(head.header("connection"), "close");
  EXPECT_EQ(lines(client, 3), "6\r\nfirst\n\r\n");
  say("a second piece\n");
  EXPECT_EQ(lines(client, 3), "f\r\na second piece\n\r\n");
  source_->add("last\n");
  stream()->close();
  EXPECT_EQ(lines(client, 3), "5\r\nlast\n\r\n");
  EXPECT_EQ(lines(client, 2), "0\r\n\r\n");
  EXPECT_TRUE(client.closed());
  EXPECT_TRUE(eventually([&] { return source_->ended.load(); }));
}

TEST_F(ResponseStreamTest, HeadHasTheHeadOnlyAndTheConnectionGoesOn) {
  RawClient client(start());
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(client.send("HEAD /s HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    const RawResponse head = client.receive(true);
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.header("connection"), "(none)");
    EXPECT_TRUE(eventually([&] { return source_->ended.load(); }));
  }
  EXPECT_EQ(source_->asked, 0);
}

// Neither the handler's deadline nor the idle one cuts it; the beat comes again and again.
TEST_F(ResponseStreamTest, BeatsAndOutlivesEveryOtherDeadline) {
  beat_ = milliseconds(20);
  options_.limits.handler_time = options_.limits.keep_alive = milliseconds(60);
  options_.limits.write_stall = milliseconds(10'000);
  RawClient client(start());
  ASSERT_TRUE(client.send(get));
  EXPECT_EQ(client.receive(true).status, 200);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(lines(client, 3), "2\r\n:\n\r\n");
}

TEST_F(ResponseStreamTest, AClientThatLeavesIsNoticedThoughNothingIsSent) {
  const std::uint16_t port = start();
  {
    RawClient client(port);
    ASSERT_TRUE(client.send(get + "what it says meanwhile is not looked at"));
    EXPECT_EQ(client.receive(true).status, 200);
    EXPECT_FALSE(source_->ended);
  }
  EXPECT_TRUE(eventually([&] { return source_->ended.load() && connections_ == 0; }));
  say("to nobody");
}

TEST_F(ResponseStreamTest, AReaderThatTakesNothingIsCutAndHoldsOnePiece) {
  options_.limits.write_stall = milliseconds(200);
  for (int i = 0; i < 200; ++i) source_->add(std::string(1u << 18, 'x'));
  RawClient client(start());
  client.small_buffers();
  ASSERT_TRUE(client.send(get));
  EXPECT_TRUE(eventually([&] { return source_->ended.load(); }));
  EXPECT_LT(source_->asked, 100) << "the rest stays with who makes it";
}

TEST_F(ResponseStreamTest, AStoppingServerWaitsForNoStream) {
  RawClient client(start());
  ASSERT_TRUE(client.send(get));
  EXPECT_EQ(client.receive(true).status, 200);
  ASSERT_TRUE(eventually([&] { return source_->asked > 0; }));
  const auto began = steady_clock::now();
  server_->stop(std::chrono::seconds(30));
  EXPECT_LT(steady_clock::now() - began, std::chrono::seconds(10));
  EXPECT_EQ(lines(client, 2), "0\r\n\r\n");
  EXPECT_TRUE(client.closed());
  EXPECT_TRUE(source_->ended);
}

TEST_F(ResponseStreamTest, AStreamThatThrowsEndsItsConnectionOnly) {
  auto started = HttpServer::start(options_, [](HttpRequest, HttpReply reply) {
    HttpResponse response;
    response.stream = std::make_shared<ResponseStream>([]() -> std::string { throw std::runtime_error("a bug"); },
                                                       ResponseStream::Beat{":\n", milliseconds(1'000)});
    reply(std::move(response));
  });
  ASSERT_TRUE(started);
  for (int i = 0; i < 2; ++i) {
    RawClient client((*started)->port());
    ASSERT_TRUE(client.send(get));
    EXPECT_EQ(client.receive(true).status, 200);
    EXPECT_TRUE(client.closed());
  }
}

std::size_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::size_t all = 0;
  std::size_t resident = 0;
  file >> all >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

// Both ends live in this process: the bound is for the pair.
TEST_F(ResponseStreamTest, AThousandIdleListenersCostLittle) {
  constexpr std::size_t listeners = 1'000;
  rlimit files{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &files), 0);
  ASSERT_GE(files.rlim_max, 2 * listeners + 100);
  files.rlim_cur = std::max<rlim_t>(files.rlim_cur, 2 * listeners + 100);
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &files), 0);
  const std::uint16_t port = start();
  const std::size_t before = resident_bytes();
  std::vector<std::unique_ptr<RawClient>> clients;
  for (std::size_t i = 0; i < listeners; ++i) {
    clients.push_back(std::make_unique<RawClient>(port));
    ASSERT_TRUE(clients.back()->send(get));
    ASSERT_EQ(clients.back()->receive(true).status, 200);
  }
  EXPECT_EQ(connections_, static_cast<std::int64_t>(listeners));
  const std::size_t after = resident_bytes();
  EXPECT_LT(after > before ? after - before : 0, listeners * 64 * 1024);
}

}  // namespace
}  // namespace nss
