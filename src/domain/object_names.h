// What Kubernetes lets objects, annotations and labels be called. Each check answers the index of the first byte that
// cannot stand there (the text's size: something is missing at its end), or nothing when the text is fine. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace nss {

// A DNS-1123 subdomain, what workloads and pods are called: "web", "web.v2".
std::optional<std::size_t> subdomain_fault(std::string_view text);
// The key of an annotation or a label: "team", "example.com/team". An annotation's prefix may have capitals.
std::optional<std::size_t> metadata_key_fault(std::string_view text, bool annotation);
// The value of a label: nothing, or up to 63 letters, digits, `-`, `_`, `.`, with a letter or digit at both ends.
std::optional<std::size_t> label_value_fault(std::string_view text);

}  // namespace nss
