// What a task's command does to a namespace that we switch off and on: nothing of what we promise gets lost.
#include <gtest/gtest.h>

#include "unit/app/product.h"

namespace nss {
namespace {

const WorkloadRef web{WorkloadKind::deployment, "pagos", "web"};

struct TaskCommands : testing::Test {
  Product p;
  void SetUp() override {
    p.add_namespace("pagos", {{"cost-center", "CC-001"}});
    p.start();
  }
  // As the product's own task would: through the port of the running process.
  std::string command(const std::string& text) {
    std::string answer = "no answer";
    p.cluster->run_command(*parse_command(text, "pagos"), "pagos",
                           [&answer](const Result<std::string>& said) { answer = said ? *said : said.error().code; });
    p.timers.run_until_idle();
    return answer;
  }
};

TEST_F(TaskCommands, AScaleAtNightHasItsGraceAndTheFirstOriginalStays) {
  p.to(bogota(23, 20, 5));
  ASSERT_TRUE(p.asleep("pagos"));
  EXPECT_EQ(command("scale deployment/web --replicas=1"), "deployment.apps/web scaled\n");
  p.pass(std::chrono::minutes(14));
  EXPECT_EQ(p.replicas("pagos", "web"), 1) << "within the grace";
  p.pass(std::chrono::minutes(2));
  EXPECT_EQ(p.replicas("pagos", "web"), 0);
  EXPECT_EQ(p.cluster->find(web)->shown.original->replicas, 3);
  EXPECT_FALSE(p.view("pagos").contested.size() > 0) << "a passing hand contests nothing";
  p.to(bogota(24, 7, 1));
  EXPECT_TRUE(p.as_made("pagos"));
}

TEST_F(TaskCommands, AScaleByDayIsWhatTheNightRemembers) {
  EXPECT_EQ(command("scale deployment/web --replicas=5"), "deployment.apps/web scaled\n");
  p.to(bogota(23, 20, 5));
  ASSERT_TRUE(p.asleep("pagos"));
  p.to(bogota(24, 7, 1));
  EXPECT_EQ(p.replicas("pagos", "web"), 5);
}

TEST_F(TaskCommands, AScaleToZeroByDayStaysAtZero) {
  EXPECT_EQ(command("scale deployment/web --replicas=0"), "deployment.apps/web scaled\n");
  p.to(bogota(23, 20, 5));
  p.to(bogota(24, 7, 1));
  EXPECT_EQ(p.replicas("pagos", "web"), 0);
  EXPECT_EQ(p.replicas("pagos", "db", WorkloadKind::stateful_set), 2);
}

TEST_F(TaskCommands, AScaleInTheMiddleOfTheSwitchOffLosesNothing) {
  // The write comes between our read and our patch: the patch meets another version, is planned anew, and takes that count.
  bool hit = false;
  p.cluster->faults().decide = [&](const SimulatedCall& call) {
    if (call.verb == SimulatedCall::Verb::patch && call.ref == web && !hit) {
      hit = true;
      EXPECT_TRUE(p.cluster->scale(web, 6, std::string(task_field_manager)));
    }
    return Fault{};
  };
  p.to(bogota(23, 20, 5));
  ASSERT_TRUE(hit);
  ASSERT_TRUE(p.asleep("pagos"));
  p.to(bogota(24, 7, 1));
  EXPECT_EQ(p.replicas("pagos", "web"), 6);
}

TEST_F(TaskCommands, WhatIsNoScaleChangesNothingOfTheNight) {
  const std::vector<std::string> commands = {"rollout restart deployment/web",
                                             "rollout restart sts/db",
                                             "rollout restart ds/agent",
                                             "rollout status deployment/web",
                                             "get pods",
                                             "annotate deployment/web note=x --overwrite",
                                             "annotate deployment/web note-",
                                             "label sts/db tier=data --overwrite",
                                             "rollout pause deployment/web",
                                             "rollout resume deployment/web"};
  const std::vector<std::string> times = {bogota(23, 19, 59, 58), bogota(23, 20, 0), bogota(23, 20, 0, 1), bogota(23, 23, 30),
                                          bogota(24, 6, 59, 58),  bogota(24, 7, 0),  bogota(24, 7, 0, 1)};
  for (const std::string& time : times) {
    p.to(time);
    for (const std::string& text : commands) {
      const auto said = command(text);
      EXPECT_NE(said.find(' '), std::string::npos) << time << " " << text << ": " << said;
    }
    if (time == bogota(23, 23, 30)) {
      EXPECT_TRUE(p.asleep("pagos"));
    }
  }
  p.to(bogota(24, 7, 5));
  EXPECT_TRUE(p.as_made("pagos"));
}

}  // namespace
}  // namespace nss
