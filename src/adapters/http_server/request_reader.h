// Bytes in, requests out: the part of the server that reads what strangers send, without a socket, so that tests can feed
// it any bytes in any pieces. Used by one session on one thread. Strict where leniency has a history: bare LF, control
// characters, folded lines, two lengths, an unknown Transfer-Encoding, no Host or two of them are refused.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "adapters/http_server/http_message.h"

namespace nss {

struct RequestLimits {
  std::size_t header_bytes = 32 * 1024;
  std::size_t target_bytes = 8 * 1024;
  std::size_t body_bytes = 1024 * 1024;
};

class RequestReader {
 public:
  enum class State : std::uint8_t {
    head,      // waits for the rest of a head
    body,      // has a head, waits for the rest of its body
    complete,  // take() the request; nothing is read further until then
    refused,   // for ever: the connection's framing is lost
  };

  explicit RequestReader(RequestLimits limits);
  ~RequestReader();

  // Takes the bytes and goes as far as they allow. At most header_bytes + the size of one feed are buffered.
  void feed(std::string_view bytes);

  State state() const { return state_; }
  bool idle() const { return state_ == State::head && pending_.empty(); }  // no byte of a next request is here
  std::size_t body_bytes() const { return body_bytes_; }                   // of the body so far, as they came

  // The client waits for "100 Continue" before it sends the body. True once per request.
  bool take_expect_continue();

  // Only in state complete. Goes on with the bytes that came behind it: the state may be complete again at once.
  HttpRequest take();
  bool keep_alive() const { return keep_alive_; }  // of the request that is complete or was taken last

  // Only in state refused.
  HttpRefusal refusal() const { return {refusal_, request_}; }

 private:
  struct Parser;
  void advance();
  bool scan_head(std::size_t& head_bytes);  // true: the head is whole
  void read_head(std::size_t head_bytes);
  bool accept_target();
  bool accept_fields(int version);
  void read_body();
  void refuse(const char* code);
  void remember_start_line();

  const RequestLimits limits_;
  State state_ = State::head;
  std::string pending_;      // not yet parsed
  std::size_t scanned_ = 0;  // of pending_, while in the head
  std::unique_ptr<Parser> parser_;
  HttpRequest request_;
  std::string refusal_;
  std::size_t body_bytes_ = 0;
  bool expect_continue_ = false;
  bool keep_alive_ = false;
};

}  // namespace nss
