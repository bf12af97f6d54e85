#include "adapters/records/record_codec.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <limits>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "adapters/records/record_fields.h"
#include "adapters/records/utf8.h"
#include "ports/storage.h"

namespace nss {

template <typename V, RecordOf<SpooledOperation> R>
void visit_fields(V& v, R& r) {
  v("operation", r.record);
  v("outcomes", r.outcomes);
}

namespace {

namespace json = boost::json;

constexpr std::size_t max_depth = 8;  // ours is at most 3 deep

// The names that stand in "t", in the order of the alternatives of Record.
constexpr const char* type_names[] = {
    "cluster_binding",   "metrics_sample", "namespace",     "operation",  "intent",    "outcome",
    "operation_pointer", "task",           "firing",        "blob",       "activity",  "audit",
    "chain_head",        "permission",     "places",        "pause",      "run",       "idempotency",
    "local_holiday",     "settings",       "rules_version", "usage_week", "usage_head"};
static_assert(std::size(type_names) == std::variant_size_v<Record>);
constexpr const char* spooled_type = "spooled_operation";

// ---- enums: one overload each, because the domain has one parser each ----
bool parse(std::string_view text, StandingKind& out);
bool parse(std::string_view text, Direction& out);
bool parse(std::string_view text, OperationType& out);
bool parse(std::string_view text, OperationStatus& out);
bool parse(std::string_view text, Trigger& out);
bool parse(std::string_view text, Outcome& out);
bool parse(std::string_view text, WorkloadKind& out);
bool parse(std::string_view text, ActivityStatus& out);
bool parse(std::string_view text, RunStatus& out);
bool parse(std::string_view text, HolidayMode& out);

// ---- writing ----
class ObjectWriter {
 public:
  explicit ObjectWriter(json::object& out) : out_(out) {}

  void operator()(const char* name, const std::string& value) {
    if (is_valid_utf8(value)) {
      out_.emplace(name, value);
    } else {
      out_.emplace(name, to_valid_utf8(value));
    }
  }
  void operator()(const char* name, bool value) { out_.emplace(name, value); }
  void operator()(const char* name, int value) { out_.emplace(name, std::max(value, 0)); }
  void operator()(const char* name, std::int64_t value) { out_.emplace(name, value); }
  void operator()(const char* name, std::uint32_t value) { out_.emplace(name, value); }
  void operator()(const char* name, std::uint64_t value) { out_.emplace(name, value); }
  void operator()(const char* name, const Date& value) { out_.emplace(name, to_text(value)); }
  void operator()(const char* name, const Seconds& value) { out_.emplace(name, std::int64_t{value.time_since_epoch().count()}); }

  template <typename E>
    requires std::is_enum_v<E>
  void operator()(const char* name, const E& value) {
    out_.emplace(name, to_string(value));
  }

  template <typename T>
  void operator()(const char* name, const std::optional<T>& value) {
    if (value) (*this)(name, *value);
  }

  void operator()(const char* name, const std::vector<std::string>& values) {
    json::array list;
    list.reserve(values.size());
    for (const std::string& value : values) list.emplace_back(is_valid_utf8(value) ? value : to_valid_utf8(value));
    out_.emplace(name, std::move(list));
  }

  void operator()(const char* name, const std::vector<std::int64_t>& values) {
    out_.emplace(name, json::array(values.begin(), values.end()));
  }

  template <typename T>
  void operator()(const char* name, const std::vector<T>& values) {
    json::array list;
    list.reserve(values.size());
    for (const T& value : values) list.emplace_back(object_of(value));
    out_.emplace(name, std::move(list));
  }

  template <typename T>
    requires std::is_class_v<T>
  void operator()(const char* name, const T& value) {
    out_.emplace(name, object_of(value));
  }

  template <typename T>
  void later(const char* name, const T& value) {
    (*this)(name, value);
  }

 private:
  template <typename T>
  static json::object object_of(const T& value) {
    json::object object;
    ObjectWriter writer(object);
    visit_fields(writer, value);
    return object;
  }

  json::object& out_;
};

template <typename T>
std::string write(const char* type, const T& value) {
  json::object object;
  object.emplace("t", type);
  object.emplace("v", record_version);
  ObjectWriter writer(object);
  visit_fields(writer, value);
  return json::serialize(object);
}

// ---- reading ----
class JsonMembers final : public RecordMembers {
 public:
  explicit JsonMembers(const json::object& object) : object_(object) {}

  RecordMember find(std::string_view name) const override {
    const json::value* value = object_.if_contains({name.data(), name.size()});
    if (value == nullptr) return {};
    if (value->is_string()) return std::string_view(value->get_string().data(), value->get_string().size());
    if (value->is_int64()) return value->get_int64();
    if (value->is_bool()) return value->get_bool();
    return value;
  }
  std::size_t count() const override { return object_.size(); }

 private:
  const json::object& object_;
};

// Keeps the first problem and goes on: the caller asks once, at the end.
class ObjectReader {
 public:
  ObjectReader(const RecordMembers& in, std::string path, std::size_t already_seen)
      : in_(in), path_(std::move(path)), seen_(already_seen) {}

