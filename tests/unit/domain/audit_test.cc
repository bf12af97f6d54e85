#include "domain/audit.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/crypto.h"
#include "support/generators.h"

namespace nss {
namespace {

TEST(Audit, CanonicalJsonIsAsTheRfcWantsIt) {
  EXPECT_EQ(canonical_json({}), "{}");
  EXPECT_EQ(canonical_json({{"b", true}, {"a", std::int64_t{-7}}, {"c", std::string("ñ \"\\\b\f\n\r\t\x01\x7f/")}}),
            "{\"a\":-7,\"b\":true,\"c\":\"ñ \\\"\\\\\\b\\f\\n\\r\\t\\u0001\x7f/\"}");
  EXPECT_EQ(canonical_json({{"l", std::vector<std::string>{"x", "y"}}, {"n", std::vector<std::string>{}}}),
            "{\"l\":[\"x\",\"y\"],\"n\":[]}");
  EXPECT_EQ(canonical_json({{"bad", std::string("a\xFF")}}), "{\"bad\":\"a\xEF\xBF\xBD\"}");
}

// A reviewer can take this text to any SHA-256.
TEST(Audit, TheHashIsOverTheMembersInTheirOrder) {
  AuditLink link{"pagos", 0, Seconds(std::chrono::seconds(0)), "requested", "op_1", "ana", "{\"a\":1}", {}, {}};
  link = seal(link, nullptr);
  EXPECT_EQ(link.seq, 1);
  EXPECT_EQ(link.prev_hash, std::string(64, '0'));
  EXPECT_EQ(link.hash,
            sha256_hex("{\"at\":\"1970-01-01T00:00:00Z\",\"event\":\"requested\",\"namespace\":\"pagos\",\"operation_id\":"
                       "\"op_1\",\"payload\":{\"a\":1},\"prev_hash\":\"" +
                       std::string(64, '0') + "\",\"seq\":1,\"user_id\":\"ana\"}"));
}

struct Chain {
  std::vector<std::pair<std::int64_t, AuditLink>> links;  // by key
  std::optional<ChainHead> head;
};

Chain some_chain(std::size_t length) {
  Chain chain;
  for (std::size_t i = 0; i < length; ++i) {
    AuditLink link;
    link.ns = "pagos";
    link.at = *arbitrary_instant();
    link.event = *rc::gen::element<std::string>("requested", "completed", "partial");
    link.operation_id = *arbitrary_operation_id();
    link.user_id = *arbitrary_text();
    link.payload = canonical_json({{"reason", *arbitrary_text()}, {"failed", *rc::gen::inRange<std::int64_t>(0, 9)}});
    link = seal(link, chain.head ? &*chain.head : nullptr);
    chain.head = head_of(link);
    chain.links.emplace_back(link.seq, link);
  }
  return chain;
}

std::optional<BrokenLink> verify(const Chain& chain) {
  ChainCheck check("pagos");
  for (const auto& [key, link] : chain.links) {
    if (auto broken = check.next(key, link)) return broken;
  }
  return check.end(chain.head ? &*chain.head : nullptr);
}

RC_GTEST_PROP(Audit, AChainAsItWasMadeIsSound, ()) {
  RC_ASSERT(!verify(some_chain(*rc::gen::inRange<std::size_t>(0, 12))).has_value());
}

RC_GTEST_PROP(Audit, AnyChangedMemberIsFoundWhereItIs, ()) {
  Chain chain = some_chain(*rc::gen::inRange<std::size_t>(1, 8));
  const auto at = *rc::gen::inRange<std::size_t>(0, chain.links.size());
  AuditLink& link = chain.links[at].second;
  const auto other = [](std::string& text) { text += "x"; };
  switch (*rc::gen::inRange(0, 8)) {
    case 0: link.at += std::chrono::seconds(1); break;
    case 1: other(link.event); break;
    case 2: other(link.operation_id); break;
    case 3: other(link.user_id); break;
    case 4: link.payload.insert(1, "\"z\":1,"); break;
    case 5: other(link.prev_hash); break;
    case 6: other(link.hash); break;
    default: other(link.ns);
  }
  const auto broken = verify(chain);
  RC_ASSERT(broken.has_value());
  RC_ASSERT(broken->seq == static_cast<std::int64_t>(at) + 1);
}

RC_GTEST_PROP(Audit, ARemovedLinkIsFound, ()) {
  Chain chain = some_chain(*rc::gen::inRange<std::size_t>(1, 8));
  const auto at = *rc::gen::inRange<std::size_t>(0, chain.links.size());
  const bool last = at + 1 == chain.links.size();
  chain.links.erase(chain.links.begin() + static_cast<std::ptrdiff_t>(at));
  RC_ASSERT(verify(chain) == (BrokenLink{static_cast<std::int64_t>(at) + 1, last ? "cut" : "missing"}));
}

RC_GTEST_PROP(Audit, TwoThatChangedPlacesAreFound, ()) {
  Chain chain = some_chain(*rc::gen::inRange<std::size_t>(2, 8));
  const auto a = *rc::gen::inRange<std::size_t>(0, chain.links.size() - 1);
  const auto b = *rc::gen::inRange<std::size_t>(a + 1, chain.links.size());
  std::swap(chain.links[a].second, chain.links[b].second);
  RC_ASSERT(verify(chain) == (BrokenLink{static_cast<std::int64_t>(a) + 1, "reordered"}));
}

RC_GTEST_PROP(Audit, AForgedLinkWithASoundHashIsFound, ()) {
  Chain chain = some_chain(*rc::gen::inRange<std::size_t>(1, 8));
  const auto at = *rc::gen::inRange<std::size_t>(0, chain.links.size());
  AuditLink& link = chain.links[at].second;
  link.user_id += "x";
  link.hash = hash_of(link);
  const auto broken = verify(chain);
  RC_ASSERT(broken.has_value());
  // It is sound in itself: the next one, or the head, does not follow it.
  const auto seq = static_cast<std::int64_t>(at) + 1;
  const bool last = at + 1 == chain.links.size();
  RC_ASSERT(*broken == (last ? BrokenLink{seq, "changed"} : BrokenLink{seq + 1, "inserted"}));
}

TEST(Audit, LinksBehindTheHeadAreNotOurs) {
  Chain chain;
  AuditLink first{"pagos", 0, Seconds{}, "requested", {}, {}, "{}", {}, {}};
  first = seal(first, nullptr);
  const ChainHead head = head_of(first);
  const AuditLink second = seal(first, &head);
  chain.links = {{1, first}, {2, second}};
  chain.head = head;
  EXPECT_EQ(verify(chain), (BrokenLink{2, "inserted"}));
  chain.head.reset();
  EXPECT_EQ(verify(chain), (BrokenLink{1, "inserted"})) << "a chain without a head";
  chain.links = {{1, first}, {1, first}};
  EXPECT_EQ(verify(chain), (BrokenLink{1, "inserted"})) << "the same key again";
}

}  // namespace
}  // namespace nss
