#include "domain/command.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "base/whole_number.h"
#include "domain/command_flags.h"
#include "domain/command_line.h"
#include "domain/object_names.h"

namespace nss {
namespace {

constexpr int most_replicas = 1'000'000;
constexpr std::string_view our_prefix = "namespace-scheduler.io/";

enum class Verb : std::uint8_t { scale, rollout, get, annotate, label };
constexpr std::array<std::string_view, 5> verb_names = {"scale", "rollout", "get", "annotate", "label"};
constexpr std::array rollout_verbs = {RolloutVerb::restart, RolloutVerb::status, RolloutVerb::pause, RolloutVerb::resume};

const Text allowed_verbs{"se admiten scale, rollout restart|pause|resume|status, get, annotate y label",
                         "allowed are scale, rollout restart|pause|resume|status, get, annotate and label"};

// What may follow a verb; the texts say the same to a person.
struct Form {
  bool stateful_sets = true;
  bool daemon_sets = true;
  bool pods = false;
  Text kinds;
  Text flags;
};

const Text every_kind{"deployment, statefulset o daemonset", "deployment, statefulset or daemonset"};

Form form_of(Verb verb) {
  switch (verb) {
    case Verb::scale:
      return {true,
              false,
              false,
              {"deployment o statefulset", "deployment or statefulset"},
              {"--replicas y -n", "--replicas and -n"}};
    case Verb::rollout:
      return {true,
              true,
              false,
              every_kind,
              {"-n (y, de status, --watch=false y --timeout)", "-n (and of status, --watch=false and --timeout)"}};
    case Verb::get:
      return {true,
              true,
              true,
              {"deployments, statefulsets, daemonsets o pods", "deployments, statefulsets, daemonsets or pods"},
              {"-o name y -n", "-o name and -n"}};
    case Verb::annotate:
    case Verb::label: break;
  }
  return {true, true, false, every_kind, {"--overwrite y -n", "--overwrite and -n"}};
}

struct KindName {
  std::string_view name;
  ListedKind kind;
};
constexpr std::array<KindName, 12> kind_names = {{{"deployment", ListedKind::deployments},
                                                  {"deployments", ListedKind::deployments},
                                                  {"deploy", ListedKind::deployments},
                                                  {"statefulset", ListedKind::stateful_sets},
                                                  {"statefulsets", ListedKind::stateful_sets},
                                                  {"sts", ListedKind::stateful_sets},
                                                  {"daemonset", ListedKind::daemon_sets},
                                                  {"daemonsets", ListedKind::daemon_sets},
                                                  {"ds", ListedKind::daemon_sets},
                                                  {"pod", ListedKind::pods},
                                                  {"pods", ListedKind::pods},
                                                  {"po", ListedKind::pods}}};

// In any case, and with the group that kubectl prints ("deployment.apps").
std::optional<ListedKind> kind_of(std::string_view word) {
  std::string name(word);
  for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  const bool grouped = name.ends_with(".apps");
  if (grouped) name.resize(name.size() - std::string_view(".apps").size());
  for (const KindName& known : kind_names) {
    if (name == known.name && !(grouped && known.kind == ListedKind::pods)) return known.kind;
  }
  return std::nullopt;
}

WorkloadKind workload_kind(ListedKind kind) {
  if (kind == ListedKind::stateful_sets) return WorkloadKind::stateful_set;
  return kind == ListedKind::daemon_sets ? WorkloadKind::daemon_set : WorkloadKind::deployment;
}

std::string singular(WorkloadKind kind) {
  switch (kind) {
    case WorkloadKind::deployment: return "deployment";
    case WorkloadKind::stateful_set: return "statefulset";
    case WorkloadKind::daemon_set: break;
  }
  return "daemonset";
}

class CommandParser {
 public:
  CommandParser(std::string_view text, const std::string& ns, std::vector<CommandWord> words)
      : text_(text), ns_(ns), words_(std::move(words)), flags_(text) {}

  Result<TaskCommand> parse() {
    if (words_.empty())
      return error_at(0, {"Falta el comando: " + allowed_verbs.es + ".", "There is no command: " + allowed_verbs.en + "."});
    if (words_.front().text == "kubectl") words_.erase(words_.begin());
    auto sorted = sort_words();
    if (!sorted) return tl::make_unexpected(std::move(sorted.error()));
    auto command = parse_verb();
    if (!command) return command;
    if (auto left = check_left_over(); !left) return tl::make_unexpected(std::move(left.error()));
    return command;
  }

 private:
  tl::unexpected<Error> error_at(std::size_t byte, Text message) const {
    return fail(command_fault(text_, byte, std::move(message)));
  }
  tl::unexpected<Error> error_at_end(Text message) const { return error_at(text_.size(), std::move(message)); }

