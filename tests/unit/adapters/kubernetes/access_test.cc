#include "adapters/kubernetes/access.h"

#include <gtest/gtest.h>

namespace nss {
namespace {

struct ServerCase {
  std::string url;
  std::string wanted;  // "scheme|host|port|path"; empty: refused
};

TEST(ParseServer, TableOfAddresses) {
  const std::vector<ServerCase> cases = {
      {"https://api.example.com", "https|api.example.com|443|"},
      {"https://api.example.com:6443/", "https|api.example.com|6443|"},
      {"https://10.0.0.1:6443/k8s/clusters/c-1/", "https|10.0.0.1|6443|/k8s/clusters/c-1"},
      {"https://[2001:db8::1]:6443", "https|[2001:db8::1]|6443|"},
      {"https://[2001:db8::1]", "https|[2001:db8::1]|443|"},
      {"http://127.0.0.1:8001", "http|127.0.0.1|8001|"},
      {"http://localhost", "http|localhost|80|"},
      {"http://[::1]:8001", "http|[::1]|8001|"},
      {"http://10.0.0.1:8080", ""},
      {"http://localhost.example.com", ""},
      {"api.example.com:6443", ""},
      {"ftp://api.example.com", ""},
      {"", ""},
      {"https://", ""},
      {"https://:6443", ""},
      {"https://user:secret@api", ""},
      {"https://api:0", ""},
      {"https://api:65536", ""},
      {"https://api:abc", ""},
      {"https://api:", ""},
      {"https://a b", ""},
      {"https://api/x?y=z", ""},
      {"https://api?y=z", ""},
      {"https://api/x#y", ""},
      {"https://api/x y", ""},
      {"https://[zz]:1", ""},
      {"https://[]", ""},
      {"https://" + std::string(3000, 'a'), ""},
  };
  for (const auto& row : cases) {
    const auto address = parse_server(row.url, "somewhere");
    if (row.wanted.empty()) {
      ASSERT_FALSE(address) << row.url;
      EXPECT_EQ(address.error().code, "bad_server") << row.url;
      EXPECT_TRUE(address.error().message.en.starts_with("somewhere: the server address ")) << address.error().message.en;
      EXPECT_TRUE(address.error().message.en.ends_with("; write https://host:port")) << "what would be right";
    } else {
      ASSERT_TRUE(address) << row.url << ": " << address.error().message.en;
      EXPECT_EQ(address->scheme + "|" + address->host + "|" + address->port + "|" + address->path, row.wanted);
    }
  }
}

}  // namespace
}  // namespace nss
