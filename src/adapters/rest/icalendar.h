// A calendar of whole days that other programs subscribe to: RFC 5545, with the two names for its title (NAME of RFC 7986 and
// the X-WR-CALNAME of those that came before). The same days give the same bytes: nothing in it is the time of the request, and
// there is no METHOD, which would make DTSTAMP just that. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/time.h"

namespace nss {

struct CalendarDay {
  std::string uid;  // the same for the same day for ever, or subscribers see it twice
  Date date{};
  Seconds stamp{};          // when this was last changed: DTSTAMP
  std::string summary;      // Spanish
  std::string description;  // lines
};

std::string to_icalendar(std::string_view name, const std::vector<CalendarDay>& days);

// The value of a TEXT property: backslash, semicolon, comma and line breaks escaped.
std::string escape_icalendar_text(std::string_view text);

// A content line with its CRLF, folded so that no line has more than 75 octets and no character is cut in two.
std::string fold_icalendar_line(std::string_view line);

}  // namespace nss
