#include "adapters/http_server/http_server.h"

#include <vector>

#include <fmt/core.h>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>

#include "adapters/http_server/listen_address.h"
#include "adapters/http_server/session.h"

namespace nss {
namespace {

using net::ip::tcp;
using Acceptor = net::basic_socket_acceptor<tcp, LoopExecutor>;

// When no file descriptor is left for another connection: how long until the next try.
constexpr std::chrono::milliseconds accept_pause{50};

HttpResponse bare_refusal(const HttpRefusal& refusal) {
  HttpResponse response;
  response.status = refusal.code == "internal"            ? 500
                    : refusal.code == "body_too_large"    ? 413
                    : refusal.code == "uri_too_long"      ? 414
                    : refusal.code == "headers_too_large" ? 431
                                                          : 400;
  return response;
}

tl::unexpected<Error> cannot_listen(const std::string& listen, const boost::system::error_code& error) {
  const char* advice = error == net::error::address_in_use
                           ? "; another process listens there: stop it or choose another NSCHED_LISTEN"
                       : error == net::error::access_denied ? "; choose a port from 1024 on in NSCHED_LISTEN"
                                                            : "; NSCHED_LISTEN names an address of this machine and a port";
  return fail(ErrorKind::unavailable, "listen_failed", fmt::format("cannot listen on {}: {}{}", listen, error.message(), advice));
}

}  // namespace

struct HttpServer::Parts {
  std::shared_ptr<SessionContext> context = std::make_shared<SessionContext>();
  std::vector<std::shared_ptr<LoopThread>> loops;
  std::unique_ptr<Acceptor> acceptor;  // both on the first loop
  std::unique_ptr<DeadlineTimer> pause;
  std::size_t next_loop = 0;
  std::uint16_t port = 0;
  bool stopped = false;

  boost::system::error_code open(const ListenAddress& address);
  void accept();
  void on_accept(const boost::system::error_code& error, const std::shared_ptr<LoopThread>& loop, Socket socket);
  void close_sessions(bool only_idle);
};

boost::system::error_code HttpServer::Parts::open(const ListenAddress& address) {
  boost::system::error_code error;
  const tcp::endpoint endpoint(net::ip::make_address(address.host, error), address.port);
  if (error) return error;
  acceptor = std::make_unique<Acceptor>(loops.front()->context.get_executor());
  acceptor->open(endpoint.protocol(), error);
  if (!error) acceptor->set_option(Acceptor::reuse_address(true), error);
  // [::] is for both families, whatever the machine's default is.
  if (!error && address.host == "::") acceptor->set_option(net::ip::v6_only(false), error);
  if (!error) acceptor->bind(endpoint, error);
  if (!error) acceptor->listen(net::socket_base::max_listen_connections, error);
  if (!error) port = acceptor->local_endpoint(error).port();
  pause = std::make_unique<DeadlineTimer>(loops.front()->context.get_executor());
  return error;
}

void HttpServer::Parts::accept() {
  const std::shared_ptr<LoopThread> loop = loops[next_loop++ % loops.size()];
  acceptor->async_accept(loop->context, [this, loop](const boost::system::error_code& error, Socket socket) {
    on_accept(error, loop, std::move(socket));
  });
}

void HttpServer::Parts::on_accept(const boost::system::error_code& error, const std::shared_ptr<LoopThread>& loop,
                                  Socket socket) {
  if (!acceptor->is_open()) return;
  if (error == net::error::no_descriptors || error == net::error::no_memory || error == net::error::no_buffer_space) {
    pause->expires_after(accept_pause);
    pause->async_wait([this](const boost::system::error_code& cancelled) {
      if (!cancelled && acceptor->is_open()) accept();
    });
    return;
  }
  if (!error && context->try_open()) {
    net::post(loop->context, [loop = std::weak_ptr(loop), shared = context, accepted = std::move(socket)]() mutable {
      if (const auto owner = loop.lock())
        std::make_shared<Session>(owner, shared, std::move(accepted))->start();
      else
        shared->release();
    });
  }
  accept();
}

void HttpServer::Parts::close_sessions(bool only_idle) {
  for (const std::shared_ptr<LoopThread>& loop : loops) {
    net::post(loop->context, [raw = loop.get(), only_idle] {
      std::vector<std::shared_ptr<Session>> sessions;
      for (Session* session : raw->sessions) sessions.push_back(session->shared_from_this());
      for (const auto& session : sessions) only_idle ? session->drain() : session->close();
    });
  }
}

Result<std::unique_ptr<HttpServer>> HttpServer::start(HttpServerOptions options, HttpHandler handler) {
  const auto address = parse_listen_address(options.listen);
  if (!address) return fail(address.error());
  auto parts = std::make_unique<Parts>();
  parts->context->limits = options.limits;
  parts->context->handler = std::move(handler);
  parts->context->refuse = options.refuse ? std::move(options.refuse) : bare_refusal;
  parts->context->date = std::move(options.date);
  parts->context->gauge = options.connections;
  for (unsigned i = 0; i < std::max(1u, options.threads); ++i) parts->loops.push_back(std::make_shared<LoopThread>());
  if (const auto error = parts->open(*address)) return cannot_listen(options.listen, error);
  parts->accept();
  for (const std::shared_ptr<LoopThread>& loop : parts->loops)
    loop->thread = std::thread([raw = loop.get()] { raw->context.run(); });
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(parts)));
}

HttpServer::HttpServer(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

HttpServer::~HttpServer() { stop(std::chrono::milliseconds(0)); }

std::uint16_t HttpServer::port() const { return parts_->port; }

void HttpServer::stop(std::chrono::milliseconds drain) {
  if (std::exchange(parts_->stopped, true)) return;
  SessionContext& context = *parts_->context;
  context.draining = true;
  net::post(parts_->loops.front()->context, [parts = parts_.get()] {
    boost::system::error_code ignored;
    parts->acceptor->close(ignored);
    parts->pause->cancel();
  });
  parts_->close_sessions(true);
  {
    std::unique_lock lock(context.mutex);
    context.closed.wait_for(lock, drain, [&] { return context.open == 0; });
  }
  parts_->close_sessions(false);
  for (const std::shared_ptr<LoopThread>& loop : parts_->loops) loop->work.reset();
  for (const std::shared_ptr<LoopThread>& loop : parts_->loops) loop->thread.join();
}

}  // namespace nss
