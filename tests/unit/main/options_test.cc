#include "main/options.h"

#include <gtest/gtest.h>

namespace nss {
namespace {

using Words = std::vector<std::string>;

TEST(Options, subcommands) {
  struct Row {
    const char* sentence;
    Words arguments;
    Command command;
  };
  const Row rows[] = {
      {"without one it serves", {}, Command::serve},
      {"serve", {"serve"}, Command::serve},
      {"config", {"config"}, Command::config},
      {"restore", {"restore"}, Command::restore},
      {"two words and a path", {"store", "backup", "copy.db"}, Command::store_backup},
      {"a path among the flags", {"store", "--sqlite-path=a.db", "restore", "--locale", "es", "copy.db"}, Command::store_restore},
      {"two words", {"audit", "verify"}, Command::audit_verify},
      {"two words and a store", {"store", "copy", "dynamodb"}, Command::store_copy},
      {"init-dynamodb", {"init-dynamodb", "--plan"}, Command::init_dynamodb},
      {"a path that may be left out", {"tasks", "export"}, Command::tasks_export},
      {"a dash is a path", {"tasks", "export", "-"}, Command::tasks_export},
      {"a dash is a path", {"tasks", "import", "-", "--locale=es"}, Command::tasks_import},
      {"version", {"version"}, Command::version},
      {"help", {"help"}, Command::help},
      {"as a flag", {"--version"}, Command::version},
      {"as a flag", {"--help"}, Command::help},
      {"as a short flag", {"-h"}, Command::help},
      {"help about a subcommand is help", {"restore", "--print", "--help"}, Command::help},
      {"among the flags", {"--grace", "5m", "config", "--locale=en"}, Command::config},
  };
  for (const Row& row : rows) {
    const auto line = parse_command_line(row.arguments);
    ASSERT_TRUE(line) << row.sentence << ": " << line.error().message.en;
    EXPECT_EQ(line->command, row.command) << row.sentence;
  }
}

TEST(Options, flags_carry_the_name_of_their_setting) {
  const auto line =
      parse_command_line({"--grace=5m", "--max-off-hours", "3", "--dry-run", "--kube-context=", "--config", "a.yaml"});
  ASSERT_TRUE(line) << line.error().message.en;
  ASSERT_EQ(line->flags.size(), 4U);
  EXPECT_EQ(line->flags[0].name, "NSCHED_GRACE");
  EXPECT_EQ(line->flags[0].flag, "--grace");
  EXPECT_EQ(line->flags[0].value, "5m");
  EXPECT_EQ(line->flags[1].value, "3");
  EXPECT_EQ(line->flags[2].value, "true");
  EXPECT_EQ(line->flags[3].value, "");
  EXPECT_EQ(line->config_file, "a.yaml");
}

TEST(Options, what_belongs_to_one_subcommand) {
  EXPECT_TRUE(parse_command_line({"restore", "--print"})->print);
  EXPECT_TRUE(parse_command_line({"init-dynamodb", "--plan"})->plan);
  EXPECT_EQ(parse_command_line({"init-dynamodb", "--print=iam-policy"})->print_form, "iam-policy");
  EXPECT_EQ(parse_command_line({"store", "copy", "sqlite"})->path, "sqlite");
  EXPECT_TRUE(parse_command_line({"config", "--markdown"})->markdown);
  EXPECT_FALSE(parse_command_line({"restore"})->print);
  EXPECT_EQ(parse_command_line({"store", "backup", "./copy.db"})->path, "./copy.db");
  EXPECT_EQ(parse_command_line({"tasks", "import", "-"})->path, "-");
  EXPECT_EQ(parse_command_line({"audit", "verify", "--namespace", "pagos-dev"})->ns, "pagos-dev");
  EXPECT_EQ(parse_command_line({"--namespace=pagos-dev", "audit", "verify"})->ns, "pagos-dev");
}

TEST(Options, wrong_use_is_one_sentence_with_a_proposal) {
  struct Row {
    const char* sentence;
    Words arguments;
    const char* says;
  };
  const Row rows[] = {
      {"a misspelt subcommand", {"sevre"}, "\"sevre\" is not a subcommand; did you mean serve?"},
      {"two subcommands", {"serve", "config"}, "\"config\" is one word too many; serve is complete without it"},
      {"half a subcommand", {"store"}, "store says too little; write store backup PATH or store restore PATH or store copy"},
      {"a copy to nowhere", {"store", "copy"}, "store copy does not say where to; write store copy sqlite|dynamodb"},
      {"a copy to a stranger", {"store", "copy", "postgres"}, "\"postgres\" is no store; write store copy sqlite|dynamodb"},
      {"a plan of nothing", {"serve", "--plan"}, "--plan and --print=FORM belong to init-dynamodb"},
      {"a form of nothing", {"serve", "--print=iam-policy"}, "belong to init-dynamodb"},
      {"a form that there is not", {"init-dynamodb", "--print=terraform"}, "\"terraform\" cannot be printed"},
      {"a misspelt second word", {"store", "bakup", "a"}, "store does not know \"bakup\"; write store backup PATH or"},
      {"an empty second word", {"audit", ""}, "audit does not know \"\"; write audit verify"},
      {"no path", {"store", "backup"}, "store backup has no path; write store backup PATH"},
      {"no path to import", {"tasks", "import"}, "tasks import has no path; write tasks import PATH|-"},
      {"a dash that nobody wants", {"store", "backup", "-"}, "is not a flag"},
      {"an empty path", {"store", "backup", ""}, "the path of store backup is empty"},
      {"two paths", {"store", "backup", "a", "b"}, "\"b\" is one word too many"},
      {"a path that nobody wants", {"audit", "verify", "a"}, "one word too many; audit verify is complete"},
      {"a namespace that nobody wants", {"serve", "--namespace=a"}, "--namespace belongs to audit verify"},
      {"an empty namespace", {"audit", "verify", "--namespace="}, "--namespace has no value"},
      {"two namespaces", {"audit", "verify", "--namespace=a", "--namespace", "b"}, "--namespace is given twice"},
      {"a misspelt flag", {"--max-off-hour", "3"}, "did you mean --max-off-hours?"},
      {"a flag of another subcommand, misspelt", {"restore", "--prnt"}, "did you mean --print?"},
      {"a name is no flag", {"--NSCHED_GRACE=5m"}, "is not a flag"},
      {"a short flag", {"-x"}, "is not a flag"},
      {"a bare dash", {"-"}, "is not a flag"},
      {"two bare dashes", {"--"}, "is not a flag"},
      {"no value at the end", {"--grace"}, "--grace has no value; write --grace=VALUE"},
      {"the next flag is not a value", {"--kube-context", "--dry-run"}, "--kube-context has no value"},
      {"twice", {"--grace", "5m", "--grace=6m"}, "--grace is given twice"},
      {"no file", {"--config"}, "--config has no value"},
      {"an empty file name", {"--config="}, "--config has no value"},
      {"two files", {"--config=a", "--config=b"}, "--config is given twice"},
      {"a value after a flag that stands alone", {"--dry-run", "false"}, "\"false\" is not a subcommand"},
      {"print without restore", {"--print"}, "--print belongs to restore"},
      {"print twice", {"restore", "--print", "--print"}, "--print is given twice"},
      {"markdown without config", {"serve", "--markdown"}, "--markdown belongs to config"},
      {"an empty word", {""}, "is not a subcommand"},
  };
  for (const Row& row : rows) {
    const auto line = parse_command_line(row.arguments);
    ASSERT_FALSE(line) << row.sentence;
    EXPECT_EQ(line.error().code, "wrong_use");
    EXPECT_NE(line.error().message.en.find(row.says), std::string::npos) << row.sentence << ": " << line.error().message.en;
  }
}

}  // namespace
}  // namespace nss
