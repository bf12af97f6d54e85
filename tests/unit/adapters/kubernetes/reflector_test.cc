#include "adapters/kubernetes/reflector.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

#include "support/http_imposter.h"
#include "support/real_clock.h"
#include "unit/adapters/kubernetes/kube_script.h"

namespace nss {
namespace {

using namespace std::chrono_literals;
using test::bookmark;
using test::deployment;
using test::Heard;
using test::HttpImposter;
using test::ImposterRequest;
using test::ImposterWire;
using test::line_of;
using test::list_of;
using test::status_of;

bool is_watch(const ImposterRequest& request) { return request.asks_for("watch=1"); }

// A reflector on an imposter. Lists and watches are numbered 1, 2, …; each is answered by its own script.
class ReflectorTest : public testing::Test {
 protected:
  using Script = std::function<void(int number, const ImposterRequest&, ImposterWire&)>;

  ~ReflectorTest() override { end(); }

  void begin(Script lists, Script watches, Resource resource = Resource::deployments, bool optional = false) {
    lists_ = std::move(lists);
    watches_ = std::move(watches);
    KubernetesAccess access;
    access.server = server_->url();
    credentials_ = *FileCredentials::make({}, clock_, 60s);
    client_ = std::make_unique<ApiClient>(loop_, access, *credentials_, ApiClient::Options{});
    loop_.post([this, resource, optional] {
      reflector_ = std::make_unique<Reflector>(resource, optional,
                                               Reflector::Wiring{loop_, *client_, clock_, metrics_, options_, heard_.sink(), 7});
      reflector_->start();
    });
  }

  void on_loop(const std::function<void()>& work) {
    std::promise<void> done;
    loop_.post([&] {
      work();
      done.set_value();
    });
    done.get_future().wait();
  }

  // Joins everything. A test whose scripts look at its own variables ends with it.
  void end() {
    if (reflector_) on_loop([this] { reflector_->stop(); });
    loop_.stop();
    reflector_.reset();
    server_.reset();
  }

  std::vector<ImposterRequest> asked(bool watches) const {
    std::vector<ImposterRequest> all;
    for (const auto& request : server_->requests()) {
      if (is_watch(request) == watches) all.push_back(request);
    }
    return all;
  }

  static KubernetesOptions quick() {
    KubernetesOptions options;
    options.page_size = 2;
    options.timings.backoff = {1ms, 4ms, 2.0, 120s};
    options.timings.watch_too_short = 1ms;
    return options;
  }

  static Script one_list(const std::string& version = "10") {
    return [version](int, const ImposterRequest&, ImposterWire& wire) {
      wire.answer(200, list_of("DeploymentList", version, {deployment("web", "5", 3)}));
    };
  }
  static Script hold() {
    return [](int, const ImposterRequest&, ImposterWire& wire) {
      wire.begin_chunks(200);
      wire.hold();
      wire.close();
    };
  }

