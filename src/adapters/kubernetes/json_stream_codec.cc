#include <boost/json/basic_parser_impl.hpp>

#include "adapters/kubernetes/json_stream.h"

namespace nss {
namespace {

namespace json = boost::json;

constexpr std::size_t deepest = 128;  // Boost's default of 32 is less than managedFields of a real pod template may need

// Fills the tree. `open_` is the path of kept containers; `skipping_` counts the containers below one that is not kept.
class TreeBuilder {
 public:
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = std::size_t{1} << 20;
  static constexpr std::size_t max_string_size = std::size_t{16} << 20;

  TreeBuilder(const Keep& keep, JsonStream::Listener listener, JsonBounds bounds)
      : keep_(keep), listener_(std::move(listener)), bounds_(bounds) {}

  bool on_document_begin(json::error_code&) {
    tree_.nodes.assign(1, JsonNode());
    tree_.text.clear();
    open_.clear();
    skipping_ = 0;
    wanted_ = &keep_;
    return true;
  }

  bool on_document_end(json::error_code&) {
    if (listener_.on_document) listener_.on_document(JsonView(&tree_, tree_.nodes.size() > 1 ? 1 : 0));
    return true;
  }

  bool on_object_begin(json::error_code& ec) { return begin(JsonKind::object, ec); }
  bool on_array_begin(json::error_code& ec) { return begin(JsonKind::array, ec); }
  bool on_object_end(std::size_t, json::error_code&) { return end(); }
  bool on_array_end(std::size_t, json::error_code&) { return end(); }

  bool on_key_part(json::string_view part, std::size_t, json::error_code&) {
    if (skipping_ == 0) key_.append(part.data(), part.size());
    return true;
  }

  bool on_key(json::string_view rest, std::size_t, json::error_code& ec) {
    if (skipping_ > 0) return true;
    std::string_view name(rest.data(), rest.size());
    if (!key_.empty()) name = key_.append(name);
    wanted_ = open_.back().keep->find(name);
    const bool fine = wanted_ == nullptr || keep_text(name, key_begin_, key_size_, ec);
    key_.clear();
    return fine;
  }

  bool on_string_part(json::string_view part, std::size_t, json::error_code& ec) {
    if (!keeps_value()) return true;
    if (!string_open_) string_begin_ = tree_.text.size();
    string_open_ = true;
    return append_text(part, ec);
  }

  bool on_string(json::string_view rest, std::size_t, json::error_code& ec) {
    if (!keeps_value()) return true;
    if (!string_open_) string_begin_ = tree_.text.size();
    string_open_ = false;
    if (!append_text(rest, ec)) return false;
    JsonNode node;
    node.kind = JsonKind::string;
    node.text_begin = string_begin_;
    node.text_size = static_cast<std::uint32_t>(tree_.text.size() - string_begin_);
    return leaf(node, ec);
  }

  bool on_number_part(json::string_view, json::error_code&) { return true; }
  bool on_int64(std::int64_t value, json::string_view, json::error_code& ec) {
    JsonNode node;
    node.kind = JsonKind::integer;
    node.integer = value;
    return leaf(node, ec);
  }
  bool on_uint64(std::uint64_t value, json::string_view, json::error_code& ec) { return number(static_cast<double>(value), ec); }
  bool on_double(double value, json::string_view, json::error_code& ec) { return number(value, ec); }
  bool on_bool(bool value, json::error_code& ec) {
    JsonNode node;
    node.kind = JsonKind::boolean;
    node.boolean = value;
    return leaf(node, ec);
  }
  bool on_null(json::error_code& ec) {
    JsonNode node;
    node.kind = JsonKind::null;
    return leaf(node, ec);
  }
  JsonTree take_tree() { return std::move(tree_); }

  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }

 private:
  // What is kept while an element of an `each` array is built; afterwards the tree goes back to there.
  struct Open {
    std::uint32_t node = 0;
    const Keep* keep = nullptr;
    std::size_t nodes_before = 0;
    std::size_t text_before = 0;
  };

  bool in_array() const { return !open_.empty() && tree_.nodes[open_.back().node].kind == JsonKind::array; }
  const Keep* wanted() const { return in_array() ? open_.back().keep : wanted_; }
  bool keeps_value() const { return skipping_ == 0 && wanted() != nullptr; }
  bool is_element_of_each() const { return in_array() && open_.back().keep->each; }

  bool too_large(json::error_code& ec) {
    ec = json::error::object_too_large;
    return false;
  }

  bool append_text(json::string_view part, json::error_code& ec) {
    if (tree_.text.size() + part.size() > bounds_.kept_bytes) return too_large(ec);
    tree_.text.append(part.data(), part.size());
    return true;
  }

  bool keep_text(std::string_view text, std::uint32_t& begin, std::uint32_t& size, json::error_code& ec) {
    begin = static_cast<std::uint32_t>(tree_.text.size());
    size = static_cast<std::uint32_t>(text.size());
    return append_text({text.data(), text.size()}, ec);
  }

  bool number(double value, json::error_code& ec) {
    JsonNode node;
    node.kind = JsonKind::number;
    node.number = value;
    return leaf(node, ec);
  }

