#include "base/result.h"

namespace nss {

const char* to_string(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::not_found: return "not_found";
    case ErrorKind::conflict: return "conflict";
    case ErrorKind::gone: return "gone";
    case ErrorKind::unauthorized: return "unauthorized";
    case ErrorKind::forbidden: return "forbidden";
    case ErrorKind::invalid: return "invalid";
    case ErrorKind::throttled: return "throttled";
    case ErrorKind::transient: return "transient";
    case ErrorKind::unavailable: return "unavailable";
    case ErrorKind::refused: return "refused";
    case ErrorKind::internal: return "internal";
  }
  return "internal";
}

}  // namespace nss
