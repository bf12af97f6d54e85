#include "adapters/http_server/static_files.h"

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
  response.headers.push_back(
      {"Content-Security-Policy",
       "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"});
  response.headers.push_back({"Referrer-Policy", "no-referrer"});
  response.headers.push_back({"Cross-Origin-Opener-Policy", "same-origin"});
  response.headers.push_back({"X-Content-Type-Options", "nosniff"});
}

Result<StaticFiles> StaticFiles::load(const std::string& web_root) {
  StaticFiles loaded;
  const fs::path root(web_root);
  std::error_code error;
  fs::recursive_directory_iterator it(root, error), end;
  if (error) return unreadable(web_root, error.message());
  for (; it != end; it.increment(error)) {
    if (error) return unreadable(web_root, error.message());
    const fs::path file = it->path();
    const std::string name = "/" + file.lexically_relative(root).generic_string();
    const bool wanted = name == "/index.html" || name.rfind("/css/", 0) == 0 || name.rfind("/js/", 0) == 0;
    const char* type = type_of(file);
    if (!wanted || type == nullptr || !it->is_regular_file(error)) continue;
    if (loaded.files_.size() >= max_files) return unreadable(web_root, "more than 1,000 files");
    if (it->file_size(error) > max_file_bytes || error) return unreadable(web_root, file.filename().string() + " is over 4 MiB");
    std::ifstream stream(file, std::ios::binary);
    if (!stream) return unreadable(web_root, file.filename().string() + " cannot be opened");
    auto content = std::make_shared<const std::string>(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
    const std::string etag = '"' + sha256_hex(*content).substr(0, 32) + '"';
    loaded.files_[name == "/index.html" ? "/" : name] = File{std::move(content), etag, type};
  }
  if (!loaded.has("/")) return unreadable(web_root, "there is no index.html");
  return loaded;
}

HttpResponse StaticFiles::serve(const HttpRequest& request, std::string_view path) const {
  const File& file = files_.at(std::string(path));
  HttpResponse response;
  response.headers = {{"ETag", file.etag}, {"Cache-Control", "no-cache"}};
  add_page_headers(response);
  const auto known = find_header(request.headers, "if-none-match");
  if (known && (*known == "*" || known->find(file.etag) != std::string_view::npos)) {
    response.status = 304;
    return response;
  }
  response.headers.push_back({"Content-Type", file.type});
  response.shared_body = file.content;
  return response;
}

}  // namespace nss
