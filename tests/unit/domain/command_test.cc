#include "domain/command.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/json_text.h"
#include "domain/command_line.h"
#include "support/generators.h"

namespace nss {

void showValue(const TaskCommand& command, std::ostream& out) { out << to_text(command); }

namespace {

const CommandTarget web{WorkloadKind::deployment, "web"};
const CommandTarget db{WorkloadKind::stateful_set, "db"};
const CommandTarget agent{WorkloadKind::daemon_set, "agent"};

MetadataCommand annotate(CommandTarget target, std::map<std::string, std::string> set, std::set<std::string> remove = {},
                         bool overwrite = false) {
  return {MetadataPart::annotations, std::move(target), std::move(set), std::move(remove), overwrite};
}

struct Accepted {
  const char* text;
  TaskCommand command;
};

const std::vector<Accepted>& accepted() {
  static const std::vector<Accepted> all = {
      {"scale deployment/web --replicas=3", ScaleCommand{web, 3}},
      {"kubectl scale deployment web --replicas=3", ScaleCommand{web, 3}},
      {"kubectl scale --replicas=3 deployment/web", ScaleCommand{web, 3}},
      {"kubectl -n shop scale deploy/web --replicas 0", ScaleCommand{web, 0}},
      {"kubectl scale deployment web --replicas=3 -n shop", ScaleCommand{web, 3}},
      {"kubectl scale deployment web --replicas=3 --namespace shop", ScaleCommand{web, 3}},
      {"  kubectl   scale  deployments  web  --replicas=3  --namespace=shop ", ScaleCommand{web, 3}},
      {"scale statefulset db --replicas=1000000", ScaleCommand{db, 1'000'000}},
      {"scale sts/db --replicas=007", ScaleCommand{db, 7}},
      {"scale Deployment/web --replicas=3", ScaleCommand{web, 3}},
      {"scale deployment.apps/web --replicas=3", ScaleCommand{web, 3}},
      {"'scale' \"deployment\"/'web' --repl'icas=3'", ScaleCommand{web, 3}},
      {"kubectl rollout restart deployment/web", RolloutCommand{RolloutVerb::restart, web}},
      {"rollout restart ds agent", RolloutCommand{RolloutVerb::restart, agent}},
      {"rollout pause deployment web", RolloutCommand{RolloutVerb::pause, web}},
      {"rollout resume deploy/web", RolloutCommand{RolloutVerb::resume, web}},
      {"rollout status statefulset/db", RolloutCommand{RolloutVerb::status, db}},
      {"rollout status deployment/web --timeout=30s", RolloutCommand{RolloutVerb::status, web}},
      {"rollout status deployment/web --watch=false --timeout 5m", RolloutCommand{RolloutVerb::status, web}},
      {"rollout status deployment/web -w=false --timeout=0", RolloutCommand{RolloutVerb::status, web}},
      {"kubectl get pods", GetCommand{ListedKind::pods, "", false}},
      {"get po web-5d4f-x2", GetCommand{ListedKind::pods, "web-5d4f-x2", false}},
      {"get pod/db-0", GetCommand{ListedKind::pods, "db-0", false}},
      {"get deployments", GetCommand{ListedKind::deployments, "", false}},
      {"get deploy -o name", GetCommand{ListedKind::deployments, "", true}},
      {"get sts --output=name", GetCommand{ListedKind::stateful_sets, "", true}},
      {"get daemonsets agent -o=name", GetCommand{ListedKind::daemon_sets, "agent", true}},
      {"annotate deployment/web team=pagos", annotate(web, {{"team", "pagos"}})},
      {"kubectl annotate deployment web example.com/note='hola; mundo'", annotate(web, {{"example.com/note", "hola; mundo"}})},
      {"annotate deploy/web \"note=say \\\"hi\\\" for \\$5 \\\\ \\n\"", annotate(web, {{"note", "say \"hi\" for $5 \\ \\n"}})},
      {"annotate deploy/web note=a=b- other-", annotate(web, {{"note", "a=b-"}}, {"other"})},
      {"annotate deploy/web note= --overwrite", annotate(web, {{"note", ""}}, {}, true)},
      {"annotate ds/agent note=mañana --overwrite=true", annotate(agent, {{"note", "mañana"}}, {}, true)},
      {"annotate ds/agent note=x --overwrite=false", annotate(agent, {{"note", "x"}})},
      {"annotate deploy/web kubectl.kubernetes.io/restartedAt=2026-11-23T12:00:00Z",
       annotate(web, {{"kubectl.kubernetes.io/restartedAt", "2026-11-23T12:00:00Z"}})},
      {"label sts db tier=data.v1 old- example.com/x-",
       MetadataCommand{MetadataPart::labels, db, {{"tier", "data.v1"}}, {"old", "example.com/x"}, false}},
  };
  return all;
}

TEST(Command, AcceptsWhatKubectlUsersWrite) {
  for (const Accepted& row : accepted()) {
    SCOPED_TRACE(row.text);
    const auto command = parse_command(row.text, "shop");
    ASSERT_TRUE(command) << command.error().message.en << " at " << *command.error().position;
    EXPECT_EQ(*command, row.command) << to_text(*command);
    const auto again = parse_command(to_text(*command), "shop");
    EXPECT_TRUE(again && *again == *command) << to_text(*command);
  }
}

struct Refused {
  const char* text;
  std::size_t position;
  const char* says;  // a part of the English message
};

const std::vector<Refused>& refused() {
  static const std::vector<Refused> all = {
      {"", 0, "There is no command"},
      {"   ", 0, "There is no command"},
      {"kubectl", 7, "The verb is missing"},
      {"kubectl delete deployment web", 8, "\"delete\" is not accepted; allowed are scale, rollout"},
      {"exec web -- sh", 9, "The flag -- is not accepted"},
      {"exec web", 0, "\"exec\" is not accepted"},
      {"Scale deployment/web --replicas=1", 0, "is not accepted"},
      {"scale", 5, "deployment or statefulset"},
      {"scale deployment", 16, "name of an object"},
      {"scale deployment/web", 20, "--replicas=N is missing"},
      {"scale deployment/ --replicas=1", 17, "name of an object"},
      {"scale ds/agent --replicas=1", 6, "\"ds\" is not accepted here"},
      {"scale pods/web --replicas=1", 6, "\"pods\" is not accepted here"},
      {"scale pods.apps/web --replicas=1", 6, "is not accepted here"},
      {"scale deployment/Web --replicas=1", 17, "name of an object"},
      {"scale deployment/web- --replicas=1", 21, "name of an object"},
      {"scale deployment web/x --replicas=1", 20, "name of an object"},
      {"scale deployment/web --replicas=-1", 32, "whole number"},
      {"scale deployment/web --replicas=1000001", 32, "whole number"},
      {"scale deployment/web --replicas=10000000000000000000000", 32, "whole number"},
      {"scale deployment/web --replicas=", 32, "whole number"},
      {"scale deployment/web --replicas=3.5", 32, "whole number"},
      {"scale deployment/web --replicas", 31, "value of --replicas is missing"},
      {"scale deployment/web --replicas=1 --replicas=2", 34, "there twice"},
      {"scale deployment/web deployment/db --replicas=1", 21, "too much"},
      {"scale deployment/web --replicas=1 -n pay", 37, "own namespace only, \"shop\""},
      {"scale deployment/web --replicas=1 --namespace=pay", 46, "own namespace only"},
      {"scale deployment/web --replicas=1 --all", 34, "The flag --all is not accepted"},
      {"get pods -A", 9, "The flag -A"},
      {"scale deployment/web --replicas=1 --overwrite", 34, "allowed are --replicas and -n"},
      {"scale deployment/web --replicas=1; reboot", 33, "\";\" is not accepted: there is no shell"},
      {"get pods | grep web", 9, "\"|\" is not accepted"},
      {"get pods && reboot", 9, "\"&\" is not accepted"},
      {"get pods > /etc/passwd", 9, "\">\" is not accepted"},
      {"annotate deploy/web mañana=$(id)", 27, "\"$\" is not accepted"},
      {"annotate deploy/web ñ=\"`id`\"", 23, "\"`\" is not accepted"},
      {"annotate deploy/web note=\"$HOME\"", 26, "\"$\" is not accepted"},
      {"annotate deploy/web note='abc", 25, "never closed"},
      {"annotate deploy/web note=\"abc\\\"", 25, "never closed"},
      {"annotate deploy/web note=a\\ b", 26, "\"\\\" is not accepted"},
      {"get pods\n", 8, "one line"},
      {"get\tpods", 3, "one line"},
      {"annotate deploy/web note='\x7f'", 26, "one line"},
      {"annotate deploy/web note='\xC2\x85'", 26, "one line"},
      {"annotate deploy/web note='\xC3\x28'", 26, "not valid UTF-8"},
  };
  return all;
}

const std::vector<Refused>& refused_of_other_verbs() {
  static const std::vector<Refused> all = {
      {"rollout", 7, "After rollout comes"},
      {"rollout undo deployment/web", 8, "After rollout comes"},
      {"rollout pause sts/db", 14, "Only a deployment"},
      {"rollout status deployment/web --watch", 30, "only --watch=false"},
      {"rollout status deployment/web --timeout=soon", 40, "a duration"},
      {"rollout status deployment/web --timeout=", 40, "a duration"},
      {"rollout restart deployment/web --timeout=30s", 31, "The flag --timeout"},
      {"get", 3, "deployments, statefulsets, daemonsets or pods"},
      {"get secrets", 4, "\"secrets\" is not accepted here"},
      {"get all", 4, "\"all\" is not accepted here"},
      {"get deploy,sts", 4, "is not accepted here"},
      {"get deploy -o yaml", 14, "only name"},
      {"get deploy web db", 15, "too much"},
      {"annotate deployment web", 23, "key=value goes here"},
      {"annotate deployment a=b", 21, "name of an object"},
      {"annotate deployment/web a", 24, "key=value goes here"},
      {"annotate deployment/web =b", 24, "A key has"},
      {"annotate deployment/web -n", 26, "value of -n is missing"},
      {"annotate deployment/web a.=b", 26, "A key has"},
      {"annotate deployment/web 'a b'=c", 26, "A key has"},
      {"annotate deployment/web a=b a=c", 28, "there twice"},
      {"annotate deployment/web a=b a-", 28, "there twice"},
      {"annotate deployment/web a=b --overwrite=yes", 40, "true or false"},
      {"annotate deployment/web namespace-scheduler.io/original-", 24, "belong to this program"},
      {"annotate deployment/web Namespace-Scheduler.io/seq=1", 24, "belong to this program"},
      {"label deployment/web namespace-scheduler.io/x=1", 21, "belong to this program"},
      {"label deployment/web Example.com/x=1", 21, "A key has"},
      {"label deployment/web tier='a b'", 28, "A label's value"},
      {"label deployment/web tier=a-", 28, "A label's value"},
  };
  return all;
}

TEST(Command, RefusesTheRestAndPointsAtIt) {
  std::vector<Refused> rows = refused();
  rows.insert(rows.end(), refused_of_other_verbs().begin(), refused_of_other_verbs().end());
  for (const Refused& row : rows) {
    SCOPED_TRACE(row.text);
    const auto command = parse_command(row.text, "shop");
    ASSERT_FALSE(command) << to_text(*command);
    EXPECT_EQ(command.error().code, "invalid_command");
    EXPECT_EQ(command.error().kind, ErrorKind::invalid);
    EXPECT_EQ(command.error().position, row.position);
    EXPECT_NE(command.error().message.en.find(row.says), std::string::npos) << command.error().message.en;
    EXPECT_FALSE(command.error().message.es.empty());
  }
}

TEST(Command, KnowsWhetherItWrites) {
  for (const Accepted& row : accepted()) {
    const std::string text = to_text(row.command);
    EXPECT_EQ(changes_cluster(row.command), !text.starts_with("get ") && !text.starts_with("rollout status ")) << text;
  }
}

TEST(Command, OfNoNamespaceYetMayNameAny) {
  EXPECT_TRUE(parse_command("get pods", ""));
  EXPECT_TRUE(parse_command("kubectl -n pay get pods", ""));
  const auto odd = parse_command("get pods -n Pay_", "");
  ASSERT_FALSE(odd);
  EXPECT_EQ(odd.error().position, 12U);
  EXPECT_EQ(odd.error().message.en, "The name of a namespace goes here.");
  EXPECT_FALSE(parse_command("get pods -n ''", ""));
}

TEST(Command, HasAtMostAThousandCharacters) {
  const std::string before = "annotate deploy/web note=";
  std::string value;
  for (std::size_t i = before.size(); i < longest_command; ++i) value += "ñ";
  EXPECT_TRUE(parse_command(before + value, "shop"));
  const auto longer = parse_command(before + value + "x", "shop");
  ASSERT_FALSE(longer);
  EXPECT_EQ(longer.error().position, longest_command);
}

// --- properties ---
rc::Gen<std::string> arbitrary_value() {
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(std::vector<std::string>{
                          "a", "Z", "0", " ", "'", "\"", "\\", "$", "`", ";", "|", "&", "=", "-", "ñ", "€", "*", "#", "!"})),
                      [](const std::vector<std::string>& parts) {
                        std::string text;
                        for (std::size_t i = 0; i < parts.size() && i < 40; ++i) text += parts[i];
                        return text;
                      });
}

