// The yardstick: lists every Deployment, StatefulSet and DaemonSet whose namespace begins with "bench-" and writes one merge
// patch to each, with libcurl and nothing else: no store, no watch, no decisions. The same concurrency, the same bytes.
//
//   bare_patch off|on IN_FLIGHT URL TOKEN CA_FILE
// prints one JSON line: workloads, seconds from the first byte of the first list to the last answer, and CPU seconds.
#include <curl/curl.h>
#include <sys/resource.h>

#include <boost/json.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace {

struct Target {
  std::string url;
  std::string body;
};

struct Call {
  CURL* handle = nullptr;
  std::string answer;
  Target target;
};

struct Api {
  std::string url;
  std::string ca_file;
  curl_slist* headers = nullptr;
};

std::size_t collect(char* bytes, std::size_t size, std::size_t count, void* into) {
  static_cast<std::string*>(into)->append(bytes, size * count);
  return size * count;
}

void prepare(CURL* handle, const Api& api, const std::string& url, std::string& answer) {
  curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle, CURLOPT_CAINFO, api.ca_file.c_str());
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, api.headers);
  curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_1_1});
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, collect);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &answer);
}

std::string patch_body(const boost::json::object& object, bool daemon_set, bool off) {
  const auto& meta = object.at("metadata").as_object();
  boost::json::object annotations;
  annotations["bench.namespace-scheduler.io/seq"] = off ? "1 op_0123456789abcdef01234567 off" : "2 op_0123456789abcdef01234567";
  if (off) {
    annotations["bench.namespace-scheduler.io/original"] =
        R"({"v":1,"r":1,"op":"op_0123456789abcdef01234567","at":"2026-11-24T01:00:00Z","by":"schedule","who":"builtin-shutdown"})";
  } else {
    annotations["bench.namespace-scheduler.io/original"] = nullptr;
  }
  boost::json::object spec;
  if (daemon_set) {
    boost::json::object selector;
    selector["bench.namespace-scheduler.io/paused"] = off ? boost::json::value("true") : boost::json::value(nullptr);
    spec["template"] = boost::json::object{{"spec", boost::json::object{{"nodeSelector", selector}}}};
  } else {
    spec["replicas"] = off ? 0 : 1;
  }
  return boost::json::serialize(boost::json::object{
      {"metadata", boost::json::object{{"resourceVersion", meta.at("resourceVersion")}, {"annotations", annotations}}},
      {"spec", spec}});
}

void list(const Api& api, const char* resource, bool off, std::deque<Target>& targets) {
  std::string answer;
  CURL* handle = curl_easy_init();
  prepare(handle, api, api.url + "/apis/apps/v1/" + resource, answer);
  if (curl_easy_perform(handle) != CURLE_OK) std::exit(1);
  curl_easy_cleanup(handle);
  boost::json::parse_options options;
  options.max_depth = 64;
  const auto parsed = boost::json::parse(answer, {}, options);
  for (const auto& item : parsed.as_object().at("items").as_array()) {
    const auto& object = item.as_object();
    const auto& meta = object.at("metadata").as_object();
    const std::string ns(meta.at("namespace").as_string());
    if (!ns.starts_with("bench-")) continue;
    targets.push_back(Target{api.url + "/apis/apps/v1/namespaces/" + ns + "/" + resource + "/" +
                                 std::string(meta.at("name").as_string()) + "?fieldManager=bare",
                             patch_body(object, std::string_view(resource) == "daemonsets", off)});
  }
}

void send_patch(CURLM* multi, Call& call, const Api& api, Target target) {
  call.target = std::move(target);
  call.answer.clear();
  prepare(call.handle, api, call.target.url, call.answer);
  curl_easy_setopt(call.handle, CURLOPT_CUSTOMREQUEST, "PATCH");
  curl_easy_setopt(call.handle, CURLOPT_POSTFIELDS, call.target.body.c_str());
  curl_easy_setopt(call.handle, CURLOPT_PRIVATE, &call);
  curl_multi_add_handle(multi, call.handle);
}

// Returns how many were not answered with 200.
int patch_all(const Api& api, std::deque<Target> targets, std::size_t in_flight) {
  CURLM* multi = curl_multi_init();
  curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, static_cast<long>(in_flight));
  std::vector<std::unique_ptr<Call>> calls;
  int failed = 0;
  std::size_t running = 0;
  for (; calls.size() < in_flight && !targets.empty(); targets.pop_front(), ++running) {
    calls.push_back(std::make_unique<Call>());
    calls.back()->handle = curl_easy_init();
    send_patch(multi, *calls.back(), api, std::move(targets.front()));
  }
  while (running > 0) {
    int active = 0;
    curl_multi_perform(multi, &active);
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi, &left)) {
      Call* call = nullptr;
      long status = 0;
      curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &call);
      curl_easy_getinfo(message->easy_handle, CURLINFO_RESPONSE_CODE, &status);
      if (message->data.result != CURLE_OK || status != 200) ++failed;
      curl_multi_remove_handle(multi, call->handle);
      --running;
      if (targets.empty()) continue;
      send_patch(multi, *call, api, std::move(targets.front()));
      targets.pop_front();
      ++running;
    }
    if (running > 0) curl_multi_poll(multi, nullptr, 0, 100, nullptr);
  }
  for (auto& call : calls) curl_easy_cleanup(call->handle);
  curl_multi_cleanup(multi);
  return failed;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) return 2;
  const bool off = std::string_view(argv[1]) == "off";
  Api api{argv[3], argv[5], nullptr};
  api.headers = curl_slist_append(api.headers, (std::string("Authorization: Bearer ") + argv[4]).c_str());
  api.headers = curl_slist_append(api.headers, "Content-Type: application/merge-patch+json");
  api.headers = curl_slist_append(api.headers, "Accept: application/json");
  curl_global_init(CURL_GLOBAL_DEFAULT);
  const auto begin = std::chrono::steady_clock::now();
  std::deque<Target> targets;
  for (const char* resource : {"deployments", "statefulsets", "daemonsets"}) list(api, resource, off, targets);
  const std::size_t count = targets.size();
  const auto listed = std::chrono::steady_clock::now();
  const int failed = patch_all(api, std::move(targets), static_cast<std::size_t>(std::atoi(argv[2])));
  const std::chrono::duration<double> whole = std::chrono::steady_clock::now() - begin;
  const std::chrono::duration<double> listing = listed - begin;
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) { return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6; };
  std::printf(R"({"workloads":%zu,"failed":%d,"seconds":%.4f,"list_seconds":%.4f,"cpu":%.4f})"
              "\n",
              count, failed, whole.count(), listing.count(), seconds(usage.ru_utime) + seconds(usage.ru_stime));
  curl_slist_free_all(api.headers);
  return failed == 0 ? 0 : 1;
}