  // --- words and flags ---
  Result<void> sort_words() {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (!words_[i].text.starts_with('-')) {
        plain_.push_back(&words_[i]);
        continue;
      }
      auto taken = flags_.take(words_, i);
      if (!taken) return tl::make_unexpected(std::move(taken.error()));
      i += *taken;
    }
    return {};
  }

  Result<void> check_namespace() {
    const CommandFlag* flag = flags_.find("--namespace");
    if (flag == nullptr) return {};
    if (ns_.empty()) return check_some_namespace(*flag);
    if (flag->value == ns_) return {};
    return error_at(flag->value_begin, {fmt::format("Una tarea solo actúa en su propio namespace, «{}».", ns_),
                                        fmt::format("A task acts on its own namespace only, \"{}\".", ns_)});
  }

  Result<void> check_some_namespace(const CommandFlag& flag) {
    if (!subdomain_fault(flag.value)) return {};
    return error_at(flag.value_begin, {"Aquí va el nombre de un namespace.", "The name of a namespace goes here."});
  }

  // The first thing that the verb has no use for.
  Result<void> check_left_over() {
    if (auto ns = check_namespace(); !ns) return ns;
    const CommandFlag* unused = flags_.first_unused();
    const CommandWord* extra = peek();
    if (unused != nullptr && (extra == nullptr || unused->begin < extra->begin)) {
      return fail(unknown_flag(text_, unused->begin, unused->name, form_of(*verb_).flags));
    }
    if (extra == nullptr) return {};
    return error_at(
        extra->begin,
        {fmt::format("Aquí termina el comando; «{}» sobra. Un comando es para un solo objeto.", shown_in_message(extra->text)),
         fmt::format("The command ends here; \"{}\" is too much. A command is for one object.", shown_in_message(extra->text))});
  }

  const CommandWord* peek() const { return next_ < plain_.size() ? plain_[next_] : nullptr; }
  const CommandWord* take() { return next_ < plain_.size() ? plain_[next_++] : nullptr; }

  // --- verbs ---
  Result<TaskCommand> parse_verb() {
    const CommandWord* word = take();
    if (word == nullptr)
      return error_at_end({"Falta el verbo: " + allowed_verbs.es + ".", "The verb is missing: " + allowed_verbs.en + "."});
    const auto* found = std::find(verb_names.begin(), verb_names.end(), word->text);
    if (found == verb_names.end()) {
      const std::string shown = shown_in_message(word->text);
      return error_at(word->begin, {fmt::format("«{}» no se admite; {}.", shown, allowed_verbs.es),
                                    fmt::format("\"{}\" is not accepted; {}.", shown, allowed_verbs.en)});
    }
    verb_ = static_cast<Verb>(found - verb_names.begin());
    switch (*verb_) {
      case Verb::scale: return parse_scale();
      case Verb::rollout: return parse_rollout();
      case Verb::get: return parse_get();
      case Verb::annotate: return parse_metadata(MetadataPart::annotations);
      case Verb::label: break;
    }
    return parse_metadata(MetadataPart::labels);
  }

  Result<TaskCommand> parse_scale() {
    auto target = parse_target();
    if (!target) return tl::make_unexpected(std::move(target.error()));
    const CommandFlag* flag = flags_.find("--replicas");
    if (flag == nullptr) return error_at_end({"Falta --replicas=N, de 0 a 1000000.", "--replicas=N is missing, 0 to 1000000."});
    const auto replicas = whole_number<int>(flag->value);
    if (!replicas || *replicas < 0 || *replicas > most_replicas) {
      return error_at(flag->value_begin,
                      {"--replicas es un número entero de 0 a 1000000.", "--replicas is a whole number from 0 to 1000000."});
    }
    return ScaleCommand{std::move(*target), *replicas};
  }

  Result<TaskCommand> parse_rollout() {
    const CommandWord* word = take();
    const auto* found = std::find_if(rollout_verbs.begin(), rollout_verbs.end(),
                                     [&](RolloutVerb each) { return word != nullptr && word->text == to_string(each); });
    if (found == rollout_verbs.end()) {
      return error_at(word == nullptr ? text_.size() : word->begin, {"Después de rollout va restart, pause, resume o status.",
                                                                     "After rollout comes restart, pause, resume or status."});
    }
    const CommandWord* kind = peek();
    auto target = parse_target();
    if (!target) return tl::make_unexpected(std::move(target.error()));
    const bool pauses = *found == RolloutVerb::pause || *found == RolloutVerb::resume;
    if (pauses && target->kind != WorkloadKind::deployment) {
      return error_at(kind->begin, {"Solo un deployment se pausa y se reanuda.", "Only a deployment can be paused and resumed."});
    }
    if (*found == RolloutVerb::status) {
      if (auto flags = check_status_flags(); !flags) return tl::make_unexpected(std::move(flags.error()));
    }
    return RolloutCommand{*found, std::move(*target)};
  }

