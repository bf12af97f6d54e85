#include "adapters/rest/icalendar.h"

#include <algorithm>

namespace nss {
namespace {

constexpr std::size_t longest_line = 75;  // octets, without the line break

// "2026-07-13T00:00:00Z" as "20260713T000000Z".
std::string compact(std::string text) {
  text.erase(std::remove_if(text.begin(), text.end(), [](char c) { return c == '-' || c == ':'; }), text.end());
  return text;
}

bool continues_a_character(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

}  // namespace

std::string escape_icalendar_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (c == '\\' || c == ';' || c == ',') out += '\\';
    out += c;
  }
  return out;
}

std::string fold_icalendar_line(std::string_view line) {
  std::string out;
  std::size_t room = longest_line;
  while (line.size() > room) {
    std::size_t cut = room;
    while (continues_a_character(line[cut])) --cut;
    out += line.substr(0, cut);
    out += "\r\n ";
    line.remove_prefix(cut);
    room = longest_line - 1;  // the space counts
  }
  out += line;
  return out + "\r\n";
}

std::string to_icalendar(std::string_view name, const std::vector<CalendarDay>& days) {
  std::string out;
  const auto line = [&out](const std::string& text) { out += fold_icalendar_line(text); };
  const std::string title = escape_icalendar_text(name);
  line("BEGIN:VCALENDAR");
  line("VERSION:2.0");
  line("PRODID:-//Namespace Scheduler//Holidays of Colombia//ES");
  line("CALSCALE:GREGORIAN");
  line("NAME:" + title);
  line("X-WR-CALNAME:" + title);
  line("REFRESH-INTERVAL;VALUE=DURATION:P1D");
  line("X-PUBLISHED-TTL:P1D");
  for (const CalendarDay& day : days) {
    line("BEGIN:VEVENT");
    line("UID:" + escape_icalendar_text(day.uid));
    line("DTSTAMP:" + compact(to_rfc3339(day.stamp)));
    line("DTSTART;VALUE=DATE:" + compact(to_text(day.date)));
    line("DTEND;VALUE=DATE:" + compact(to_text(add_days(day.date, 1))));
    line("SUMMARY;LANGUAGE=es:" + escape_icalendar_text(day.summary));
    if (!day.description.empty()) line("DESCRIPTION:" + escape_icalendar_text(day.description));
    line("TRANSP:TRANSPARENT");
    line("END:VEVENT");
  }
  line("END:VCALENDAR");
  return out;
}

}  // namespace nss
