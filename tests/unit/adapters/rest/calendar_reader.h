// Reads a calendar back as RFC 5545 says, strictly: what it refuses, a subscriber's program may refuse too.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/date.h"

namespace nss {

struct ReadCalendar {
  std::string name;                                        // NAME, which must be X-WR-CALNAME too
  std::vector<std::map<std::string, std::string>> events;  // property (without parameters) to value, unescaped
  std::string problem;                                     // empty: none
};

inline std::string compact_date(Date date) {
  const std::string text = to_text(date);
  return text.substr(0, 4) + text.substr(5, 2) + text.substr(8, 2);
}

inline std::string unescaped(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      out += text[i];
    } else if (++i < text.size()) {
      out += text[i] == 'n' || text[i] == 'N' ? '\n' : text[i];
    }
  }
  return out;
}

// The content lines, unfolded. A problem: a bare line break, a line over 75 octets, one that begins inside a character.
inline std::vector<std::string> unfolded(const std::string& text, std::string& problem) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find("\r\n", at);
    if (end == std::string::npos) {
      problem = "the last line does not end";
      break;
    }
    const std::string line = text.substr(at, end - at);
    at = end + 2;
    if (line.size() > 75) problem = "too long: " + line;
    if (line.find_first_of("\r\n") != std::string::npos) problem = "a bare line break: " + line;
    if (!line.empty() && (line[0] == ' ' || line[0] == '\t') && !lines.empty()) {
      if (line.size() > 1 && (static_cast<unsigned char>(line[1]) & 0xc0) == 0x80) problem = "a character cut in two: " + line;
      lines.back() += line.substr(1);
    } else {
      lines.push_back(line);
    }
  }
  return lines;
}

inline ReadCalendar read_calendar(const std::string& text) {
  ReadCalendar calendar;
  std::string other_name;
  bool inside = false;
  std::vector<std::string> lines = unfolded(text, calendar.problem);
  if (lines.size() < 2 || lines.front() != "BEGIN:VCALENDAR" || lines.back() != "END:VCALENDAR") {
    calendar.problem = "no VCALENDAR around it";
  }
  for (const std::string& line : lines) {
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos) {
      calendar.problem = "no property: " + line;
      continue;
    }
    const std::string property = line.substr(0, std::min(colon, line.find(';')));
    const std::string value = unescaped(line.substr(colon + 1));
    if (property == "NAME") calendar.name = value;
    if (property == "X-WR-CALNAME") other_name = value;
    if (line == "BEGIN:VEVENT") {
      inside = true;
      calendar.events.emplace_back();
    } else if (line == "END:VEVENT") {
      inside = false;
      for (const char* needed : {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY"})
        if (!calendar.events.back().contains(needed)) calendar.problem = std::string("an event without ") + needed;
    } else if (inside && !calendar.events.back().emplace(property, value).second) {
      calendar.problem = "twice: " + property;
    }
  }
  if (calendar.name != other_name) calendar.problem = "two names";
  return calendar;
}

}  // namespace nss
