#include "adapters/http_client/curl_loop.h"

#include <gtest/gtest.h>

#include <atomic>

#include "support/http_imposter.h"
#include "unit/adapters/http_client/loop_calls.h"

namespace nss {
namespace {

using namespace std::chrono_literals;
using test::Answered;
using test::code_of;
using test::fetch;
using test::HttpImposter;
using test::ImposterRequest;
using test::ImposterWire;

ClientRequest get(const std::string& url) {
  ClientRequest request;
  request.url = url;
  return request;
}

TEST(CurlLoop, AsksAsItIsToldAndBringsTheAnswer) {
  HttpImposter server([](const ImposterRequest&, ImposterWire& wire) { wire.answer(201, "made", "X-Thing: 7\r\n"); });
  CurlLoop loop({.user_agent = "unit/1", .max_connections = 8});
  ClientRequest request = get(server.url() + "/a/b?c=d");
  request.method = "PATCH";
  request.body = R"({"x":1})";
  request.headers = {"Content-Type: application/merge-patch+json", "Authorization: Bearer t"};
  const auto response = fetch(loop, request);
  ASSERT_TRUE(response) << response.error().message.en;
  EXPECT_EQ(response->status, 201);
  EXPECT_EQ(response->body, "made");
  EXPECT_EQ(response->header("x-thing"), "7");
  const auto seen = server.requests().at(0);
  EXPECT_EQ(seen.method, "PATCH");
  EXPECT_EQ(seen.target, "/a/b?c=d");
  EXPECT_EQ(seen.body, request.body);
  EXPECT_EQ(seen.headers.at("content-type"), "application/merge-patch+json");
  EXPECT_EQ(seen.headers.at("authorization"), "Bearer t");
  EXPECT_EQ(seen.headers.at("user-agent"), "unit/1");
  EXPECT_FALSE(seen.headers.contains("expect"));
}

TEST(CurlLoop, ReusesAConnectionAndOpensMoreOnlyForWhatRunsAtOnce) {
  HttpImposter server([](const ImposterRequest&, ImposterWire& wire) { wire.answer(200, "ok"); });
  CurlLoop loop;
  for (int i = 0; i < 20; ++i) ASSERT_EQ(code_of(fetch(loop, get(server.url()))), "status 200");
  EXPECT_EQ(server.connections(), 1U);
}

TEST(CurlLoop, ManyRequestsFromManyThreadsAreAnsweredOnceEach) {
  HttpImposter server([](const ImposterRequest& request, ImposterWire& wire) { wire.answer(200, request.target); });
  CurlLoop loop;
  std::vector<std::thread> threads;
  std::atomic<int> right = 0;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 50; ++i) {
        const std::string path = "/" + std::to_string(t) + "/" + std::to_string(i);
        const auto response = fetch(loop, get(server.url() + path));
        if (response && response->body == path) ++right;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(right, 200);
}

TEST(CurlLoop, FollowsNoRedirect) {
  HttpImposter server([](const ImposterRequest&, ImposterWire& wire) { wire.answer(302, "", "Location: /elsewhere\r\n"); });
  CurlLoop loop;
  EXPECT_EQ(code_of(fetch(loop, get(server.url()))), "status 302");
  EXPECT_EQ(server.requests().size(), 1U);
}

TEST(CurlLoop, TheHeadAfterAnInformationalAnswerCounts) {
  HttpImposter server([](const ImposterRequest&, ImposterWire& wire) {
    wire.send("HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n");
    wire.answer(200, "late");
  });
  CurlLoop loop;
  const auto response = fetch(loop, get(server.url()));
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->header("x-early"), std::nullopt);
}

struct BadServer {
  std::string sentence;
  std::function<void(ImposterWire&)> misbehave;
  std::string code;
  ErrorKind kind;
};

TEST(CurlLoop, WhatAServerDoesWrongHasItsCode) {
  const std::vector<BadServer> cases = {
      {"closes without a word", [](ImposterWire& w) { w.close(); }, "connection_lost", ErrorKind::transient},
      {"cuts a body of known length",
       [](ImposterWire& w) {
         w.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
         w.close();
       },
       "connection_lost", ErrorKind::transient},
      {"cuts a chunked body",
       [](ImposterWire& w) {
         w.begin_chunks(200);
         w.chunk("half");
         w.close();
       },
       "connection_lost", ErrorKind::transient},
      {"does not speak HTTP",
       [](ImposterWire& w) {
         w.send("SSH-2.0-OpenSSH_9.2\r\n");
         w.close();
       },
       "bad_answer", ErrorKind::transient},
      {"sends a body that is not gzip though it says so",
       [](ImposterWire& w) { w.answer(200, "not gzip at all", "Content-Encoding: gzip\r\n"); }, "bad_answer",
       ErrorKind::transient},
      {"sends a body without end", [](ImposterWire& w) { w.answer(200, std::string(2000, 'x')); }, "answer_too_large",
       ErrorKind::invalid},
      {"sends headers without end",
       [](ImposterWire& w) {
         w.send("HTTP/1.1 200 OK\r\n");
         for (int i = 0; i < 100; ++i) w.send("X-Filler: " + std::string(900, 'y') + "\r\n");
         w.send("\r\n");
       },
       "answer_too_large", ErrorKind::invalid},
      {"says nothing", [](ImposterWire& w) { w.hold(); }, "timeout", ErrorKind::transient},
  };
  CurlLoop loop;
  for (const auto& row : cases) {
    HttpImposter server([&row](const ImposterRequest&, ImposterWire& wire) { row.misbehave(wire); });
    ClientRequest request = get(server.url());
    request.max_body = 1000;
    request.compressed = true;
    request.total_timeout = row.code == "timeout" ? 200ms : 60s;
    const auto response = fetch(loop, request);
    ASSERT_FALSE(response) << row.sentence;
    EXPECT_EQ(response.error().code, row.code) << row.sentence << ": " << response.error().message.en;
    EXPECT_EQ(response.error().kind, row.kind) << row.sentence;
  }
}

TEST(CurlLoop, WhereNobodyListensTheConnectionFails) {
  std::string url;
  {
    url = HttpImposter([](const ImposterRequest&, ImposterWire&) {}).url();
  }
  CurlLoop loop;
  const auto response = fetch(loop, get(url));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, "connection_failed");
  EXPECT_EQ(response.error().kind, ErrorKind::unavailable);
}

