#include "adapters/http_client/curl_loop.h"

#include <curl/curl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <map>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "adapters/http_client/curl_transfer.h"
#include "base/check.h"

namespace nss {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

Error stopping() { return make_error(ErrorKind::unavailable, "stopping", "the HTTP client is stopping"); }

void init_libcurl_once() {
  static const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
  NSS_CHECK(code == CURLE_OK);
}

}  // namespace

class CurlLoop::Impl {
 public:
  explicit Impl(CurlLoopOptions options);
  ~Impl();

  RequestId start(ClientRequest request, std::optional<HttpStream> stream, HttpDone done);
  void cancel(RequestId id);
  bool post(std::function<void()> work);
  TimerId after(std::chrono::milliseconds delay, std::function<void()> work);
  void cancel_timer(TimerId id);
  bool on_loop_thread() const { return std::this_thread::get_id() == loop_thread_.load(); }
  void stop();

 private:
  static int on_socket(CURL*, curl_socket_t fd, int what, void* self, void*);
  static int on_timer(CURLM*, long timeout_ms, void* self);

  void run();
  void turn();
  void run_posted();
  void run_due_timers();
  int wait_ms() const;
  void wait_and_drive();
  void add(std::shared_ptr<CurlTransfer> transfer);
  void reap();
  CURL* take_easy();
  std::shared_ptr<CurlTransfer> take_back(CURL* easy);
  void fail_all_open();
  bool close_if_idle();

  const CurlLoopOptions options_;
  CURLM* multi_ = nullptr;
  int epoll_ = -1;
  int wake_ = -1;

  std::mutex mutex_;
  std::vector<std::function<void()>> posted_;  // guarded by mutex_
  bool closed_ = false;                        // guarded by mutex_: nothing is accepted any more
  bool stopping_ = false;                      // guarded by mutex_
  std::atomic<std::uint64_t> next_id_{1};
  std::atomic<std::thread::id> loop_thread_{};

  // The loop's thread only.
  std::unordered_map<RequestId, std::shared_ptr<CurlTransfer>> open_;
  std::vector<CURL*> idle_;
  std::multimap<SteadyTime, std::pair<TimerId, std::function<void()>>> timers_;
  std::optional<SteadyTime> curl_due_;

  std::mutex join_mutex_;
  std::thread thread_;  // last: it uses all of the above
};

CurlLoop::Impl::Impl(CurlLoopOptions options) : options_(std::move(options)) {
  init_libcurl_once();
  multi_ = curl_multi_init();
  epoll_ = epoll_create1(EPOLL_CLOEXEC);
  wake_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  NSS_CHECK(multi_ != nullptr && epoll_ >= 0 && wake_ >= 0);
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = wake_;
  NSS_CHECK(epoll_ctl(epoll_, EPOLL_CTL_ADD, wake_, &event) == 0);
  curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &Impl::on_socket);
  curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &Impl::on_timer);
  curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, options_.max_connections);
  curl_multi_setopt(multi_, CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_NOTHING));
  thread_ = std::thread([this] { run(); });
}

CurlLoop::Impl::~Impl() {
  stop();
  for (CURL* easy : idle_) curl_easy_cleanup(easy);
  curl_multi_cleanup(multi_);
  close(wake_);
  close(epoll_);
}

CurlLoop::RequestId CurlLoop::Impl::start(ClientRequest request, std::optional<HttpStream> stream, HttpDone done) {
  const RequestId id = next_id_++;
  auto transfer = std::make_shared<CurlTransfer>(id, std::move(request), std::move(stream), std::move(done));
  if (!post([this, transfer] { add(transfer); })) transfer->fail(stopping());
  return id;
}

void CurlLoop::Impl::cancel(RequestId id) {
  post([this, id] {
    const auto found = open_.find(id);
    if (found == open_.end()) return;
    take_back(found->second->easy())->fail(make_error(ErrorKind::unavailable, "cancelled", "the request was cancelled"));
  });
}

