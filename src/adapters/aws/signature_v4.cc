#include "adapters/aws/signature_v4.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "adapters/aws/ascii_text.h"
#include "adapters/http_client/percent_encoding.h"
#include "base/crypto.h"

namespace nss {
namespace {

constexpr std::string_view algorithm = "AWS4-HMAC-SHA256";
// What a proxy, a tracer or libcurl may add, change or take away: botocore's list.
constexpr std::array<std::string_view, 15> unsigned_names{"authorization",
                                                          "baggage",
                                                          "connection",
                                                          "expect",
                                                          "keep-alive",
                                                          "proxy-authenticate",
                                                          "proxy-authorization",
                                                          "te",
                                                          "traceparent",
                                                          "tracestate",
                                                          "trailer",
                                                          "transfer-encoding",
                                                          "upgrade",
                                                          "user-agent",
                                                          "x-amzn-trace-id"};
// What an earlier signature left behind.
constexpr std::array<std::string_view, 3> own_names{"x-amz-date", "x-amz-security-token", "authorization"};

struct UrlParts {
  std::string_view host;  // with a port that is not the scheme's own
  std::string_view path;
  std::string_view query;
};

UrlParts split_url(std::string_view url) {
  const auto scheme_end = url.find("://");
  const std::string_view scheme = url.substr(0, scheme_end);
  std::string_view rest = scheme_end == std::string_view::npos ? url : url.substr(scheme_end + 3);
  rest = rest.substr(0, rest.find('#'));
  const auto host_end = std::min(rest.find_first_of("/?"), rest.size());
  UrlParts parts{rest.substr(0, host_end), rest.substr(host_end), {}};
  const std::string_view own_port = scheme == "https" ? ":443" : ":80";
  if (parts.host.ends_with(own_port)) parts.host.remove_suffix(own_port.size());
  if (const auto mark = parts.path.find('?'); mark != std::string_view::npos) {
    parts.query = parts.path.substr(mark + 1);
    parts.path = parts.path.substr(0, mark);
  }
  return parts;
}

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

bool is_escape(std::string_view text, std::size_t at) {
  return text[at] == '%' && at + 2 < text.size() && is_hex(text[at + 1]) && is_hex(text[at + 2]);
}

// Without empty and dot segments, then encoded once more than it is in the URL.
std::string canonical_path(std::string_view path) {
  std::vector<std::string_view> kept;
  const bool slash_at_end = path.ends_with('/');
  while (!path.empty()) {
    const auto end = std::min(path.find('/'), path.size());
    const std::string_view segment = path.substr(0, end);
    path.remove_prefix(std::min(end + 1, path.size()));
    if (segment == "..") {
      if (!kept.empty()) kept.pop_back();
    } else if (!segment.empty() && segment != ".") {
      kept.push_back(segment);
    }
  }
  std::string out;
  for (const auto segment : kept) {
    out += '/';
    out += percent_encoded(segment);
  }
  if (out.empty() || slash_at_end) out += '/';
  return out;
}

std::string encoded_once(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    is_unreserved(text[i]) || is_escape(text, i) ? out.push_back(text[i]) : append_percent_encoded(out, text[i]);
  }
  return out;
}

std::string canonical_query(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> pairs;
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    const auto equals = std::min(pair.find('='), pair.size());
    pairs.emplace_back(encoded_once(pair.substr(0, equals)), encoded_once(pair.substr(std::min(equals + 1, pair.size()))));
  }
  std::sort(pairs.begin(), pairs.end());
  std::string out;
  for (const auto& [name, value] : pairs) fmt::format_to(std::back_inserter(out), "{}{}={}", out.empty() ? "" : "&", name, value);
  return out;
}

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// Without white space at the ends, and one space for each stretch of it inside.
std::string collapsed(std::string_view value) {
  std::string out;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (!is_space(value[i])) {
      out += value[i];
    } else if (!out.empty() && !is_space(value[i - 1])) {
      out += ' ';
    }
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

std::string name_of(std::string_view line) { return in_lower_case(line.substr(0, line.find(':'))); }

template <typename Names>
bool is_one_of(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Names in lower case; several headers of one name are one, their values joined in the order given.
std::map<std::string, std::string> signed_headers(const ClientRequest& request, std::string_view host) {
  std::map<std::string, std::string> headers;
  for (const auto& line : request.headers) {
    const std::string name = name_of(line);
    if (is_one_of(unsigned_names, name) || name.size() >= line.size()) continue;
    const std::string value = collapsed(std::string_view(line).substr(name.size() + 1));
    if (value.empty()) continue;
    const auto [at, first] = headers.emplace(name, value);
    if (!first) at->second += "," + value;
  }
  headers.emplace("host", host);
  return headers;
}

}  // namespace

const std::string& SignerV4::signing_key(const std::string& secret, const std::string& day) {
  if (key_.empty() || key_day_ != day || key_secret_ != secret) {
    key_ =
        hmac_sha256(hmac_sha256(hmac_sha256(hmac_sha256("AWS4" + secret, day), scope_.region), scope_.service), "aws4_request");
    key_day_ = day;
    key_secret_ = secret;
  }
  return key_;
}

SignatureSteps SignerV4::sign(ClientRequest& request, const AwsCredentials& credentials, Seconds now) {
  std::string time = to_rfc3339(now);
  std::erase_if(time, [](char c) { return c == '-' || c == ':'; });
  const std::string day = time.substr(0, 8);
  std::erase_if(request.headers, [](const std::string& line) { return is_one_of(own_names, name_of(line)); });
  request.headers.push_back("X-Amz-Date: " + time);
  if (!credentials.session_token.empty()) request.headers.push_back("X-Amz-Security-Token: " + credentials.session_token);

  const UrlParts url = split_url(request.url);
  std::string names;
  std::string lines;
  for (const auto& [name, value] : signed_headers(request, url.host)) {
    fmt::format_to(std::back_inserter(names), "{}{}", names.empty() ? "" : ";", name);
    fmt::format_to(std::back_inserter(lines), "{}:{}\n", name, value);
  }
  const std::string scope = fmt::format("{}/{}/{}/aws4_request", day, scope_.region, scope_.service);
  SignatureSteps steps;
  steps.canonical_request = fmt::format("{}\n{}\n{}\n{}\n{}\n{}", request.method, canonical_path(url.path),
                                        canonical_query(url.query), lines, names, sha256_hex(request.body));
  steps.string_to_sign = fmt::format("{}\n{}\n{}\n{}", algorithm, time, scope, sha256_hex(steps.canonical_request));
  const std::string signature = hex(hmac_sha256(signing_key(credentials.secret_access_key, day), steps.string_to_sign));
  request.headers.push_back(fmt::format("Authorization: {} Credential={}/{}, SignedHeaders={}, Signature={}", algorithm,
                                        credentials.access_key_id, scope, names, signature));
  return steps;
}

void sign_v4(ClientRequest& request, const AwsCredentials& credentials, const SignatureScope& scope, Seconds now) {
  SignerV4(scope).sign(request, credentials, now);
}

}  // namespace nss
