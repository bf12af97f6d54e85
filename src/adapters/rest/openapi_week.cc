// The shapes of week, reports, usage and holidays (API 7, 9).
#include <fmt/format.h>

#include "adapters/rest/openapi.h"

namespace nss {
namespace {

// An object with each of these keys.
std::string keyed(const std::vector<std::string>& keys, const std::string& schema) {
  std::string properties;
  std::string required;
  for (const std::string& key : keys) {
    properties += fmt::format("{}\"{}\":{}", properties.empty() ? "" : ",", key, schema);
    required += fmt::format("{}\"{}\"", required.empty() ? "" : ",", key);
  }
  return fmt::format(R"({{"type":"object","additionalProperties":false,"properties":{{{}}},"required":[{}]}})", properties,
                     required);
}

// Seven days with all 24 hours each.
const char* time_slots() {
  static const std::string schema = [] {
    std::vector<std::string> hours;
    for (int hour = 0; hour < 24; ++hour) hours.push_back(fmt::format("{:02}", hour));
    return keyed({"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"},
                 keyed(hours, shape_schema("[TimeSlot]")));
  }();
  return schema.c_str();
}

}  // namespace

std::vector<Schema> week_schemas() {
  return {
      {"Week",
       {{"weekStartDate", "date"},
        {"weekEndDate", "date"},
        {"timezone", "text"},
        {"timeSlots", time_slots()},
        {"holidays", "[WeekHoliday]"}}},
      {"TimeSlot",
       {{"namespaceId", "namespace"},
        {"namespaceName", "text"},
        {"costCenter", "text"},
        {"isActive", R"({"const":true})"},
        {"scheduleType", "cron|manual"},
        {"duration", R"({"type":"number","minimum":0,"maximum":120})"},
        {"sourceId", "id?"}}},
      {"WeekHoliday", {{"date", "date"}, {"name", "text"}, {"isNational", "boolean"}}},
      {"WeeklyReport",
       {{"weekStartDate", "date"},
        {"weekEndDate", "date"},
        {"timezone", "text"},
        {"totalHours", "number"},
        {"usedHours", "number"},
        {"costCenters", "[CostCenterReport]"},
        {"savings", "Savings?"},
        {"formula", "text?"}}},
      {"Savings", {{"cpuCoreHours", "number"}, {"memoryGiBHours", "number"}, {"amount", "number"}, {"currency", "currency"}}},
      {"RangeReport",
       {{"startDate", "date"},
        {"endDate", "date"},
        {"groupBy", "cost_center|namespace|day"},
        {"timezone", "text"},
        {"totalHours", "number"},
        {"usedHours", "number"},
        {"rows", "[RangeRow]"},
        {"savings", "Savings?"},
        {"formula", "text?"}}},
      // Of a day, of a cost centre, or of a namespace that one pays.
      {"RangeRow",
       {{"date?", "date"},
        {"costCenterId?", "text"},
        {"costCenterName?", "text"},
        {"totalHours", "number"},
        {"namespaceId?", "namespace"},
        {"namespaceName?", "text"},
        {"scheduledHours", "number"},
        {"actualHours", "number"},
        {"efficiency", R"({"type":["number","null"],"minimum":0})"},
        {"nonBusinessHours", "number"},
        {"avoidedHours", "number"},
        {"savings", "Savings?"}}},
      {"CostCenterReport",
       {{"costCenterId", "text"}, {"costCenterName", "text"}, {"totalHours", "number"}, {"namespaces", "[NamespaceReport]"}}},
      {"NamespaceReport",
       {{"namespaceId", "namespace"},
        {"namespaceName", "text"},
        {"scheduledHours", "number"},
        {"actualHours", "number"},
        {"efficiency", R"({"type":["number","null"],"minimum":0})"},
        {"nonBusinessHours", "number"},
        {"avoidedHours", "number"},
        {"savings", "Savings?"}}},
      {"NamespaceUsage", {{"namespaceId", "namespace"}, {"usage", "[DayUsage]"}, {"timezone", "text"}}},
      {"DayUsage", {{"date", "date"}, {"scheduledHours", "number"}, {"actualHours", "number"}, {"costCenter", "text"}}},
  };
}

std::vector<Schema> holiday_schemas() {
  return {
      {"Holiday",
       {{"date", "date"},
        {"name", "text"},
        {"type", "national|local"},
        {"isFixed", "boolean"},
        {"originalDate", "date"},
        {"law", "text?"},
        {"nameEn", "text?"}}},
      {"HolidayYear", {{"year", "count"}, {"holidays", "[Holiday]"}}},
      {"LocalHolidays", {{"holidays", "[Holiday]"}}},
      {"NewLocalHoliday", {{"date", "date"}, {"name", "title"}, {"nameEn?", "title?"}}},
      {"DeletedHoliday", {{"date", "date"}, {"deleted", R"({"const":true})"}}},
  };
}

}  // namespace nss