// libcurl asks by itself once more when a kept connection ends without a byte of an answer. That the second time nobody listens
// does not mean that nothing was sent.
TEST(CurlLoop, WhatWasSentIsNotCalledUnsent) {
  std::unique_ptr<HttpImposter> server;
  server = std::make_unique<HttpImposter>([&server](const ImposterRequest& request, ImposterWire& wire) {
    if (request.number == 1) return wire.answer(200, "ok");
    server->stop_listening();
    wire.close();
  });
  CurlLoop loop;
  ASSERT_EQ(code_of(fetch(loop, get(server->url()))), "status 200");
  const auto second = fetch(loop, get(server->url()));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, "connection_lost");
  EXPECT_EQ(second.error().kind, ErrorKind::transient);
  const auto third = fetch(loop, get(server->url()));
  EXPECT_EQ(code_of(third), "connection_failed");
}

TEST(CurlLoop, AFreshConnectionIsNotAskedTwice) {
  HttpImposter server(
      [](const ImposterRequest& request, ImposterWire& wire) { request.number == 1 ? wire.answer(200, "ok") : wire.close(); });
  CurlLoop loop;
  ASSERT_EQ(code_of(fetch(loop, get(server.url()))), "status 200");
  ClientRequest request = get(server.url());
  request.fresh_connection = true;
  EXPECT_EQ(code_of(fetch(loop, request)), "connection_lost");
  EXPECT_EQ(server.requests().size(), 2U);
}

TEST(CurlLoop, OnlyHttpAddressesAreAddresses) {
  CurlLoop loop;
  for (const std::string url : {"ftp://127.0.0.1/", "file:///etc/passwd", "http://", "", "http://127.0.0.1:99999/"}) {
    EXPECT_EQ(code_of(fetch(loop, get(url))), "bad_url") << url;
  }
}

