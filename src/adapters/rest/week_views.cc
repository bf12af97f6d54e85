#include "adapters/rest/week_views.h"

#include <array>
#include <cmath>
#include <iterator>

#include <fmt/core.h>

#include "base/date.h"

namespace nss {
namespace {

constexpr std::array day_names{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};

std::string day_text(std::chrono::sys_days day) { return to_text(Date(day)); }

std::string last_day(const HourGrid& grid) { return day_text(grid.date(grid.days() - 1)); }

// An entry's slots differ in their duration alone: the text on both sides of it is written once.
struct SlotText {
  std::string before;
  std::string after;
};

struct Shown {
  const NamespaceInput* input = nullptr;
  std::vector<TimeEntry> entries;
  std::vector<SlotText> texts;  // by entry; empty until its first slot is written
};

SlotText text_of(const NamespaceInput& input, const TimeEntry& entry) {
  JsonWriter json;
  json.begin_object()
      .member("namespaceId", input.name)
      .member("namespaceName", input.display_name)
      .member("costCenter", entry.payer)
      .member("isActive", true)
      .member("scheduleType", to_string(entry.type))
      .end_object();
  SlotText text{json.take(), {}};
  text.before.back() = ',';
  text.before += "\"duration\":";
  json = JsonWriter();
  json.begin_object().text_or_null("sourceId", entry.source).end_object();
  text.after = json.take();
  text.after.front() = ',';
  return text;
}

// Whole hours and minutes are what nearly all slots have.
void append_minutes(std::string& out, std::chrono::seconds time) {
  if (time.count() % 60 == 0) {
    fmt::format_to(std::back_inserter(out), "{}", time.count() / 60);
  } else {
    fmt::format_to(std::back_inserter(out), "{}", minutes_of(time));
  }
}

void write_slot(JsonWriter& json, Shown& shown, const Slot& slot, std::string& scratch) {
  SlotText& text = shown.texts[slot.entry];
  if (text.before.empty()) text = text_of(*shown.input, shown.entries[slot.entry]);
  scratch = text.before;
  append_minutes(scratch, slot.on);
  scratch += text.after;
  json.raw(scratch);
}

void write_week_holidays(JsonWriter& json, const WeekInputs& data) {
  json.key("holidays").begin_array();
  for (const Holiday& day : data.holidays) {
    json.begin_object()
        .member("date", to_text(day.date))
        .member("name", day.name)
        .member("isNational", day.type == HolidayType::national)
        .end_object();
  }
  json.end_array();
}

}  // namespace

double minutes_of(std::chrono::seconds time) { return std::round(static_cast<double>(time.count()) * 100 / 60) / 100; }

void write_week(JsonWriter& json, const WeekInputs& data, const std::string& cost_center) {
  const HourGrid& grid = data.grid;
  std::vector<Shown> shown;
  shown.reserve(data.namespaces.size());
  // By hour of the week: which namespace, which slot; namespaces in their order.
  std::vector<std::vector<std::pair<std::size_t, Slot>>> hours(static_cast<std::size_t>(grid.days()) * hours_of_day);
  for (const NamespaceInput& input : data.namespaces) {
    shown.push_back({&input, shown_entries(time_of(data, input), data.frame.now()), {}});
    shown.back().texts.resize(shown.back().entries.size());
    for (const Slot& slot : slots_of(shown.back().entries, grid)) {
      const bool wanted = cost_center.empty() || shown.back().entries[slot.entry].payer == cost_center;
      if (wanted) hours[slot.hour].emplace_back(shown.size() - 1, slot);
    }
  }
  std::string scratch;
  json.begin_object().member("weekStartDate", day_text(grid.date(0))).member("weekEndDate", last_day(grid));
  json.member("timezone", data.timezone).key("timeSlots").begin_object();
  for (int day = 0; day < grid.days(); ++day) {
    json.key(day_names.at(static_cast<std::size_t>(day))).begin_object();
    for (int hour = 0; hour < hours_of_day; ++hour) {
      json.key(fmt::format("{:02}", hour)).begin_array();
      for (const auto& [index, slot] : hours[HourGrid::key_of(day, hour)]) write_slot(json, shown[index], slot, scratch);
      json.end_array();
    }
    json.end_object();
  }
  json.end_object();
  write_week_holidays(json, data);
  json.end_object();
}

}  // namespace nss
