// A server on the loopback that speaks HTTP/1.1 exactly as badly as a test wants: the real client talks to it over a real
// socket, with or without TLS. A handler decides per request what goes over the wire; it runs on the connection's thread
// and may block in `hold`. Everything ends when the imposter is destroyed.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "support/test_certificates.h"

namespace nss::test {

struct ImposterRequest {
  std::string method;
  std::string target;                          // path and query
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
  int connection = 0;  // 1, 2, …: which connection it came on
  int number = 0;      // 1, 2, …: in the order of arrival

  std::string path() const { return target.substr(0, target.find('?')); }
  bool asks_for(const std::string& piece) const { return target.find(piece) != std::string::npos; }
};

// The wire, as a handler sees it.
class ImposterWire {
 public:
  virtual ~ImposterWire() = default;
  virtual void send(std::string_view bytes) = 0;  // as they are
  virtual void close() = 0;                       // now, whatever was promised
  virtual void hold() = 0;                        // until the peer closes, release() is called, or the end
  virtual bool peer_closed() = 0;

  void answer(int status, std::string_view body, std::string_view more_headers = "");  // with Content-Length
  void begin_chunks(int status, std::string_view more_headers = "");
  void chunk(std::string_view bytes);
  void end_chunks();
};

class HttpImposter {
 public:
  using Handler = std::function<void(const ImposterRequest&, ImposterWire&)>;

  explicit HttpImposter(Handler handler, std::optional<ServerIdentity> tls = std::nullopt);
  ~HttpImposter();
  HttpImposter(const HttpImposter&) = delete;
  HttpImposter& operator=(const HttpImposter&) = delete;

  int port() const { return port_; }
  std::string url() const;  // http(s)://127.0.0.1:port
  std::vector<ImposterRequest> requests() const;
  std::size_t connections() const { return connections_; }
  // The common name of the client's certificate on the last connection that brought one.
  std::string client_name() const;
  // Blocks until so many requests have come, at most a generous while; false when they did not.
  bool wait_for_requests(std::size_t count) const;
  void stop_listening();  // from now on connections are refused; those that are open stay
  void release();         // every hold() of now and later returns

 private:
  class Connection;
  void accept_all();
  void serve(int fd, int number);

  const Handler handler_;
  const std::optional<ServerIdentity> tls_;
  void* tls_context_ = nullptr;  // SSL_CTX
  int listener_ = -1;
  int end_ = -1;       // eventfd: readable when everything ends
  int released_ = -1;  // eventfd: readable when holds return
  int port_ = 0;
  std::atomic<int> connections_{0};

  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::vector<ImposterRequest> requests_;
  std::string client_name_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

}  // namespace nss::test