bool CurlLoop::Impl::post(std::function<void()> work) {
  bool first = false;
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return false;
    first = posted_.empty();
    posted_.push_back(std::move(work));
  }
  // The loop takes all posted work at once, so that only the first of a burst needs to wake it.
  if (first && !on_loop_thread()) {
    const std::uint64_t one = 1;
    NSS_CHECK(write(wake_, &one, sizeof one) == sizeof one);
  }
  return true;
}

CurlLoop::TimerId CurlLoop::Impl::after(std::chrono::milliseconds delay, std::function<void()> work) {
  NSS_CHECK(on_loop_thread());
  const TimerId id = next_id_++;
  timers_.emplace(std::chrono::steady_clock::now() + delay, std::pair(id, std::move(work)));
  return id;
}

void CurlLoop::Impl::cancel_timer(TimerId id) {
  NSS_CHECK(on_loop_thread());
  std::erase_if(timers_, [id](const auto& timer) { return timer.second.first == id; });
}

void CurlLoop::Impl::stop() {
  NSS_CHECK(!on_loop_thread());
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  post([] {});
  const std::lock_guard lock(join_mutex_);
  if (thread_.joinable()) thread_.join();
}

void CurlLoop::Impl::run() {
  loop_thread_ = std::this_thread::get_id();
  while (true) {
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) break;
    }
    turn();
  }
  timers_.clear();
  do {
    run_posted();
    fail_all_open();
  } while (!close_if_idle());
  loop_thread_ = std::thread::id();  // another thread may get our id now
}

bool CurlLoop::Impl::close_if_idle() {
  const std::lock_guard lock(mutex_);
  closed_ = posted_.empty() && open_.empty();
  return closed_;
}

void CurlLoop::Impl::turn() {
  run_posted();
  run_due_timers();
  wait_and_drive();
  reap();
}

void CurlLoop::Impl::run_posted() {
  std::vector<std::function<void()>> work;
  {
    const std::lock_guard lock(mutex_);
    work.swap(posted_);
  }
  for (auto& piece : work) piece();
}

void CurlLoop::Impl::run_due_timers() {
  const SteadyTime now = std::chrono::steady_clock::now();
  while (!timers_.empty() && timers_.begin()->first <= now) {
    auto work = std::move(timers_.begin()->second.second);
    timers_.erase(timers_.begin());
    work();
  }
}

int CurlLoop::Impl::wait_ms() const {
  SteadyTime due = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  if (!timers_.empty()) due = std::min(due, timers_.begin()->first);
  if (curl_due_) due = std::min(due, *curl_due_);
  const auto wait = std::chrono::ceil<std::chrono::milliseconds>(due - std::chrono::steady_clock::now());
  return static_cast<int>(std::max<std::int64_t>(0, wait.count()));
}

void CurlLoop::Impl::wait_and_drive() {
  bool more = false;
  {
    // Work that callbacks posted on this thread did not wake anybody.
    const std::lock_guard lock(mutex_);
    more = !posted_.empty();
  }
  std::array<epoll_event, 64> events{};
  const int count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), more ? 0 : wait_ms());
  int running = 0;
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events[static_cast<std::size_t>(i)];
    if (event.data.fd == wake_) {
      std::uint64_t value = 0;
      NSS_CHECK(read(wake_, &value, sizeof value) == sizeof value);
      continue;
    }
    const int mask = ((event.events & EPOLLIN) != 0 ? CURL_CSELECT_IN : 0) |
                     ((event.events & EPOLLOUT) != 0 ? CURL_CSELECT_OUT : 0) |
                     ((event.events & (EPOLLERR | EPOLLHUP)) != 0 ? CURL_CSELECT_ERR : 0);
    curl_multi_socket_action(multi_, event.data.fd, mask, &running);
  }
  if (curl_due_ && *curl_due_ <= std::chrono::steady_clock::now()) {
    curl_due_.reset();
    curl_multi_socket_action(multi_, CURL_SOCKET_TIMEOUT, 0, &running);
  }
}

