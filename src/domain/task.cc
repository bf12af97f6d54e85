#include "domain/task.h"

#include <algorithm>
#include <iterator>
#include <string_view>

#include "base/crypto.h"
#include "base/json_text.h"
#include "domain/command.h"
#include "domain/object_names.h"

namespace nss {
namespace {

constexpr std::size_t longest_namespace = 63;
constexpr std::size_t longest_command = 4096;

Error fault(const char* code, const char* pointer, Text message) {
  Error error{ErrorKind::invalid, code, std::move(message)};
  error.pointer = pointer;
  return error;
}

Error at_pointer(Error error, const char* pointer) {
  error.kind = ErrorKind::invalid;
  error.pointer = pointer;
  return error;
}

void check_title(const std::string& title, std::vector<Error>& faults) {
  const std::size_t length = utf8_length(title);
  if (length >= 1 && length <= max_title_characters) return;
  faults.push_back(fault("invalid_value", "/title",
                         {"El título (title) debe tener entre 1 y 200 caracteres.", "title must have 1 to 200 characters."}));
}

void check_command(const TaskRecord& task, std::vector<Error>& faults) {
  if (task.type != OperationType::command) {
    if (task.command.empty()) return;
    faults.push_back(
        fault("invalid_value", "/command",
              {"Solo una tarea de tipo command lleva un comando (command).", "Only a task of type command carries a command."}));
    return;
  }
  if (task.command.empty()) {
    faults.push_back(
        fault("missing_field", "/command", {"Falta el comando (command) de la tarea.", "The task's command is missing."}));
  } else if (task.command.size() > longest_command) {
    faults.push_back(fault("invalid_value", "/command", {"El comando (command) es demasiado largo.", "command is too long."}));
  } else if (auto parsed = parse_command(task.command, task.ns); !parsed) {
    faults.push_back(at_pointer(std::move(parsed.error()), "/command"));
  }
}

void check_schedule(const TaskRecord& task, std::vector<Error>& faults) {
  if (task.schedule.empty()) {
    if (task.builtin) return;
    faults.push_back(fault("missing_field", "/schedule", {"Falta el horario (schedule).", "schedule is missing."}));
  } else if (auto cron = CronExpression::parse(task.schedule); !cron) {
    faults.push_back(at_pointer(std::move(cron.error()), "/schedule"));
  }
}

void check_timezone(const std::string& timezone, std::vector<Error>& faults) {
  if (timezone.empty()) return;
  if (auto zone = TimeZone::load(timezone); !zone) faults.push_back(at_pointer(std::move(zone.error()), "/timezone"));
}

Result<void> first_of(std::vector<Error> faults) {
  if (faults.empty()) return {};
  Error first = std::move(faults.front());
  first.more.assign(std::make_move_iterator(faults.begin() + 1), std::make_move_iterator(faults.end()));
  return fail(std::move(first));
}

bool is_task_type(OperationType type) {
  return type == OperationType::activate || type == OperationType::deactivate || type == OperationType::command;
}

bool is_namespace_name(const std::string& name) {
  return !name.empty() && name.size() <= longest_namespace && name.find('.') == std::string::npos && !subdomain_fault(name);
}

}  // namespace

Result<void> check_task(const TaskRecord& task) {
  std::vector<Error> faults;
  check_title(task.title, faults);
  if (!is_task_type(task.type)) {
    faults.push_back(fault(
        "invalid_value", "/operation_type",
        {"operation_type debe ser activate, deactivate o command.", "operation_type must be activate, deactivate or command."}));
  }
  if (!is_namespace_name(task.ns)) {
    faults.push_back(fault("invalid_value", "/namespace",
                           {"namespace no es el nombre de un namespace.", "namespace is not the name of a namespace."}));
  }
  check_command(task, faults);
  check_schedule(task, faults);
  check_timezone(task.timezone, faults);
  if (label_value_fault(task.cost_center)) {
    faults.push_back(fault("invalid_value", "/cost_center",
                           {"cost_center no es un centro de costo: letras, dígitos, -, _ y ., hasta 63.",
                            "cost_center is not a cost centre: letters, digits, -, _ and ., at most 63."}));
  }
  return first_of(std::move(faults));
}

Result<void> check_builtin_task(const TaskRecord& task, const TaskRecord& wanted) {
  const char* pointer = wanted.type != task.type                 ? "/operation_type"
                        : wanted.command != task.command         ? "/command"
                        : wanted.ns != task.ns                   ? "/namespace"
                        : wanted.cost_center != task.cost_center ? "/cost_center"
                                                                 : nullptr;
  if (pointer != nullptr) {
    const std::string member = pointer + 1;
    Error error = fault("builtin_task", pointer,
                        {"De una tarea incorporada solo cambian schedule, enabled, timezone y title, no " + member + ".",
                         "Of a built-in task only schedule, enabled, timezone and title may change, not " + member + "."});
    error.kind = ErrorKind::refused;
    return fail(std::move(error));
  }
  std::vector<Error> faults;
  check_title(wanted.title, faults);
  check_schedule(wanted, faults);
  check_timezone(wanted.timezone, faults);
  return first_of(std::move(faults));
}

std::string task_etag(const TaskRecord& task) {
  std::string text;
  for (const std::string& member : {task.title, std::string(to_string(task.type)), task.command, task.schedule, task.timezone,
                                    task.ns, task.cost_center, std::string(task.enabled ? "1" : "0")}) {
    append_json_string(text, member);
  }
  return '"' + sha256_hex(text).substr(0, 16) + '"';
}

// RFC 9110 13.1.1: weak tags never match here.
bool etag_matches(const std::string& if_match, const std::string& etag) {
  std::size_t begin = 0;
  while (begin < if_match.size()) {
    const std::size_t comma = std::min(if_match.find(',', begin), if_match.size());
    std::size_t first = begin, last = comma;
    while (first < last && (if_match[first] == ' ' || if_match[first] == '\t')) ++first;
    while (last > first && (if_match[last - 1] == ' ' || if_match[last - 1] == '\t')) --last;
    const auto tag = std::string_view(if_match).substr(first, last - first);
    if (tag == "*" || tag == etag) return true;
    begin = comma + 1;
  }
  return false;
}

std::vector<Seconds> next_firings(const CronExpression& cron, const TimeZone& zone, Seconds after, std::size_t count) {
  std::vector<Seconds> firings;
  while (firings.size() < count) {
    const auto next = cron.next_after(after, zone);
    if (!next) break;
    firings.push_back(*next);
    after = *next;
  }
  return firings;
}

}  // namespace nss
