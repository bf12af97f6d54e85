#include "adapters/http_server/session.h"

#include <fmt/core.h>
#include <boost/asio/post.hpp>

#include "adapters/http_server/response_head.h"

namespace nss {
namespace {

using std::chrono::steady_clock;

std::string address_of(const Socket& socket) {
  boost::system::error_code error;
  const auto endpoint = socket.remote_endpoint(error);
  if (error) return "";
  const auto address = endpoint.address();
  if (address.is_v6() && address.to_v6().is_v4_mapped())
    return net::ip::make_address_v4(net::ip::v4_mapped, address.to_v6()).to_string();
  return address.to_string();
}

}  // namespace

bool SessionContext::try_open() {
  const std::lock_guard lock(mutex);
  if (open >= limits.connections) return false;
  ++open;
  if (gauge != nullptr) gauge->fetch_add(1);
  return true;
}

void SessionContext::release() {
  const std::lock_guard lock(mutex);
  --open;
  if (gauge != nullptr) gauge->fetch_sub(1);
  closed.notify_all();
}

std::array<net::const_buffer, 2> Session::Output::rest() const {
  const std::string& content = response.content();
  const std::size_t of_head = std::min(sent, head.size());
  const std::size_t of_content = sent - of_head;
  return {net::buffer(head) + of_head, with_content ? net::buffer(content) + of_content : net::const_buffer()};
}

Session::Session(std::shared_ptr<LoopThread> loop, std::shared_ptr<SessionContext> context, Socket socket)
    : loop_owner_(loop),
      loop_(*loop),
      context_(std::move(context)),
      socket_(std::move(socket)),
      timer_(loop_.context.get_executor()),
      reader_({context_->limits.header_bytes, context_->limits.target_bytes, context_->limits.body_bytes}) {
  loop_.sessions.insert(this);
}

Session::~Session() {
  loop_.sessions.erase(this);
  context_->release();
}

void Session::start() {
  boost::system::error_code ignored;
  socket_.non_blocking(true, ignored);
  socket_.set_option(net::ip::tcp::no_delay(true), ignored);
  remote_address_ = address_of(socket_);
  if (context_->draining) return close();
  deadline_in(limits().header_time);
  read();
}

void Session::drain() {
  if (stream_) return end_stream();
  if (!handling_ && !lingering_ && reader_.idle() && output_.head.empty()) close();
}

void Session::close() {
  boost::system::error_code ignored;
  handling_ = false;
  stream_.reset();
  timer_.cancel();
  socket_.close(ignored);
}

void Session::read() {
  if (std::exchange(reading_, true)) return;
  socket_.async_wait(Socket::wait_read, [self = shared_from_this()](const boost::system::error_code& error) {
    self->reading_ = false;
    if (error) return self->close();
    self->on_readable();
  });
}

void Session::on_readable() {
  boost::system::error_code error;
  const std::size_t bytes = socket_.read_some(net::buffer(loop_.scratch), error);
  if (error == net::error::would_block || error == net::error::try_again) return read();
  if (error) return close();
  if (lingering_ || stream_) return read();
  reader_.feed({loop_.scratch.data(), bytes});
  go_on();
}

void Session::go_on() {
  switch (reader_.state()) {
    case RequestReader::State::head:
      if (!in_head_ && reader_.idle()) {
        if (context_->draining) return close();
        deadline_in(limits().keep_alive);
      } else if (!in_head_) {
        in_head_ = true;
        deadline_in(limits().header_time);
      }
      return read();
    case RequestReader::State::body: return receive_body();
    case RequestReader::State::complete: return hand_over();
    case RequestReader::State::refused: return refuse(reader_.refusal());
  }
}

void Session::receive_body() {
  if (!in_body_) {
    in_body_ = true;
    body_began_ = steady_clock::now();
  }
  const auto earned = std::chrono::milliseconds(reader_.body_bytes() * 1000 / limits().body_bytes_per_second);
  deadline(body_began_ + limits().body_grace + earned);
  if (!reader_.take_expect_continue()) return read();
  output_ = {};
  output_.head = "HTTP/1.1 100 Continue\r\n\r\n";
  output_.then = Then::read_on;
  write();
}

void Session::hand_over() {
  in_head_ = in_body_ = false;
  handling_ = true;
  keep_alive_ = reader_.keep_alive();
  deadline_in(limits().handler_time);
  HttpRequest request = reader_.take();
  request.remote_address = remote_address_;
  method_ = request.method;
  const HttpReply reply = [loop = loop_owner_.lock(), session = weak_from_this(), turn = ++turn_](HttpResponse response) {
    net::post(loop->context, [session, turn, answer = std::move(response)]() mutable {
      if (const auto self = session.lock()) self->answer(turn, std::move(answer));
    });
  };
  try {
    context_->handler(std::move(request), reply);
  } catch (const std::exception&) {
    reply(context_->refuse({"internal", {}}));
  }
}

void Session::answer(std::uint64_t turn, HttpResponse response) {
  if (!handling_ || turn != turn_) return;
  try {
    while (response.render) response = HttpResponse(std::exchange(response.render, nullptr)());
  } catch (const std::exception&) {
    response = context_->refuse({"internal", {}});
  }
  handling_ = false;
  if (response.stream && has_content(response.status, method_)) return begin_stream(std::move(response));
  const bool close = !keep_alive_ || context_->draining;
  send(std::move(response), close ? Then::end : Then::next_request, close);
}

void Session::refuse(const HttpRefusal& refusal) {
  method_ = refusal.request.method;
  send(context_->refuse(refusal), Then::end, true);
}

void Session::send(HttpResponse response, Then then, bool close) {
  ResponseFraming framing;
  framing.close = close;
  if (context_->date) framing.date = context_->date();
  output_.head = format_response_head(response, framing);
  output_.with_content = has_content(response.status, method_);
  output_.response = std::move(response);
  output_.response.stream.reset();
  output_.sent = 0;
  output_.then = then;
  deadline_in(limits().write_stall);
  write();
}

void Session::write() {
  socket_.async_write_some(
      output_.rest(), [self = shared_from_this()](const boost::system::error_code& error, std::size_t bytes) {
        if (error) return self->close();
        Output& output = self->output_;
        output.sent += bytes;
        const std::size_t all = output.head.size() + (output.with_content ? output.response.content().size() : 0);
        if (output.sent >= all) return self->after_write();
        if (bytes > 0 && output.then != Then::read_on) self->deadline_in(self->limits().write_stall);
        self->write();
      });
}

void Session::after_write() {
  const Then then = output_.then;
  output_ = {};
  if (then == Then::read_on) return read();
  if (then == Then::next_request) return go_on();
  if (then == Then::next_piece) return pump();
  // Closing with unread bytes would reset the connection and could lose the answer on its way: say that nothing follows
  // and read on until the peer closes.
  boost::system::error_code ignored;
  socket_.shutdown(Socket::shutdown_send, ignored);
  lingering_ = true;
  deadline_in(limits().linger);
  read();
}

void Session::deadline(steady_clock::time_point at) {
  timer_.expires_at(at);
  timer_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
    // A deadline that was moved after this wait had ended is not over: ask the clock, not the event.
    if (!error && self->timer_.expiry() <= steady_clock::now()) self->on_deadline();
  });
}

