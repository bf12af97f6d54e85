#include "domain/command_words.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/json_text.h"
#include "domain/command_line.h"

namespace nss {
namespace {

tl::unexpected<Error> refused(std::string es, std::string en) {
  return fail(Error{ErrorKind::refused, "command_refused", Text{std::move(es), std::move(en)}});
}

// One cell on one line, as kubectl shows it: nothing that a terminal would act on.
std::string cell_words(std::string_view cell) {
  const std::size_t end = cell.find_first_of("\f\n\r");
  std::string shown(cell.substr(0, end));
  std::replace_if(shown.begin(), shown.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20U || c == 0x7F; }, ' ');
  return end == std::string_view::npos ? shown : shown + "...";
}

std::string column_words(std::string_view column) {
  std::string shown(column);
  for (char& c : shown) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return shown;
}

// What kubectl's tab writer does: every column but the last is as wide as its widest cell and three blanks more, at least 6.
std::string aligned(const std::vector<std::vector<std::string>>& rows) {
  constexpr std::size_t padding = 3;
  constexpr std::size_t narrowest = 6;
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()), narrowest);
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], utf8_length(row[i]) + padding);
  }
  std::string text;
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      text += row[i];
      if (i + 1 < row.size()) text.append(widths[i] - utf8_length(row[i]), ' ');
    }
    text += '\n';
  }
  return text;
}

std::string more_words(const std::optional<std::int64_t>& more) {
  if (!more) return {};
  return *more > 0 ? fmt::format("... and {} more\n", *more) : "... and more\n";
}

const char* lower_kind(ListedKind kind) {
  switch (kind) {
    case ListedKind::deployments: return "deployment";
    case ListedKind::stateful_sets: return "statefulset";
    case ListedKind::daemon_sets: return "daemonset";
    case ListedKind::pods: break;
  }
  return "pod";
}

std::string units(int large, const char* large_unit, int small, const char* small_unit) {
  return small == 0 ? fmt::format("{}{}", large, large_unit) : fmt::format("{}{}{}{}", large, large_unit, small, small_unit);
}

// --- the three kinds' rollouts ---
Result<std::string> deployment_status(const std::string& name, const RolloutFacts& f) {
  if (!f.observed) return "Waiting for deployment spec update to be observed...\n";
  if (f.deadline_exceeded) {
    return refused(fmt::format("deployment \"{}\": el despliegue superó su plazo", name),
                   fmt::format("deployment \"{}\" exceeded its progress deadline", name));
  }
  const std::string waiting = fmt::format("Waiting for deployment \"{}\" rollout to finish: ", name);
  if (f.updated < f.wanted) return waiting + fmt::format("{} out of {} new replicas have been updated...\n", f.updated, f.wanted);
  if (f.pods > f.updated) return waiting + fmt::format("{} old replicas are pending termination...\n", f.pods - f.updated);
  if (f.available < f.updated)
    return waiting + fmt::format("{} of {} updated replicas are available...\n", f.available, f.updated);
  return fmt::format("deployment \"{}\" successfully rolled out\n", name);
}

Result<std::string> daemon_set_status(const std::string& name, const RolloutFacts& f) {
  if (!f.observed) return "Waiting for daemon set spec update to be observed...\n";
  const std::string waiting = fmt::format("Waiting for daemon set \"{}\" rollout to finish: ", name);
  if (f.updated < f.wanted) return waiting + fmt::format("{} out of {} new pods have been updated...\n", f.updated, f.wanted);
  if (f.available < f.wanted) return waiting + fmt::format("{} of {} updated pods are available...\n", f.available, f.wanted);
  return fmt::format("daemon set \"{}\" successfully rolled out\n", name);
}

Result<std::string> stateful_set_status(const RolloutFacts& f) {
  if (!f.observed) return "Waiting for statefulset spec update to be observed...\n";
  if (f.ready < f.wanted) return fmt::format("Waiting for {} pods to be ready...\n", f.wanted - f.ready);
  const int moving = f.wanted - f.partition;
  if (f.updated < moving) {
    return fmt::format("Waiting for partitioned roll out to finish: {} out of {} new pods have been updated...\n", f.updated,
                       moving);
  }
  return fmt::format("partitioned roll out complete: {} new pods have been updated...\n", f.updated);
}

// --- annotate, label ---
std::string metadata_words(const MetadataCommand& command, bool added, bool removed) {
  if (command.part == MetadataPart::annotations) return done_words(command.target, "annotated");
  const char* done = added && removed ? "modified" : added ? "labeled" : removed ? "unlabeled" : "not labeled";
  return done_words(command.target, done);
}

}  // namespace

ListedKind listed_kind(WorkloadKind kind) {
  switch (kind) {
    case WorkloadKind::deployment: return ListedKind::deployments;
    case WorkloadKind::stateful_set: return ListedKind::stateful_sets;
    case WorkloadKind::daemon_set: break;
  }
  return ListedKind::daemon_sets;
}

