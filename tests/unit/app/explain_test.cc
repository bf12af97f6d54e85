// Why a namespace is as it is.
#include "app/explain.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "unit/app/product.h"

namespace nss {
namespace {

Result<ExplainView> explain(Product& p, const std::string& ns) {
  return p.wait_for<ExplainView>([&](Reply<ExplainView> reply) { p.controller->explain(ns, reply); });
}

const RuleView& rule(const ExplainView& view, const std::string& name) {
  const auto found = std::find_if(view.rules.begin(), view.rules.end(), [&](const RuleView& r) { return r.rule == name; });
  NSS_CHECK(found != view.rules.end());
  return *found;
}

std::string winner(const ExplainView& view) {
  EXPECT_EQ(std::count_if(view.rules.begin(), view.rules.end(), [](const RuleView& r) { return r.won; }), 1);
  const auto found = std::find_if(view.rules.begin(), view.rules.end(), [](const RuleView& r) { return r.won; });
  EXPECT_TRUE(found->applies) << found->rule;
  EXPECT_FALSE(found->detail.es.empty() || found->detail.en.empty());
  return found->rule;
}

TEST(Explain, AtNightItIsTheShutdownUntilTheStartup) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  p.to(bogota(23, 21));
  const auto view = explain(p, "pagos");
  ASSERT_TRUE(view.has_value());
  EXPECT_EQ(winner(*view), "business_hours");
  EXPECT_EQ(view->actor, "builtin-shutdown");
  EXPECT_EQ(view->state, NamespaceState::inactive);
  EXPECT_EQ(to_rfc3339(*view->since), bogota(23, 20));
  EXPECT_EQ(to_rfc3339(*view->until), bogota(24, 7));
  ASSERT_TRUE(view->next.has_value());
  EXPECT_EQ(view->next->task_id, "builtin-startup");
  EXPECT_FALSE(view->operation_id.empty());
  EXPECT_EQ(rule(*view, "business_hours").detail.es, "lunes, no laboral: apagado automático de 2026-11-23 20:00.");
}

TEST(Explain, TheRulesComeInTheOrderOfPrecedence) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  std::vector<std::string> names;
  const auto view = explain(p, "pagos");
  for (const RuleView& r : view->rules) names.push_back(r.rule);
  const std::vector<std::string> precedence{
      "system_namespace", "terminating",          "exclude_annotation", "selector",       "paused",  "contested",
      "person_off",       "off_hours_activation", "last_task",          "business_hours", "adoption"};
  EXPECT_EQ(names, precedence);
  EXPECT_EQ(winner(*view), "adoption") << "nothing has fired since it is managed";
}

TEST(Explain, APersonsWordsAndThePause) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  SwitchRequest off;
  off.ns = "pagos";
  off.direction = Direction::off;
  off.requested_by = "ana";
  ASSERT_TRUE(p.switch_to(off).has_value());
  auto view = explain(p, "pagos");
  EXPECT_EQ(winner(*view), "person_off");
  EXPECT_EQ(view->actor, "ana");
  EXPECT_NE(rule(*view, "person_off").detail.en.find("ana switched it off"), std::string::npos);
  PauseRequest pause;
  pause.reason = "cierre";
  pause.context.user_id = "luis";
  ASSERT_TRUE(p.wait_for<PauseRecord>([&](Reply<PauseRecord> reply) { p.controller->pause(pause, reply); }).has_value());
  view = explain(p, "pagos");
  EXPECT_EQ(winner(*view), "paused");
  EXPECT_EQ(view->actor, "luis");
  EXPECT_TRUE(rule(*view, "person_off").applies);
  EXPECT_EQ(rule(*view, "paused").detail.es, "Pausa de luis sin final: cierre.");
}

TEST(Explain, SystemExcludedUnselectedAndUnknownOnes) {
  ProductSetup setup;
  setup.selector = "turno";
  Product p(setup);
  p.add_namespace("kube-system");
  p.add_namespace("otra");
  p.add_namespace("pagos", {{"turno", "si"}});
  p.start();
  EXPECT_EQ(winner(*explain(p, "kube-system")), "system_namespace");
  EXPECT_EQ(winner(*explain(p, "otra")), "selector");
  EXPECT_TRUE(rule(*explain(p, "otra"), "selector").applies);
  ASSERT_TRUE(p.cluster->annotate_namespace("pagos", std::string(annotation_exclude), "true").has_value());
  ASSERT_TRUE(p.cluster->annotate_namespace("pagos", std::string(annotation_exclude_until), "2026-11-24T00:00:00Z").has_value());
  p.pass(std::chrono::seconds(1));
  const auto excluded = explain(p, "pagos");
  EXPECT_EQ(winner(*excluded), "exclude_annotation");
  EXPECT_NE(rule(*excluded, "exclude_annotation").detail.en.find("until 2026-11-23 19:00"), std::string::npos);
  EXPECT_EQ(explain(p, "nadie").error().code, "namespace_not_found");
}

}  // namespace
}  // namespace nss