void Session::on_deadline() {
  if (stream_ && output_.head.empty()) return send_piece(stream_->beat().text);
  close();
}

// ---- streams ----

void Session::begin_stream(HttpResponse response) {
  stream_ = std::move(response.stream);
  response.stream = stream_;
  stream_->attach([loop = loop_owner_, session = weak_from_this()] {
    const auto owner = loop.lock();
    if (!owner) return;
    net::post(owner->context, [session] {
      if (const auto self = session.lock()) self->pump();
    });
  });
  if (context_->draining) return close();
  send(std::move(response), Then::next_piece, true);
  read();
}

void Session::pump() {
  if (!stream_ || !output_.head.empty()) return;
  // Asked before: what is said between the two is still sent, since close() wakes.
  const bool ending = stream_->ending();
  std::string content;
  try {
    content = stream_->next();
  } catch (const std::exception&) {
    return close();
  }
  if (!content.empty()) return send_piece(std::move(content));
  if (!ending) return deadline_in(stream_->beat().every);
  stream_.reset();
  lingering_ = true;
  output_.head = "0\r\n\r\n";
  output_.then = Then::end;
  deadline_in(limits().write_stall);
  write();
}

void Session::send_piece(std::string content) {
  output_ = {};
  output_.head = fmt::format("{:x}\r\n{}\r\n", content.size(), content);
  output_.then = Then::next_piece;
  deadline_in(limits().write_stall);
  write();
}

// The server stops. Nobody waits for a reader: what fits into the socket tells it of the end, between two pieces.
void Session::end_stream() {
  boost::system::error_code ignored;
  if (output_.head.empty()) socket_.write_some(net::buffer("0\r\n\r\n", 5), ignored);
  close();
}

}  // namespace nss
