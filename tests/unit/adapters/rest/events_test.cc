#include "adapters/rest/events.h"

#include "unit/adapters/rest/rest_fixture.h"

namespace nss {
namespace {

std::shared_ptr<const NamespaceView> named(const std::string& name) {
  auto view = std::make_shared<NamespaceView>();
  view->name = name;
  view->reason = {"Porque sí.", "Because."};
  return view;
}

// "id event" of each event of a piece, whose form is checked: three lines, the third one JSON.
std::vector<std::string> read(const std::string& piece, std::vector<JsonValue>* values = nullptr) {
  std::vector<std::string> found;
  for (std::size_t begin = 0; begin < piece.size();) {
    const std::size_t end = piece.find("\n\n", begin);
    EXPECT_NE(end, std::string::npos) << piece;
    const std::string block = piece.substr(begin, end - begin);
    begin = end == std::string::npos ? piece.size() : end + 2;
    if (block == "retry: 3000") {
      found.push_back(block);
      continue;
    }
    const std::size_t event = block.find("\nevent: ");
    const std::size_t data = block.find("\ndata: ");
    EXPECT_EQ(block.substr(0, 4), "id: ");
    EXPECT_TRUE(event != std::string::npos && data != std::string::npos) << block;
    if (event == std::string::npos || data == std::string::npos) return found;
    found.push_back(block.substr(4, event - 4) + " " + block.substr(event + 8, data - event - 8));
    EXPECT_EQ(block.find('\n', data + 1), std::string::npos) << "one line";
    const auto value = parse_json(block.substr(data + 7));
    EXPECT_TRUE(value && value->object() != nullptr) << block;
    if (value && values != nullptr) values->push_back(*value);
  }
  return found;
}

using Texts = std::vector<std::string>;

class EventsTest : public RestFixture {
 protected:
  std::shared_ptr<ResponseStream> listen(const std::string& last_id = "", const std::string& language = "") {
    HttpRequest asked = request("GET", "/api/events");
    if (!last_id.empty()) asked.headers.push_back({"Last-Event-ID", last_id});
    if (!language.empty()) asked.headers.push_back({"Accept-Language", language});
    const Asked answer = ask(std::move(asked));
    EXPECT_EQ(answer.status(), 200);
    EXPECT_TRUE(answer.response.stream);
    return answer.response.stream;
  }
};

TEST_F(EventsTest, HeadersAndHeartbeat) {
  const Asked answer = get("/api/events");
  EXPECT_EQ(answer.status(), 200);
  EXPECT_EQ(answer.header("Content-Type"), "text/event-stream");
  EXPECT_EQ(answer.header("Cache-Control"), "no-store");
  EXPECT_EQ(answer.header("X-Accel-Buffering"), "no");
  ASSERT_TRUE(answer.response.stream);
  EXPECT_EQ(answer.response.stream->beat().text.front(), ':') << "a comment";
  EXPECT_LE(answer.response.stream->beat().every, std::chrono::seconds(15));
}

TEST_F(EventsTest, TheBeatIsAsTheOptionsSay) {
  options_.event_beat = std::chrono::milliseconds(7);
  EXPECT_EQ(listen()->beat().every, std::chrono::milliseconds(7));
}

TEST_F(EventsTest, RetryComesFirstThenWhatChangesInOrder) {
  const auto stream = listen();
  EXPECT_EQ(stream->next(), "retry: 3000\n\n");
  EXPECT_EQ(stream->next(), "");
  EventHub& hub = application_.events();
  hub.publish(named("dev-api"));
  hub.publish(std::make_shared<const OperationView>());
  hub.publish(std::make_shared<const TaskView>());
  hub.publish(std::make_shared<const CostCenterView>());
  hub.publish(Resync{});
  std::vector<JsonValue> values;
  EXPECT_EQ(read(stream->next(), &values),
            (Texts{"boot-1 namespace", "boot-2 operation", "boot-3 task", "boot-4 cost_center", "boot-5 resync"}));
  ASSERT_EQ(values.size(), 5u);
  EXPECT_EQ(std::get<std::string>(values[0].find("namespace")->value), "dev-api");
  for (const char* member : {"id", "namespace", "trigger", "status", "changed", "workloads"})
    EXPECT_NE(values[1].find(member), nullptr) << member;
  EXPECT_NE(values[2].find("next_run"), nullptr);
  EXPECT_NE(values[3].find("max_concurrent_namespaces"), nullptr);
  EXPECT_TRUE(values[4].object()->empty());
}

TEST_F(EventsTest, ManyComeInPiecesAndNoneIsLost) {
  const auto stream = listen();
  for (int i = 1; i <= 100; ++i) application_.events().publish(named("n" + std::to_string(i)));
  Texts all;
  for (std::string piece = stream->next(); !piece.empty(); piece = stream->next())
    for (std::string& text : read(piece)) all.push_back(std::move(text));
  ASSERT_EQ(all.size(), 101u);
  EXPECT_EQ(all.front(), "retry: 3000");
  EXPECT_EQ(all.back(), "boot-100 namespace");
}

TEST_F(EventsTest, LastEventIdResumesAndAnUnknownOneIsToldToReadAgain) {
  for (int i = 0; i < 3; ++i) application_.events().publish(named("dev-api"));
  EXPECT_EQ(read(listen("boot-1")->next()), (Texts{"retry: 3000", "boot-2 namespace", "boot-3 namespace"}));
  for (const char* unknown : {"otherlife-1", "boot-99", "boot-", "nothing at all"}) {
    const auto stream = listen(unknown);
    EXPECT_EQ(read(stream->next()), (Texts{"retry: 3000", "boot-3 resync"})) << unknown;
    EXPECT_EQ(stream->next(), "") << "once";
  }
}

TEST_F(EventsTest, TooFarBehindIsOneResync) {
  application_.events().publish(named("dev-api"));
  const auto stream = listen("boot-1");
  for (int i = 0; i < 5'000; ++i) application_.events().publish(named("dev-api"));
  EXPECT_EQ(read(stream->next()), (Texts{"retry: 3000", "boot-5001 resync"}));
}

TEST_F(EventsTest, InTheLanguageOfEachListener) {
  const auto spanish = listen();
  const auto english = listen("", "en");
  application_.events().publish(named("dev-api"));
  std::vector<JsonValue> values;
  read(spanish->next(), &values);
  read(english->next(), &values);
  ASSERT_EQ(values.size(), 2u);
  EXPECT_EQ(std::get<std::string>(values[0].find("reason")->value), "Porque sí.");
  EXPECT_EQ(std::get<std::string>(values[1].find("reason")->value), "Because.");
}

TEST_F(EventsTest, AnEventIsAsTheNamespaceIsWhenItIsAskedFor) {
  const auto snapshot = application_.namespaces();
  ASSERT_FALSE(snapshot->namespaces.empty());
  const auto& view = snapshot->namespaces.front();
  const std::string answer = get("/api/namespaces/" + view->name).response.content();
  const std::string text = format_event(Event{"boot-1", view}, Language::es);
  const std::string data = text.substr(text.find("data: ") + 6, text.size() - text.find("data: ") - 8);
  EXPECT_NE(answer.find(data), std::string::npos) << data;
}

// Nobody listens any more: the hub has forgotten it, and what it is woken for later reaches nobody.
TEST_F(EventsTest, TheEndOfTheStreamIsTheEndOfTheListener) {
  auto stream = listen();
  int woken = 0;
  stream->attach([&] { ++woken; });
  application_.events().publish(named("dev-api"));
  EXPECT_EQ(woken, 1);
  EXPECT_EQ(application_.events().listeners(), 1u);
  stream.reset();
  EXPECT_EQ(application_.events().listeners(), 0u);
  application_.events().publish(named("dev-api"));
  EXPECT_EQ(woken, 1);
}

TEST_F(EventsTest, RefusalsAreProblems) {
  const Asked unknown = get("/api/events?since=1");
  EXPECT_EQ(unknown.status(), 400);
  EXPECT_EQ(unknown.code(), "unknown_parameter");
  EXPECT_EQ(unknown.header("Content-Type"), "application/problem+json");
  EXPECT_EQ(ask("POST", "/api/events").status(), 405);
}

TEST(EventTexts, AreMadeOnceForEachLanguageAndShared) {
  EventTexts texts;
  const Event event{"b-1", named("dev-api")};
  const auto text = texts.text(event, Language::es);
  EXPECT_EQ(texts.text(event, Language::es), text);
  EXPECT_NE(*texts.text(event, Language::en), *text);
  for (int i = 2; i < 400; ++i) texts.text(Event{"b-" + std::to_string(i), named("x")}, Language::es);
  EXPECT_NE(texts.text(event, Language::es), text) << "bounded: made again";
  EXPECT_EQ(*texts.text(event, Language::es), *text);
  EXPECT_NE(texts.text(Event{"b-1", Resync{}}, Language::es), text);
}

}  // namespace
}  // namespace nss