std::string object_words(ListedKind kind, std::string_view name) {
  return fmt::format("{}{}/{}", lower_kind(kind), kind == ListedKind::pods ? "" : ".apps", name);
}

std::string done_words(const CommandTarget& target, std::string_view done) {
  return fmt::format("{} {}\n", object_words(listed_kind(target.kind), target.name), done);
}

std::string table_words(const CommandTable& table, const GetCommand& command, const std::string& ns) {
  if (command.names_only) {
    std::string names;
    for (const auto& row : table.rows) {
      if (!row.empty()) names += object_words(command.kind, cell_words(row.front())) + "\n";
    }
    return names + more_words(table.more);
  }
  if (table.rows.empty()) return fmt::format("No resources found in {} namespace.\n", ns);
  std::vector<std::vector<std::string>> shown(1);
  for (const auto& column : table.columns) shown.front().push_back(column_words(column));
  for (const auto& row : table.rows) {
    shown.emplace_back();
    for (const auto& cell : row) shown.back().push_back(cell_words(cell));
  }
  return aligned(shown) + more_words(table.more);
}

std::string age_words(std::chrono::seconds age) {
  const auto seconds = std::clamp<std::int64_t>(age.count(), -2, std::int64_t{1'000'000'000'000});
  if (seconds < -1) return "<invalid>";
  if (seconds < 120) return fmt::format("{}s", std::max<std::int64_t>(seconds, 0));
  const auto minutes = seconds / 60;
  if (minutes < 10) return units(static_cast<int>(minutes), "m", static_cast<int>(seconds % 60), "s");
  if (minutes < 180) return fmt::format("{}m", minutes);
  const auto hours = minutes / 60;
  if (hours < 8) return units(static_cast<int>(hours), "h", static_cast<int>(minutes % 60), "m");
  if (hours < 48) return fmt::format("{}h", hours);
  const auto days = hours / 24;
  if (days < 8) return units(static_cast<int>(days), "d", static_cast<int>(hours % 24), "h");
  if (days < 730) return fmt::format("{}d", days);
  if (days < 365 * 8) return units(static_cast<int>(days / 365), "y", static_cast<int>(days % 365), "d");
  return fmt::format("{}y", days / 365);
}

Result<std::string> rollout_status_words(const CommandTarget& target, const RolloutFacts& facts) {
  if (target.kind == WorkloadKind::deployment) return deployment_status(target.name, facts);
  if (!facts.rolling) {
    return refused("el estado del despliegue solo existe con la estrategia RollingUpdate",
                   "rollout status is only available for RollingUpdate strategy type");
  }
  return target.kind == WorkloadKind::daemon_set ? daemon_set_status(target.name, facts) : stateful_set_status(facts);
}

Result<std::string> rollout_words(const RolloutCommand& command, bool paused) {
  const CommandTarget& target = command.target;
  const auto about = [&](const char* es, const char* en) {
    const std::string object = fmt::format("{}.apps \"{}\"", to_string(listed_kind(target.kind)), target.name);
    return refused(fmt::format("{} {}", object, es), fmt::format("{} {}", object, en));
  };
  switch (command.verb) {
    case RolloutVerb::pause:
      if (paused) return about("ya está en pausa", "is already paused");
      return done_words(target, "paused");
    case RolloutVerb::resume:
      if (!paused) return about("no está en pausa", "is not paused");
      return done_words(target, "resumed");
    case RolloutVerb::restart:
    case RolloutVerb::status: break;
  }
  if (paused) {
    return about("está en pausa y no se reinicia (antes: rollout resume)",
                 "can't restart paused deployment (run rollout resume first)");
  }
  return done_words(target, "restarted");
}

Result<MetadataEdit> plan_metadata(const MetadataCommand& command, const std::map<std::string, std::string>& current) {
  MetadataEdit edit;
  bool added = false;
  bool removed = false;
  for (const auto& [key, value] : command.set) {
    const auto found = current.find(key);
    if (found != current.end() && found->second == value) continue;
    if (found != current.end() && !command.overwrite) {
      const std::string shown = shown_in_message(found->second);
      return refused(fmt::format("«{}» ya tiene un valor ({}) y falta --overwrite", key, shown),
                     fmt::format("'{}' already has a value ({}), and --overwrite is false", key, shown));
    }
    edit.changes.emplace(key, value);
    added = true;
  }
  for (const std::string& key : command.remove) {
    if (current.contains(key)) {
      edit.changes.emplace(key, std::nullopt);
      removed = true;
    } else if (command.part == MetadataPart::labels) {
      edit.output += fmt::format("label \"{}\" not found.\n", key);
    }
  }
  edit.output += metadata_words(command, added, removed);
  return edit;
}

}  // namespace nss