TEST(CurlLoop, UsesTheProxyThatItIsGivenAndNoOther) {
  HttpImposter proxy([](const ImposterRequest&, ImposterWire& wire) { wire.answer(200, "through"); });
  HttpImposter server([](const ImposterRequest&, ImposterWire& wire) { wire.answer(200, "direct"); });
  ::setenv("http_proxy", proxy.url().c_str(), 1);
  CurlLoop loop;
  EXPECT_EQ(fetch(loop, get(server.url()))->body, "direct") << "the environment's proxy is not ours";
  ::setenv("NO_PROXY", "*", 1);
  ClientRequest request = get("http://cluster.invalid/x");
  request.proxy = proxy.url();
  const auto response = fetch(loop, request);
  ASSERT_TRUE(response) << response.error().message.en;
  EXPECT_EQ(response->body, "through");
  EXPECT_EQ(proxy.requests().at(0).target, "http://cluster.invalid/x");
  ::unsetenv("http_proxy");
  ::unsetenv("NO_PROXY");
}

TEST(CurlLoop, ConnectsElsewhereWhenTold) {
  HttpImposter server([](const ImposterRequest&, ImposterWire& wire) { wire.answer(200, "here"); });
  CurlLoop loop;
  ClientRequest request = get("http://some.name.invalid:" + std::to_string(server.port()) + "/");
  request.connect_to = "127.0.0.1:" + std::to_string(server.port());
  const auto response = fetch(loop, request);
  ASSERT_TRUE(response) << response.error().message.en;
  EXPECT_EQ(response->body, "here");
}

TEST(CurlLoop, AStreamBringsItsChunksAsTheyCome) {
  HttpImposter server([](const ImposterRequest&, ImposterWire& wire) {
    wire.begin_chunks(200, "X-Stream: yes\r\n");
    wire.chunk("one ");
    wire.hold();  // until the client has seen it
    wire.chunk("two");
    wire.end_chunks();
  });
  CurlLoop loop;
  std::string text;
  std::string header;
  Answered answered;
  HttpStream stream;
  stream.on_head = [&](const ClientResponse& head) { header = std::string(head.header("x-stream").value_or("")); };
  stream.on_chunk = [&](std::string_view bytes) {
    text += bytes;
    if (text == "one ") server.release();
    return true;
  };
  loop.stream(get(server.url()), std::move(stream), answered.done());
  const auto response = answered.wait();
  ASSERT_TRUE(response) << response.error().message.en;
  EXPECT_EQ(text, "one two");
  EXPECT_EQ(header, "yes");
  EXPECT_EQ(response->body, "") << "its bytes went to the reader";
}

TEST(CurlLoop, ARefusedStreamRequestIsAnAnswerLikeAnyOther) {
  HttpImposter server([](const ImposterRequest&, ImposterWire& wire) { wire.answer(410, "too old"); });
  CurlLoop loop;
  Answered answered;
  HttpStream stream;
  stream.on_head = [](const ClientResponse&) { ADD_FAILURE() << "it was not accepted"; };
  stream.on_chunk = [](std::string_view) { return ADD_FAILURE() << "it was not accepted", true; };
  loop.stream(get(server.url()), std::move(stream), answered.done());
  const auto response = answered.wait();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 410);
  EXPECT_EQ(response->body, "too old");
}

TEST(CurlLoop, AReaderMayCutItsStream) {
  HttpImposter server([](const ImposterRequest&, ImposterWire& wire) {
    wire.begin_chunks(200);
    wire.chunk("enough");
    wire.hold();
  });
  CurlLoop loop;
  Answered answered;
  HttpStream stream;
  stream.on_chunk = [](std::string_view) { return false; };
  loop.stream(get(server.url()), std::move(stream), answered.done());
  EXPECT_EQ(code_of(answered.wait()), "stream_refused");
}

