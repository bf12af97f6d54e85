#include "main/init_command.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>

#include "adapters/dynamodb/infrastructure_codec.h"
#include "adapters/dynamodb/table_setup.h"
#include "adapters/telemetry/log_sink.h"
#include "main/open_store.h"
#include "main/options.h"
#include "main/serve.h"
#include "main/system_clock.h"

namespace nss {
namespace {

using Kind = SetupStep::Kind;

int failed(const Error& error) {
  print_error(error);
  return exit_failed;
}

void print_step(const TableNames& tables, const SetupStep& step) {
  const char* word = step.kind == Kind::change ? "" : step.kind == Kind::note ? "(note) " : "(conflict) ";
  fmt::print("{}: {}{}\n", name_of(tables, step.table), word, step.what);
}

int carry_out(TableSetup& setup, const TableNames& tables, bool plan_only) {
  const auto steps = setup.plan();
  if (!steps) return failed(steps.error());
  const auto has = [&](Kind kind) {
    return std::any_of(steps->begin(), steps->end(), [&](const SetupStep& step) { return step.kind == kind; });
  };
  for (const SetupStep& step : *steps) {
    if (plan_only || step.kind != Kind::change) print_step(tables, step);
  }
  if (has(Kind::conflict)) {
    fmt::print("nothing is changed: a conflict is somebody's decision\n");
    return exit_failed;
  }
  if (!has(Kind::change)) {
    fmt::print("the four tables are as they should be\n");
    return exit_done;
  }
  if (plan_only) return exit_done;
  const auto applied = setup.apply(*steps, [&](const SetupStep& step) { print_step(tables, step); });
  if (!applied) return failed(applied.error());
  fmt::print("done: the four tables are as they should be\n");
  return exit_done;
}

}  // namespace

int init_dynamodb_command(const Settings& settings, bool plan_only, const std::string& print) {
  install_log_sink(LogSinkOptions{settings.log_format, log::Level::warn, STDERR_FILENO, {}});
  if (print == "cloudformation") {
    fmt::print("{}", cloudformation_template(settings.tables));
    return exit_done;
  }
  const auto access = dynamodb_access(settings);
  if (!access) return failed(access.error());
  if (print == "iam-policy") {
    fmt::print("{}", iam_policy(settings.tables, access->client.region, settings.cluster_name));
    return exit_done;
  }
  const auto clock = make_system_clock();
  Metrics metrics;
  DynamoDbConnection connection(*access, *clock, metrics);
  TableSetup setup(connection, settings.tables);
  return carry_out(setup, settings.tables, plan_only);
}

}  // namespace nss
