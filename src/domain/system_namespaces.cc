#include "domain/system_namespaces.h"

#include <algorithm>
#include <utility>

namespace nss {
namespace {

constexpr std::size_t longest_name = 63;  // of a namespace: a DNS label
constexpr std::size_t most_names = 1'000;
constexpr std::string_view separators = ", \t\n";

constexpr std::string_view builtin[] = {"argocd",        "backstage",    "cert-manager",     "external-dns",
                                        "ingress-nginx", "istio-system", "karpenter",        "keda",
                                        "monitoring",    "aws-*",        "amazon-cloudwatch"};

bool is_glob_character(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '*' || c == '?'; }

bool matches_any(const std::vector<std::string>& patterns, std::string_view name) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& p) { return glob_matches(p, name); });
}

tl::unexpected<Error> refuse(std::size_t position, std::string es, std::string en) {
  Error error{ErrorKind::invalid, "invalid_value", Text{std::move(es), std::move(en)}};
  error.position = position;
  return fail(std::move(error));
}

Result<void> check_pattern(std::string_view pattern, std::size_t position) {
  if (pattern.empty()) return refuse(position, "falta un nombre después de «!»", "a name is missing after '!'");
  if (pattern.size() > longest_name) {
    return refuse(position, "el nombre de un namespace tiene como máximo 63 caracteres",
                  "a namespace's name has at most 63 characters");
  }
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (is_glob_character(pattern[i])) continue;
    return refuse(position + i, "carácter no permitido: un nombre lleva a-z, 0-9, «-», y los comodines «*» y «?»",
                  "character not allowed: a name has a-z, 0-9, '-', and the wildcards '*' and '?'");
  }
  return {};
}

}  // namespace

Result<SystemNamespaces> SystemNamespaces::make(std::string_view setting, std::string own_namespace) {
  SystemNamespaces made;
  made.own_ = std::move(own_namespace);
  std::size_t at = 0;
  while ((at = setting.find_first_not_of(separators, at)) != std::string_view::npos) {
    const std::size_t end = std::min(setting.find_first_of(separators, at), setting.size());
    const bool out = setting[at] == '!';
    const std::size_t begin = out ? at + 1 : at;
    const std::string_view pattern = setting.substr(begin, end - begin);
    if (auto checked = check_pattern(pattern, begin); !checked) return fail(std::move(checked.error()));
    if (out && made.is_protected(pattern)) {
      return refuse(begin, "kube-*, default y el namespace propio siempre son del sistema: «!" + std::string(pattern) + "» sobra",
                    "kube-*, default and our own namespace are always system ones: drop '!" + std::string(pattern) + "'");
    }
    (out ? made.taken_out_ : made.added_).emplace_back(pattern);
    if (made.added_.size() + made.taken_out_.size() > most_names) {
      return refuse(begin, "demasiados nombres: como máximo 1000", "too many names: at most 1000");
    }
    at = end;
  }
  return made;
}

bool SystemNamespaces::is_protected(std::string_view name) const {
  return glob_matches("kube-*", name) || name == "default" || (!own_.empty() && name == own_);
}

bool SystemNamespaces::contains(std::string_view name) const {
  if (is_protected(name)) return true;
  const bool listed = matches_any(added_, name) || std::any_of(std::begin(builtin), std::end(builtin),
                                                               [&](std::string_view p) { return glob_matches(p, name); });
  return listed && !matches_any(taken_out_, name);
}

bool glob_matches(std::string_view pattern, std::string_view name) {
  std::size_t p = 0;
  std::size_t n = 0;
  std::size_t star = std::string_view::npos;  // the last `*` seen, and where its text ended so far
  std::size_t star_end = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      star_end = n;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == name[n])) {
      ++p;
      ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++star_end;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace nss
