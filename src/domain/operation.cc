#include "domain/operation.h"

#include "base/crypto.h"

namespace nss {
namespace {

constexpr std::size_t id_hex_characters = 24;

template <typename Enum, std::size_t count>
std::optional<Enum> parse_one_of(const Enum (&values)[count], std::string_view text) {
  for (const Enum value : values) {
    if (text == to_string(value)) return value;
  }
  return std::nullopt;
}

}  // namespace

const char* to_string(OperationType value) {
  switch (value) {
    case OperationType::auto_shutdown: return "auto_shutdown";
    case OperationType::auto_startup: return "auto_startup";
    case OperationType::manual_activation: return "manual_activation";
    case OperationType::manual_deactivation: return "manual_deactivation";
    case OperationType::activate: return "activate";
    case OperationType::deactivate: return "deactivate";
    case OperationType::command: break;
  }
  return "command";
}

const char* to_string(OperationStatus value) {
  switch (value) {
    case OperationStatus::running: return "running";
    case OperationStatus::completed: return "completed";
    case OperationStatus::partial: return "partial";
    case OperationStatus::failed: return "failed";
    case OperationStatus::superseded: break;
  }
  return "superseded";
}

const char* to_string(Trigger value) {
  switch (value) {
    case Trigger::schedule: return "schedule";
    case Trigger::task: return "task";
    case Trigger::person: return "person";
    case Trigger::drift: break;
  }
  return "drift";
}

const char* to_string(Outcome value) {
  switch (value) {
    case Outcome::pending: return "pending";
    case Outcome::patched: return "patched";
    case Outcome::unchanged: return "unchanged";
    case Outcome::externally_changed: return "externally_changed";
    case Outcome::skipped: return "skipped";
    case Outcome::refused: return "refused";
    case Outcome::failed: break;
  }
  return "failed";
}

std::optional<OperationType> parse_operation_type(std::string_view text) {
  static constexpr OperationType all[] = {OperationType::auto_shutdown,
                                          OperationType::auto_startup,
                                          OperationType::manual_activation,
                                          OperationType::manual_deactivation,
                                          OperationType::activate,
                                          OperationType::deactivate,
                                          OperationType::command};
  return parse_one_of(all, text);
}

std::optional<OperationStatus> parse_operation_status(std::string_view text) {
  static constexpr OperationStatus all[] = {OperationStatus::running, OperationStatus::completed, OperationStatus::partial,
                                            OperationStatus::failed, OperationStatus::superseded};
  return parse_one_of(all, text);
}

std::optional<Trigger> parse_trigger(std::string_view text) {
  static constexpr Trigger all[] = {Trigger::schedule, Trigger::task, Trigger::person, Trigger::drift};
  return parse_one_of(all, text);
}

std::optional<Outcome> parse_outcome(std::string_view text) {
  static constexpr Outcome all[] = {Outcome::pending, Outcome::patched, Outcome::unchanged, Outcome::externally_changed,
                                    Outcome::skipped, Outcome::refused, Outcome::failed};
  return parse_one_of(all, text);
}

std::string derived_operation_id(std::string_view decision_id, std::string_view ns_uid, std::int64_t number) {
  // Lengths first: no two causes make the same bytes, whatever characters are in them.
  std::string cause = std::to_string(decision_id.size()) + ":" + std::string(decision_id);
  cause += std::to_string(ns_uid.size()) + ":" + std::string(ns_uid) + std::to_string(number);
  return "op_" + sha256_hex(cause).substr(0, id_hex_characters);
}

}  // namespace nss