  void operator()(const char* name, std::string& out) { out = text(name); }

  void operator()(const char* name, bool& out) {
    if (const auto value = required<bool>(name, "is neither true nor false")) out = *value;
  }

  void operator()(const char* name, int& out) { integer(name, out, 0); }  // a count
  void operator()(const char* name, std::int64_t& out) { integer(name, out, std::numeric_limits<std::int64_t>::min()); }
  void operator()(const char* name, std::uint32_t& out) { integer(name, out, std::uint32_t{0}); }
  void operator()(const char* name, std::uint64_t& out) { integer(name, out, std::uint64_t{0}); }

  void operator()(const char* name, Seconds& out) {
    std::int64_t seconds = 0;
    (*this)(name, seconds);
    out = Seconds(std::chrono::seconds(seconds));
  }

  void operator()(const char* name, Date& out) {
    const auto date = parse_date(text(name));
    if (!date) return problem(name, "is not a date");
    out = *date;
  }

  template <typename E>
    requires std::is_enum_v<E>
  void operator()(const char* name, E& out) {
    if (!parse(text(name), out)) problem(name, "has a value that we do not know");
  }

  template <typename T>
  void operator()(const char* name, std::optional<T>& out) {
    if (has(name)) (*this)(name, out.emplace());
  }

  void operator()(const char* name, std::vector<std::string>& out) {
    for (const json::value& element : list(name)) {
      if (!element.is_string()) return problem(name, "has an element that is not a string");
      out.emplace_back(element.get_string().data(), element.get_string().size());
    }
  }

  void operator()(const char* name, std::vector<std::int64_t>& out) {
    for (const json::value& element : list(name)) {
      if (!element.is_int64()) return problem(name, "has an element that is not a whole number");
      out.push_back(element.get_int64());
    }
  }

  template <typename T>
  void operator()(const char* name, std::vector<T>& out) {
    const json::array& elements = list(name);
    for (std::size_t i = 0; i < elements.size() && !problem_; ++i) {
      object(fmt::format("{}[{}]", name, i), elements[i], out.emplace_back());
    }
  }

  template <typename T>
    requires std::is_class_v<T>
  void operator()(const char* name, T& out) {
    const auto value = required<const json::value*>(name, "is not an object");
    if (value) object(name, **value, out);
  }

  // A member that older records do not have: it keeps its default.
  template <typename T>
  void later(const char* name, T& out) {
    if (has(name)) (*this)(name, out);
  }

  // Empty: everything was there, and nothing else.
  std::optional<std::string> finish() {
    if (!problem_ && seen_ != in_.count()) problem_ = fmt::format("{}has members that we do not know", path_);
    return std::move(problem_);
  }

 private:
  void problem(std::string_view name, const char* what) {
    if (!problem_) problem_ = fmt::format("{}{} {}", path_, name, what);
  }

  bool has(const char* name) const { return in_.find(name).index() != 0; }

  // Nothing if there is none: then that is the problem.
  RecordMember member(const char* name) {
    if (problem_) return {};
    const RecordMember found = in_.find(name);
    if (found.index() == 0) problem(name, "is missing");
    ++seen_;
    return found;
  }

  template <typename Form>
  std::optional<Form> required(const char* name, const char* otherwise) {
    const RecordMember found = member(name);
    if (const Form* form = std::get_if<Form>(&found)) return *form;
    problem(name, otherwise);
    return std::nullopt;
  }

  std::string_view text(const char* name) { return required<std::string_view>(name, "is not a string").value_or(""); }

  const json::array& list(const char* name) {
    static const json::array none;
    const auto value = required<const json::value*>(name, "is not a list");
    if (!value) return none;
    if ((*value)->is_array()) return (*value)->get_array();
    problem(name, "is not a list");
    return none;
  }

  template <typename T>
  void integer(const char* name, T& out, T least) {
    const RecordMember found = member(name);
    const auto* number = std::get_if<std::int64_t>(&found);
    if (number != nullptr && std::in_range<T>(*number) && !std::cmp_less(*number, least)) {
      out = static_cast<T>(*number);
      return;
    }
    const auto* other = std::get_if<const json::value*>(&found);
    const bool beyond_int64 = std::is_same_v<T, std::uint64_t> && other != nullptr && (*other)->is_uint64();
    if (!beyond_int64) return problem(name, "is not a whole number in its range");
    out = static_cast<T>((*other)->get_uint64());
  }

  template <typename T>
  void object(const std::string& name, const json::value& value, T& out) {
    if (!value.is_object()) return problem(name, "is not an object");
    const JsonMembers members(value.get_object());
    ObjectReader reader(members, path_ + name + ".", 0);
    visit_fields(reader, out);
    problem_ = reader.finish();
  }

