#include "domain/workload.h"

#include "base/whole_number.h"

namespace nss {
namespace {

constexpr std::size_t longest_stamp = 128;
constexpr std::size_t longest_operation_id = 64;
constexpr std::size_t most_digits = 18;  // one more still fits a 64-bit number

bool is_id(std::string_view text) {
  if (text.empty() || text.size() > longest_operation_id) return false;
  for (const char c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!letter && !(c >= '0' && c <= '9') && c != '_' && c != '-') return false;
  }
  return true;
}

// Plain decimal digits, written in the one way that we write them.
std::optional<std::int64_t> parse_number(std::string_view text) {
  if (text.empty() || text.size() > most_digits || (text.size() > 1 && text[0] == '0')) return std::nullopt;
  const auto number = whole_number<std::int64_t>(text);
  return number && *number >= 0 ? number : std::nullopt;
}

}  // namespace

const char* to_string(WorkloadKind kind) {
  switch (kind) {
    case WorkloadKind::deployment: return "Deployment";
    case WorkloadKind::stateful_set: return "StatefulSet";
    case WorkloadKind::daemon_set: break;
  }
  return "DaemonSet";
}

std::optional<WorkloadKind> parse_workload_kind(std::string_view text) {
  for (const WorkloadKind kind : {WorkloadKind::deployment, WorkloadKind::stateful_set, WorkloadKind::daemon_set}) {
    if (text == to_string(kind)) return kind;
  }
  return std::nullopt;
}

const char* to_string(Cause cause) {
  switch (cause) {
    case Cause::schedule: return "schedule";
    case Cause::task: return "task";
    case Cause::person: return "person";
    case Cause::drift: return "drift";
    case Cause::unknown: break;
  }
  return "unknown";
}

std::optional<Cause> parse_cause(std::string_view text) {
  for (const Cause cause : {Cause::schedule, Cause::task, Cause::person, Cause::drift, Cause::unknown}) {
    if (text == to_string(cause)) return cause;
  }
  return std::nullopt;
}

std::string to_text(const Stamp& stamp) {
  return std::to_string(stamp.number) + " " + stamp.operation_id + (stamp.switched_off ? " off" : "");
}

std::optional<Stamp> parse_stamp(std::string_view text) {
  if (text.size() > longest_stamp) return std::nullopt;
  const std::size_t space = text.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  const auto number = parse_number(text.substr(0, space));
  std::string_view rest = text.substr(space + 1);
  const std::size_t second = rest.find(' ');
  const bool off = second != std::string_view::npos;
  if (!number || (off && rest.substr(second) != " off")) return std::nullopt;
  if (off) rest = rest.substr(0, second);
  if (!is_id(rest)) return std::nullopt;
  return Stamp{*number, std::string(rest), off};
}

// By the names that these programs give themselves in managedFields. The HPA is a part of kube-controller-manager and writes
// through the scale subresource, as KEDA's own scaling to and from zero does.
const char* drift_source(const ReplicaWriter& writer) {
  const std::string_view name = writer.manager;
  const auto begins = [name](std::string_view with) { return name.substr(0, with.size()) == with; };
  if (name.empty()) return "unknown";
  if (begins("argocd")) return "argocd";
  if (begins("keda")) return "keda";
  if (name == "kube-controller-manager" && writer.through_scale) return "hpa";
  for (const std::string_view hands : {"kubectl", "Mozilla", "k9s", "node-fetch", "lens", "headlamp", "dashboard"})
    if (begins(hands)) return "user";
  return "operator";
}

bool excluded_at(bool excluded, const std::optional<Seconds>& until, Seconds now) { return excluded && (!until || now < *until); }

}  // namespace nss