  // Adds the node below the innermost open container; 0 when there is no room.
  std::uint32_t attach(JsonNode node, json::error_code& ec) {
    if (tree_.nodes.size() >= bounds_.kept_nodes) {
      too_large(ec);
      return 0;
    }
    const auto index = static_cast<std::uint32_t>(tree_.nodes.size());
    if (!open_.empty()) {
      if (!in_array()) {
        node.key_begin = key_begin_;
        node.key_size = key_size_;
      }
      JsonNode& parent = tree_.nodes[open_.back().node];
      (parent.last_child == 0 ? parent.first_child : tree_.nodes[parent.last_child].next) = index;
      parent.last_child = index;
    }
    tree_.nodes.push_back(node);
    return index;
  }

  bool leaf(const JsonNode& node, json::error_code& ec) {
    if (!keeps_value() || is_element_of_each()) return true;  // a scalar is no object: nobody asked for it
    return attach(node, ec) != 0;
  }

  bool begin(JsonKind kind, json::error_code& ec) {
    const Keep* keep = skipping_ > 0 ? nullptr : wanted();
    if (keep == nullptr) {
      ++skipping_;
      return true;
    }
    Open open{0, keep, tree_.nodes.size(), tree_.text.size()};
    JsonNode node;
    node.kind = kind;
    if (is_element_of_each()) {
      if (tree_.nodes.size() >= bounds_.kept_nodes) return too_large(ec);
      open.node = static_cast<std::uint32_t>(tree_.nodes.size());  // attached to nothing: it goes when it is complete
      tree_.nodes.push_back(node);
    } else {
      open.node = attach(node, ec);
    }
    if (open.node == 0) return false;
    open_.push_back(open);
    return true;
  }

  bool end() {
    if (skipping_ > 0) {
      --skipping_;
      return true;
    }
    const Open closed = open_.back();
    open_.pop_back();
    if (is_element_of_each()) {
      if (listener_.on_element) listener_.on_element(JsonView(&tree_, closed.node));
      tree_.nodes.resize(closed.nodes_before);
      tree_.text.resize(closed.text_before);
    }
    return true;
  }

  const Keep& keep_;
  JsonStream::Listener listener_;
  const JsonBounds bounds_;
  JsonTree tree_;
  std::vector<Open> open_;
  std::size_t skipping_ = 0;
  const Keep* wanted_ = nullptr;  // of the member whose name came last
  std::string key_;
  std::uint32_t key_begin_ = 0;
  std::uint32_t key_size_ = 0;
  bool string_open_ = false;
  std::size_t string_begin_ = 0;
};

json::parse_options strict() {
  json::parse_options options;
  options.max_depth = deepest;
  return options;
}

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

}  // namespace

class JsonStream::Impl {
 public:
  Impl(const Keep& keep, Listener listener, JsonBounds bounds)
      : bounds_(bounds), parser_(strict(), keep, std::move(listener), bounds) {}

  bool feed(std::string_view bytes) {
    while (error_.empty()) {
      if (!inside_) {
        while (!bytes.empty() && is_space(bytes.front())) bytes.remove_prefix(1);
        if (bytes.empty()) return true;
        parser_.reset();
        inside_ = true;
        size_ = 0;
      }
      if (bytes.empty()) return true;
      if (!feed_document(bytes)) return false;
    }
    return false;
  }

  bool between_documents() const { return !inside_; }
  const std::string& error() const { return error_; }
  JsonTree take_tree() { return parser_.handler().take_tree(); }

 private:
  bool feed_document(std::string_view& bytes) {
    json::error_code ec;
    const std::size_t used = parser_.write_some(true, bytes.data(), bytes.size(), ec);
    size_ += used;
    if (ec) {
      error_ = ec.message();
    } else if (size_ > bounds_.document_bytes) {
      error_ = "the document is too long";
    }
    if (!error_.empty()) return false;
    bytes.remove_prefix(used);
    inside_ = !parser_.done();
    return true;
  }

  const JsonBounds bounds_;
  json::basic_parser<TreeBuilder> parser_;
  bool inside_ = false;
  std::size_t size_ = 0;
  std::string error_;
};

JsonStream::JsonStream(const Keep& keep, Listener listener, JsonBounds bounds)
    : impl_(std::make_unique<Impl>(keep, std::move(listener), bounds)) {}
JsonStream::~JsonStream() = default;
bool JsonStream::feed(std::string_view bytes) { return impl_->feed(bytes); }
bool JsonStream::between_documents() const { return impl_->between_documents(); }
const std::string& JsonStream::error() const { return impl_->error(); }

JsonTree JsonStream::take_tree() { return impl_->take_tree(); }

std::optional<JsonDocument> read_json(std::string_view text, const Keep& keep, JsonBounds bounds) {
  std::size_t documents = 0;
  JsonStream::Listener count;
  count.on_document = [&documents](JsonView) { ++documents; };
  JsonStream stream(keep, std::move(count), bounds);
  // A second document, or the begin of one, would have replaced the tree: it is refused either way. The line end completes
  // a number at the very end.
  if (!stream.feed(text) || !stream.feed("\n") || !stream.between_documents() || documents != 1) return std::nullopt;
  return JsonDocument(stream.take_tree());
}

}  // namespace nss