  // The status is read once. So `--watch=false` says what happens anyway, and no `--timeout` is ever reached.
  Result<void> check_status_flags() {
    const CommandFlag* watch = flags_.find("--watch");
    if (watch != nullptr && watch->value != "false") {
      return error_at(watch->begin, {"El estado se lee una vez, sin esperar: solo se admite --watch=false.",
                                     "The status is read once, without waiting: only --watch=false is accepted."});
    }
    const CommandFlag* timeout = flags_.find("--timeout");
    if (timeout == nullptr) return {};
    const std::string& value = timeout->value;
    const std::size_t digits = value.find_first_not_of("0123456789");
    const std::string unit = digits == std::string::npos ? "" : value.substr(digits);
    const bool duration =
        digits != 0 && !value.empty() && value.size() <= 8 && (unit == "s" || unit == "m" || unit == "h" || value == "0");
    if (duration) return {};
    return error_at(timeout->value_begin,
                    {"--timeout es una duración como 30s o 5m.", "--timeout is a duration such as 30s or 5m."});
  }

  Result<TaskCommand> parse_get() {
    auto kind = parse_kind();
    if (!kind) return tl::make_unexpected(std::move(kind.error()));
    GetCommand command;
    command.kind = kind->kind;
    if (kind->slash || peek() != nullptr) {
      auto name = parse_name(*kind);
      if (!name) return tl::make_unexpected(std::move(name.error()));
      command.name = std::move(*name);
    }
    const CommandFlag* output = flags_.find("--output");
    if (output != nullptr && output->value != "name") {
      return error_at(output->value_begin, {"De -o solo se admite name.", "Of -o only name is accepted."});
    }
    command.names_only = output != nullptr;
    return command;
  }

  // --- what it is about ---
  struct Kind {
    ListedKind kind = ListedKind::deployments;
    const CommandWord* word = nullptr;
    std::optional<std::size_t> slash;  // in `word`: the name follows it
  };

  Result<Kind> parse_kind() {
    const Form form = form_of(*verb_);
    const CommandWord* word = take();
    if (word == nullptr) {
      return error_at_end({fmt::format("Falta de qué objeto se trata: {}.", form.kinds.es),
                           fmt::format("What it is about is missing: {}.", form.kinds.en)});
    }
    Kind kind;
    kind.word = word;
    const std::size_t slash = word->text.find('/');
    if (slash != std::string::npos) kind.slash = slash;
    const auto found = kind_of(word->text.substr(0, slash));
    const bool fits = found && (*found != ListedKind::stateful_sets || form.stateful_sets) &&
                      (*found != ListedKind::daemon_sets || form.daemon_sets) && (*found != ListedKind::pods || form.pods);
    if (!fits) {
      const std::string shown = shown_in_message(word->text.substr(0, slash));
      return error_at(word->begin, {fmt::format("«{}» no se admite aquí; se admite {}.", shown, form.kinds.es),
                                    fmt::format("\"{}\" is not accepted here; allowed is {}.", shown, form.kinds.en)});
    }
    kind.kind = *found;
    return kind;
  }

  Result<std::string> parse_name(const Kind& kind) {
    const CommandWord* word = kind.slash ? kind.word : take();
    if (word == nullptr) return error_at_end(name_missing());
    const std::size_t from = kind.slash ? *kind.slash + 1 : 0;
    std::string name = word->text.substr(from);
    const auto fault = subdomain_fault(name);
    if (!fault) return name;
    return error_at(word->byte(from + *fault), name_missing());
  }

  static Text name_missing() {
    return {"Aquí va el nombre de un objeto: minúsculas, dígitos, «-» y «.».",
            "The name of an object goes here: lower-case letters, digits, \"-\" and \".\"."};
  }

  Result<CommandTarget> parse_target() {
    auto kind = parse_kind();
    if (!kind) return tl::make_unexpected(std::move(kind.error()));
    auto name = parse_name(*kind);
    if (!name) return tl::make_unexpected(std::move(name.error()));
    return CommandTarget{workload_kind(kind->kind), std::move(*name)};
  }

  // --- annotate, label ---
  Result<TaskCommand> parse_metadata(MetadataPart part) {
    MetadataCommand command;
    command.part = part;
    auto target = parse_target();
    if (!target) return tl::make_unexpected(std::move(target.error()));
    command.target = std::move(*target);
    if (peek() == nullptr) return error_at_end(pair_wanted());
    while (const CommandWord* word = take()) {
      if (auto taken = take_pair(command, *word); !taken) return tl::make_unexpected(std::move(taken.error()));
    }
    auto overwrite = flags_.boolean("--overwrite");
    if (!overwrite) return tl::make_unexpected(std::move(overwrite.error()));
    command.overwrite = *overwrite;
    return command;
  }

