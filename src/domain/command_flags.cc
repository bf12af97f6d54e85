#include "domain/command_flags.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <utility>

namespace nss {
namespace {

struct FlagName {
  std::string_view name;
  std::string_view long_name;
  bool takes_value;
};
constexpr std::array<FlagName, 9> flag_names = {{{"-n", "--namespace", true},
                                                 {"--namespace", "--namespace", true},
                                                 {"--replicas", "--replicas", true},
                                                 {"-o", "--output", true},
                                                 {"--output", "--output", true},
                                                 {"--overwrite", "--overwrite", false},
                                                 {"-w", "--watch", false},
                                                 {"--watch", "--watch", false},
                                                 {"--timeout", "--timeout", true}}};

const Text every_flag{"-n, --replicas, -o name y --overwrite, según el verbo",
                      "-n, --replicas, -o name and --overwrite, as the verb has them"};

}  // namespace

Error unknown_flag(std::string_view text, std::size_t byte, std::string_view name, const Text& flags) {
  const std::string shown = shown_in_message(name);
  return command_fault(text, byte,
                       {fmt::format("La opción {} no se admite aquí; se admiten {}.", shown, flags.es),
                        fmt::format("The flag {} is not accepted here; allowed are {}.", shown, flags.en)});
}

Result<std::size_t> CommandFlags::take(const std::vector<CommandWord>& words, std::size_t i) {
  const CommandWord& word = words[i];
  const std::size_t equals = word.text.find('=');
  const std::string name = word.text.substr(0, equals);
  const auto* known = std::find_if(flag_names.begin(), flag_names.end(), [&](const FlagName& each) { return each.name == name; });
  if (known == flag_names.end()) return fail(unknown_flag(text_, word.begin, name, every_flag));
  CommandFlag flag{std::string(known->long_name), "true", word.begin, word.begin};
  std::size_t taken = 0;
  if (equals != std::string::npos) {
    flag.value = word.text.substr(equals + 1);
    flag.value_begin = word.byte(equals + 1);
  } else if (known->takes_value) {
    if (i + 1 == words.size()) {
      return fail(
          command_fault(text_, text_.size(), {"Falta el valor de " + name + ".", "The value of " + name + " is missing."}));
    }
    flag.value = words[i + 1].text;
    flag.value_begin = words[i + 1].begin;
    taken = 1;
  }
  const bool twice = std::any_of(flags_.begin(), flags_.end(), [&](const CommandFlag& each) { return each.name == flag.name; });
  if (twice) return fail(command_fault(text_, word.begin, {flag.name + " está dos veces.", flag.name + " is there twice."}));
  flags_.push_back(std::move(flag));
  return taken;
}

const CommandFlag* CommandFlags::find(std::string_view name) {
  const auto found = std::find_if(flags_.begin(), flags_.end(), [&](const CommandFlag& flag) { return flag.name == name; });
  if (found == flags_.end()) return nullptr;
  found->used = true;
  return &*found;
}

Result<bool> CommandFlags::boolean(std::string_view name) {
  const CommandFlag* flag = find(name);
  if (flag == nullptr || flag->value == "false") return false;
  if (flag->value == "true") return true;
  return fail(command_fault(text_, flag->value_begin,
                            {fmt::format("{} es true o false.", name), fmt::format("{} is true or false.", name)}));
}

const CommandFlag* CommandFlags::first_unused() const {
  const auto found = std::find_if(flags_.begin(), flags_.end(), [](const CommandFlag& flag) { return !flag.used; });
  return found == flags_.end() ? nullptr : &*found;
}

}  // namespace nss
