#include "adapters/http_server/request_reader.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace nss {
namespace {

using State = RequestReader::State;

constexpr RequestLimits small{512, 128, 1024};
const std::string get = "GET /a?b=c HTTP/1.1\r\nHost: x\r\n\r\n";

std::string post(const std::string& headers, const std::string& body) {
  return "POST / HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n" + body;
}

struct Row {
  const char* why;
  std::string bytes;
  const char* code;
};

class ReaderRefusal : public testing::TestWithParam<Row> {};

TEST_P(ReaderRefusal, HasItsCodeInAnyPieces) {
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, GetParam().bytes.size()}) {
    RequestReader reader(small);
    for (std::size_t at = 0; at < GetParam().bytes.size(); at += piece)
      reader.feed(std::string_view(GetParam().bytes).substr(at, piece));
    ASSERT_EQ(reader.state(), State::refused) << GetParam().why << ", pieces of " << piece;
    EXPECT_EQ(reader.refusal().code, GetParam().code) << GetParam().why << ", pieces of " << piece;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Rows, ReaderRefusal,
    testing::Values(
        Row{"no HTTP at all", "hello\r\n\r\n", "malformed_request"},
        Row{"a TLS hello", std::string("\x16\x03\x01\x00\x05", 5), "malformed_request"},
        Row{"bare LF", "GET / HTTP/1.1\nHost: x\n\n", "malformed_request"},
        Row{"bare CR", "GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n", "malformed_request"},
        Row{"NUL in a header", std::string("GET / HTTP/1.1\r\nHost: a\0b\r\n\r\n", 28), "malformed_request"},
        Row{"a folded line", "GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n", "malformed_request"},
        Row{"HTTP/2.0", "GET / HTTP/2.0\r\nHost: x\r\n\r\n", "malformed_request"},
        Row{"HTTP/0.9", "GET /\r\n\r\n", "malformed_request"}, Row{"no Host", "GET / HTTP/1.1\r\n\r\n", "malformed_request"},
        Row{"two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "malformed_request"},
        Row{"a blank before the colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", "malformed_request"},
        Row{"no path", "GET x HTTP/1.1\r\nHost: x\r\n\r\n", "malformed_request"},
        Row{"a star for GET", "GET * HTTP/1.1\r\nHost: x\r\n\r\n", "malformed_request"},
        Row{"CONNECT", "CONNECT a:1 HTTP/1.1\r\nHost: x\r\n\r\n", "malformed_request"},
        Row{"an absolute form without host", "GET http:///x HTTP/1.1\r\nHost: x\r\n\r\n", "malformed_request"},
        Row{"two lengths", post("Content-Length: 1\r\nContent-Length: 1\r\n", "a"), "malformed_request"},
        Row{"a list of lengths", post("Content-Length: 1, 1\r\n", "a"), "malformed_request"},
        Row{"a negative length", post("Content-Length: -1\r\n", ""), "malformed_request"},
        Row{"length and chunks", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), "malformed_request"},
        Row{"chunks and length", post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"), "malformed_request"},
        Row{"an unknown coding", post("Transfer-Encoding: gzip\r\n", ""), "malformed_request"},
        Row{"two codings", post("Transfer-Encoding: gzip, chunked\r\n", ""), "malformed_request"},
        Row{"a coding twice", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", ""), "malformed_request"},
        Row{"chunks in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "malformed_request"},
        Row{"another expectation", post("Expect: tea\r\n", ""), "malformed_request"},
        Row{"a bad chunk size", post("Transfer-Encoding: chunked\r\n", "zz\r\n"), "malformed_request"},
        Row{"a chunk that does not end", post("Transfer-Encoding: chunked\r\n", "1\r\nabc\r\n"), "malformed_request"},
        Row{"an endless chunk line", post("Transfer-Encoding: chunked\r\n", "1;" + std::string(6000, 'x')), "malformed_request"},
        Row{"a declared body too large", post("Content-Length: 1025\r\n", ""), "body_too_large"},
        Row{"a length beyond 64 bits", post("Content-Length: 99999999999999999999999\r\n", ""), "malformed_request"},
        Row{"a chunk too large", post("Transfer-Encoding: chunked\r\n", "401\r\n"), "body_too_large"},
        Row{"chunks too large together", post("Transfer-Encoding: chunked\r\n", "3ff\r\n" + std::string(1023, 'x') + "\r\n2\r\n"),
            "body_too_large"},
        Row{"a long target", "GET /" + std::string(128, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n", "uri_too_long"},
        Row{"a target that never ends", "GET /" + std::string(600, 'a'), "uri_too_long"},
        Row{"large headers", "GET / HTTP/1.1\r\nHost: x\r\nA: " + std::string(600, 'a'), "headers_too_large"},
        Row{"many headers", "GET / HTTP/1.1\r\n" + std::string(600, 'a'), "headers_too_large"}));

TEST(RequestReader, ReadsARequest) {
  RequestReader reader(small);
  EXPECT_TRUE(reader.idle());
  reader.feed(get.substr(0, 5));
  EXPECT_FALSE(reader.idle());
  reader.feed(get.substr(5));
  ASSERT_EQ(reader.state(), State::complete);
  EXPECT_TRUE(reader.keep_alive());
  const HttpRequest request = reader.take();
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.target, "/a?b=c");
  EXPECT_EQ(request.path, "/a");
  EXPECT_EQ(request.query, "b=c");
  EXPECT_EQ(find_header(request.headers, "HOST"), "x");
  EXPECT_TRUE(reader.idle());
}

TEST(RequestReader, TargetsInTheirForms) {
  struct Case {
    const char* why;
    std::string line;
    const char* path;
    const char* query;
    const char* host;
  };
  for (const Case& each :
       {Case{"absolute", "GET HTTP://Other:1/p?q HTTP/1.1", "/p", "q", "Other:1"},
        Case{"absolute without path", "GET https://o HTTP/1.1", "/", "", "o"},
        Case{"absolute with a query only", "GET http://o?q HTTP/1.1", "/", "q", "o"},
        Case{"a fragment goes", "GET /p#f?x HTTP/1.1", "/p", "", "x"},
        Case{"a star for OPTIONS", "OPTIONS * HTTP/1.1", "*", "", "x"}, Case{"empty query", "GET /p? HTTP/1.1", "/p", "", "x"}}) {
    RequestReader reader(small);
    reader.feed(each.line + "\r\nHost: x\r\n\r\n");
    ASSERT_EQ(reader.state(), State::complete) << each.why;
    const HttpRequest request = reader.take();
    EXPECT_EQ(request.path, each.path) << each.why;
    EXPECT_EQ(request.query, each.query) << each.why;
    EXPECT_EQ(find_header(request.headers, "host"), each.host) << each.why;
  }
}

TEST(RequestReader, BodiesWithLengthAndInChunks) {
  RequestReader reader(small);
  reader.feed(post("Content-Length: 5\r\n", "he"));
  EXPECT_EQ(reader.state(), State::body);
  EXPECT_EQ(reader.body_bytes(), 2u);
  reader.feed("llo");
  EXPECT_EQ(reader.take().body, "hello");
  reader.feed(post("Transfer-Encoding: Chunked\r\n", "3;ext=1\r\nhel\r\n2\r\nlo\r\n0\r\nX-Forwarded-User: root\r\n\r\n"));
  ASSERT_EQ(reader.state(), State::complete);
  const HttpRequest chunked = reader.take();
  EXPECT_EQ(chunked.body, "hello");
  EXPECT_FALSE(find_header(chunked.headers, "x-forwarded-user")) << "a trailer is no header";
  reader.feed(post("Content-Length: 1024\r\n", std::string(1024, 'x')));
  EXPECT_EQ(reader.take().body.size(), 1024u) << "exactly the limit";
  reader.feed(post("", ""));
  EXPECT_EQ(reader.take().body, "");
}

TEST(RequestReader, PipelinedRequestsComeOneByOne) {
  RequestReader reader(small);
  reader.feed(get + post("Content-Length: 1\r\n", "1") + "\r\n" + get.substr(0, 9));
  ASSERT_EQ(reader.state(), State::complete);
  EXPECT_EQ(reader.take().path, "/a");
  ASSERT_EQ(reader.state(), State::complete);
  EXPECT_EQ(reader.take().body, "1");
  EXPECT_EQ(reader.state(), State::head);
  reader.feed(get.substr(9));
  EXPECT_EQ(reader.take().path, "/a") << "an empty line before a request is ignored";
}

TEST(RequestReader, KeepAliveIsTheClientsWish) {
  struct Case {
    std::string bytes;
    bool keep;
  };
  for (const Case& each :
       {Case{get, true}, Case{"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", false},
        Case{"GET / HTTP/1.0\r\n\r\n", false}, Case{"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", false}}) {
    RequestReader reader(small);
    reader.feed(each.bytes + get);
    EXPECT_EQ(reader.keep_alive(), each.keep) << each.bytes;
    reader.take();
    EXPECT_EQ(reader.state(), each.keep ? State::complete : State::head) << "nothing is read behind the last one";
  }
}

TEST(RequestReader, ExpectContinueIsSaidOnce) {
  RequestReader reader(small);
  reader.feed(post("Content-Length: 2\r\nExpect: 100-Continue\r\n", ""));
  EXPECT_TRUE(reader.take_expect_continue());
  EXPECT_FALSE(reader.take_expect_continue());
  reader.feed("ab");
  EXPECT_EQ(reader.take().body, "ab");
  reader.feed(post("Content-Length: 2\r\nExpect: 100-continue\r\n", "a"));
  EXPECT_FALSE(reader.take_expect_continue()) << "the body is on its way already";
}

TEST(RequestReader, ARefusalKnowsWhatWasUnderstood) {
  RequestReader reader(small);
  reader.feed("GET /api/tasks?x HTTP/1.1\r\nHost: x\r\nA: " + std::string(600, 'a'));
  EXPECT_EQ(reader.refusal().request.path, "/api/tasks");
  EXPECT_EQ(reader.refusal().request.method, "GET");
  reader.feed(get);
  EXPECT_EQ(reader.state(), State::refused) << "for ever";
  RequestReader other(small);
  other.feed("GET /\xff\xfe HTTP/1.1\n");
  EXPECT_EQ(other.refusal().request.path, "") << "nothing unprintable comes back";
}

TEST(RequestReaderDeathTest, TakingWhatIsNotThereIsOurBug) { EXPECT_DEATH(RequestReader(small).take(), ""); }

RC_GTEST_PROP(RequestReaderProperty, AnyBytesAreRefusedOrRead, (const std::vector<std::string>& pieces)) {
  RequestReader reader(small);
  for (const std::string& piece : pieces) {
    reader.feed(piece);
    while (reader.state() == State::complete) reader.take();
  }
  RC_ASSERT(reader.state() != State::refused || !reader.refusal().code.empty());
}

// Near misses: a good request with a few bytes changed reaches deeper than noise does.
RC_GTEST_PROP(RequestReaderProperty, DamagedRequestsNeverBreakIt, (const std::vector<std::pair<std::uint16_t, char>>& damage)) {
  std::string bytes = post("Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n", "3\r\nabc\r\n0\r\n\r\n") + get;
  for (const auto& [at, byte] : damage) bytes[at % bytes.size()] = byte;
  RequestReader reader(small);
  reader.feed(bytes);
  while (reader.state() == State::complete) reader.take();
  RC_ASSERT(reader.state() != State::refused || !reader.refusal().code.empty());
}

RC_GTEST_PROP(RequestReaderProperty, PiecesDoNotMatter, (const std::vector<std::uint8_t>& cuts, const std::string& body)) {
  RC_PRE(body.size() <= 1000);
  const std::string bytes = post("Content-Length: " + std::to_string(body.size()) + "\r\n", body);
  RequestReader reader(small);
  std::size_t at = 0;
  for (const std::uint8_t cut : cuts) {
    reader.feed(std::string_view(bytes).substr(std::min(at, bytes.size()), cut));
    at += cut;
  }
  if (at < bytes.size()) reader.feed(std::string_view(bytes).substr(at));
  RC_ASSERT(reader.state() == State::complete);
  RC_ASSERT(reader.take().body == body);
}

}  // namespace
}  // namespace nss
