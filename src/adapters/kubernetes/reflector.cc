#include "adapters/kubernetes/reflector.h"

#include <fmt/core.h>

#include <algorithm>

#include "adapters/http_client/percent_encoding.h"
#include "adapters/kubernetes/api_paths.h"
#include "adapters/kubernetes/errors.h"
#include "adapters/kubernetes/object_codec.h"
#include "adapters/kubernetes/object_keep.h"
#include "base/log.h"

namespace nss {
namespace {

constexpr std::size_t longest_token = std::size_t{16} << 10;  // of a continue token
constexpr std::size_t longest_line = std::size_t{64} << 20;   // of a watch: one object
constexpr int failures_before_report = 2;                     // a single broken watch is daily life
constexpr int failures_before_list = 3;                       // what cannot be read from this version on is listed anew

WorkloadKind kind_of(Resource resource) {
  switch (resource) {
    case Resource::stateful_sets: return WorkloadKind::stateful_set;
    case Resource::daemon_sets: return WorkloadKind::daemon_set;
    default: return WorkloadKind::deployment;
  }
}

std::string_view list_kind(Resource resource) {
  switch (resource) {
    case Resource::namespaces: return "NamespaceList";
    case Resource::deployments: return "DeploymentList";
    case Resource::stateful_sets: return "StatefulSetList";
    case Resource::daemon_sets: return "DaemonSetList";
    case Resource::autoscalers: break;
  }
  return "HorizontalPodAutoscalerList";
}

bool works_later(const Error& error) { return error.kind == ErrorKind::transient || error.kind == ErrorKind::throttled; }

}  // namespace

Reflector::Reflector(Resource resource, bool optional, Wiring wiring)
    : resource_(resource),
      optional_(optional),
      in_(std::move(wiring)),
      timings_(in_.options.timings),
      backoff_(timings_.backoff, in_.seed),
      random_(in_.seed) {}

void Reflector::list_again() {
  if (!stopped_) list();
}

void Reflector::stop() {
  stopped_ = true;
  drop_request();
}

void Reflector::drop_request() {
  in_.client.cancel(request_);
  request_.reset();
  if (timer_ != 0) in_.loop.cancel_timer(timer_);
  timer_ = 0;
}

// ---- list ----

void Reflector::list() {
  drop_request();
  begun_ = false;
  skipped_ = false;
  page_ = Page();
  list_version_.clear();
  if (std::exchange(listed_before_, true)) ++in_.metrics.kube_relists;
  request_page();
}

std::string Reflector::page_target() const {
  std::string target = collection_path(resource_);
  if (paged_) target += fmt::format("?limit={}", in_.options.page_size);
  if (!page_.next.empty()) target += "&continue=" + percent_encoded(page_.next);
  return target;
}

void Reflector::request_page() {
  ApiRequest request;
  request.target = page_target();
  request.what = fmt::format("list {}", to_string(resource_));
  request.compressed = true;
  request.timeout = timings_.list_timeout;
  page_ = Page();
  JsonStream::Listener listener;
  listener.on_element = [this](JsonView object) { emit_seen(object); };
  listener.on_document = [this](JsonView rest) { take_page_end(rest); };
  stream_ = std::make_unique<JsonStream>(list_keep(resource_), std::move(listener));
  HttpStream stream;
  stream.on_head = [this](const ClientResponse&) {
    if (!std::exchange(begun_, true)) in_.sink(ListBegin{resource_});
  };
  stream.on_chunk = [this](std::string_view bytes) { return stream_->feed(bytes); };
  request_ = in_.client.stream(std::move(request), std::move(stream),
                               [this](Result<ClientResponse> response) { finish_page(response); });
}

// Only what is surely such a list may say that what it does not name is gone.
void Reflector::take_page_end(JsonView rest) {
  const JsonView metadata = rest["metadata"];
  page_.version = metadata["resourceVersion"].string().value_or("");
  page_.next = metadata["continue"].string().value_or("");
  const JsonKind items = rest["items"].kind();
  if (page_.complete) page_.problem = "there is more than one document in it";
  if (rest["kind"].string() != list_kind(resource_)) page_.problem = fmt::format("it is not a {}", list_kind(resource_));
  if (items != JsonKind::array && items != JsonKind::null) page_.problem = "it has no items";
  if (page_.version.empty() || page_.version == "0") page_.problem = "it has no resourceVersion";
  if (page_.next.size() > longest_token) page_.problem = "its continue token is too long";
  page_.complete = true;
}

void Reflector::finish_page(const Result<ClientResponse>& response) {
  request_.reset();
  const bool torn = stream_->error().empty() ? !stream_->between_documents() || !page_.complete : true;
  if (!response && response.error().code != "stream_refused") return fail_list(response.error());
  if (torn) {
    page_.problem = stream_->error().empty() ? "it is cut off" : stream_->error();
  }
  if (!page_.problem.empty()) {
    return fail_list(
        make_error(ErrorKind::transient, "bad_answer",
                   fmt::format("list {}: the API server's answer cannot be used: {}", to_string(resource_), page_.problem)));
  }
  if (list_version_.empty()) list_version_ = page_.version;
  if (!page_.next.empty()) return request_page();
  finish_list();
}

void Reflector::finish_list() {
  paged_ = true;
  failures_ = 0;
  version_ = list_version_;
  heard_at_ = now();
  in_.sink(ListEnd{resource_, !skipped_});
  report_works();
  watch();
}

void Reflector::fail_list(const Error& error) {
  if (stopped_ || error.code == "stopping") return;
  if (error.kind == ErrorKind::gone && paged_) {
    // The continue token is too old: the next list comes in one piece, which cannot expire between pages.
    paged_ = false;
    return wait_then(error, &Reflector::list);
  }
  paged_ = true;
  report(error);
  wait_then(error, &Reflector::list);
}

// ---- watch ----

std::string Reflector::watch_target() const {
  const auto seconds = std::max<std::int64_t>(1, std::chrono::ceil<std::chrono::seconds>(asked_).count());
  return fmt::format("{}?watch=1&allowWatchBookmarks=true&resourceVersion={}&timeoutSeconds={}", collection_path(resource_),
                     percent_encoded(version_), seconds);
}

void Reflector::watch() {
  drop_request();
  std::uniform_int_distribution<std::int64_t> between(timings_.watch_least.count(), timings_.watch_most.count());
  asked_ = std::chrono::milliseconds(between(random_));
  opened_at_ = now();
  accepted_ = false;
  heard_ = false;
  line_error_.reset();
  ApiRequest request;
  request.target = watch_target();
  request.what = fmt::format("watch {}", to_string(resource_));
  request.timeout = asked_ + timings_.watch_slack;
  request.watch = true;
  JsonStream::Listener listener;
  listener.on_document = [this](JsonView line) { take_watch_line(line); };
  JsonBounds bounds;
  bounds.document_bytes = longest_line;
  stream_ = std::make_unique<JsonStream>(watch_keep(resource_), std::move(listener), bounds);
  HttpStream stream;
  stream.on_head = [this](const ClientResponse&) {
    accepted_ = true;
    report_works();
  };
  stream.on_chunk = [this](std::string_view bytes) { return take_watch_bytes(bytes); };
  request_ = in_.client.stream(std::move(request), std::move(stream),
                               [this](Result<ClientResponse> response) { finish_watch(response); });
}

bool Reflector::take_watch_bytes(std::string_view bytes) {
  if (!stream_->feed(bytes) && !line_error_) {
    line_error_ = make_error(ErrorKind::transient, "bad_answer",
                             fmt::format("watch {}: a line cannot be used: {}", to_string(resource_), stream_->error()));
  }
  return !line_error_;
}

void Reflector::take_watch_line(JsonView line) {
  if (line_error_) return;
  const std::string_view type = line["type"].string().value_or("");
  const JsonView object = line["object"];
  if (type == "ERROR") return take_error_line(object);
  const auto version = object["metadata"]["resourceVersion"].string();
  const bool known = type == "ADDED" || type == "MODIFIED" || type == "DELETED" || type == "BOOKMARK";
  if (!known || !version || version->empty()) {
    line_error_ = make_error(ErrorKind::transient, "bad_answer",
                             fmt::format("watch {}: a line is no event of a watch", to_string(resource_)));
    return;
  }
  if (type == "DELETED") emit_gone(object);
  if (type == "ADDED" || type == "MODIFIED") emit_seen(object);
  version_ = *version;
  heard_at_ = now();
  heard_ = true;
  failures_ = 0;
}

void Reflector::take_error_line(JsonView status) {
  ApiStatus read;
  read.code = static_cast<int>(std::clamp<std::int64_t>(status["code"].integer().value_or(500), 0, 999));
  read.reason = status["reason"].string().value_or("");
  read.message = status["message"].string().value_or("").substr(0, 1024);
  if (read.reason == "Expired" || read.reason == "Gone") read.code = 410;
  line_error_ = error_of_status(read, fmt::format("watch {}", to_string(resource_)));
}

// The server held it as long as it was asked to, or our own clock ran out a little later: both are daily life.
bool Reflector::ended_as_asked(const Result<ClientResponse>& response) const {
  if (line_error_ || !accepted_) return false;
  if (!response) return response.error().code == "timeout";
  return stream_->between_documents() && (heard_ || now() - opened_at_ >= timings_.watch_too_short);
}

void Reflector::finish_watch(const Result<ClientResponse>& response) {
  request_.reset();
  if (stopped_ || (!response && response.error().code == "stopping")) return;
  if (ended_as_asked(response)) {
    // Not even a bookmark for so long: perhaps nothing happens, perhaps we no longer hear it.
    if (now() - heard_at_ >= 2 * asked_) return list();
    failures_ = 0;
    ++in_.metrics.kube_watch_restarts;
    return watch();
  }
  if (line_error_) return fail_watch(*line_error_);
  if (!response) return fail_watch(response.error());
  const char* why = stream_->between_documents() ? "it ended at once without an event" : "its last line is cut off";
  fail_watch(make_error(ErrorKind::transient, "connection_lost", fmt::format("watch {}: {}", to_string(resource_), why)));
}

void Reflector::fail_watch(const Error& error) {
  ++failures_;
  ++in_.metrics.kube_watch_restarts;
  if (error.kind == ErrorKind::gone) {
    // History is gone: at once the first time, with patience when it goes on.
    if (failures_ == 1) return list();
    return wait_then(error, &Reflector::list);
  }
  if (failures_ >= failures_before_report || !works_later(error)) report(error);
  const bool anew = failures_ >= failures_before_list && works_later(error);
  wait_then(error, anew ? &Reflector::list : &Reflector::watch);
}

// ---- events ----

void Reflector::emit_seen(JsonView object) {
  const auto tell = [this](auto decoded, auto seen) {
    if (!decoded) return report_undecodable(decoded.error());
    in_.sink(seen(std::move(*decoded)));
  };
  if (resource_ == Resource::namespaces) {
    tell(decode_namespace(object), [](Namespace ns) { return NamespaceSeen{std::move(ns)}; });
  } else if (resource_ == Resource::autoscalers) {
    tell(decode_autoscaler(object), [](Autoscaler autoscaler) { return AutoscalerSeen{std::move(autoscaler)}; });
  } else {
    tell(decode_workload(kind_of(resource_), object), [](Workload workload) { return WorkloadSeen{std::move(workload)}; });
  }
}

// Who is gone is told by its name alone: whatever else the last state of it says, it must not stay in the picture.
void Reflector::emit_gone(JsonView object) {
  const JsonView metadata = object["metadata"];
  std::string ns(metadata["namespace"].string().value_or(""));
  std::string name(metadata["name"].string().value_or(""));
  std::string uid(metadata["uid"].string().value_or(""));
  if (name.empty()) {
    report_undecodable(make_error(ErrorKind::invalid, "undecodable_object", "a deleted object without a name"));
  } else if (resource_ == Resource::namespaces) {
    in_.sink(NamespaceGone{std::move(name), std::move(uid)});
  } else if (resource_ == Resource::autoscalers) {
    in_.sink(AutoscalerGone{std::move(ns), std::move(name)});
  } else {
    in_.sink(WorkloadGone{{kind_of(resource_), std::move(ns), std::move(name)}, std::move(uid)});
  }
}

void Reflector::report_undecodable(const Error& error) {
  ++in_.metrics.kube_errors;
  log::warn("an object of the cluster cannot be read and is left alone",
            {{"resource", to_string(resource_)}, {"problem", error.message.en}});
  const bool first = !std::exchange(skipped_, true);
  if (!first && problem_) return;  // one report is enough
  problem_ = error;
  in_.sink(StreamState{resource_, error, optional_});
}

void Reflector::report(const Error& error) {
  ++in_.metrics.kube_errors;
  if (!problem_ || problem_->code != error.code) {
    log::warn("the cluster's stream does not work",
              {{"resource", to_string(resource_)}, {"code", error.code}, {"problem", error.message.en}});
  }
  problem_ = error;
  in_.sink(StreamState{resource_, error, optional_});
}

void Reflector::report_works() {
  if (!problem_ || skipped_) return;
  problem_.reset();
  log::info("the cluster's stream works again", {{"resource", to_string(resource_)}});
  in_.sink(StreamState{resource_, std::nullopt, optional_});
}

void Reflector::wait_then(const Error& error, void (Reflector::*next)()) {
  drop_request();
  std::chrono::milliseconds wait = backoff_.next(now());
  if (error.retry_after) wait = std::max(wait, std::min(*error.retry_after, timings_.optional_retry));
  const bool denied = error.kind == ErrorKind::forbidden || error.kind == ErrorKind::not_found;
  if (optional_ && denied) wait = timings_.optional_retry;
  timer_ = in_.loop.after(wait, [this, next] {
    timer_ = 0;
    (this->*next)();
  });
}

}  // namespace nss
