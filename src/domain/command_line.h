// The words of a command's text, as a shell would give them to kubectl, and nothing else of a shell: quotes group, blanks
// separate, and every character that a shell would act on is refused where it would. No word is ever given to one.
//   'a b'  as it stands · "a b"  with \" \\ \$ \` · a'b'"c"  one word
// Pure. Bounded: 1,000 characters, no control characters, UTF-8.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace nss {

inline constexpr std::size_t longest_command = 1000;  // characters

struct CommandWord {
  std::string text;             // without its quotes
  std::vector<std::size_t> at;  // where each byte of `text` stood in the whole
  std::size_t begin = 0;
  std::size_t end = 0;

  // Where to point for the byte `index` of `text`; past its last one: where the word ends.
  std::size_t byte(std::size_t index) const { return index < at.size() ? at[index] : end; }
};

// Errors as of command_fault().
Result<std::vector<CommandWord>> split_command(std::string_view text);

// Code `invalid_command`; `byte` becomes `position`: 0-based, in characters.
Error command_fault(std::string_view text, std::size_t byte, Text message);

// One word that split_command() gives back as `word`; in quotes only where it needs them.
std::string quoted_command_word(std::string_view word);

// A person's own characters inside a message: short, and nothing that a terminal or a log would act on.
std::string shown_in_message(std::string_view text);

}  // namespace nss
