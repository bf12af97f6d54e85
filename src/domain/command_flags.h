// The flags of a command's text (domain/command.h): `--replicas=3`, `--replicas 3`, `-o name`, `--overwrite`. Which of them a
// verb has a use for, the grammar says: it finds those, and what is left was too much.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/command_line.h"

namespace nss {

struct CommandFlag {
  std::string name;             // the long one
  std::string value;            // of one without: "true"
  std::size_t begin = 0;        // where it stands in the text, in bytes
  std::size_t value_begin = 0;  // where its value does
  bool used = false;
};

class CommandFlags {
 public:
  // `text` outlives it: it is what errors point into.
  explicit CommandFlags(std::string_view text) : text_(text) {}

  // The flag that is words[i]; answers how many of the words after it are its value (0 or 1).
  Result<std::size_t> take(const std::vector<CommandWord>& words, std::size_t i);

  const CommandFlag* find(std::string_view name);  // and it counts as used; null: not there
  Result<bool> boolean(std::string_view name);     // absent is false
  const CommandFlag* first_unused() const;

 private:
  std::string_view text_;
  std::vector<CommandFlag> flags_;
};

// What is wrong with a flag that nobody has a use for; `flags` says which there are.
Error unknown_flag(std::string_view text, std::size_t byte, std::string_view name, const Text& flags);

}  // namespace nss
