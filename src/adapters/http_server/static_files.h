// The page's files, read once at the start: index.html, css/ and js/ below the web root, each with its .gz and .br where the
// build wrote them (web/build.mjs). A request is looked up by name in that fixed list and never touches the file system, so no
// path can lead out of the folder. Immutable, any thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "adapters/http_server/content_coding.h"
#include "adapters/http_server/http_message.h"
#include "base/result.h"

namespace nss {

class StaticFiles {
 public:
  StaticFiles() = default;  // no page: serves nothing

  // Error: code web_root_unreadable (no such folder, no index.html in it, more than 1,000 files, one over 4 MiB).
  static Result<StaticFiles> load(const std::string& web_root);

  bool has(std::string_view path) const { return files_.count(std::string(path)) != 0; }

  // 200, or 304 when If-None-Match names the ETag of what would be sent: Brotli or gzip where the client takes it, else the file
  // as it is. A name that holds the hash of its content (app-KOC3XLYL.css) may be kept for ever, any other is asked for again each
  // time. The path must be one that has() knows.
  HttpResponse serve(const HttpRequest& request, std::string_view path) const;

 private:
  using Content = std::shared_ptr<const std::string>;
  struct File {
    Content content;
    std::string hash;
    std::string type;
    bool immutable = false;
    std::map<ContentCoding, Content> coded;
  };
  static Result<Content> read(const std::string& web_root, const std::string& file);
  Result<void> add(const std::string& web_root, const std::string& name);

  std::map<std::string, File> files_;  // by path: "/", "/css/app.css"
};

// The headers that every answer of ours carries: nosniff, and for the page the content security policy.
void add_page_headers(HttpResponse& response);

}  // namespace nss
