// Reads the audit chains: a page of links for people, and the verification of one chain or of all, in bounded pages. Needs the
// store and nothing else, so that `audit verify` runs it beside a server. Core thread only.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/answers.h"
#include "app/store.h"
#include "ports/storage_keys.h"

namespace nss {

class AuditReader {
 public:
  AuditReader(Store& store, const StorageKeys& keys) : store_(store), keys_(keys) {}

  // By seq; `after`: the storage sort key of the last link seen.
  void page(const std::string& ns, std::size_t limit, const std::string& after, Reply<AuditPage> reply);
  // `ns` empty: every chain that has a head. The first broken link ends it.
  void verify(const std::string& ns, Reply<AuditVerdict> reply);

 private:
  struct Verification {
    std::vector<std::string> namespaces;  // whose chains are looked at
    std::size_t next = 0;
    AuditVerdict verdict;
    Reply<AuditVerdict> reply;
  };
  struct Chain {
    std::shared_ptr<Verification> run;
    ChainCheck check;
    std::string from;
    std::int64_t promised = 0;  // how many links a head that was read has
  };
  void verify_next(const std::shared_ptr<Verification>& run);
  void verify_page(const std::shared_ptr<Chain>& chain);
  void verify_end(const std::shared_ptr<Chain>& chain);
  void broken(const Chain& chain, BrokenLink link);

  Store& store_;
  const StorageKeys& keys_;
};

}  // namespace nss
