#include "main/settings_values.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/whole_number.h"

namespace nss {
namespace {

constexpr std::size_t longest_shown = 60;

tl::unexpected<Error> wrong(std::string_view text, std::string_view right) {
  return fail(ErrorKind::invalid, "invalid_setting", fmt::format("{} {}", quoted_for_line(text), right));
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alnum(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

bool is_ipv6(const std::string& text) {
  std::array<unsigned char, 16> bytes{};
  return inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1;
}

// "host:port" or "[host]:port" in two; the port may be missing.
struct HostPort {
  std::string_view host;
  std::string_view port;
  bool bracketed = false;
  bool has_port = false;
};

std::optional<HostPort> split_host_port(std::string_view text) {
  HostPort result;
  std::string_view rest;
  if (text.starts_with('[')) {
    const auto close = text.find(']');
    if (close == std::string_view::npos) return std::nullopt;
    result.host = text.substr(1, close - 1);
    result.bracketed = true;
    rest = text.substr(close + 1);
    if (!rest.empty() && rest.front() != ':') return std::nullopt;
  } else {
    const auto colon = text.find(':');
    result.host = text.substr(0, colon);
    rest = colon == std::string_view::npos ? std::string_view() : text.substr(colon);
  }
  result.has_port = !rest.empty();
  if (result.has_port) result.port = rest.substr(1);
  return result;
}

bool is_host_name(std::string_view host) {
  if (host.empty() || host.size() > 253 || !is_alnum(host.front()) || !is_alnum(host.back())) return false;
  return std::all_of(host.begin(), host.end(), [](char c) { return is_alnum(c) || c == '-' || c == '.'; }) &&
         host.find("..") == std::string_view::npos;
}

// Scheme, host and perhaps a port, in small letters and without a slash at the end; nothing when there is more or less.
std::optional<std::string> parse_origin(std::string_view text) {
  std::string url = lower(text);
  if (url.ends_with('/')) url.pop_back();
  const std::size_t start = url.starts_with("https://") ? 8 : url.starts_with("http://") ? 7 : 0;
  if (start == 0) return std::nullopt;
  const auto parts = split_host_port(std::string_view(url).substr(start));
  if (!parts || (parts->bracketed ? !is_ipv6(std::string(parts->host)) : !is_host_name(parts->host))) return std::nullopt;
  const auto port = whole_number<std::uint16_t>(parts->has_port ? parts->port : "443");
  if (!port || *port == 0) return std::nullopt;
  return url;
}

template <typename T, std::size_t N>
Result<T> one_of(std::string_view text, const std::array<std::pair<std::string_view, T>, N>& choices) {
  std::string known;
  for (const auto& [name, value] : choices) {
    if (text == name) return value;
    known += (known.empty() ? "" : ", ") + std::string(name);
  }
  return wrong(text, fmt::format("is none of: {}", known));
}

}  // namespace

const char* to_string(StorageKind kind) { return kind == StorageKind::dynamodb ? "dynamodb" : "sqlite"; }

const char* to_string(ClusterMode mode) {
  switch (mode) {
    case ClusterMode::in_cluster: return "in-cluster";
    case ClusterMode::kubeconfig: return "kubeconfig";
    case ClusterMode::simulated: break;
  }
  return "simulated";
}

std::string quoted_for_line(std::string_view text) {
  std::string result = "\"";
  for (const char c : text.substr(0, longest_shown)) result += c >= ' ' && c <= '~' ? c : '?';
  result += text.size() > longest_shown ? "…\"" : "\"";
  return result;
}

std::string one_line(std::string_view text) {
  constexpr std::size_t longest_line = 500;
  std::string result(text.substr(0, longest_line));
  for (char& c : result) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) c = '?';
  }
  return result;
}

Result<std::string> parse_public_url(std::string_view text) {
  if (text.empty()) return std::string();
  if (auto url = parse_origin(text)) return *std::move(url);
  return wrong(text,
               "is not the address of the page: write http:// or https://, a host, and a port if it is not the usual one, "
               "without user, path or query, such as https://scheduler.example.com");
}

Result<bool> parse_flag_value(std::string_view text) {
  if (text == "true" || text == "1") return true;
  if (text == "false" || text == "0") return false;
  return wrong(text, "is neither true nor false");
}

Result<int> parse_whole_number(std::string_view text, int least, int most) {
  const auto value = whole_number<int>(text);
  if (!value || *value < least || *value > most)
    return wrong(text, fmt::format("is not a whole number from {} to {}", least, most));
  return *value;
}

Result<std::chrono::seconds> parse_duration(std::string_view text) {
  constexpr std::string_view right = "is not a duration of at most 24h: write a number with its unit, such as 90s, 15m or 1h30m";
  if (text == "0") return std::chrono::seconds(0);
  std::chrono::seconds total{0};
  std::string_view rest = text;
  int last_unit = 0;  // 1 h, 2 m, 3 s: each at most once, from long to short
  while (!rest.empty()) {
    const auto end = static_cast<std::size_t>(std::find_if_not(rest.begin(), rest.end(), is_digit) - rest.begin());
    const auto number = whole_number<int>(rest.substr(0, end));
    const int unit = end < rest.size() ? static_cast<int>(std::string_view("hms").find(rest[end]) + 1) : 0;
    if (!number || *number > 86'400 || unit <= last_unit) return wrong(text, right);
    total += std::chrono::seconds(std::int64_t{*number} * (unit == 1 ? 3600 : unit == 2 ? 60 : 1));
    last_unit = unit;
    rest.remove_prefix(end + 1);
  }
  if (last_unit == 0 || total > std::chrono::hours(24)) return wrong(text, right);
  return total;
}

Result<ClusterMode> parse_cluster_mode(std::string_view text) {
  return one_of<ClusterMode, 3>(text, {{{"in-cluster", ClusterMode::in_cluster},
                                        {"kubeconfig", ClusterMode::kubeconfig},
                                        {"simulated", ClusterMode::simulated}}});
}

Result<StorageKind> parse_storage_kind(std::string_view text) {
  return one_of<StorageKind, 2>(text, {{{"sqlite", StorageKind::sqlite}, {"dynamodb", StorageKind::dynamodb}}});
}

Result<std::string> parse_table_name(std::string_view text) {
  const bool fits = text.size() >= 3 && text.size() <= 255 &&
                    std::all_of(text.begin(), text.end(), [](char c) { return is_alnum(c) || c == '-' || c == '_' || c == '.'; });
  if (!fits) return wrong(text, "is not a table's name: 3 to 255 letters, digits, -, _ and .");
  return std::string(text);
}

Result<std::string> parse_region(std::string_view text) {
  const bool fits = text.size() <= 63 && std::all_of(text.begin(), text.end(),
                                                     [](char c) { return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-'; });
  if (!fits) return wrong(text, "is not an AWS region: small letters, digits and -, such as us-east-1");
  return std::string(text);
}

// What is read and written is nobody's business on the way, though the signature is no secret.
Result<std::string> parse_endpoint(std::string_view text) {
  constexpr std::string_view right = "is not an endpoint: write https://HOST[:PORT], or http:// for this machine";
  if (text.empty()) return std::string();
  auto url = parse_origin(text);
  if (!url) return wrong(text, right);
  const auto parts = split_host_port(std::string_view(*url).substr(url->find("//") + 2));
  const bool here = parts->host == "localhost" || parts->host == "::1" || parts->host.starts_with("127.");
  if (!url->starts_with("https://") && !here) return wrong(text, right);
  return *url;
}

Result<std::string> parse_path(std::string_view text) {
  constexpr std::size_t longest_path = 4095;
  if (text.empty() || text.size() > longest_path || text.find('\0') != std::string_view::npos) {
    return wrong(text, "is not a path: write the name of a file or folder, at most 4095 bytes long");
  }
  return std::string(text);
}

Result<std::string> parse_cluster_name(std::string_view text) {
  const bool fits = !text.empty() && text.size() <= 100 && is_alnum(text.front()) &&
                    std::all_of(text.begin(), text.end(), [](char c) { return is_alnum(c) || c == '-' || c == '_'; });
  if (!fits) return wrong(text, "is not a cluster's name: 1 to 100 letters, digits, - and _, the first a letter or digit");
  return std::string(text);
}

Result<std::string> parse_label_key(std::string_view text) {
  constexpr std::string_view right =
      "is not the key of a label: at most 63 letters, digits, -, _ and ., a letter or digit at both ends, with an optional "
      "prefix such as example.com/";
  const auto slash = text.find('/');
  const auto prefix = slash == std::string_view::npos ? std::string_view() : text.substr(0, slash);
  const auto name = slash == std::string_view::npos ? text : text.substr(slash + 1);
  if (slash != std::string_view::npos && (!is_host_name(prefix) || lower(prefix) != prefix)) return wrong(text, right);
  const bool fits = !name.empty() && name.size() <= 63 && is_alnum(name.front()) && is_alnum(name.back()) &&
                    std::all_of(name.begin(), name.end(), [](char c) { return is_alnum(c) || c == '-' || c == '_' || c == '.'; });
  if (!fits) return wrong(text, right);
  return std::string(text);
}

Result<HolidayMode> parse_holidays(std::string_view text) {
  return one_of<HolidayMode, 2>(text, {{{"mark", HolidayMode::mark}, {"observe", HolidayMode::observe}}});
}

Result<std::string> parse_currency(std::string_view text) {
  if (is_currency(text)) return std::string(text);
  return wrong(text, "is not an ISO 4217 code of three capital letters, like COP or USD");
}

Result<std::string> parse_locale(std::string_view text) { return one_of<std::string, 2>(text, {{{"es", "es"}, {"en", "en"}}}); }

Result<log::Level> parse_log_level(std::string_view text) {
  return one_of<log::Level, 4>(
      text,
      {{{"debug", log::Level::debug}, {"info", log::Level::info}, {"warn", log::Level::warn}, {"error", log::Level::error}}});
}

Result<LogFormat> parse_log_format(std::string_view text) {
  return one_of<LogFormat, 2>(text, {{{"json", LogFormat::json}, {"text", LogFormat::text}}});
}

Result<std::optional<Seconds>> parse_simulated_time(std::string_view text) {
  if (text == "now") return std::optional<Seconds>();
  const auto time = parse_rfc3339(text);
  if (!time) return wrong(text, "is not an instant: write RFC 3339, such as 2026-06-01T19:58:00-05:00, or now");
  return time;
}

}  // namespace nss
