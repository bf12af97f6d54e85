#include "app/activity_reader.h"

#include <algorithm>

namespace nss {
namespace {

// Read for one answer, whatever the filters leave of them.
constexpr std::size_t most_looked_at = 2000;
constexpr std::size_t most_at_once = 500;

bool matches(const ActivityQuery& query, const ActivityRecord& record) {
  return (query.ns.empty() || record.ns == query.ns) && (query.cost_center.empty() || record.cost_center == query.cost_center) &&
         (!query.type || record.type == *query.type) &&
         (query.requested_by.empty() || record.requested_by == query.requested_by) &&
         (!query.status || record.status == *query.status);
}

}  // namespace

RangeQuery ActivityReader::range_of(const ActivityQuery& query) const {
  RangeQuery range;
  range.descending = true;
  range.index = query.ns.empty();
  if (!query.ns.empty()) {
    range.partition = keys_.activities(query.ns);
  } else if (!query.requested_by.empty()) {
    range.partition = keys_.activities_of_requester(query.requested_by);
  } else if (!query.cost_center.empty()) {
    range.partition = keys_.activities_of_cost_center(query.cost_center);
  } else if (query.type) {
    range.partition = keys_.activities_of_type(*query.type);
  } else {
    range.partition = keys_.activities_of_cluster();
  }
  if (query.start) range.from = StorageKeys::instant(*query.start);
  if (query.end) range.to = StorageKeys::instant(*query.end);
  if (!query.after.empty()) range.to = range.to.empty() ? query.after : std::min(range.to, query.after);
  return range;
}

void ActivityReader::page(const ActivityQuery& query, Reply<ActivityPage> reply) {
  const bool elsewhere = !query.cluster_name.empty() && query.cluster_name != cluster_name_;
  if (elsewhere) return reply(ActivityPage{});
  auto search = std::make_shared<Search>(Search{query, range_of(query), {}, std::move(reply), 0});
  look(search);
}

void ActivityReader::look(const std::shared_ptr<Search>& search) {
  search->range.limit = std::min(most_at_once, search->query.limit - search->page.activities.size() + 1);
  if (search->looked_at > 0) search->range.limit = most_at_once;
  store_.range(search->range, [this, search](Result<std::vector<StoredItem>> items) {
    if (!items) return search->reply(fail(items.error()));
    ActivityPage& page = search->page;
    std::string last;
    for (const StoredItem& item : *items) {
      const auto* record = std::get_if<ActivityRecord>(&item.record);
      const bool wanted = record != nullptr && matches(search->query, *record);
      if (wanted && page.activities.size() == search->query.limit) {
        page.next = last.empty() ? search->range.to : last;
        return search->reply(std::move(page));
      }
      if (wanted) page.activities.push_back(*record);
      last = item.index_sort.empty() ? item.key.sort : item.index_sort;
    }
    search->looked_at += items->size();
    if (items->size() < search->range.limit) return search->reply(std::move(page));
    search->range.to = last;
    if (search->looked_at < most_looked_at) return look(search);
    page.next = last;
    search->reply(std::move(page));
  });
}

}  // namespace nss
