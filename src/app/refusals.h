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

// A zone may have skipped a day (Apia, 2011-12-30): no second of it can be told of.
inline Error no_such_day() {
  return Error{ErrorKind::invalid, "invalid_date",
               Text{"Ese día no existió en la zona horaria.", "That day did not exist in the time zone."}};
}

inline Error cluster_unknown() {
  return Error{ErrorKind::unavailable, "cluster_unavailable",
               Text{"Todavía no se conoce el estado del clúster.", "The state of the cluster is not known yet."}};
}

inline Error store_unknown() {
  Error error{ErrorKind::unavailable, "not_ready",
              Text{"Todavía se está leyendo el almacén; inténtelo de nuevo en unos segundos.",
                   "The store is still being read; try again in a few seconds."}};
  error.retry_after = std::chrono::seconds(5);
  return error;
}

}  // namespace nss
