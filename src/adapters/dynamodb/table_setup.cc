#include "adapters/dynamodb/table_setup.h"

#include <fmt/core.h>

#include <algorithm>
#include <future>
#include <utility>

#include "adapters/records/storage_rules.h"

namespace nss {
namespace {

using Kind = SetupStep::Kind;

// Waiting helps. Credentials have their own retries, whose end the client does not try again.
bool may_pass(const DynamoFault& fault) {
  switch (fault.kind) {
    case FaultClass::throttled:
    case FaultClass::transient:
    case FaultClass::conflict:
    case FaultClass::in_progress: return true;
    default: return fault.name == "aws_credentials_unavailable";
  }
}

tl::unexpected<Error> failed(const DynamoFault& fault) {
  const std::string message = fmt::format("DynamoDB: {}", fault.message);
  if (may_pass(fault)) return fail(store_unavailable(message));
  return fail(ErrorKind::refused, "store_refuses", message);
}

// Local knows no backups, and a role may be allowed to use the tables but not to look at such things.
bool is_unknown(const DynamoFault& fault) {
  return fault.name == "UnknownOperationException" || fault.name == "AccessDeniedException";
}

const IndexDescription* find(const TableDescription& description, const char* name) {
  const auto& indexes = description.indexes;
  const auto found = std::find_if(indexes.begin(), indexes.end(), [&](const IndexDescription& i) { return i.name == name; });
  return found == indexes.end() ? nullptr : &*found;
}

bool is_active(const TableDescription& description) {
  const auto& indexes = description.indexes;
  return description.active && std::all_of(indexes.begin(), indexes.end(), [](const IndexDescription& i) { return i.active; });
}

}  // namespace

Result<std::optional<TableDescription>> TableSetup::describe(Table table) {
  const auto answer = connection_.ask(describe_table_request(names_, table));
  if (!answer && answer.error().name == "ResourceNotFoundException") return std::optional<TableDescription>();
  if (!answer) return failed(answer.error());
  auto description = decode_table_description(*answer);
  if (!description) return fail(description.error());
  return std::optional<TableDescription>(std::move(*description));
}

Result<void> TableSetup::look(Table table, std::vector<SetupStep>& steps) {
  const auto found = describe(table);
  if (!found) return fail(found.error());
  const std::string wanted = keys_text(shape_of(table));
  if (!*found) {
    steps.push_back({Kind::change, table, fmt::format("create it, on demand, with the keys {}", wanted),
                     create_table_request(names_, table)});
    return look_at_extras(table, steps);
  }
  const TableDescription& is = **found;
  if (is.keys != wanted) {
    steps.push_back(
        {Kind::conflict, table, fmt::format("its keys are {} and should be {}: name another table", is.keys, wanted), {}});
    return {};
  }
  for (std::size_t i = 0; table == Table::activity && i < index_count; ++i) {
    const IndexShape& shape = index_shape(i);
    const IndexDescription* index = find(is, shape.name);
    if (index == nullptr && !is.on_demand) {
      steps.push_back({Kind::conflict,
                       table,
                       fmt::format("it has provisioned capacity and no index {}: make it on demand, or make that index with a "
                                   "capacity of yours and the keys {}",
                                   shape.name, keys_text(shape)),
                       {}});
    } else if (index == nullptr) {
      steps.push_back({Kind::change, table, fmt::format("create the index {}", shape.name), create_index_request(names_, shape)});
    } else if (!index->active) {
      steps.push_back(
          {Kind::conflict, table, fmt::format("its index {} is just being made or deleted: wait for it", shape.name), {}});
    } else if (index->keys != keys_text(shape) || !index->all_attributes) {
      steps.push_back(
          {Kind::conflict,
           table,
           fmt::format("its index {} has the keys {}{} and should have {} with all attributes: delete that index first",
                       shape.name, index->keys, index->all_attributes ? "" : ", not all attributes", keys_text(shape)),
           {}});
    }
  }
  if (!is.on_demand) steps.push_back({Kind::note, table, "it has provisioned capacity: left as it is", {}});
  if (!is.protected_from_deletion) {
    steps.push_back({Kind::change, table, "protect it from deletion", protect_table_request(names_, table)});
  }
  return look_at_extras(table, steps);
}

// Time to live and point-in-time recovery. A table that is still to be created has neither.
Result<void> TableSetup::look_at_extras(Table table, std::vector<SetupStep>& steps) {
  const bool is_new = std::any_of(steps.begin(), steps.end(), [&](const SetupStep& step) {
    return step.table == table && step.request.operation == "CreateTable";
  });
  if (shape_of(table).expires) {
    std::string attribute;
    if (!is_new) {
      const auto answer = connection_.ask(describe_expiry_request(names_, table));
      if (!answer) return failed(answer.error());
      const auto expiry = decode_expiry(*answer);
      if (!expiry) return fail(expiry.error());
      attribute = *expiry;
    }
    if (attribute.empty()) {
      steps.push_back(
          {Kind::change, table, fmt::format("let items expire by {}", expires_attribute), enable_expiry_request(names_, table)});
    } else if (attribute != expires_attribute) {
      steps.push_back(
          {Kind::conflict,
           table,
           fmt::format("its items expire by {} and should by {}: switch that off first", attribute, expires_attribute),
           {}});
    }
  }
  bool backups = false;
  if (!is_new) {
    const auto answer = connection_.ask(describe_backups_request(names_, table));
    if (!answer && is_unknown(answer.error())) {
      steps.push_back({Kind::note, table, "whether it has point-in-time recovery cannot be seen here", {}});
      return {};
    }
    if (!answer) return failed(answer.error());
    const auto enabled = decode_backups(*answer);
    if (!enabled) return fail(enabled.error());
    backups = *enabled;
  }
  if (!backups) {
    steps.push_back({Kind::change, table, "switch point-in-time recovery on", enable_backups_request(names_, table)});
  }
  return {};
}

Result<std::vector<SetupStep>> TableSetup::plan() {
  std::vector<SetupStep> steps;
  for (const Table table : all_tables) {
    if (auto looked = look(table, steps); !looked) return fail(looked.error());
  }
  return steps;
}

Result<void> TableSetup::wait_until_active(Table table, std::chrono::seconds longest) {
  const auto end = std::chrono::steady_clock::now() + longest;
  for (;;) {
    const auto found = describe(table);
    if (!found) return fail(found.error());
    if (*found && is_active(**found)) return {};
    if (std::chrono::steady_clock::now() > end) {
      return fail(store_unavailable(fmt::format("the table {} is still being changed", name_of(names_, table))));
    }
    pause();
  }
}

void TableSetup::pause() {
  std::promise<void> passed;
  connection_.loop().post([this, &passed] { connection_.loop().after(poll_, [&passed] { passed.set_value(); }); });
  passed.get_future().wait();
}

DynamoDbClient::Answer TableSetup::ask_when_ready(const DynamoRequest& request, std::chrono::seconds longest) {
  const auto end = std::chrono::steady_clock::now() + longest;
  for (;;) {
    auto answer = connection_.ask(request);
    const bool not_yet = !answer && answer.error().name == "ContinuousBackupsUnavailableException";
    if (!not_yet || std::chrono::steady_clock::now() > end) return answer;
    pause();
  }
}

bool TableSetup::is_done(const SetupStep& step) {
  std::vector<SetupStep> left;
  if (!look(step.table, left)) return false;
  return std::none_of(left.begin(), left.end(), [&](const SetupStep& other) { return other.what == step.what; });
}

Result<void> TableSetup::apply(const std::vector<SetupStep>& steps, const std::function<void(const SetupStep&)>& told,
                               std::chrono::seconds longest) {
  for (const SetupStep& step : steps) {
    if (step.kind != Kind::conflict) continue;
    return fail(ErrorKind::invalid, "store_setup_conflict",
                fmt::format("the table {}: {}", name_of(names_, step.table), step.what));
  }
  for (const SetupStep& step : steps) {
    if (step.kind != Kind::change) continue;
    told(step);
    const auto answer = ask_when_ready(step.request, longest);
    const bool optional = step.request.operation == "UpdateContinuousBackups";
    const bool done = answer || (optional ? answer.error().name == "UnknownOperationException" : is_done(step));
    if (!done) return failed(answer.error());
    if (auto waited = wait_until_active(step.table, longest); !waited) return waited;
  }
  return {};
}

Result<std::string> TableSetup::missing() {
  for (const Table table : all_tables) {
    const auto found = describe(table);
    if (!found) return fail(found.error());
    const std::string& name = name_of(names_, table);
    if (!*found) return fmt::format("there is no table {}", name);
    const TableDescription& is = **found;
    if (is.keys != keys_text(shape_of(table))) {
      return fmt::format("the table {} has the keys {} and should have {}", name, is.keys, keys_text(shape_of(table)));
    }
    for (std::size_t i = 0; table == Table::activity && i < index_count; ++i) {
      const IndexShape& shape = index_shape(i);
      const IndexDescription* index = find(is, shape.name);
      if (index == nullptr) return fmt::format("the table {} has no index {}", name, shape.name);
      if (!index->active) return fmt::format("the index {} is just being made or deleted", shape.name);
      if (!index->all_attributes) return fmt::format("the index {} does not have all attributes", shape.name);
      if (index->keys != keys_text(shape)) {
        return fmt::format("the index {} has the keys {} and should have {}", shape.name, index->keys, keys_text(shape));
      }
    }
    if (!is.active) return fmt::format("the table {} is still being made", name);
  }
  return std::string();
}

}  // namespace nss