rc::Gen<std::string> arbitrary_key() {
  return rc::gen::map(rc::gen::pair(arbitrary_name(), rc::gen::element(0, 1, 2)), [](const std::pair<std::string, int>& made) {
    const std::string name = made.first.substr(0, 20) + "x";
    return made.second == 0 ? name : made.second == 1 ? "example.com/" + name : "kubectl.kubernetes.io/A_" + name;
  });
}

rc::Gen<CommandTarget> arbitrary_target(std::vector<WorkloadKind> kinds) {
  return rc::gen::build<CommandTarget>(rc::gen::set(&CommandTarget::kind, rc::gen::elementOf(std::move(kinds))),
                                       rc::gen::set(&CommandTarget::name, arbitrary_name()));
}

const std::vector<WorkloadKind> all_kinds = {WorkloadKind::deployment, WorkloadKind::stateful_set, WorkloadKind::daemon_set};

rc::Gen<TaskCommand> arbitrary_metadata() {
  return rc::gen::exec([] {
    MetadataCommand command;
    command.part = *rc::gen::element(MetadataPart::annotations, MetadataPart::labels);
    command.target = *arbitrary_target(all_kinds);
    const auto keys = *rc::gen::container<std::set<std::string>>(arbitrary_key());
    for (const std::string& key : keys) {
      if (command.set.size() + command.remove.size() == 5) break;
      if (*rc::gen::arbitrary<bool>()) {
        command.remove.insert(key);
      } else {
        command.set[key] = command.part == MetadataPart::labels ? (*arbitrary_name()).substr(0, 20) + "x" : *arbitrary_value();
      }
    }
    if (keys.empty()) command.set["team"] = "";
    command.overwrite = *rc::gen::arbitrary<bool>();
    return TaskCommand(command);
  });
}