  static Text pair_wanted() {
    return {"Aquí va clave=valor, o clave- para quitarla.", "key=value goes here, or key- to remove it."};
  }

  Result<void> take_pair(MetadataCommand& command, const CommandWord& word) {
    const std::size_t equals = word.text.find('=');
    const bool removes = equals == std::string::npos && word.text.ends_with('-');
    if (equals == std::string::npos && !removes) return error_at(word.begin, pair_wanted());
    const std::string key = word.text.substr(0, removes ? word.text.size() - 1 : equals);
    if (auto fine = check_key(command.part, key, word); !fine) return fine;
    if (command.set.contains(key) || command.remove.contains(key)) {
      return error_at(word.begin, {"Esta clave está dos veces.", "This key is there twice."});
    }
    if (removes) {
      command.remove.insert(key);
      return {};
    }
    std::string value = word.text.substr(equals + 1);
    const auto fault = command.part == MetadataPart::labels ? label_value_fault(value) : std::nullopt;
    if (fault) {
      return error_at(
          word.byte(equals + 1 + *fault),
          {"El valor de una etiqueta tiene hasta 63 letras, dígitos, «-», «_» y «.», y empieza y termina con letra o dígito.",
           "A label's value has up to 63 letters, digits, \"-\", \"_\" and \".\", and begins and ends with a letter or digit."});
    }
    command.set.emplace(key, std::move(value));
    return {};
  }

  Result<void> check_key(MetadataPart part, std::string_view key, const CommandWord& word) const {
    if (const auto fault = metadata_key_fault(key, part == MetadataPart::annotations)) {
      return error_at(word.byte(*fault),
                      {"Una clave tiene hasta 63 letras, dígitos, «-», «_» y «.», y puede llevar delante un dominio y «/».",
                       "A key has up to 63 letters, digits, \"-\", \"_\" and \".\", and may have a domain and \"/\" before it."});
    }
    std::string lower(key.substr(0, our_prefix.size()));
    for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (lower != our_prefix) return {};
    return error_at(word.begin, {fmt::format("Las claves de {} son de este programa.", our_prefix),
                                 fmt::format("The keys of {} belong to this program.", our_prefix)});
  }

  std::string_view text_;
  const std::string& ns_;
  std::vector<CommandWord> words_;
  std::vector<const CommandWord*> plain_;
  std::size_t next_ = 0;
  CommandFlags flags_;
  std::optional<Verb> verb_;
};

std::string target_text(const CommandTarget& target) { return singular(target.kind) + "/" + target.name; }

std::string text_of(const ScaleCommand& command) {
  return fmt::format("scale {} --replicas={}", target_text(command.target), command.replicas);
}

std::string text_of(const RolloutCommand& command) {
  return fmt::format("rollout {} {}", to_string(command.verb), target_text(command.target));
}

std::string text_of(const GetCommand& command) {
  return fmt::format("get {}{}{}{}", to_string(command.kind), command.name.empty() ? "" : " ", command.name,
                     command.names_only ? " -o name" : "");
}

std::string text_of(const MetadataCommand& command) {
  std::string text = command.part == MetadataPart::labels ? "label " : "annotate ";
  text += target_text(command.target);
  for (const auto& [key, value] : command.set) text += " " + quoted_command_word(key + "=" + value);
  for (const std::string& key : command.remove) text += " " + key + "-";
  return command.overwrite ? text + " --overwrite" : text;
}

}  // namespace

const char* to_string(RolloutVerb verb) {
  switch (verb) {
    case RolloutVerb::restart: return "restart";
    case RolloutVerb::status: return "status";
    case RolloutVerb::pause: return "pause";
    case RolloutVerb::resume: break;
  }
  return "resume";
}

const char* to_string(ListedKind kind) {
  switch (kind) {
    case ListedKind::deployments: return "deployments";
    case ListedKind::stateful_sets: return "statefulsets";
    case ListedKind::daemon_sets: return "daemonsets";
    case ListedKind::pods: break;
  }
  return "pods";
}

Result<TaskCommand> parse_command(std::string_view text, const std::string& ns) {
  auto words = split_command(text);
  if (!words) return tl::make_unexpected(std::move(words.error()));
  return CommandParser(text, ns, std::move(*words)).parse();
}

bool changes_cluster(const TaskCommand& command) {
  const auto* rollout = std::get_if<RolloutCommand>(&command);
  return rollout != nullptr ? rollout->verb != RolloutVerb::status : !std::holds_alternative<GetCommand>(command);
}

std::string to_text(const TaskCommand& command) {
  return std::visit([](const auto& each) { return text_of(each); }, command);
}

}  // namespace nss
