#include "domain/system_namespaces.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "support/generators.h"

namespace nss {
namespace {

SystemNamespaces made(std::string_view setting, std::string own = "programador") {
  auto result = SystemNamespaces::make(setting, std::move(own));
  EXPECT_TRUE(result.has_value()) << setting;
  return result.value_or(SystemNamespaces());
}

TEST(SystemNamespaces, TheBuiltInListHoldsWithoutAnySetting) {
  for (const SystemNamespaces& system : {SystemNamespaces(), made("", "")}) {
    for (const char* name :
         {"kube-system", "kube-public", "kube-", "default", "argocd", "backstage", "cert-manager", "external-dns",
          "ingress-nginx", "istio-system", "karpenter", "keda", "monitoring", "amazon-cloudwatch", "aws-observability"}) {
      EXPECT_TRUE(system.contains(name)) << name;
    }
    for (const char* name : {"equipo-pagos", "kube", "defaults", "my-argocd", "aws", "", "programador"}) {
      EXPECT_FALSE(system.contains(name)) << name;
    }
  }
}

struct Case {
  const char* sentence;
  const char* setting;
  const char* name;
  bool system;
};

TEST(SystemNamespaces, TheSettingAddsAndTakesOut) {
  const Case cases[] = {
      {"our own is one", "", "programador", true},
      {"a name is added", "vault", "vault", true},
      {"only that name", "vault", "vault-2", false},
      {"a glob is added", "infra-*", "infra-dns", true},
      {"one character", "infra-?", "infra-1", true},
      {"exactly one character", "infra-?", "infra-12", false},
      {"the second of a list", "vault, infra-*", "infra-dns", true},
      {"blanks, tabs and line ends separate too", " vault\tconsul\nnomad ", "nomad", true},
      {"a built-in one is taken out", "!argocd", "argocd", false},
      {"a whole family is taken out", "!aws-*", "aws-observability", false},
      {"one of a family is taken out", "!aws-lab", "aws-lab", false},
      {"the rest of the family stays", "!aws-lab", "aws-observability", true},
      {"what is taken out stays out", "vault,!vault", "vault", false},
      {"in any order", "!vault,vault", "vault", false},
      {"no glob takes kube-* out", "!*", "kube-system", true},
      {"nor default", "!*", "default", true},
      {"nor our own", "!*", "programador", true},
      {"but everything else", "!*", "monitoring", false},
  };
  for (const Case& c : cases) EXPECT_EQ(made(c.setting).contains(c.name), c.system) << c.sentence;
}

struct Refusal {
  const char* sentence;
  std::string setting;
  std::size_t position;
};

TEST(SystemNamespaces, WrongSettingsAreRefusedWhereTheyAreWrong) {
  const Refusal cases[] = {
      {"capital letters", "vault,Infra", 6},
      {"a path", "a/b", 1},
      {"a lone exclamation mark", "vault, !", 8},
      {"two exclamation marks", "!!vault", 1},
      {"a name that is too long", "ok " + std::string(64, 'a'), 3},
      {"kube-* cannot be taken out", "!kube-*", 1},
      {"nor one of them", "vault,!kube-system", 7},
      {"nor default", "!default", 1},
      {"nor our own", "!programador", 1},
  };
  for (const Refusal& c : cases) {
    const auto result = SystemNamespaces::make(c.setting, "programador");
    ASSERT_FALSE(result.has_value()) << c.sentence;
    EXPECT_EQ(result.error().code, "invalid_value") << c.sentence;
    EXPECT_EQ(result.error().kind, ErrorKind::invalid) << c.sentence;
    EXPECT_EQ(result.error().position, c.position) << c.sentence;
    EXPECT_FALSE(result.error().message.es.empty() || result.error().message.en.empty()) << c.sentence;
  }
  std::string many;
  for (int i = 0; i <= 1'000; ++i) many += "a,";
  EXPECT_FALSE(SystemNamespaces::make(many, "").has_value());
}

TEST(SystemNamespaces, Globs) {
  struct Row {
    const char* pattern;
    const char* name;
    bool matches;
  };
  const Row rows[] = {{"", "", true},          {"", "a", false},           {"*", "", true},        {"*", "abc", true},
                      {"a*", "a", true},       {"a*c", "abbbc", true},     {"a*c", "abcb", false}, {"*b*", "abc", true},
                      {"*b*", "ac", false},    {"**", "x", true},          {"?", "", false},       {"a?c", "abc", true},
                      {"*aab", "aaaab", true}, {"*a*b*c", "xaybzc", true}, {"a*?", "a", false}};
  for (const Row& row : rows) EXPECT_EQ(glob_matches(row.pattern, row.name), row.matches) << row.pattern << " " << row.name;
}

RC_GTEST_PROP(SystemNamespaces, NoSettingEverFreesTheProtectedOnes, ()) {
  const std::string setting = *arbitrary_text();
  const auto system = SystemNamespaces::make(setting, "programador");
  if (!system) return;
  for (const char* name : {"kube-system", "default", "programador"}) RC_ASSERT(system->contains(name));
}

RC_GTEST_PROP(SystemNamespaces, ANameWithoutWildcardsMatchesOnlyItself, ()) {
  const std::string a = *arbitrary_name();
  const std::string b = *arbitrary_name();
  RC_ASSERT(glob_matches(a, a));
  RC_ASSERT(glob_matches(a, b) == (a == b));
  RC_ASSERT(glob_matches(a.substr(0, 1) + "*", a));
}

}  // namespace
}  // namespace nss