int CurlLoop::Impl::on_socket(CURL*, curl_socket_t fd, int what, void* self, void*) {
  const int epoll = static_cast<Impl*>(self)->epoll_;
  epoll_event event{};
  event.data.fd = fd;
  if (what != CURL_POLL_OUT) event.events |= EPOLLIN;
  if (what != CURL_POLL_IN) event.events |= EPOLLOUT;
  if (what == CURL_POLL_REMOVE) {
    epoll_ctl(epoll, EPOLL_CTL_DEL, fd, nullptr);  // may be closed already
  } else if (epoll_ctl(epoll, EPOLL_CTL_MOD, fd, &event) != 0) {
    NSS_CHECK(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0);
  }
  return 0;
}

int CurlLoop::Impl::on_timer(CURLM*, long timeout_ms, void* self) {
  auto& due = static_cast<Impl*>(self)->curl_due_;
  if (timeout_ms < 0) {
    due.reset();
  } else {
    due = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms);
  }
  return 0;
}

CURL* CurlLoop::Impl::take_easy() {
  if (idle_.empty()) {
    CURL* easy = curl_easy_init();
    NSS_CHECK(easy != nullptr);
    return easy;
  }
  CURL* easy = idle_.back();
  idle_.pop_back();
  return easy;
}

void CurlLoop::Impl::add(std::shared_ptr<CurlTransfer> transfer) {
  transfer->prepare(take_easy(), options_.user_agent);
  open_.emplace(transfer->id(), transfer);
  NSS_CHECK(curl_multi_add_handle(multi_, transfer->easy()) == CURLM_OK);
}

// Takes the handle out of the multi and back into the pool; the transfer is then only an answer to give.
std::shared_ptr<CurlTransfer> CurlLoop::Impl::take_back(CURL* easy) {
  CurlTransfer* transfer = nullptr;
  curl_easy_getinfo(easy, CURLINFO_PRIVATE, &transfer);
  NSS_CHECK(curl_multi_remove_handle(multi_, easy) == CURLM_OK);
  curl_easy_reset(easy);
  transfer->release_easy();
  if (idle_.size() < static_cast<std::size_t>(options_.max_connections)) {
    idle_.push_back(easy);
  } else {
    curl_easy_cleanup(easy);
  }
  auto owned = std::move(open_.at(transfer->id()));
  open_.erase(owned->id());
  return owned;
}

void CurlLoop::Impl::reap() {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const CURLcode code = message->data.result;
    long sent = 0;
    curl_easy_getinfo(message->easy_handle, CURLINFO_REQUEST_SIZE, &sent);
    take_back(message->easy_handle)->finish(code, sent > 0);
  }
}

void CurlLoop::Impl::fail_all_open() {
  while (!open_.empty()) take_back(open_.begin()->second->easy())->fail(stopping());
}

CurlLoop::CurlLoop(CurlLoopOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
CurlLoop::~CurlLoop() = default;

CurlLoop::RequestId CurlLoop::send(ClientRequest request, HttpDone done) {
  return impl_->start(std::move(request), std::nullopt, std::move(done));
}

CurlLoop::RequestId CurlLoop::stream(ClientRequest request, HttpStream stream, HttpDone done) {
  return impl_->start(std::move(request), std::move(stream), std::move(done));
}

void CurlLoop::cancel(RequestId id) { impl_->cancel(id); }
bool CurlLoop::post(std::function<void()> work) { return impl_->post(std::move(work)); }
CurlLoop::TimerId CurlLoop::after(std::chrono::milliseconds delay, std::function<void()> work) {
  return impl_->after(delay, std::move(work));
}
void CurlLoop::cancel_timer(TimerId id) { impl_->cancel_timer(id); }
bool CurlLoop::on_loop_thread() const { return impl_->on_loop_thread(); }
void CurlLoop::stop() { impl_->stop(); }

}  // namespace nss
