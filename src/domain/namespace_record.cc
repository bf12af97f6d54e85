#include "domain/namespace_record.h"

namespace nss {

const char* to_string(StandingKind kind) {
  switch (kind) {
    case StandingKind::none: return "none";
    case StandingKind::person_off: return "person_off";
    case StandingKind::person_on: return "person_on";
    case StandingKind::task_off: break;
  }
  return "task_off";
}

std::optional<StandingKind> parse_standing_kind(std::string_view text) {
  for (const StandingKind kind :
       {StandingKind::none, StandingKind::person_off, StandingKind::person_on, StandingKind::task_off}) {
    if (text == to_string(kind)) return kind;
  }
  return std::nullopt;
}

}  // namespace nss
