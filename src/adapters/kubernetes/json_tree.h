// What a JSON document said about the few members that we keep: a small tree in two reusable arrays, filled by JsonStream.
// `Keep` names those members; everything else is parsed (it must be JSON) and forgotten. A JsonView is a place in the tree;
// it is valid until the tree changes, that is inside the callback that got it. A view of something absent is empty, and
// everything asked of it is empty too, so that a path can be walked without a check at each step.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nss {

// Which members of an object to keep, by name; each with what to keep below it. Arrays are passed through: a Keep for an
// array is that of its elements.
struct KeepMember;
struct Keep {
  std::vector<KeepMember> members;
  bool everything = false;  // all members, to any depth
  bool each = false;        // an array whose elements are handed out one by one and forgotten

  const Keep* find(std::string_view name) const;
};
struct KeepMember {
  std::string_view name;
  Keep below;
};

enum class JsonKind : std::uint8_t { absent, null, boolean, integer, number, string, array, object };

struct JsonNode {
  JsonKind kind = JsonKind::absent;
  std::uint32_t key_begin = 0;  // member name, in the tree's text
  std::uint32_t key_size = 0;
  std::uint32_t next = 0;  // sibling; 0: none
  std::uint32_t first_child = 0;
  std::uint32_t last_child = 0;
  std::uint32_t text_size = 0;  // string: size of the text
  union {
    std::int64_t integer;
    double number;
    bool boolean;
    std::uint64_t text_begin;
  };
  JsonNode() : integer(0) {}
};

struct JsonTree {
  std::vector<JsonNode> nodes;  // [0] is never used: 0 means none
  std::string text;
};

class JsonView {
 public:
  JsonView() = default;
  JsonView(const JsonTree* tree, std::uint32_t node) : tree_(tree), node_(node) {}

  JsonKind kind() const { return node_ == 0 ? JsonKind::absent : at().kind; }
  // Absent, or null: the same to Kubernetes.
  bool empty() const { return kind() == JsonKind::absent || kind() == JsonKind::null; }
  std::optional<std::string_view> string() const;
  std::optional<std::int64_t> integer() const;
  std::optional<bool> boolean() const;
  std::string_view key() const;  // of a member of an object
  JsonView operator[](std::string_view member) const;
  JsonView first() const;  // of members or elements
  JsonView next() const;

 private:
  const JsonNode& at() const { return tree_->nodes[node_]; }
  const JsonTree* tree_ = nullptr;
  std::uint32_t node_ = 0;
};

}  // namespace nss
