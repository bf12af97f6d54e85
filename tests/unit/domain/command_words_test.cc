#include "domain/command_words.h"

#include <gtest/gtest.h>

namespace nss {
namespace {

using std::chrono::seconds;

const CommandTarget web{WorkloadKind::deployment, "web"};
const CommandTarget db{WorkloadKind::stateful_set, "db"};
const CommandTarget agent{WorkloadKind::daemon_set, "agent"};

TEST(CommandWords, NameObjectsAsKubectlDoes) {
  EXPECT_EQ(object_words(ListedKind::deployments, "web"), "deployment.apps/web");
  EXPECT_EQ(object_words(ListedKind::stateful_sets, "db"), "statefulset.apps/db");
  EXPECT_EQ(object_words(ListedKind::daemon_sets, "agent"), "daemonset.apps/agent");
  EXPECT_EQ(object_words(ListedKind::pods, "db-0"), "pod/db-0");
  EXPECT_EQ(done_words(agent, "restarted"), "daemonset.apps/agent restarted\n");
}

TEST(CommandWords, SayAnAgeInTwoOrThreeFigures) {
  struct Row {
    std::int64_t seconds;
    const char* words;
  };
  constexpr std::int64_t hour = 3600;
  constexpr std::int64_t day = 24 * hour;
  const std::vector<Row> rows = {{-5, "<invalid>"},
                                 {-1, "0s"},
                                 {0, "0s"},
                                 {119, "119s"},
                                 {120, "2m"},
                                 {330, "5m30s"},
                                 {600, "10m"},
                                 {3 * hour - 1, "179m"},
                                 {3 * hour, "3h"},
                                 {3 * hour + 1800, "3h30m"},
                                 {8 * hour + 1800, "8h"},
                                 {47 * hour, "47h"},
                                 {2 * day, "2d"},
                                 {3 * day + 4 * hour, "3d4h"},
                                 {8 * day + hour, "8d"},
                                 {729 * day, "729d"},
                                 {730 * day, "2y"},
                                 {731 * day, "2y1d"},
                                 {3000 * day, "8y"},
                                 {INT64_MAX, "31709y"}};
  for (const Row& row : rows) EXPECT_EQ(age_words(seconds(row.seconds)), row.words) << row.seconds;
}

TEST(CommandWords, ATableHasThreeBlanksBetweenItsColumns) {
  CommandTable table{{"Name", "Up-to-date", "Age"}, {{"a", "1", "5s"}, {"größe", "22", "x"}}, std::nullopt};
  const GetCommand get{ListedKind::deployments, "", false};
  EXPECT_EQ(table_words(table, get, "shop"),
            "NAME    UP-TO-DATE   AGE\n"
            "a       1            5s\n"
            "größe   22           x\n");
  table.more = 12;
  EXPECT_TRUE(table_words(table, get, "shop").ends_with("\n... and 12 more\n"));
  table.more = 0;
  EXPECT_TRUE(table_words(table, get, "shop").ends_with("\n... and more\n"));
  EXPECT_EQ(table_words(table, {ListedKind::deployments, "", true}, "shop"),
            "deployment.apps/a\ndeployment.apps/größe\n... and more\n");
}

TEST(CommandWords, ATableIsAsWideAsItsWidestCellAndNeverActsOnATerminal) {
  const CommandTable table{{"Name", "N", "Status"}, {{"web-\x1b[31m", "1", "line one\nline two"}, {"b"}}, std::nullopt};
  EXPECT_EQ(table_words(table, {ListedKind::pods, "", false}, "shop"),
            "NAME        N     STATUS\n"
            "web- [31m   1     line one...\n"
            "b\n");
}

TEST(CommandWords, NothingIsSaidToBeNothing) {
  const CommandTable none{{"Name"}, {}, std::nullopt};
  EXPECT_EQ(table_words(none, {ListedKind::pods, "", false}, "shop"), "No resources found in shop namespace.\n");
  EXPECT_EQ(table_words(none, {ListedKind::pods, "", true}, "shop"), "");
  const CommandTable odd{{}, {{}}, std::nullopt};
  EXPECT_EQ(table_words(odd, {ListedKind::pods, "", true}, "shop"), "");
}

struct StatusCase {
  const char* sentence;
  CommandTarget target;
  RolloutFacts facts;
  const char* words;
};

RolloutFacts counts(int wanted, int pods, int updated, int ready) {
  RolloutFacts facts;
  facts.wanted = wanted;
  facts.pods = pods;
  facts.updated = updated;
  facts.ready = facts.available = ready;
  return facts;
}

RolloutFacts unseen() {
  RolloutFacts facts;
  facts.observed = false;
  return facts;
}

RolloutFacts partitioned(RolloutFacts facts, int partition) {
  facts.partition = partition;
  return facts;
}

TEST(CommandWords, TellHowARolloutStands) {
  const std::vector<StatusCase> rows = {
      {"not looked at yet", web, unseen(), "Waiting for deployment spec update to be observed...\n"},
      {"new pods are missing", web, counts(3, 3, 1, 3),
       "Waiting for deployment \"web\" rollout to finish: 1 out of 3 new replicas have been updated...\n"},
      {"old pods are left", web, counts(3, 5, 3, 3),
       "Waiting for deployment \"web\" rollout to finish: 2 old replicas are pending termination...\n"},
      {"some are not ready", web, counts(3, 3, 3, 1),
       "Waiting for deployment \"web\" rollout to finish: 1 of 3 updated replicas are available...\n"},
      {"done", web, counts(3, 3, 3, 3), "deployment \"web\" successfully rolled out\n"},
      {"asleep", web, counts(0, 0, 0, 0), "deployment \"web\" successfully rolled out\n"},
      {"not looked at yet", agent, unseen(), "Waiting for daemon set spec update to be observed...\n"},
      {"new pods are missing", agent, counts(3, 0, 1, 3),
       "Waiting for daemon set \"agent\" rollout to finish: 1 out of 3 new pods have been updated...\n"},
      {"some are not ready", agent, counts(3, 0, 3, 1),
       "Waiting for daemon set \"agent\" rollout to finish: 1 of 3 updated pods are available...\n"},
      {"done", agent, counts(3, 0, 3, 3), "daemon set \"agent\" successfully rolled out\n"},
      {"not looked at yet", db, unseen(), "Waiting for statefulset spec update to be observed...\n"},
      {"some are not ready", db, counts(3, 3, 3, 1), "Waiting for 2 pods to be ready...\n"},
      {"new pods are missing", db, partitioned(counts(5, 5, 1, 5), 2),
       "Waiting for partitioned roll out to finish: 1 out of 3 new pods have been updated...\n"},
      {"done", db, partitioned(counts(5, 5, 3, 5), 2), "partitioned roll out complete: 3 new pods have been updated...\n"},
  };
  for (const StatusCase& row : rows) {
    SCOPED_TRACE(std::string(to_string(row.target.kind)) + ", " + row.sentence);
    const auto said = rollout_status_words(row.target, row.facts);
    ASSERT_TRUE(said) << said.error().message.en;
    EXPECT_EQ(*said, row.words);
  }
}

TEST(CommandWords, ARolloutThatCannotBeToldIsRefused) {
  RolloutFacts late = counts(3, 3, 1, 1);
  late.deadline_exceeded = true;
  const auto exceeded = rollout_status_words(web, late);
  ASSERT_FALSE(exceeded);
  EXPECT_EQ(exceeded.error().kind, ErrorKind::refused);
  EXPECT_EQ(exceeded.error().code, "command_refused");
  EXPECT_EQ(exceeded.error().message.en, "deployment \"web\" exceeded its progress deadline");
  RolloutFacts by_hand = counts(3, 3, 3, 3);
  by_hand.rolling = false;
  for (const CommandTarget& target : {db, agent}) {
    const auto said = rollout_status_words(target, by_hand);
    ASSERT_FALSE(said);
    EXPECT_EQ(said.error().message.en, "rollout status is only available for RollingUpdate strategy type");
  }
}

TEST(CommandWords, ARolloutIsPausedOnceAndResumedOnce) {
  const auto say = [](RolloutVerb verb, bool paused) {
    const auto said = rollout_words({verb, web}, paused);
    return said ? *said : said.error().code + ": " + said.error().message.en;
  };
  EXPECT_EQ(say(RolloutVerb::pause, false), "deployment.apps/web paused\n");
  EXPECT_EQ(say(RolloutVerb::pause, true), "command_refused: deployments.apps \"web\" is already paused");
  EXPECT_EQ(say(RolloutVerb::resume, true), "deployment.apps/web resumed\n");
  EXPECT_EQ(say(RolloutVerb::resume, false), "command_refused: deployments.apps \"web\" is not paused");
  EXPECT_EQ(say(RolloutVerb::restart, false), "deployment.apps/web restarted\n");
  EXPECT_EQ(say(RolloutVerb::restart, true),
            "command_refused: deployments.apps \"web\" can't restart paused deployment (run rollout resume first)");
}

struct MetadataCase {
  const char* sentence;
  const char* command;
  std::map<std::string, std::optional<std::string>> changes;
  const char* output;
};

TEST(CommandWords, OnlyWhatIsDifferentIsWritten) {
  const std::map<std::string, std::string> current = {{"team", "a"}, {"tier", "front"}};
  const std::vector<MetadataCase> rows = {
      {"a new key", "label deploy/web zone=x", {{"zone", "x"}}, "deployment.apps/web labeled\n"},
      {"the value that is there", "label deploy/web team=a", {}, "deployment.apps/web not labeled\n"},
      {"another value, asked for", "label deploy/web team=b --overwrite", {{"team", "b"}}, "deployment.apps/web labeled\n"},
      {"one goes", "label deploy/web team-", {{"team", std::nullopt}}, "deployment.apps/web unlabeled\n"},
      {"one goes, one comes",
       "label deploy/web team- zone=x",
       {{"team", std::nullopt}, {"zone", "x"}},
       "deployment.apps/web modified\n"},
      {"one that is not there goes",
       "label deploy/web zone-",
       {},
       "label \"zone\" not found.\ndeployment.apps/web not labeled\n"},
      {"annotations say less",
       "annotate deploy/web zone- team- x=1",
       {{"team", std::nullopt}, {"x", "1"}},
       "deployment.apps/web annotated\n"},
      {"nothing to do", "annotate deploy/web team=a", {}, "deployment.apps/web annotated\n"},
  };
  for (const MetadataCase& row : rows) {
    SCOPED_TRACE(row.sentence);
    const auto edit = plan_metadata(std::get<MetadataCommand>(*parse_command(row.command, "shop")), current);
    ASSERT_TRUE(edit) << edit.error().message.en;
    EXPECT_EQ(edit->changes, row.changes);
    EXPECT_EQ(edit->output, row.output);
  }
  const auto taken =
      plan_metadata(std::get<MetadataCommand>(*parse_command("annotate deploy/web zone=x team=b", "shop")), current);
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().kind, ErrorKind::refused);
  EXPECT_EQ(taken.error().message.en, "'team' already has a value (a), and --overwrite is false");
  EXPECT_EQ(taken.error().message.es, "«team» ya tiene un valor (a) y falta --overwrite");
}

}  // namespace
}  // namespace nss
