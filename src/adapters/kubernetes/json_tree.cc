#include "adapters/kubernetes/json_tree.h"

namespace nss {

const Keep* Keep::find(std::string_view name) const {
  if (everything) return this;
  for (const auto& [member, below] : members) {
    if (member == name) return &below;
  }
  return nullptr;
}

std::optional<std::string_view> JsonView::string() const {
  if (kind() != JsonKind::string) return std::nullopt;
  return std::string_view(tree_->text).substr(at().text_begin, at().text_size);
}

std::optional<std::int64_t> JsonView::integer() const {
  if (kind() != JsonKind::integer) return std::nullopt;
  return at().integer;
}

std::optional<bool> JsonView::boolean() const {
  if (kind() != JsonKind::boolean) return std::nullopt;
  return at().boolean;
}

std::string_view JsonView::key() const {
  if (node_ == 0) return {};
  return std::string_view(tree_->text).substr(at().key_begin, at().key_size);
}

JsonView JsonView::operator[](std::string_view member) const {
  if (kind() != JsonKind::object) return {};
  for (JsonView child = first(); child.node_ != 0; child = child.next()) {
    if (child.key() == member) return child;
  }
  return {};
}

JsonView JsonView::first() const { return node_ == 0 ? JsonView() : JsonView(tree_, at().first_child); }
JsonView JsonView::next() const { return node_ == 0 ? JsonView() : JsonView(tree_, at().next); }

}  // namespace nss
