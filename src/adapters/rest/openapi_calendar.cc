#include "adapters/rest/openapi.h"

namespace nss {

std::vector<Schema> calendar_schemas() {
  return {
      {"Calendar", {{"timezone", "text"}, {"truncated", "boolean"}, {"items", "[CalendarItem]"}}},
      {"CalendarItem",
       {{"id", "text"},
        {"start", "time"},
        {"end", "time"},
        {"kind", "activation|business_hours|firing|holiday|keep_on"},
        {"title", "text"},
        {"namespace", "namespace?"},
        {"task_id", "id?"},
        {"cost_center", "text?"},
        {"actual", "boolean"}}},
  };
}

}  // namespace nss