rc::Gen<TaskCommand> arbitrary_command() {
  const auto scale = rc::gen::map(
      rc::gen::pair(arbitrary_target({WorkloadKind::deployment, WorkloadKind::stateful_set}), rc::gen::inRange(0, 1'000'001)),
      [](std::pair<CommandTarget, int> made) { return TaskCommand(ScaleCommand{std::move(made.first), made.second}); });
  const auto rollout = rc::gen::map(
      rc::gen::pair(rc::gen::element(RolloutVerb::restart, RolloutVerb::status), arbitrary_target(all_kinds)),
      [](std::pair<RolloutVerb, CommandTarget> made) { return TaskCommand(RolloutCommand{made.first, std::move(made.second)}); });
  const auto pause = rc::gen::map(
      rc::gen::pair(rc::gen::element(RolloutVerb::pause, RolloutVerb::resume), arbitrary_target({WorkloadKind::deployment})),
      [](std::pair<RolloutVerb, CommandTarget> made) { return TaskCommand(RolloutCommand{made.first, std::move(made.second)}); });
  const auto get = rc::gen::map(
      rc::gen::tuple(
          rc::gen::element(ListedKind::deployments, ListedKind::stateful_sets, ListedKind::daemon_sets, ListedKind::pods),
          rc::gen::oneOf(rc::gen::just(std::string()), arbitrary_name()), rc::gen::arbitrary<bool>()),
      [](std::tuple<ListedKind, std::string, bool> made) {
        return TaskCommand(GetCommand{std::get<0>(made), std::move(std::get<1>(made)), std::get<2>(made)});
      });
  return rc::gen::oneOf(scale, rollout, pause, get, arbitrary_metadata());
}

