// One request on its way: the libcurl handle's settings, what came back so far, and who wants to know. Used only by
// CurlLoop, on its thread. `done` is called exactly once, by finish or fail.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "adapters/http_client/http_request.h"

struct curl_slist;

namespace nss {

class CurlTransfer {
 public:
  CurlTransfer(std::uint64_t id, ClientRequest request, std::optional<HttpStream> stream, HttpDone done);
  ~CurlTransfer();
  CurlTransfer(const CurlTransfer&) = delete;
  CurlTransfer& operator=(const CurlTransfer&) = delete;

  std::uint64_t id() const { return id_; }
  void* easy() const { return easy_; }
  // Everything that libcurl must know, on a handle fresh from the pool. The transfer must outlive its use of the handle.
  void prepare(void* easy, const std::string& user_agent);
  void release_easy() { easy_ = nullptr; }

  void finish(int curl_code, bool sent);  // sent: a byte of the request left
  void fail(Error error);

 private:
  static std::size_t on_header(char* bytes, std::size_t size, std::size_t count, void* self);
  static std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* self);
  void set_tls(void* easy);
  bool take_header(std::string_view line);
  bool take_body(std::string_view bytes);
  bool streaming() const { return stream_ && response_.ok(); }

  std::uint64_t id_;
  ClientRequest request_;
  std::optional<HttpStream> stream_;
  HttpDone done_;
  ClientResponse response_;
  std::optional<Error> refused_;  // why we cut it off
  void* easy_ = nullptr;
  curl_slist* header_list_ = nullptr;
  curl_slist* connect_list_ = nullptr;
  std::array<char, 256> detail_{};
};

}  // namespace nss
