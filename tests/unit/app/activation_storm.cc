#include "unit/app/activation_storm.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <random>
#include <set>

#include "unit/app/product.h"

namespace nss {
namespace {

constexpr int namespaces_in_all = 40;
constexpr int requests_in_all = 200;
constexpr std::size_t limit = 5;

class Storm {
 public:
  Storm(const StormStorage& store, std::uint32_t seed)
      : store_(store),
        engine_(seed),
        clock_(instant("2026-11-28T15:00:00Z")),
        timers_(clock_),
        cluster_(timers_, clock_, SimulatedOptions{.namespaces = 0}) {
    for (int i = 0; i < namespaces_in_all; ++i) {
      const std::string ns = name(i);
      NSS_CHECK(cluster_.create_namespace(ns, {}).has_value());
      WorkloadSpec spec;
      spec.ref = WorkloadRef{WorkloadKind::deployment, ns, "web"};
      spec.replicas = 0;
      NSS_CHECK(cluster_.create_workload(spec).has_value());
    }
    Controller::Options options;
    options.policy.cluster_name = "storm" + std::to_string(seed);
    options.policy.zone = *TimeZone::load("America/Bogota");
    options.policy.hours = *BusinessHours::parse("07:00-20:00", "MON-FRI");
    options.policy.system = *SystemNamespaces::make("", "scheduler");
    options.policy.selector = *LabelSelector::parse("");
    controller_ = std::make_unique<Controller>(
        Controller::Ports{timers_, clock_, *store_.storage, cluster_, spool_, random_, metrics_}, std::move(options));
    controller_->start([](const Error& error) { ADD_FAILURE() << error.message.en; });
    wait([this] { return controller_->health()->ready() && idle(); });
    PermissionRequest permission;
    permission.cost_center = "CC-001";
    permission.is_authorized = true;
    permission.max_concurrent_namespaces = 1000;  // so that the five decide
    bool permitted = false;
    controller_->set_permission(permission, [&](const Result<PermissionChange>& done) { permitted = done.has_value(); });
    wait([&] { return permitted; });
  }

  void run() {
    const int wanted = std::uniform_int_distribution<int>(1, namespaces_in_all)(engine_);
    for (int i = 0; i < requests_in_all; ++i) {
      Request request{name(std::uniform_int_distribution<int>(0, wanted - 1)(engine_)), "key" + std::to_string(i), 0};
      wanted_.insert(request.ns);
      if (one_in(10) && !requests_.empty())
        request = requests_[std::uniform_int_distribution<std::size_t>(0, requests_.size() - 1)(engine_)];
      requests_.push_back(request);
    }
    for (const Request& request : requests_) {
      if (one_in(20) && store_.lose_reply) store_.lose_reply();
      ask(request);
      if (one_in(7)) timers_.run_until_idle();
    }
    wait([this] { return open_ == 0 && idle(); });
    check();
  }

 private:
  struct Request {
    std::string ns;
    std::string key;
    int tries = 0;
  };

  static std::string name(int i) { return "equipo-" + std::to_string(i); }
  bool one_in(int n) { return std::uniform_int_distribution<int>(1, n)(engine_) == 1; }
  bool idle() const { return controller_->idle(); }

  // A storage may answer from threads of its own: time moves on only when nobody has anything to say.
  void wait(const std::function<bool()>& until) {
    for (int turn = 0; turn < 100'000 && !until(); ++turn) {
      if (!timers_.wait_until([&] { return until() || idle(); }, std::chrono::seconds(30))) break;
      if (!until()) timers_.advance(Milliseconds(20));
    }
    ASSERT_TRUE(until()) << "the storm does not end";
  }

  void ask(Request request) {
    ++open_;
    SwitchRequest wish;
    wish.ns = request.ns;
    wish.cost_center = "CC-001";
    wish.requested_by = request.key;
    wish.duration = std::chrono::minutes(600);
    wish.context.idempotency = IdempotencyToken{request.key, request.ns};
    controller_->switch_namespace(wish, [this, request](const Result<OperationView>& done) mutable {
      --open_;
      if (done) {
        accepted_.insert(request.ns);
      } else if (done.error().code == "limit_exceeded") {
        refused_.insert(request.ns);
      } else {
        // Not a decision: whoever asked tries again.
        EXPECT_TRUE(done.error().kind == ErrorKind::unavailable || done.error().kind == ErrorKind::transient)
            << done.error().code;
        ASSERT_LT(++request.tries, 50) << done.error().code << ": " << done.error().message.en;
        ++open_;
        timers_.after(Mono(100), [this, request] {
          --open_;
          ask(request);
        });
      }
    });
  }

  void check() {
    const std::size_t expected = std::min(limit, wanted_.size());
    EXPECT_EQ(accepted_.size(), expected);
    for (const auto& ns : refused_) EXPECT_FALSE(accepted_.contains(ns)) << ns << " was refused and accepted";
    EXPECT_TRUE(wanted_.size() > limit || refused_.empty()) << "a false refusal";
    timers_.advance(Milliseconds(300));
    EXPECT_EQ(controller_->namespaces()->holders.size(), expected);
    std::size_t awake = 0;
    for (int i = 0; i < namespaces_in_all; ++i) {
      awake += cluster_.find({WorkloadKind::deployment, name(i), "web"})->shown.replicas > 0 ? 1 : 0;
    }
    EXPECT_EQ(awake, expected);
  }

  StormStorage store_;
  std::mt19937 engine_;
  FakeClock clock_;
  FakeTimers timers_;
  SimulatedCluster cluster_;
  MemorySpool spool_;
  FixedRandom random_;
  Metrics metrics_;
  std::unique_ptr<Controller> controller_;
  std::vector<Request> requests_;
  std::set<std::string> wanted_;
  std::set<std::string> accepted_;
  std::set<std::string> refused_;
  int open_ = 0;
};

}  // namespace

void activation_storm(const StormStorage& store, std::uint32_t seed) {
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  Storm storm(store, seed);
  storm.run();
}

int storm_rounds() {
  const char* rounds = std::getenv("NSS_STORM_ROUNDS");
  return rounds == nullptr ? 50 : std::max(1, std::atoi(rounds));
}

}  // namespace nss
