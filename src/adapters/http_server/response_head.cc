#include "adapters/http_server/response_head.h"

#include <array>

#include <fmt/core.h>

namespace nss {
namespace {

std::string_view reason_of(int status) {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 304: return "Not Modified";
    case 308: return "Permanent Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 409: return "Conflict";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 422: return "Unprocessable Content";
    case 428: return "Precondition Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 503: return "Service Unavailable";
    default: return "";  // the phrase is decoration: RFC 9112 lets it be empty
  }
}

// RFC 9110 5.6.7: Sun, 22 Nov 2026 13:52:00 GMT.
std::string http_date(Seconds t) {
  static constexpr std::array<const char*, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(t);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(t - day);
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", days[std::chrono::weekday(day).c_encoding()],
                     static_cast<unsigned>(date.day()), months[static_cast<unsigned>(date.month()) - 1],
                     static_cast<int>(date.year()), time.hours().count(), time.minutes().count(), time.seconds().count());
}

}  // namespace

bool has_content(int status, std::string_view method) {
  return method != "HEAD" && status >= 200 && status != 204 && status != 304;
}

std::string format_response_head(const HttpResponse& response, const ResponseFraming& framing) {
  std::string head = fmt::format("HTTP/1.1 {} {}\r\n", response.status, reason_of(response.status));
  for (const HttpHeader& header : response.headers) {
    head += header.name + ": ";
    for (const char c : header.value) head += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
    head += "\r\n";
  }
  if (framing.date) head += "Date: " + http_date(*framing.date) + "\r\n";
  if (response.stream)
    head += "Transfer-Encoding: chunked\r\n";
  else if (response.status != 204 && response.status != 304)
    head += fmt::format("Content-Length: {}\r\n", response.content().size());
  if (framing.close) head += "Connection: close\r\n";
  return head + "\r\n";
}

}  // namespace nss