  const RecordMembers& in_;
  std::string path_;
  std::size_t seen_;
  std::optional<std::string> problem_;
};

tl::unexpected<Error> corrupt(std::string_view what) {
  return fail(ErrorKind::invalid, "corrupt_record", fmt::format("a stored record is corrupt: {}", what));
}

tl::unexpected<Error> newer(std::string_view what) {
  return fail(ErrorKind::invalid, "newer_record",
              fmt::format("a stored record was written by a newer version of the product ({}): use that version", what));
}

// All of a document's values lie in here one after the other, the first ones on the stack, and go away together.
class DocumentMemory {
 public:
  json::storage_ptr get() { return &memory_; }

 private:
  std::array<unsigned char, 4096> first_;
  json::monotonic_resource memory_{first_.data(), first_.size()};
};

Result<json::value> parse_document(std::string_view text, std::size_t max_bytes, json::storage_ptr memory) {
  if (text.size() > max_bytes) return corrupt(fmt::format("it is longer than {} bytes", max_bytes));
  json::parse_options options;
  options.max_depth = max_depth;
  json::error_code ec;
  json::value document = json::parse(json::string_view(text.data(), text.size()), ec, std::move(memory), options);
  if (ec) return corrupt(fmt::format("it is not JSON ({})", ec.message()));
  if (!document.is_object()) return corrupt("it is not an object");
  return document;
}

// What kind of record it is, if we may read it.
Result<std::string_view> type_of(const RecordMembers& members) {
  const RecordMember type = members.find("t");
  if (!std::holds_alternative<std::string_view>(type)) return corrupt("t is missing or not a string");
  const RecordMember version = members.find("v");
  const auto* number = std::get_if<std::int64_t>(&version);
  if (number == nullptr) return corrupt("v is missing or not a whole number");
  if (*number < 1) return corrupt("v is below 1");
  if (*number > record_version) return newer(fmt::format("v {}", *number));
  return std::get<std::string_view>(type);
}

// Into a value that is where it will stay. What is wrong with it, if anything.
template <typename T>
std::optional<std::string> read(const RecordMembers& members, T& value) {
  ObjectReader reader(members, "", 2);  // t and v were seen
  visit_fields(reader, value);
  return reader.finish();
}

// Tries each alternative's name in turn, at compile time.
template <std::size_t I = 0>
Result<Record> read_as(std::string_view type, const RecordMembers& members) {
  if constexpr (I == std::variant_size_v<Record>) {
    return newer(fmt::format("type {}", type.substr(0, 40)));
  } else {
    if (type != type_names[I]) return read_as<I + 1>(type, members);
    Result<Record> record(tl::in_place, std::in_place_index<I>);
    if (auto problem = read(members, std::get<I>(*record))) return corrupt(fmt::format("{}: {}", type, *problem));
    return record;
  }
}

template <typename E>
bool take(std::optional<E> parsed, E& out) {
  if (parsed) out = *parsed;
  return parsed.has_value();
}

bool parse(std::string_view text, StandingKind& out) { return take(parse_standing_kind(text), out); }
bool parse(std::string_view text, Direction& out) { return take(parse_direction(text), out); }
bool parse(std::string_view text, OperationType& out) { return take(parse_operation_type(text), out); }
bool parse(std::string_view text, OperationStatus& out) { return take(parse_operation_status(text), out); }
bool parse(std::string_view text, Trigger& out) { return take(parse_trigger(text), out); }
bool parse(std::string_view text, Outcome& out) { return take(parse_outcome(text), out); }
bool parse(std::string_view text, WorkloadKind& out) { return take(parse_workload_kind(text), out); }
bool parse(std::string_view text, ActivityStatus& out) { return take(parse_activity_status(text), out); }
bool parse(std::string_view text, HolidayMode& out) { return take(parse_holiday_mode(text), out); }
bool parse(std::string_view text, RunStatus& out) { return take(parse_run_status(text), out); }

}  // namespace

std::string encode(const Record& record) {
  return std::visit([&](const auto& value) { return write(type_names[record.index()], value); }, record);
}

Result<Record> decode(std::string_view text) {
  DocumentMemory memory;
  const auto document = parse_document(text, max_record_bytes, memory.get());
  if (!document) return fail(document.error());
  return decode(JsonMembers(document->get_object()));
}

Result<Record> decode(const RecordMembers& members) {
  const auto type = type_of(members);
  if (!type) return fail(type.error());
  return read_as(*type, members);
}

std::string encode_spooled(const SpooledOperation& entry) { return write(spooled_type, entry); }

Result<SpooledOperation> decode_spooled(std::string_view text) {
  DocumentMemory memory;
  const auto document = parse_document(text, max_spooled_bytes, memory.get());
  if (!document) return fail(document.error());
  const JsonMembers members(document->get_object());
  const auto type = type_of(members);
  if (!type) return fail(type.error());
  if (*type != spooled_type) return corrupt(fmt::format("t is not {}", spooled_type));
  Result<SpooledOperation> entry(tl::in_place);
  if (auto problem = read(members, *entry)) return corrupt(fmt::format("{}: {}", *type, *problem));
  return entry;
}

}  // namespace nss
