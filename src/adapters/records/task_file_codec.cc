#include "adapters/records/task_file_codec.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <iterator>

#include "adapters/records/utf8.h"

namespace nss {
namespace {

namespace json = boost::json;

constexpr std::size_t max_depth = 8;

// Members that GET shows and nobody writes: read over.
constexpr std::array read_only{"id",          "status",   "created_at", "next_run",   "run_count", "success_count",
                               "error_count", "last_run", "last_error", "created_by", "builtin",   "etag"};

Error fault(const char* code, std::string pointer, const std::string& es, const std::string& en) {
  Error error{ErrorKind::invalid, code, Text{pointer + ": " + es, pointer + ": " + en}};
  error.pointer = std::move(pointer);
  return error;
}

class TaskReader {
 public:
  TaskReader(const json::value& value, std::string pointer, std::vector<Error>& faults)
      : value_(value), pointer_(std::move(pointer)), faults_(faults) {}

  TaskRecord read() {
    TaskRecord task;
    if (!value_.is_object()) {
      faults_.push_back(fault("invalid_type", pointer_, "no es un objeto", "is not an object"));
      return task;
    }
    const std::size_t before = faults_.size();
    for (const auto& member : value_.get_object()) take(task, member.key(), member.value());
    for (const char* name : {"title", "operation_type", "schedule", "namespace"}) {
      if (value_.get_object().contains(name)) continue;
      faults_.push_back(fault("missing_field", pointer_ + "/" + name, "falta", "is missing"));
    }
    if (faults_.size() == before) check(task);
    return task;
  }

 private:
  void take(TaskRecord& task, json::string_view key, const json::value& value) {
    const std::string name(key);
    if (name == "title") return text(name, value, task.title);
    if (name == "schedule") return text(name, value, task.schedule);
    if (name == "namespace") return text(name, value, task.ns);
    if (name == "operation_type") return type(value, task);
    if (name == "enabled") return flag(value, task);
    std::string* optional = name == "command"       ? &task.command
                            : name == "cost_center" ? &task.cost_center
                            : name == "timezone"    ? &task.timezone
                                                    : nullptr;
    if (optional != nullptr) {
      if (!value.is_null()) text(name, value, *optional);
      return;
    }
    if (std::find(read_only.begin(), read_only.end(), name) != read_only.end()) return;
    faults_.push_back(fault("unknown_field", pointer_ + "/" + to_valid_utf8(name), "no se conoce", "is not known"));
  }

  void text(const std::string& name, const json::value& value, std::string& out) {
    if (value.is_string()) {
      out.assign(value.get_string().data(), value.get_string().size());
    } else {
      faults_.push_back(fault("invalid_type", pointer_ + "/" + name, "no es un texto", "is not a string"));
    }
  }

  void flag(const json::value& value, TaskRecord& task) {
    if (value.is_bool()) {
      task.enabled = value.get_bool();
    } else {
      faults_.push_back(fault("invalid_type", pointer_ + "/enabled", "no es true ni false", "is neither true nor false"));
    }
  }

  void type(const json::value& value, TaskRecord& task) {
    std::string word;
    text("operation_type", value, word);
    if (!value.is_string()) return;
    const auto parsed = parse_operation_type(word);
    if (parsed) {
      task.type = *parsed;
    } else {
      faults_.push_back(fault("invalid_value", pointer_ + "/operation_type", "debe ser activate, deactivate o command",
                              "must be activate, deactivate or command"));
    }
  }

  void check(const TaskRecord& task) {
    auto checked = check_task(task);
    if (checked) return;
    std::vector<Error> more = std::move(checked.error().more);
    checked.error().more.clear();
    more.insert(more.begin(), std::move(checked.error()));
    for (Error& each : more) {
      each.pointer = pointer_ + each.pointer;
      each.message = {each.pointer + ": " + each.message.es, each.pointer + ": " + each.message.en};
      faults_.push_back(std::move(each));
    }
  }

  const json::value& value_;
  std::string pointer_;
  std::vector<Error>& faults_;
};

tl::unexpected<Error> all_of(std::vector<Error> faults) {
  Error first = std::move(faults.front());
  first.more.assign(std::make_move_iterator(faults.begin() + 1), std::make_move_iterator(faults.end()));
  return fail(std::move(first));
}

json::value text_or_null(const std::string& text) { return text.empty() ? json::value() : json::value(to_valid_utf8(text)); }

// The list in the document; the pointer of its elements begins with `prefix`.
Result<const json::array*> list_of(const json::value& document, std::string& prefix) {
  if (document.is_array()) return &document.get_array();
  if (!document.is_object()) return fail(fault("invalid_type", "", "no es un objeto ni una lista", "is neither object nor list"));
  const json::object& object = document.get_object();
  for (const auto& member : object) {
    if (member.key() == "version" || member.key() == "tasks") continue;
    return fail(fault("unknown_field", "/" + to_valid_utf8(std::string(member.key())), "no se conoce", "is not known"));
  }
  const json::value* version = object.if_contains("version");
  if (version != nullptr && !(version->is_int64() && version->get_int64() == 1)) {
    return fail(fault("invalid_value", "/version", "debe ser 1", "must be 1"));
  }
  const json::value* tasks = object.if_contains("tasks");
  if (tasks == nullptr) return fail(fault("missing_field", "/tasks", "falta", "is missing"));
  if (!tasks->is_array()) return fail(fault("invalid_type", "/tasks", "no es una lista", "is not a list"));
  prefix = "/tasks";
  return &tasks->get_array();
}

}  // namespace

std::string encode_task_file(const std::vector<TaskRecord>& tasks) {
  json::array list;
  for (const TaskRecord& task : tasks) {
    if (task.builtin) continue;
    json::object object;
    object["title"] = to_valid_utf8(task.title);
    object["operation_type"] = to_string(task.type);
    object["command"] = text_or_null(task.command);
    object["schedule"] = to_valid_utf8(task.schedule);
    object["namespace"] = to_valid_utf8(task.ns);
    object["cost_center"] = text_or_null(task.cost_center);
    object["enabled"] = task.enabled;
    object["timezone"] = text_or_null(task.timezone);
    list.push_back(std::move(object));
  }
  json::object document;
  document["version"] = 1;
  document["tasks"] = std::move(list);
  return json::serialize(document) + "\n";
}

Result<std::vector<TaskRecord>> decode_task_file(std::string_view text) {
  if (text.size() > max_task_file_bytes) {
    return fail(fault("invalid_value", "", "el archivo supera 16 MiB", "the file is over 16 MiB"));
  }
  json::parse_options options;
  options.max_depth = max_depth;
  json::error_code ec;
  const json::value document = json::parse(json::string_view(text.data(), text.size()), ec, {}, options);
  if (ec) return fail(fault("malformed_json", "", "no es JSON: " + ec.message(), "is not JSON: " + ec.message()));
  std::string prefix;
  const auto list = list_of(document, prefix);
  if (!list) return fail(list.error());
  if ((*list)->size() > max_tasks) {
    return fail(fault("invalid_value", prefix, "son más de 10.000 tareas", "more than 10,000 tasks"));
  }
  std::vector<TaskRecord> tasks;
  std::vector<Error> faults;
  for (std::size_t i = 0; i < (*list)->size(); ++i) {
    tasks.push_back(TaskReader((**list)[i], fmt::format("{}/{}", prefix, i), faults).read());
  }
  if (!faults.empty()) return all_of(std::move(faults));
  return tasks;
}

}  // namespace nss
