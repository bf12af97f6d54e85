#include "adapters/http_server/static_files.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <fmt/core.h>

#include "base/crypto.h"

namespace nss {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t max_files = 1'000;
constexpr std::uintmax_t max_file_bytes = 4u << 20;

// The better one first.
constexpr std::array<std::pair<ContentCoding, const char*>, 2> codings{
    {{ContentCoding::br, ".br"}, {ContentCoding::gzip, ".gz"}}};

// As web/build.mjs names files: main-7FZNLRN5, with eight digits of base 32 or 16.
bool holds_its_hash(std::string_view stem) {
  constexpr std::size_t digits = 8;
  if (stem.size() < digits + 2 || stem[stem.size() - digits - 1] != '-') return false;
  const std::string_view hash = stem.substr(stem.size() - digits);
  return std::all_of(hash.begin(), hash.end(), [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
}

const char* type_of(const fs::path& file) {
  const std::string extension = file.extension().string();
  if (extension == ".html") return "text/html; charset=utf-8";
  if (extension == ".css") return "text/css; charset=utf-8";
  if (extension == ".js" || extension == ".mjs") return "text/javascript; charset=utf-8";
  if (extension == ".svg") return "image/svg+xml";
  return nullptr;  // nothing else belongs to the page
}

tl::unexpected<Error> unreadable(const std::string& root, std::string_view why) {
  return fail(ErrorKind::invalid, "web_root_unreadable",
              fmt::format("cannot read the page from \"{}\": {}; NSCHED_WEB_ROOT names the folder with index.html", root, why));
}

}  // namespace

void add_page_headers(HttpResponse& response) {
  // data: is for the pictures in Bootstrap's styles; nothing inline may run or style, and no text may become markup.
  response.headers.push_back(
      {"Content-Security-Policy",
       "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
       "object-src 'none'; require-trusted-types-for 'script'"});
  response.headers.push_back({"Referrer-Policy", "no-referrer"});
  response.headers.push_back({"Cross-Origin-Opener-Policy", "same-origin"});
  response.headers.push_back({"X-Content-Type-Options", "nosniff"});
}

Result<StaticFiles::Content> StaticFiles::read(const std::string& web_root, const std::string& file) {
  std::error_code error;
  const fs::path path = fs::path(web_root) / file;
  if (fs::file_size(path, error) > max_file_bytes || error) return unreadable(web_root, file + " is over 4 MiB");
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return unreadable(web_root, file + " cannot be opened");
  return std::make_shared<const std::string>(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
}

Result<void> StaticFiles::add(const std::string& web_root, const std::string& name) {
  if (files_.size() >= max_files) return unreadable(web_root, "more than 1,000 files");
  auto content = read(web_root, name);
  if (!content) return tl::unexpected(content.error());
  File file{*content, sha256_hex(**content).substr(0, 32), type_of(name), holds_its_hash(fs::path(name).stem().string()), {}};
  for (const auto& [coding, extension] : codings) {
    std::error_code error;
    if (!fs::is_regular_file(fs::path(web_root) / (name + extension), error)) continue;
    auto coded = read(web_root, name + extension);
    if (!coded) return tl::unexpected(coded.error());
    file.coded[coding] = std::move(*coded);
  }
  files_[name == "index.html" ? "/" : "/" + name] = std::move(file);
  return {};
}

Result<StaticFiles> StaticFiles::load(const std::string& web_root) {
  StaticFiles loaded;
  const fs::path root(web_root);
  std::error_code error;
  fs::recursive_directory_iterator it(root, error), end;
  if (error) return unreadable(web_root, error.message());
  for (; it != end; it.increment(error)) {
    if (error) return unreadable(web_root, error.message());
    const std::string name = it->path().lexically_relative(root).generic_string();
    const bool wanted = name == "index.html" || name.rfind("css/", 0) == 0 || name.rfind("js/", 0) == 0;
    if (!wanted || type_of(name) == nullptr || !it->is_regular_file(error)) continue;
    if (auto added = loaded.add(web_root, name); !added) return tl::unexpected(added.error());
  }
  if (!loaded.has("/")) return unreadable(web_root, "there is no index.html");
  return loaded;
}

HttpResponse StaticFiles::serve(const HttpRequest& request, std::string_view path) const {
  const File& file = files_.at(std::string(path));
  const std::string_view accepted = find_header(request.headers, "accept-encoding").value_or("");
  Content content = file.content;
  std::string_view coding;
  for (const auto& [candidate, extension] : codings) {
    const auto coded = file.coded.find(candidate);
    if (coded == file.coded.end() || !accepts_coding(accepted, candidate)) continue;
    content = coded->second;
    coding = coding_name(candidate);
    break;
  }
  // Each coding is a representation of its own, with an ETag of its own (RFC 9110 8.8.3.3).
  const std::string etag = '"' + file.hash + (coding.empty() ? "" : "-") + std::string(coding) + '"';
  HttpResponse response;
  response.headers = {{"ETag", etag}, {"Cache-Control", file.immutable ? "public, max-age=31536000, immutable" : "no-cache"}};
  if (!file.coded.empty()) response.headers.push_back({"Vary", "Accept-Encoding"});
  add_page_headers(response);
  const auto known = find_header(request.headers, "if-none-match");
  if (known && (*known == "*" || known->find(etag) != std::string_view::npos)) {
    response.status = 304;
    return response;
  }
  response.headers.push_back({"Content-Type", file.type});
  if (!coding.empty()) response.headers.push_back({"Content-Encoding", std::string(coding)});
  response.shared_body = std::move(content);
  return response;
}

}  // namespace nss
