#include "main/audit_command.h"

#include <gtest/gtest.h>

#include "adapters/sqlite/sqlite_storage.h"
#include "base/log.h"
#include "domain/audit.h"
#include "ports/storage_keys.h"
#include "support/storage_calls.h"
#include "support/temporary_folder.h"
#include "unit/main/running_server.h"

namespace nss {
namespace {

class AuditCommand : public testing::Test {
 protected:
  void TearDown() override { log::set_sink({}, log::Level::error); }

  // A chain of three links; the link that `spoil` names has another text than it was sealed with.
  void make_chain(Storage& storage, const std::string& ns, std::int64_t spoil = 0) const {
    std::optional<ChainHead> head;
    StorageTransaction transaction;
    for (int i = 0; i < 3; ++i) {
      AuditLink link;
      link.ns = ns;
      link.event = "requested";
      link.payload = "{}";
      link = seal(std::move(link), head ? &*head : nullptr);
      head = head_of(link);
      if (link.seq == spoil) link.event = "completed";
      transaction.writes.push_back(put(keys_.audit(ns, link.seq), link, Precondition::absent()));
    }
    transaction.writes.push_back(put(keys_.chain_head(ns), *head));
    NSS_CHECK(commit(storage, transaction).has_value());
  }

  int run(const std::string& ns = {}) {
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const int code = audit_verify_command(settings_, ns);
    out_ = testing::internal::GetCapturedStdout();
    err_ = testing::internal::GetCapturedStderr();
    return code;
  }

  TemporaryFolder folder_;
  Settings settings_ = test::settings_of({"--sqlite-path", folder_.file("store.db")});
  StorageKeys keys_{settings_.cluster_name};
  std::string out_;
  std::string err_;
};

TEST_F(AuditCommand, says_that_every_chain_is_valid_beside_a_server) {
  auto server = std::move(*SqliteStorage::open(SqliteOptions{settings_.sqlite_path}));
  EXPECT_EQ(run(), 0) << err_;
  EXPECT_EQ(out_, "valid: 0 links in 0 chains\n");
  make_chain(*server, "pagos");
  make_chain(*server, "web");
  EXPECT_EQ(run(), 0) << err_;
  EXPECT_EQ(out_, "valid: 6 links in 2 chains\n");
  EXPECT_EQ(run("web"), 0) << err_;
  EXPECT_EQ(out_, "valid: 3 links in 1 chains\n");
}

TEST_F(AuditCommand, names_the_broken_link) {
  auto server = std::move(*SqliteStorage::open(SqliteOptions{settings_.sqlite_path}));
  make_chain(*server, "pagos");
  make_chain(*server, "web", 2);
  EXPECT_EQ(run(), 1);
  EXPECT_EQ(out_, "broken: namespace web, link 2: changed\n");
  EXPECT_EQ(run("pagos"), 0);
}

TEST_F(AuditCommand, a_store_that_cannot_be_read_is_one_line) {
  EXPECT_EQ(run(), 1);
  EXPECT_EQ(err_.rfind("namespace-scheduler: ", 0), 0U) << err_;
  EXPECT_EQ(out_, "");
}

}  // namespace
}  // namespace nss
