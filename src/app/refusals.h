// Refusals that several use cases give, in one place each.
#pragma once

#include <string>

#include <fmt/core.h>

#include "base/result.h"
#include "domain/holidays.h"

namespace nss {

inline Error no_such_namespace(const std::string& ns) {
  return Error{ErrorKind::not_found, "namespace_not_found",
               Text{"No existe el namespace " + ns + ".", "There is no namespace " + ns + "."}};
}

inline Error year_out_of_range() {
  return Error{ErrorKind::invalid, "year_out_of_range",
               Text{fmt::format("El año debe estar entre {} y {}.", first_holiday_year, last_holiday_year),
                    fmt::format("The year must be between {} and {}.", first_holiday_year, last_holiday_year)}};
}

inline Error cluster_unknown() {
  return Error{ErrorKind::unavailable, "cluster_unavailable",
               Text{"Todavía no se conoce el estado del clúster.", "The state of the cluster is not known yet."}};
}

}  // namespace nss