  KubernetesOptions options_ = quick();
  test::RealClock clock_;
  Metrics metrics_;
  Heard heard_;
  Script lists_;
  Script watches_;
  std::atomic<int> list_count_{0};
  std::atomic<int> watch_count_{0};
  std::unique_ptr<HttpImposter> server_ =
      std::make_unique<HttpImposter>([this](const ImposterRequest& request, ImposterWire& wire) {
        if (is_watch(request)) {
          watches_(++watch_count_, request, wire);
        } else {
          lists_(++list_count_, request, wire);
        }
      });
  CurlLoop loop_;
  std::unique_ptr<FileCredentials> credentials_;
  std::unique_ptr<ApiClient> client_;
  std::unique_ptr<Reflector> reflector_;
};

TEST_F(ReflectorTest, ListsThenTellsWhatTheWatchTells) {
  begin(one_list(), [](int, const ImposterRequest&, ImposterWire& wire) {
    wire.begin_chunks(200);
    const std::string lines = line_of("ADDED", deployment("api", "11", 2)) + line_of("MODIFIED", deployment("web", "12", 0)) +
                              bookmark("13") + line_of("DELETED", deployment("api", "14", 2));
    for (std::size_t at = 0; at < lines.size(); at += 100) wire.chunk(lines.substr(at, 100));  // lines do not come in one piece
    wire.hold();
  });
  ASSERT_TRUE(heard_.wait_for("gone shop/api u-api"));
  EXPECT_EQ(heard_.joined(),
            "begin deployments | seen shop/web=3 | end deployments | seen shop/api=2 | seen shop/web=0 | gone shop/api u-api");
  EXPECT_EQ(asked(false).at(0).target, "/apis/apps/v1/deployments?limit=2");
  EXPECT_EQ(asked(false).at(0).headers.at("accept-encoding"), "gzip");
  const auto watch = asked(true).at(0);
  EXPECT_TRUE(watch.asks_for("/apis/apps/v1/deployments?watch=1&allowWatchBookmarks=true&resourceVersion=10&timeoutSeconds="))
      << watch.target;
  const int seconds = std::stoi(watch.target.substr(watch.target.rfind('=') + 1));
  EXPECT_GE(seconds, 240);
  EXPECT_LE(seconds, 480);
  EXPECT_FALSE(watch.headers.contains("accept-encoding")) << "a compressed watch would come late";
}

TEST_F(ReflectorTest, NamespacesAndAutoscalersAreToldAsSuch) {
  begin(
      [](int, const ImposterRequest&, ImposterWire& wire) {
        wire.answer(200, list_of("NamespaceList", "1", {R"({"metadata":{"name":"shop","uid":"u1","resourceVersion":"1"}})"}));
      },
      [](int, const ImposterRequest&, ImposterWire& wire) {
        wire.begin_chunks(200);
        wire.chunk(line_of("DELETED", R"({"metadata":{"name":"shop","uid":"u1","resourceVersion":"2"}})"));
        wire.hold();
      },
      Resource::namespaces);
  EXPECT_TRUE(heard_.wait_for("gone shop u1"));
  EXPECT_EQ(heard_.joined(), "begin namespaces | seen shop | end namespaces | gone shop u1");
}

TEST_F(ReflectorTest, AutoscalersComeAndGo) {
  const std::string hpa =
      R"({"metadata":{"name":"web","namespace":"shop","uid":"u","resourceVersion":"2"},"spec":{"scaleTargetRef":{"kind":"Deployment","name":"web"}}})";
  begin([hpa](int, const ImposterRequest&,
              ImposterWire& wire) { wire.answer(200, list_of("HorizontalPodAutoscalerList", "1", {hpa})); },
        [hpa](int, const ImposterRequest&, ImposterWire& wire) {
          wire.begin_chunks(200);
          wire.chunk(line_of("DELETED", hpa));
          wire.hold();
        },
        Resource::autoscalers, true);
  EXPECT_TRUE(heard_.wait_for("gone shop/web"));
}

TEST_F(ReflectorTest, ALongListComesInPagesAndTheWatchBeginsAtItsFirstOne) {
  begin(
      [](int number, const ImposterRequest&, ImposterWire& wire) {
        const std::string name = "w" + std::to_string(number);
        wire.answer(200, list_of("DeploymentList", std::to_string(100 + number), {deployment(name, "5")},
                                 number < 3 ? "t/+=" + name : ""));
      },
      hold());
  ASSERT_TRUE(heard_.wait_for("end deployments"));
  ASSERT_TRUE(server_->wait_for_requests(4));
  EXPECT_EQ(heard_.joined(), "begin deployments | seen shop/w1=1 | seen shop/w2=1 | seen shop/w3=1 | end deployments");
  EXPECT_EQ(asked(false).at(2).target, "/apis/apps/v1/deployments?limit=2&continue=t%2F%2B%3Dw2");
  EXPECT_TRUE(asked(true).at(0).asks_for("resourceVersion=101&"));
}

TEST_F(ReflectorTest, AnExpiredPageBeginsTheListAgainInOnePiece) {
  begin(
      [](int number, const ImposterRequest&, ImposterWire& wire) {
        if (number == 2) return wire.answer(410, status_of(410, "Expired"));
        wire.answer(200, list_of("DeploymentList", "9", {deployment("web", "5")}, number == 1 ? "token" : ""));
      },
      hold());
  ASSERT_TRUE(heard_.wait_for("end deployments"));
  EXPECT_EQ(heard_.joined(), "begin deployments | seen shop/web=1 | begin deployments | seen shop/web=1 | end deployments");
  EXPECT_EQ(asked(false).at(2).target, "/apis/apps/v1/deployments");
}

TEST_F(ReflectorTest, AWatchThatEndedAsAskedGoesOnWhereItWas) {
  begin(one_list(), [](int number, const ImposterRequest&, ImposterWire& wire) {
    wire.begin_chunks(200);
    if (number > 3) return wire.hold();
    wire.chunk(bookmark(std::to_string(10 + number)));
    wire.end_chunks();
  });
  ASSERT_TRUE(server_->wait_for_requests(5));
  EXPECT_TRUE(asked(true).at(1).asks_for("resourceVersion=11&"));
  EXPECT_TRUE(asked(true).at(3).asks_for("resourceVersion=13&"));
  EXPECT_EQ(list_count_, 1);
  EXPECT_EQ(heard_.joined(), "begin deployments | seen shop/web=3 | end deployments");
  EXPECT_EQ(metrics_.kube_watch_restarts, 3U);
}

TEST_F(ReflectorTest, HistoryThatIsGoneIsListedAgain) {
  begin(one_list(), [](int number, const ImposterRequest&, ImposterWire& wire) {
    if (number == 1) return wire.answer(410, status_of(410, "Gone"));
    if (number == 4) return wire.answer(410, status_of(410, "Expired"));  // twice in a row: with patience
    wire.begin_chunks(200);
    if (number == 2) wire.chunk(line_of("ERROR", status_of(410, "Gone", "too old resource version")));
    if (number == 3) wire.chunk(line_of("ERROR", R"({"kind":"Status","reason":"Expired"})"));
    wire.hold();
  });
  ASSERT_TRUE(heard_.wait_for("end deployments", 5));
  ASSERT_TRUE(server_->wait_for_requests(10));
  EXPECT_EQ(metrics_.kube_relists, 4U);
  EXPECT_EQ(heard_.count("problem deployments gone"), 0) << "that is no problem: " << heard_.joined();
}

struct BrokenWatch {
  std::string sentence;
  std::function<void(ImposterWire&)> misbehave;
};

TEST_F(ReflectorTest, ABrokenWatchGoesOnFromTheLastLineThatWasWhole) {
  const std::vector<BrokenWatch> cases = {
      {"a torn line",
       [](ImposterWire& w) {
         w.chunk(line_of("MODIFIED", deployment("web", "99", 7)).substr(0, 40));
         w.end_chunks();
       }},
      {"a cut connection", [](ImposterWire& w) { w.close(); }},
      {"a line that is no JSON",
       [](ImposterWire& w) {
         w.chunk("garbage\n");
         w.hold();
       }},
      {"a line that is no event",
       [](ImposterWire& w) {
         w.chunk("{\"hello\":1}\n");
         w.hold();
       }},
      {"an event of an unknown type",
       [](ImposterWire& w) {
         w.chunk(line_of("RENAMED", deployment("web", "99")));
         w.hold();
       }},
      {"an event without a version",
       [](ImposterWire& w) {
         w.chunk(line_of("ADDED", R"({"metadata":{"name":"x"}})"));
         w.hold();
       }},
      {"an error of the server",
       [](ImposterWire& w) {
         w.chunk(line_of("ERROR", status_of(500, "InternalError")));
         w.hold();
       }},
      {"an error that is none",
       [](ImposterWire& w) {
         w.chunk(line_of("ERROR", "5"));
         w.hold();
       }},
      {"text behind an error",
       [](ImposterWire& w) {
         w.chunk(line_of("ERROR", status_of(500, "x")) + line_of("MODIFIED", deployment("web", "99", 7)));
         w.hold();
       }},
  };
  std::atomic<std::size_t> at{0};
  // Each case is one watch; between them a good line, so that failures do not add up.
  begin(one_list(), [&](int number, const ImposterRequest& request, ImposterWire& wire) {
    EXPECT_TRUE(request.asks_for("resourceVersion=" + std::to_string(9 + number) + "&")) << number << ": " << request.target;
    wire.begin_chunks(200);
    wire.chunk(line_of("MODIFIED", deployment("web", std::to_string(10 + number), number)));
    if (at >= cases.size()) return wire.hold();
    cases[at++].misbehave(wire);
  });
  ASSERT_TRUE(heard_.wait_for("seen shop/web=" + std::to_string(cases.size() + 1))) << heard_.joined();
  EXPECT_EQ(list_count_, 1);
  EXPECT_EQ(heard_.count("seen shop/web=7"), 1) << "only as the good line of the seventh";
  end();
}

TEST_F(ReflectorTest, AWatchThatNeverWorksIsReportedAndListedAnew) {
  begin(one_list(), [](int number, const ImposterRequest&, ImposterWire& wire) {
    if (number <= 3) return wire.answer(500, status_of(500, "InternalError"));
    wire.begin_chunks(200);
    wire.hold();
  });
  ASSERT_TRUE(heard_.wait_for("works deployments"));
  EXPECT_EQ(heard_.joined(),
            "begin deployments | seen shop/web=3 | end deployments | problem deployments server_error | problem deployments "
            "server_error | "
            "begin deployments | seen shop/web=3 | end deployments | works deployments")
      << "the first failure is daily life";
}

TEST_F(ReflectorTest, AWatchThatEndsAtOnceIsAnError) {
  options_.timings.watch_too_short = 60s;
  begin(one_list(), [](int number, const ImposterRequest&, ImposterWire& wire) {
    wire.begin_chunks(200);
    if (number > 2) return wire.hold();
    wire.end_chunks();
  });
  ASSERT_TRUE(heard_.wait_for("works deployments"));
  EXPECT_EQ(heard_.count("problem deployments connection_lost"), 1);
  EXPECT_NE(heard_.last_problem().find("it ended at once without an event"), std::string::npos);
}

TEST_F(ReflectorTest, SilenceForTooLongIsListedAgain) {
  options_.timings.watch_least = options_.timings.watch_most = 30ms;
  options_.timings.watch_slack = 10ms;
  begin(one_list(), hold());
  ASSERT_TRUE(heard_.wait_for("end deployments", 3)) << "half-open connections end by our own clock";
  EXPECT_EQ(heard_.count("problem deployments timeout"), 0);
  EXPECT_GE(watch_count_, 2);
}

struct LyingList {
  std::string sentence;
  std::string body;
};

TEST_F(ReflectorTest, AListThatIsNoneNeverSaysThatSomethingIsGone) {
  const std::string good = list_of("DeploymentList", "9", {deployment("web", "5")});
  const std::vector<LyingList> cases = {
      {"nothing", ""},
      {"an empty object", "{}"},
      {"a page for people", "<html>login</html>"},
      {"cut off", good.substr(0, good.size() - 1)},
      {"cut off in an object", good.substr(0, good.size() - 30)},
      {"a list of another kind", list_of("PodList", "9", {})},
      {"no version", list_of("DeploymentList", "", {})},
      {"version 0", list_of("DeploymentList", "0", {})},
      {"no items", R"({"kind":"DeploymentList","metadata":{"resourceVersion":"9"}})"},
      {"items that are a text", R"({"kind":"DeploymentList","metadata":{"resourceVersion":"9"},"items":"none"})"},
      {"two of them", good + good},
      {"a token without end", list_of("DeploymentList", "9", {}, std::string(20'000, 'x'))},
      {"text that nests without end", R"({"kind":)" + std::string(1000, '[')},
  };
  begin(
      [&](int number, const ImposterRequest&, ImposterWire& wire) {
        const auto at = static_cast<std::size_t>(number) - 1;
        wire.answer(200, at < cases.size() ? cases[at].body : good);
      },
      hold());
  ASSERT_TRUE(heard_.wait_for("works deployments"));
  EXPECT_EQ(heard_.count("problem deployments bad_answer"), static_cast<std::ptrdiff_t>(cases.size())) << heard_.joined();
  EXPECT_EQ(heard_.lines().back(), "works deployments");
  EXPECT_EQ(heard_.count("end deployments"), 1);
  end();
}

TEST_F(ReflectorTest, ACutConnectionInAListBeginsItAgain) {
  begin(
      [](int number, const ImposterRequest&, ImposterWire& wire) {
        const std::string good = list_of("DeploymentList", "9", {deployment("web", "5")});
        wire.begin_chunks(200);
        wire.chunk(number == 1 ? good.substr(0, good.size() - 2) : good);
        if (number == 1) return wire.close();
        wire.end_chunks();
      },
      hold());
  ASSERT_TRUE(heard_.wait_for("works deployments"));
  EXPECT_EQ(heard_.joined(),
            "begin deployments | seen shop/web=1 | problem deployments connection_lost | begin deployments | seen shop/web=1 | "
            "end deployments | works deployments");
}

TEST_F(ReflectorTest, WhatTheServerRefusesIsReportedUntilItWorks) {
  begin(
      [](int number, const ImposterRequest&, ImposterWire& wire) {
        if (number == 1) return wire.answer(403, status_of(403, "Forbidden", "User cannot list"));
        if (number == 2) return wire.answer(401, status_of(401, "Unauthorized"));  // and once more after renewing the identity
        if (number == 3) return wire.answer(401, status_of(401, "Unauthorized"));
        if (number == 4) return wire.answer(410, status_of(410, "Expired"));
        if (number == 5) return wire.answer(410, status_of(410, "Expired"));
        wire.answer(200, list_of("DeploymentList", "9", {}));
      },
      hold());
  ASSERT_TRUE(heard_.wait_for("works deployments"));
  EXPECT_EQ(heard_.joined(),
            "problem deployments forbidden | problem deployments unauthorized | problem deployments gone | begin deployments | "
            "end deployments | works deployments");
}

TEST_F(ReflectorTest, AForbiddenOptionalResourceIsLeftAlone) {
  begin([](int, const ImposterRequest&, ImposterWire& wire) { wire.answer(403, status_of(403, "Forbidden")); }, hold(),
        Resource::autoscalers, true);
  ASSERT_TRUE(heard_.wait_for("optional problem horizontalpodautoscalers forbidden"));
  on_loop([this] { reflector_->list_again(); });
  ASSERT_TRUE(heard_.wait_for("optional problem horizontalpodautoscalers forbidden", 2)) << "when it is asked for, it asks";
  EXPECT_EQ(server_->requests().size(), 2U) << "else not";
}

TEST_F(ReflectorTest, TheServerSaysWhenToComeBack) {
  std::atomic<std::int64_t> first{0};
  std::atomic<std::int64_t> second{0};
  const auto now = [] { return std::chrono::steady_clock::now().time_since_epoch() / 1ms; };
  begin(
      [&](int number, const ImposterRequest&, ImposterWire& wire) {
        (number == 1 ? first : second) = now();
        if (number == 1) return wire.answer(429, "Too many requests", "Retry-After: 1\r\n");
        wire.answer(200, list_of("DeploymentList", "9", {}));
      },
      hold());
  ASSERT_TRUE(heard_.wait_for("works deployments"));
  EXPECT_GE(second - first, 990);
  end();
}

TEST_F(ReflectorTest, AnObjectThatCannotBeReadIsSkippedAndReported) {
  const std::string odd =
      R"({"metadata":{"name":"odd","namespace":"shop","uid":"u","resourceVersion":"5"},"spec":{"replicas":"many"}})";
  begin(
      [odd](int number, const ImposterRequest&, ImposterWire& wire) {
        wire.answer(200,
                    list_of("DeploymentList", "9",
                            number == 1 ? std::vector{odd, odd, deployment("web", "5")} : std::vector{deployment("web", "5")}));
      },
      [odd](int number, const ImposterRequest&, ImposterWire& wire) {
        wire.begin_chunks(200);
        if (number == 2) {
          wire.chunk(line_of("MODIFIED", odd) + line_of("DELETED", R"({"metadata":{"resourceVersion":"6"}})") +
                     line_of("DELETED", odd) + bookmark("77"));
          return wire.end_chunks();
        }
        wire.hold();
      });
  ASSERT_TRUE(heard_.wait_for("end, not whole, deployments"));
  EXPECT_EQ(heard_.joined(),
            "begin deployments | problem deployments undecodable_object | seen shop/web=1 | end, not whole, deployments");
  EXPECT_NE(heard_.last_problem().find("Deployment shop/odd: spec.replicas is not a count"), std::string::npos)
      << heard_.last_problem();
  on_loop([this] { reflector_->list_again(); });
  ASSERT_TRUE(heard_.wait_for("works deployments")) << "a clean list ends it";
  ASSERT_TRUE(heard_.wait_for("gone shop/odd u")) << "who is gone is told by its name";
  ASSERT_TRUE(server_->wait_for_requests(5));
  EXPECT_TRUE(asked(true).back().asks_for("resourceVersion=77&")) << "an odd object does not hold the stream up";
  EXPECT_EQ(heard_.count("problem deployments undecodable_object"), 2);
}

TEST_F(ReflectorTest, ListAgainClosesTheWatchAndListsNow) {
  const auto closed = std::make_shared<std::promise<bool>>();  // the last watch outlives this function
  begin(one_list(), [closed](int number, const ImposterRequest&, ImposterWire& wire) {
    wire.begin_chunks(200);
    wire.hold();
    if (number == 1) closed->set_value(wire.peer_closed());
    wire.close();
  });
  ASSERT_TRUE(server_->wait_for_requests(2));
  on_loop([this] { reflector_->list_again(); });
  ASSERT_TRUE(heard_.wait_for("end deployments", 2));
  EXPECT_EQ(heard_.joined(),
            "begin deployments | seen shop/web=3 | end deployments | begin deployments | seen shop/web=3 | end deployments");
  ASSERT_TRUE(server_->wait_for_requests(4));
  EXPECT_TRUE(closed->get_future().get());
}

TEST_F(ReflectorTest, AfterStopThereIsNoEvent) {
  begin(one_list(), hold());
  ASSERT_TRUE(server_->wait_for_requests(2));
  on_loop([this] {
    reflector_->stop();
    reflector_->list_again();
  });
  const auto before = heard_.lines();
  end();
  EXPECT_EQ(heard_.lines(), before);
  EXPECT_EQ(list_count_, 1);
}

TEST_F(ReflectorTest, TheLoopsOwnEndIsNoProblem) {
  begin(one_list(), hold());
  ASSERT_TRUE(server_->wait_for_requests(2));
  loop_.stop();
  EXPECT_EQ(heard_.joined(), "begin deployments | seen shop/web=3 | end deployments");
  reflector_.reset();  // on_loop() would wait for ever
}

}  // namespace
}  // namespace nss
