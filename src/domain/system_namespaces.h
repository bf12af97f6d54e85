// Which namespaces are system ones: never touched (SPEC 4). kube-*, default and the scheduler's own are refused in code, no
// setting takes them out; a built-in list that `!name` can shorten; and what NSCHED_SYSTEM_NAMESPACES adds.
// Names and globs (`*` any text, `?` one character), separated by commas or blanks. Immutable; thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace nss {

class SystemNamespaces {
 public:
  // The built-in list alone.
  SystemNamespaces() = default;

  // `own_namespace` is empty outside a cluster. Code `invalid_value`, with `position` (0-based, in bytes of the setting).
  static Result<SystemNamespaces> make(std::string_view setting, std::string own_namespace);

  bool contains(std::string_view name) const;

 private:
  bool is_protected(std::string_view name) const;

  std::string own_;
  std::vector<std::string> added_;
  std::vector<std::string> taken_out_;
};

// `*` any text (also none), `?` any one character. Time is at most pattern × name.
bool glob_matches(std::string_view pattern, std::string_view name);

}  // namespace nss