TEST(CurlLoop, ACancelledRequestIsAnsweredAndItsConnectionClosed) {
  std::atomic<bool> closed = false;
  {
    HttpImposter server([&](const ImposterRequest&, ImposterWire& wire) {
      wire.begin_chunks(200);
      wire.chunk("x");
      wire.hold();
      closed = wire.peer_closed();
    });
    CurlLoop loop;
    Answered answered;
    std::promise<void> first;
    HttpStream stream;
    stream.on_chunk = [&](std::string_view) { return first.set_value(), true; };
    const auto id = loop.stream(get(server.url()), std::move(stream), answered.done());
    first.get_future().wait();
    loop.cancel(id);
    const auto response = answered.wait();
    EXPECT_EQ(code_of(response), "cancelled");
    loop.cancel(id);
    loop.cancel(12'345);  // unknown ids are fine
  }
  EXPECT_TRUE(closed);
}

TEST(CurlLoop, StopAnswersWhatIsOpenAndRefusesWhatComes) {
  HttpImposter server([](const ImposterRequest&, ImposterWire& wire) { wire.hold(); });
  CurlLoop loop;
  std::vector<Answered> open(10);
  for (auto& answered : open) loop.send(get(server.url()), answered.done());
  ASSERT_TRUE(server.wait_for_requests(10));
  loop.stop();
  for (auto& answered : open) {
    ASSERT_TRUE(answered.here()) << "stop waits for every answer";
    EXPECT_EQ(code_of(answered.wait()), "stopping");
  }
  EXPECT_EQ(code_of(fetch(loop, get(server.url()))), "stopping");
  EXPECT_FALSE(loop.post([] { ADD_FAILURE() << "nothing runs any more"; }));
  loop.stop();  // a second time is nothing
}

TEST(CurlLoop, WorkThatWasPostedBeforeStopIsDone) {
  CurlLoop loop;
  std::atomic<int> done = 0;
  for (int i = 0; i < 100; ++i) loop.post([&] { ++done; });
  loop.stop();
  EXPECT_EQ(done, 100);
}

TEST(CurlLoop, ARequestMadeWhileStoppingIsAnswered) {
  HttpImposter server([](const ImposterRequest&, ImposterWire& wire) { wire.hold(); });
  CurlLoop loop;
  Answered second;
  loop.send(get(server.url()), [&](Result<ClientResponse>) { loop.send(get(server.url()), second.done()); });
  ASSERT_TRUE(server.wait_for_requests(1));
  loop.stop();
  ASSERT_TRUE(second.here());
  EXPECT_EQ(code_of(second.wait()), "stopping");
}

TEST(CurlLoop, PostedWorkAndTimersRunOnTheLoopInOrder) {
  CurlLoop loop;
  std::promise<std::vector<int>> result;
  std::vector<int> order;
  EXPECT_FALSE(loop.on_loop_thread());
  loop.post([&] {
    EXPECT_TRUE(loop.on_loop_thread());
    loop.after(30ms, [&] {
      order.push_back(3);
      result.set_value(order);
    });
    loop.after(1ms, [&] { order.push_back(2); });
    const auto never = loop.after(2ms, [&] { order.push_back(99); });
    loop.cancel_timer(never);
    loop.cancel_timer(never);
    loop.post([&] { order.push_back(1); });
    order.push_back(0);
  });
  EXPECT_EQ(result.get_future().get(), (std::vector<int>{0, 1, 2, 3}));
}

TEST(CurlLoop, KeepsNoMoreIdleConnectionsThanItMay) {
  HttpImposter server([](const ImposterRequest&, ImposterWire& wire) {
    wire.hold();
    wire.answer(200, "ok");
  });
  CurlLoop loop({.user_agent = "unit", .max_connections = 2});
  std::vector<Answered> open(6);
  for (auto& answered : open) loop.send(get(server.url()), answered.done());
  ASSERT_TRUE(server.wait_for_requests(6));
  server.release();
  for (auto& answered : open) EXPECT_EQ(code_of(answered.wait()), "status 200");
  EXPECT_EQ(server.connections(), 6U) << "what runs at once is not this class's business";
}

}  // namespace
}  // namespace nss
