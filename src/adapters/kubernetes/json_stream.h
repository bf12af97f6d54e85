// JSON as it arrives: bytes in any portions, documents out, each reduced to what a Keep asks for. Several documents may
// follow each other (a watch: one per line). Nothing is held of a document but the kept members, so that a list of any
// length needs the memory of one object.
// Thread: one at a time. Failure: text that is not JSON, is nested deeper or is larger than the bounds makes feed() false
// for ever after; error() says why. It never throws.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "adapters/kubernetes/json_tree.h"

namespace nss {

struct JsonBounds {
  std::size_t kept_bytes = std::size_t{1} << 20;  // of names and strings kept at one time
  std::size_t kept_nodes = 100'000;
  std::size_t document_bytes = std::size_t{1} << 30;  // of one document as it arrives
};

class JsonStream {
 public:
  struct Listener {
    std::function<void(JsonView)> on_element;   // of an array marked `each`
    std::function<void(JsonView)> on_document;  // the rest of it, at its end
  };

  // `keep` must outlive the stream.
  JsonStream(const Keep& keep, Listener listener, JsonBounds bounds = {});
  ~JsonStream();

  bool feed(std::string_view bytes);
  // True between documents: nothing but white space came since the last one ended.
  bool between_documents() const;
  const std::string& error() const;
  // What is kept of the document that ended last.
  JsonTree take_tree();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// A whole text that is exactly one document; empty when it is not.
class JsonDocument {
 public:
  explicit JsonDocument(JsonTree tree) : tree_(std::move(tree)) {}
  JsonView root() const { return {&tree_, tree_.nodes.size() > 1 ? 1U : 0U}; }

 private:
  JsonTree tree_;
};
std::optional<JsonDocument> read_json(std::string_view text, const Keep& keep, JsonBounds bounds = {});

}  // namespace nss
