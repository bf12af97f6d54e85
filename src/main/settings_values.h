// From the text of a setting to its value, one function per form. Pure; thread-safe. An error's `message.en` is the rest
// of the sentence "<name> (<where>): …": what is wrong and what would be right, in one line, with the text in it bounded
// and free of control characters. Forms that other folders define (address, zone, hours, selector …) are parsed there.
// Which setting has which form: settings_table.cc.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/result.h"
#include "main/settings_types.h"

namespace nss {

// The text in quotes, fit for one line of a terminal: at most 60 characters, everything unprintable as '?'.
std::string quoted_for_line(std::string_view text);
// A whole message made fit for one line: control characters as '?', at most 500 bytes.
std::string one_line(std::string_view text);

// http:// or https://, a host, perhaps a port: as it is, but in lower case and without a slash at the end. Empty: none.
Result<std::string> parse_public_url(std::string_view text);
Result<bool> parse_flag_value(std::string_view text);  // true, false, 1, 0
Result<int> parse_whole_number(std::string_view text, int least, int most);
// 90s, 15m, 1h, 1h30m; `0` needs no unit. At most 24 h.
Result<std::chrono::seconds> parse_duration(std::string_view text);
Result<ClusterMode> parse_cluster_mode(std::string_view text);
Result<StorageKind> parse_storage_kind(std::string_view text);
Result<std::string> parse_table_name(std::string_view text);
Result<std::string> parse_region(std::string_view text);    // empty: none
Result<std::string> parse_endpoint(std::string_view text);  // without a slash at the end; empty: none
Result<std::string> parse_path(std::string_view text);
Result<std::string> parse_cluster_name(std::string_view text);  // what EKS allows
Result<std::string> parse_label_key(std::string_view text);     // [prefix/]name as Kubernetes allows it
Result<HolidayMode> parse_holidays(std::string_view text);
Result<std::string> parse_currency(std::string_view text);
Result<std::string> parse_locale(std::string_view text);  // es, en
Result<log::Level> parse_log_level(std::string_view text);
Result<LogFormat> parse_log_format(std::string_view text);
Result<std::optional<Seconds>> parse_simulated_time(std::string_view text);  // RFC 3339, or `now`

}  // namespace nss
