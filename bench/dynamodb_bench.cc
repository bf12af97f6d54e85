// What the DynamoDB store costs beside the wire: activations and pages of the activity table through DynamoDbStorage, and the
// same bytes sent by a loop over libcurl that builds, signs, reads and repeats nothing.
//
//   bench_dynamodb ENDPOINT ACTIVITY PERMISSIONS METRICS STATE      the tables that init-dynamodb made, by name
// reads one command a line and answers it (bench/dynamodb_speed.py asks):
//   commit N, bare-commit N      so many activations, each in a cluster of its own: the seconds that they took
//   query N, bare-query N        so many times the newest page of the activities that `commit` wrote: the same
//   commit-bodies N              the next N activations of a third cluster, for another client: a line of JSON each
//   query-body                   the same of the query
#include <curl/curl.h>
#include <fmt/core.h>

#include <cstdio>
#include <future>
#include <iostream>

#include "adapters/dynamodb/dynamodb_storage.h"
#include "adapters/records/storage_rules.h"
#include "app/audit_trail.h"
#include "app/idempotency.h"
#include "app/operation_store.h"
#include "main/allocator.h"
#include "main/system_clock.h"

namespace nss {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t namespaces = 200;
constexpr std::size_t workloads = 20;
constexpr std::size_t page = 51;  // what the API asks for to answer a page of 50
constexpr const char* region = "us-east-1";
const AwsCredentials keys_of_nobody{"AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", {}, {}};
const Seconds evening(std::chrono::seconds(1'795'482'000));  // 2026-11-23 20:00 in Bogotá

[[noreturn]] void give_up(const std::string& why) {
  fmt::print(stderr, "bench_dynamodb: {}\n", why);
  std::exit(1);
}

double seconds_since(SteadyClock::time_point begin) { return std::chrono::duration<double>(SteadyClock::now() - begin).count(); }

// What people write when they activate one namespace after the other by night, each in place of the one five before it: the
// transactions that the product makes of it, by the product's own functions.
class Activations {
 public:
  explicit Activations(std::string cluster) : cluster_(std::move(cluster)), keys_(cluster_), known_(namespaces) {
    for (std::size_t i = 0; i < namespaces; ++i) {
      NamespaceRecord& record = known_[i].record;
      record.name = fmt::format("team-{:04}-service", i);
      record.uid = fmt::format("6f1c2a64-0b0e-4c3c-9d53-{:012x}", i);
      record.managed_since = evening - std::chrono::days(30);
      record.off_operation_id = fmt::format("op_{:024x}", 0xffff00 + i);
      record.off_intent_chunks = chunks_of(workloads);
    }
    for (std::size_t i = 0; i < workloads; ++i) {
      intent_.push_back({WorkloadKind::deployment, fmt::format("web-{:02}", i), fmt::format("0d1c4f1e-{:04x}", i), 2});
    }
  }

  StorageTransaction next() {
    Known& known = known_[static_cast<std::size_t>(number_) % namespaces];
    const OperationRecord operation = operation_of(known.record);
    NamespaceRecord after = after_operation(known.record, operation);
    after.decided_at = operation.requested_at;
    after.state_since = operation.requested_at;
    after.standing = {StandingKind::person_on, operation.requested_at, operation.until, operation.id,
                      operation.requested_by,  operation.cost_center};
    ActivityStep activity = open_activity(after, activity_of(operation, cluster_), true);
    StorageTransaction transaction = start_writes(keys_, StartContent{operation,
                                                                      intent_,
                                                                      after,
                                                                      known.version,
                                                                      nullptr,
                                                                      {places_write(operation), key_write(operation)},
                                                                      std::move(activity)})
                                         .header;
    add_link(transaction, known, operation);
    known.record = std::move(after);
    ++known.version;
    ++number_;
    return transaction;
  }

  RangeQuery newest() const {
    RangeQuery query;
    query.partition = keys_.activities_of_cluster();
    query.descending = true;
    query.limit = page;
    query.index = true;
    return query;
  }

 private:
  struct Known {
    NamespaceRecord record;
    std::int64_t version = 0;
    std::optional<ChainHead> head;
  };

  OperationRecord operation_of(const NamespaceRecord& ns) const {
    OperationRecord operation;
    operation.id = fmt::format("op_{:024x}", number_);
    operation.ns = ns.name;
    operation.ns_uid = ns.uid;
    operation.type = OperationType::manual_activation;
    operation.trigger = Trigger::person;
    operation.direction = Direction::on;
    operation.decision_id = "person:" + operation.id;
    operation.cost_center = fmt::format("CC-{:03}", number_ % 10);
    operation.requested_by = fmt::format("person-{:02}@example.com", number_ % 20);
    operation.approved_by = "lead@example.com";
    operation.user_id = operation.requested_by;
    operation.reason = "closing of the month";
    operation.requested_at = evening + std::chrono::seconds(number_);
    operation.until = operation.requested_at + std::chrono::hours(2);
    operation.number = ns.seq + 1;
    operation.changed = true;
    operation.workload_count = workloads;
    operation.intent_chunks = chunks_of(workloads);
    return operation;
  }

  StorageWrite places_write(const OperationRecord& operation) {
    if (places_.places.size() == 5) places_.places.erase(places_.places.begin());
    places_.places.push_back({operation.ns, operation.ns_uid, operation.cost_center, operation.requested_by, operation.user_id,
                              operation.id, operation.requested_at, operation.until});
    const auto condition = number_ == 0 ? Precondition::absent() : Precondition::at(number_);
    return {keys_.places(), places_, condition, std::nullopt};
  }

  // The page sends a key with everything that it asks for.
  StorageWrite key_write(const OperationRecord& operation) const {
    CommandContext context;
    context.idempotency = IdempotencyToken{fmt::format("{:064x}", number_), fmt::format("{:064x}", number_ + 1)};
    return *idempotency_write(keys_, context, "operation", operation.id, operation.requested_at);
  }

  void add_link(StorageTransaction& transaction, Known& known, const OperationRecord& operation) const {
    const AuditEvent event = requested_event(operation);
    AuditLink link;
    link.ns = operation.ns;
    link.at = operation.requested_at;
    link.event = event.event;
    link.operation_id = event.operation_id;
    link.user_id = event.user_id;
    link.payload = canonical_json(event.payload);
    link = seal(std::move(link), known.head ? &*known.head : nullptr);
    known.head = head_of(link);
    const StorageKey key = keys_.audit(link.ns, link.seq);
    transaction.writes.push_back({key, std::move(link), Precondition::absent(), std::nullopt});
    const auto condition = known.version == 0 ? Precondition::absent() : Precondition::at(known.version);
    transaction.writes.push_back({keys_.chain_head(operation.ns), *known.head, condition, std::nullopt});
  }

  const std::string cluster_;
  const StorageKeys keys_;
  std::vector<Known> known_;
  std::vector<IntentEntry> intent_;
  PlacesRecord places_;
  std::int64_t number_ = 0;
};

DynamoRequest commit_of(const TableNames& tables, Activations& activations) {
  static int number = 0;
  const StorageTransaction transaction = activations.next();
  const auto bodies = encode_bounded(transaction);
  if (!bodies) give_up(bodies.error().message.en);
  auto commit = commit_request(tables, transaction, *bodies, CommitContext{fmt::format("{:032x}", ++number)});
  if (!commit) give_up(commit.error().message.en);
  return std::move(commit->request);
}

DynamoRequest query_of(const TableNames& tables, const RangeQuery& query) {
  return query_request(tables, plan_query(query).value(), query, query.limit, "");
}

// A request as it goes out, signed long before.
class Ready {
 public:
  Ready(const std::string& url, DynamoRequest request) : body_(std::move(request.body)) {
    ClientRequest to_sign;
    to_sign.method = "POST";
    to_sign.url = url;
    to_sign.headers = {"Content-Type: application/x-amz-json-1.0", "X-Amz-Target: DynamoDB_20120810." + request.operation};
    to_sign.body = body_;
    sign_v4(to_sign, keys_of_nobody, {region, "dynamodb"}, floor_seconds(make_system_clock()->wall()));
    for (const auto& line : to_sign.headers) headers_ = curl_slist_append(headers_, line.c_str());
    headers_ = curl_slist_append(headers_, "Expect:");
  }
  ~Ready() { curl_slist_free_all(headers_); }
  Ready(Ready&& other) noexcept : body_(std::move(other.body_)), headers_(std::exchange(other.headers_, nullptr)) {}
  Ready& operator=(Ready&&) = delete;

  const std::string& body() const { return body_; }
  curl_slist* headers() const { return headers_; }

 private:
  std::string body_;
  curl_slist* headers_ = nullptr;
};

// The yardstick: one connection, one request after the other.
class Wire {
 public:
  explicit Wire(std::string url) : url_(std::move(url)), easy_(curl_easy_init()) {
    curl_easy_setopt(easy_, CURLOPT_URL, url_.c_str());
    curl_easy_setopt(easy_, CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_1_1});
    curl_easy_setopt(easy_, CURLOPT_TCP_NODELAY, 1L);
    curl_easy_setopt(easy_, CURLOPT_WRITEFUNCTION, &Wire::collect);
    curl_easy_setopt(easy_, CURLOPT_WRITEDATA, &answer_);
  }
  ~Wire() { curl_easy_cleanup(easy_); }
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  double send(const std::vector<Ready>& requests) {
    const auto begin = SteadyClock::now();
    for (const Ready& request : requests) send(request);
    return seconds_since(begin);
  }
  const std::string& url() const { return url_; }

 private:
  void send(const Ready& request) {
    answer_.clear();
    curl_easy_setopt(easy_, CURLOPT_HTTPHEADER, request.headers());
    curl_easy_setopt(easy_, CURLOPT_POSTFIELDSIZE, static_cast<long>(request.body().size()));
    curl_easy_setopt(easy_, CURLOPT_POSTFIELDS, request.body().data());
    const CURLcode code = curl_easy_perform(easy_);
    long status = 0;
    curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
    if (code != CURLE_OK || status != 200) give_up(fmt::format("{}, HTTP {}: {}", curl_easy_strerror(code), status, answer_));
  }
  static std::size_t collect(char* bytes, std::size_t size, std::size_t count, void* into) {
    static_cast<std::string*>(into)->append(bytes, size * count);
    return size * count;
  }

  const std::string url_;
  CURL* easy_;
  std::string answer_;
};

// One call after the other, each made by the answer to the one before it, on the storage's own thread: how the caller's thread
// learns of an answer is no part of the store.
template <typename T>
struct Chain : std::enable_shared_from_this<Chain<T>> {
  std::function<void(int, Reply<T>)> call;  // makes the call of that number
  int count = 0;
  std::promise<void> over;

  void go_on(int number) {
    if (number == count) return over.set_value();
    call(number, [self = this->shared_from_this(), number](Result<T> result) {
      if (!result) give_up(result.error().message.en);
      self->go_on(number + 1);
    });
  }
};

template <typename T>
double one_by_one(int count, std::function<void(int, Reply<T>)> call) {
  const auto chain = std::make_shared<Chain<T>>();
  chain->call = std::move(call);
  chain->count = count;
  auto over = chain->over.get_future();
  const auto begin = SteadyClock::now();
  chain->go_on(0);
  over.wait();
  return seconds_since(begin);
}

class Bench {
 public:
  Bench(const std::string& endpoint, TableNames tables)
      : tables_(std::move(tables)),
        clock_(make_system_clock()),
        storage_(std::make_shared<DynamoDbConnection>(access(endpoint), *clock_, metrics_), tables_),
        wire_(endpoint + "/") {}

  void serve() {
    std::string word;
    while (std::cin >> word) {
      if (word == "query-body") {
        fmt::print("{}\n", query_of(tables_, ours_.newest()).body);
      } else {
        int count = 0;
        if (!(std::cin >> count)) give_up("how many?");
        answer(word, count);
      }
      std::fflush(stdout);
    }
  }

 private:
  static DynamoDbAccess access(const std::string& endpoint) {
    DynamoDbAccess access;
    access.client.endpoint = endpoint;
    access.client.region = region;
    access.environment.access_key_id = keys_of_nobody.access_key_id;
    access.environment.secret_access_key = keys_of_nobody.secret_access_key;
    return access;
  }

  void answer(const std::string& word, int count) {
    if (word == "commit") return print(commit(count));
    if (word == "query") return print(query(count));
    if (word == "bare-commit") return print(bare(count, [this] { return commit_of(tables_, bare_); }));
    if (word == "bare-query") return print(bare(count, [this] { return query_of(tables_, ours_.newest()); }));
    if (word != "commit-bodies") give_up("unknown: " + word);
    for (int i = 0; i < count; ++i) fmt::print("{}\n", commit_of(tables_, others_).body);
  }
  static void print(double seconds) { fmt::print("{:.6f}\n", seconds); }

  double commit(int count) {
    std::vector<StorageTransaction> transactions;
    for (int i = 0; i < count; ++i) transactions.push_back(ours_.next());
    return one_by_one<CommitReceipt>(count, [&](int number, Reply<CommitReceipt> reply) {
      storage_.commit(std::move(transactions[static_cast<std::size_t>(number)]), std::move(reply));
    });
  }

  double query(int count) {
    using Items = std::vector<StoredItem>;
    return one_by_one<Items>(count, [&](int, Reply<Items> reply) {
      storage_.range(ours_.newest(), [reply = std::move(reply)](Result<Items> items) {
        if (items && items->size() != page) give_up(fmt::format("a page of {}", items->size()));
        reply(std::move(items));
      });
    });
  }

  double bare(int count, const std::function<DynamoRequest()>& next) {
    std::vector<Ready> requests;
    for (int i = 0; i < count; ++i) requests.emplace_back(wire_.url(), next());
    return wire_.send(requests);
  }

  const TableNames tables_;
  std::unique_ptr<Clock> clock_;
  Metrics metrics_;
  DynamoDbStorage storage_;
  Wire wire_;
  Activations ours_{"bench-product"};
  Activations bare_{"bench-thewire"};
  Activations others_{"bench-another"};
};

}  // namespace
}  // namespace nss

int main(int argc, char** argv) {
  if (argc != 6) {
    fmt::print(stderr, "usage: bench_dynamodb ENDPOINT ACTIVITY PERMISSIONS METRICS STATE\n");
    return 2;
  }
  nss::tune_allocator();  // as the server does
  nss::Bench(argv[1], {argv[2], argv[3], argv[4], argv[5]}).serve();
  return 0;
}
