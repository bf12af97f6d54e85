// A client that sends what the test says, byte for byte, over a real loopback socket, and reads what comes back. Every
// wait has a generous deadline (20 s), after which the test fails instead of hanging.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace nss {

struct RawResponse {
  int status = 0;  // 0: the connection ended before a whole response
  std::string head;
  std::string body;
  std::string header(std::string_view name) const;  // "(none)" when absent
};

class RawClient {
 public:
  explicit RawClient(std::uint16_t port, const char* host = "127.0.0.1");
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  bool send(std::string_view bytes);            // false: the peer has closed
  RawResponse receive(bool head_only = false);  // the next response
  std::string receive_line();                   // up to and with "\n"; empty: closed
  bool closed();                                // waits for the end; false: bytes came instead, or the deadline
  void shutdown_send();
  void small_buffers();  // so that a reader that does not read is noticed soon

 private:
  bool fill();
  int socket_ = -1;
  std::string buffer_;
};

}  // namespace nss
