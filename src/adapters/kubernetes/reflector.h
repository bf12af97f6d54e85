// Keeps the sink's picture of one resource true: list in pages, then watch from there, for ever. Loop's thread only.
//
//   list ──complete──► watch ──ends as asked──► watch …
//    ▲ ▲                 │
//    │ └── 410, silence, a torn stream without progress
//    └──── backoff after a failure (0.8 s to 30 s, jittered; Retry-After is obeyed)
//
// Events: see ports/cluster.h. A list that fails half-way begins again with another ListBegin. An object that cannot be
// decoded is skipped and reported (log and StreamState, code undecodable_object) until a whole list is clean again.
// A resource that is `optional` and forbidden or unknown to the server is asked for again only now and then.
#pragma once

#include <optional>
#include <random>

#include "adapters/http_client/backoff.h"
#include "adapters/kubernetes/api_client.h"
#include "adapters/kubernetes/json_stream.h"
#include "adapters/kubernetes/kubernetes_cluster.h"

namespace nss {

class Reflector {
 public:
  struct Wiring {
    CurlLoop& loop;
    ApiClient& client;
    const Clock& clock;
    Metrics& metrics;
    const KubernetesOptions& options;
    ClusterSink sink;
    std::uint32_t seed = 1;
  };

  Reflector(Resource resource, bool optional, Wiring wiring);

  void start() { list(); }
  void list_again();  // now, whatever it is doing
  void stop();        // no event any more

 private:
  // What one answer of a list told besides its items.
  struct Page {
    bool complete = false;
    std::string problem;
    std::string version;
    std::string next;
  };

  void list();
  void request_page();
  std::string page_target() const;
  void take_page_end(JsonView rest);
  void finish_page(const Result<ClientResponse>& response);
  void finish_list();

  void watch();
  std::string watch_target() const;
  bool take_watch_bytes(std::string_view bytes);
  void take_watch_line(JsonView line);
  void take_error_line(JsonView status);
  void finish_watch(const Result<ClientResponse>& response);
  bool ended_as_asked(const Result<ClientResponse>& response) const;

  void emit_seen(JsonView object);
  void emit_gone(JsonView object);
  void report_undecodable(const Error& error);
  void fail_list(const Error& error);
  void fail_watch(const Error& error);
  void report(const Error& error);
  void report_works();
  void wait_then(const Error& error, void (Reflector::*next)());
  void drop_request();
  Mono now() const { return in_.clock.mono(); }

  const Resource resource_;
  const bool optional_;
  Wiring in_;
  const KubernetesTimings& timings_;
  Backoff backoff_;
  std::minstd_rand random_;

  ApiClient::Handle request_;
  CurlLoop::TimerId timer_ = 0;
  std::unique_ptr<JsonStream> stream_;
  bool stopped_ = false;

  // The list that is going on.
  bool begun_ = false;  // ListBegin was said
  bool paged_ = true;   // false after a continue token expired: all at once
  Page page_;
  std::string list_version_;  // of its first page
  bool skipped_ = false;      // an object could not be decoded

  // The watch that is going on.
  std::string version_;                 // where the next one begins
  std::chrono::milliseconds asked_{0};  // how long the server was asked to hold it
  Mono opened_at_{};
  Mono heard_at_{};  // the last line, of any kind
  bool accepted_ = false;
  bool heard_ = false;               // a line came
  std::optional<Error> line_error_;  // why we cut the stream
  int failures_ = 0;                 // in a row, without a line between them

  std::optional<Error> problem_;  // what the sink knows
  bool listed_before_ = false;
};

}  // namespace nss
