// One connection: reads a request, hands it to the handler, writes the answer, and again. Internal to the server.
//
// Lives on one LoopThread for its whole life and is touched only there. Owned by its outstanding operations (each holds a
// shared_ptr); when the last one ends it is gone. Replies hold a weak reference, so a late one finds nobody.
// One timer holds whatever deadline is on: header, body, handler, write, idle or linger. When it fires the connection ends.
// A streamed answer (response_stream.h) has no deadline but that of each write; between two writes the timer holds its beat,
// and the session reads, and forgets what it reads, to learn that the client has gone.
#pragma once

#include <array>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>
#include <thread>

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "adapters/http_server/http_server.h"
#include "adapters/http_server/request_reader.h"

namespace nss {

namespace net = boost::asio;

// Concrete executors instead of any_io_executor: its reference counts use fences that ThreadSanitizer does not model.
using LoopExecutor = net::io_context::executor_type;
using Socket = net::basic_stream_socket<net::ip::tcp, LoopExecutor>;
using DeadlineTimer =
    net::basic_waitable_timer<std::chrono::steady_clock, net::wait_traits<std::chrono::steady_clock>, LoopExecutor>;

class Session;

// One thread and what is only touched on it.
struct LoopThread {
  std::set<Session*> sessions;          // destroyed after the context, which may still own sessions
  std::array<char, 16 * 1024> scratch;  // where bytes land before a session's reader takes them
  net::io_context context{1};
  net::executor_work_guard<LoopExecutor> work{context.get_executor()};
  std::thread thread;
};

// What all sessions of a server share; constant but for the counters.
struct SessionContext {
  HttpLimits limits;
  HttpHandler handler;
  std::function<HttpResponse(const HttpRefusal&)> refuse;
  std::function<Seconds()> date;
  std::atomic<std::int64_t>* gauge = nullptr;
  std::atomic<bool> draining{false};
  std::mutex mutex;  // guards open
  std::condition_variable closed;
  std::size_t open = 0;

  bool try_open();  // false: there are as many as there may be
  void release();
};

class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(std::shared_ptr<LoopThread> loop, std::shared_ptr<SessionContext> context, Socket socket);
  ~Session();

  void start();
  void drain();  // idle, or it streams: closes; else after the answer under way
  void close();

 private:
  enum class Then : std::uint8_t { read_on, next_request, next_piece, end };
  struct Output {
    std::string head;
    HttpResponse response;
    bool with_content = false;
    std::size_t sent = 0;
    Then then = Then::read_on;
    std::array<net::const_buffer, 2> rest() const;
  };

  void read();
  void on_readable();
  void go_on();  // after new bytes, or with those that are there
  void receive_body();
  void hand_over();
  void answer(std::uint64_t turn, HttpResponse response);
  void refuse(const HttpRefusal& refusal);
  void send(HttpResponse response, Then then, bool close);
  void write();
  void after_write();
  void begin_stream(HttpResponse response);
  void pump();                           // sends what the stream has, if nothing is on its way
  void send_piece(std::string content);  // as one chunk
  void end_stream();
  void on_deadline();
  void deadline(std::chrono::steady_clock::time_point at);
  void deadline_in(std::chrono::milliseconds delay) { deadline(std::chrono::steady_clock::now() + delay); }
  const HttpLimits& limits() const { return context_->limits; }

  // Weak: the loop owns the session's operations, and a session must not own its loop. Replies get a strong one.
  std::weak_ptr<LoopThread> loop_owner_;
  LoopThread& loop_;
  std::shared_ptr<SessionContext> context_;
  Socket socket_;
  DeadlineTimer timer_;
  RequestReader reader_;
  Output output_;
  std::string remote_address_;
  std::string method_;      // of the request under way
  std::uint64_t turn_ = 0;  // counts requests: an answer says which one it is for
  std::chrono::steady_clock::time_point body_began_{};
  std::shared_ptr<ResponseStream> stream_;  // while its answer is being sent
  bool handling_ = false;
  bool keep_alive_ = true;
  bool lingering_ = false;
  bool reading_ = false;  // a wait for bytes is out
  bool in_head_ = true;   // the header deadline is on
  bool in_body_ = false;
};

}  // namespace nss
