#include "adapters/rest/dates.h"

namespace nss {

Result<Date> read_date(const std::string& text) {
  if (!has_date_form(text)) {
    return fail(Error{ErrorKind::invalid, "malformed_request",
                      Text{"La fecha se escribe como 2026-07-13.", "A date is written like 2026-07-13."}});
  }
  if (const auto date = parse_date(text)) return *date;
  return fail(Error{ErrorKind::invalid, "invalid_date", Text{"No existe el día " + text + ".", "There is no day " + text + "."}});
}

}  // namespace nss