RC_GTEST_PROP(CommandProperty, ACommandIsWhatItsTextSays, ()) {
  const TaskCommand command = *arbitrary_command();
  const auto again = parse_command(to_text(command), "shop");
  RC_ASSERT(again.has_value());
  RC_ASSERT(*again == command);
}

// What the grammar is made of, what a shell acts on, and what a person mistypes.
rc::Gen<std::string> arbitrary_junk() {
  static const std::vector<std::string> parts = {"kubectl",
                                                 "scale",
                                                 "rollout",
                                                 "restart",
                                                 "status",
                                                 "get",
                                                 "annotate",
                                                 "label",
                                                 "deployment",
                                                 "deployment/web",
                                                 "sts",
                                                 "ds/",
                                                 "pods",
                                                 "web",
                                                 "--replicas=3",
                                                 "--replicas",
                                                 "-n",
                                                 "shop",
                                                 "--namespace=shop",
                                                 "--overwrite",
                                                 "-o",
                                                 "name",
                                                 "--watch=false",
                                                 "a=b",
                                                 "x-",
                                                 "=",
                                                 "'",
                                                 "\"",
                                                 "\\",
                                                 "$",
                                                 "`",
                                                 ";",
                                                 "|",
                                                 "&",
                                                 ">",
                                                 "(",
                                                 "ñ",
                                                 "\xF0\x9F\x98\x80",
                                                 "\xFF",
                                                 "\n",
                                                 "\t",
                                                 std::string(1, '\0'),
                                                 "\xC2\x85",
                                                 "-",
                                                 "--",
                                                 "/",
                                                 "."};
  const auto pieces = rc::gen::container<std::vector<std::string>>(rc::gen::oneOf(
      rc::gen::elementOf(parts), rc::gen::just(std::string(" ")), rc::gen::just(std::string(" ")), arbitrary_text()));
  return rc::gen::map(pieces, [](const std::vector<std::string>& all) {
    std::string text;
    for (const auto& piece : all) text += piece;
    return text;
  });
}

