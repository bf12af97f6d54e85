#include "app/audit_reader.h"

#include <charconv>

namespace nss {
namespace {

constexpr std::size_t links_at_once = 500;

std::int64_t number_of(const std::string& sort) {
  std::int64_t number = -1;
  std::from_chars(sort.data(), sort.data() + sort.size(), number);
  return number;
}

}  // namespace

void AuditReader::page(const std::string& ns, std::size_t limit, const std::string& after, Reply<AuditPage> reply) {
  RangeQuery range;
  range.partition = keys_.audits(ns);
  if (!after.empty()) range.from = after + '\0';
  range.limit = limit + 1;  // one more tells whether there is a next page
  store_.range(range, [limit, reply = std::move(reply)](Result<std::vector<StoredItem>> items) {
    if (!items) return reply(fail(items.error()));
    AuditPage page;
    if (items->size() > limit) {
      items->resize(limit);
      page.next = items->back().key.sort;
    }
    for (auto& item : *items) {
      if (auto* link = std::get_if<AuditLink>(&item.record)) page.links.push_back(std::move(*link));
    }
    reply(std::move(page));
  });
}

void AuditReader::verify(const std::string& ns, Reply<AuditVerdict> reply) {
  auto run = std::make_shared<Verification>();
  run->reply = std::move(reply);
  if (!ns.empty()) {
    run->namespaces.push_back(ns);
    return verify_next(run);
  }
  RangeQuery query;
  query.partition = keys_.chain_heads();
  store_.scan(
      query, [run](StoredItem item) { run->namespaces.push_back(item.key.sort); },
      [this, run](Result<void> loaded) {
        if (!loaded) return run->reply(fail(loaded.error()));
        verify_next(run);
      });
}

void AuditReader::verify_next(const std::shared_ptr<Verification>& run) {
  if (run->next >= run->namespaces.size() || !run->verdict.valid) return run->reply(std::move(run->verdict));
  ++run->verdict.chains;
  verify_page(std::make_shared<Chain>(Chain{run, ChainCheck(run->namespaces[run->next]), {}, 0}));
}

void AuditReader::broken(const Chain& chain, BrokenLink link) {
  AuditVerdict& verdict = chain.run->verdict;
  verdict.valid = false;
  verdict.first_broken = AuditVerdict::Broken{chain.run->namespaces[chain.run->next], link.seq, std::move(link.reason)};
  verify_next(chain.run);
}

void AuditReader::verify_page(const std::shared_ptr<Chain>& chain) {
  RangeQuery range;
  range.partition = keys_.audits(chain->run->namespaces[chain->run->next]);
  range.from = chain->from;
  range.limit = links_at_once;
  store_.range(range, [this, chain](Result<std::vector<StoredItem>> items) {
    if (!items && items.error().kind == ErrorKind::invalid) {
      return broken(*chain, BrokenLink{chain->check.links() + 1, "unreadable"});
    }
    if (!items) return chain->run->reply(fail(items.error()));
    for (const StoredItem& item : *items) {
      const auto* link = std::get_if<AuditLink>(&item.record);
      const std::int64_t number = number_of(item.key.sort);
      if (link == nullptr) return broken(*chain, BrokenLink{number, "unreadable"});
      if (auto found = chain->check.next(number, *link)) return broken(*chain, std::move(*found));
      ++chain->run->verdict.links;
    }
    if (!items->empty()) chain->from = items->back().key.sort + '\0';
    if (items->size() == links_at_once) return verify_page(chain);
    verify_end(chain);
  });
}

// The head is read after the links, so that in a chain that grows meanwhile it is never behind them. Where it is ahead, the
// rest is read once more: what is not there even then was cut off.
void AuditReader::verify_end(const std::shared_ptr<Chain>& chain) {
  const std::string& ns = chain->run->namespaces[chain->run->next];
  store_.load({keys_.chain_head(ns)}, [this, chain](Result<std::vector<std::optional<StoredItem>>> items) {
    if (!items) return chain->run->reply(fail(items.error()));
    const auto* head = items->at(0) ? std::get_if<ChainHead>(&items->at(0)->record) : nullptr;
    const std::int64_t links = chain->check.links();
    if (head != nullptr && head->seq > links && chain->promised <= links) {
      chain->promised = head->seq;
      return verify_page(chain);
    }
    if (auto found = chain->check.end(head)) return broken(*chain, std::move(*found));
    ++chain->run->next;
    verify_next(chain->run);
  });
}

}  // namespace nss