bool has_shell_character_outside_quotes(const std::string& text) {
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote == '"' && (c == '$' || c == '`')) return true;
    if (quote == '"' && c == '\\') {
      ++i;
    } else if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (std::string_view(";|&$`<>(){}[]*?~#!\\\n\r\t").find(c) != std::string_view::npos) {
      return true;
    }
  }
  return quote != 0;
}

void either_parses_or_points(const std::string& text) {
  const auto command = parse_command(text, "shop");
  if (command) {
    RC_ASSERT(!has_shell_character_outside_quotes(text));
    const auto again = parse_command(to_text(*command), "shop");
    RC_ASSERT((again && *again == *command));
    return;
  }
  RC_ASSERT(command.error().code == "invalid_command");
  RC_ASSERT(command.error().position.has_value());
  RC_ASSERT(*command.error().position <= utf8_length(text));
  RC_ASSERT(!command.error().message.es.empty() && !command.error().message.en.empty());
  RC_ASSERT(is_utf8(command.error().message.es) && is_utf8(command.error().message.en));
}

RC_GTEST_PROP(CommandProperty, AnyTextEitherParsesOrIsPointedInto, ()) { either_parses_or_points(*arbitrary_junk()); }

RC_GTEST_PROP(CommandProperty, OneWrongByteInACommandIsPointedAtOrHarmless, ()) {
  std::string text = to_text(*arbitrary_command());
  const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
  text[at] = *rc::gen::oneOf(rc::gen::arbitrary<char>(), rc::gen::elementOf(std::string(";|&$`'\"\\ -=/")));
  either_parses_or_points(text);
}

}  // namespace
}  // namespace nss
