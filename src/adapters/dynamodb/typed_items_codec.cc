#include "adapters/dynamodb/typed_items_codec.h"

#include <boost/json.hpp>
#include <boost/json/basic_parser_impl.hpp>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "base/whole_number.h"

namespace nss {
namespace {

namespace json = boost::json;

constexpr std::size_t max_depth = 32;        // typed values double ours
constexpr std::size_t attribute_bytes = 40;  // about what one takes in an answer, so that most fit at once

// What a place in the answer may hold.
enum class Place : std::uint8_t {
  answer,       // the object that is everything
  ignored,      // anything, to any depth: what nobody asks for, and types that we never write
  last_key,     // any JSON, kept as it is
  unprocessed,  // the same
  json,         // inside of these two
  responses,    // an object of lists of items
  items,        // a list of items
  item,         // an object of typed values
  typed,        // {"S":…}
  map,          // what is in an M: an object of typed values
  list,         // what is in an L: a list of typed values
  text,         // in an S
  number,       // in an N
  boolean,      // in a BOOL
};

bool is_of_json(Place place) { return place == Place::last_key || place == Place::unprocessed || place == Place::json; }
bool may_be_array(Place place) {
  return is_of_json(place) || place == Place::ignored || place == Place::items || place == Place::list;
}
bool may_be_object(Place place) {
  switch (place) {
    case Place::items:
    case Place::list:
    case Place::text:
    case Place::number:
    case Place::boolean: return false;
    default: return true;
  }
}

Place in_answer(std::string_view name) {
  if (name == "Items") return Place::items;
  if (name == "Item") return Place::item;
  if (name == "Responses") return Place::responses;
  if (name == "LastEvaluatedKey") return Place::last_key;
  return name == "UnprocessedKeys" ? Place::unprocessed : Place::ignored;
}

Place in_typed(std::string_view type) {
  if (type == "S") return Place::text;
  if (type == "N") return Place::number;
  if (type == "BOOL") return Place::boolean;
  if (type == "M") return Place::map;
  return type == "L" ? Place::list : Place::ignored;
}

std::string_view view(json::string_view text) { return {text.data(), text.size()}; }

std::string object_text(const json::value& value) {
  return value.is_object() && !value.get_object().empty() ? json::serialize(value) : std::string();
}

const json::value no_value;  // JSON's null

// Receives the parser's events (each says whether to go on). What is kept as a tree is built on a stack, one tree at a time.
class Reader {
 public:
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);

  struct Item {
    std::string_view table;
    std::size_t first;
    std::size_t end;
  };

  Reader(std::string_view answer, bool (*left_out)(std::string_view)) : answer_(answer), left_out_(left_out) {
    open_.reserve(max_depth);
    attributes.reserve(answer.size() / attribute_bytes);
  }

  std::vector<TypedAttribute> attributes;  // of all items
  std::vector<Item> items;
  bool has_list = false;
  std::string last_key;
  std::string unprocessed;

  // ---- the parser's events ----
  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }
  bool on_object_begin(json::error_code& ec) { return open(may_be_object(expected()), ec); }
  bool on_array_begin(json::error_code& ec) { return open(may_be_array(expected()), ec); }

  bool on_object_end(std::size_t members, json::error_code& ec) {
    const Place closed = close();
    if (closed == Place::ignored) return ignored();
    if (closed == Place::typed) return members == 1 || wrong(ec);  // its value stands for it
    if (closed == Place::item) items.back().end = attributes.size();
    if (closed == Place::responses) has_list = true;
    if (closed != Place::map && !is_of_json(closed)) return true;
    tree_.push_object(members);
    return grown(closed);
  }
  bool on_array_end(std::size_t elements, json::error_code&) {
    const Place closed = close();
    if (closed == Place::ignored) return ignored();
    if (closed == Place::items) return has_list = true;
    tree_.push_array(elements);
    return grown(closed);
  }

  bool on_key_part(json::string_view text, std::size_t, json::error_code&) {
    part_.append(text.data(), text.size());
    return true;
  }
  bool on_key(json::string_view text, std::size_t, json::error_code&) {
    Open& in = open_.back();
    const std::string_view name = whole(text);
    switch (in.place) {
      case Place::answer: in.next = in_answer(name); break;
      case Place::typed: in.next = in_typed(name); break;
      case Place::responses: table_ = stable(name); break;
      case Place::item:
        in.next = left_out_(name) ? Place::ignored : Place::typed;
        if (in.next == Place::typed) name_ = stable(name);
        break;
      case Place::ignored: break;
      default: tree_.push_key({name.data(), name.size()});
    }
    return true;
  }

  bool on_string_part(json::string_view text, std::size_t n, json::error_code& ec) { return on_key_part(text, n, ec); }
  bool on_string(json::string_view bytes, std::size_t, json::error_code& ec) {
    const std::string_view text = whole(bytes);
    const Place place = expected();
    if (place == Place::ignored) return ignored();
    if (place == Place::number) {
      if (const auto number = whole_number<std::int64_t>(text)) return put(*number);
      return put(stable(text));
    }
    if (place == Place::text) return put(stable(text));
    return json_value(ec, [&] { tree_.push_string({text.data(), text.size()}); });
  }

  bool on_number_part(json::string_view, json::error_code&) { return true; }
  bool on_int64(std::int64_t number, json::string_view, json::error_code& ec) {
    return json_value(ec, [&] { tree_.push_int64(number); });
  }
  bool on_uint64(std::uint64_t number, json::string_view, json::error_code& ec) {
    return json_value(ec, [&] { tree_.push_uint64(number); });
  }
  bool on_double(double number, json::string_view, json::error_code& ec) {
    return json_value(ec, [&] { tree_.push_double(number); });
  }
  bool on_bool(bool value, json::error_code& ec) {
    if (expected() == Place::boolean) return put(value);
    return json_value(ec, [&] { tree_.push_bool(value); });
  }
  bool on_null(json::error_code& ec) {
    return json_value(ec, [&] { tree_.push_null(); });
  }
  bool on_comment_part(json::string_view, json::error_code& ec) { return wrong(ec); }
  bool on_comment(json::string_view, json::error_code& ec) { return wrong(ec); }

 private:
  struct Open {
    Place place;
    Place next = Place::ignored;  // of an answer's, an item's and a typed value's member, by its name
  };

  static bool wrong(json::error_code& ec) {
    ec = json::error::syntax;
    return false;
  }

  Place expected() const {
    if (open_.empty()) return Place::answer;
    switch (open_.back().place) {
      case Place::answer:
      case Place::item:
      case Place::typed: return open_.back().next;
      case Place::responses: return Place::items;
      case Place::items: return Place::item;
      case Place::map:
      case Place::list: return Place::typed;
      case Place::ignored: return Place::ignored;
      default: return Place::json;
    }
  }

  bool open(bool allowed, json::error_code& ec) {
    if (!allowed) return wrong(ec);
    const Place place = expected();
    if (place == Place::item) items.push_back({table_, attributes.size(), attributes.size()});
    if (place == Place::map || place == Place::list || is_of_json(place)) {
      if (trees_open_++ == 0) tree_.reset();
    }
    open_.push_back({place});
    return true;
  }
  Place close() {
    const Place place = open_.back().place;
    open_.pop_back();
    return place;
  }

  // A list or an object of the tree is complete, perhaps the tree itself.
  bool grown(Place closed) {
    if (--trees_open_ > 0) return true;
    json::value tree = tree_.release();
    if (closed == Place::last_key) {
      last_key = object_text(tree);
    } else if (closed == Place::unprocessed) {
      unprocessed = object_text(tree);
    } else {
      attributes.push_back({name_, &trees_.emplace_back(std::move(tree))});
    }
    return true;
  }

  // Of something ignored only the outermost leaves a trace, where it is a typed value's.
  bool ignored() { return open_.back().place != Place::typed || put_null(); }

  // A scalar that has a place nowhere but in JSON that is kept as it is.
  template <typename Push>
  bool json_value(json::error_code& ec, Push push) {
    const Place place = expected();
    if (place == Place::ignored) return ignored();
    if (place == Place::json) push();
    return is_of_json(place) || wrong(ec);
  }

  // An attribute's own value; false where it belongs to a tree.
  bool is_attribute(RecordMember value) {
    if (trees_open_ == 0) attributes.push_back({name_, value});
    return trees_open_ == 0;
  }
  bool put(std::string_view text) {
    if (!is_attribute(text)) tree_.push_string({text.data(), text.size()});
    return true;
  }
  bool put(std::int64_t number) {
    if (!is_attribute(number)) tree_.push_int64(number);
    return true;
  }
  bool put(bool value) {
    if (!is_attribute(value)) tree_.push_bool(value);
    return true;
  }
  bool put_null() {
    if (!is_attribute(&no_value)) tree_.push_null();
    return true;
  }

  // The last piece of a text and what came before it; until the next event.
  std::string_view whole(json::string_view last) {
    if (part_.empty()) return view(last);
    part_.append(last.data(), last.size());
    return texts_.emplace_back(std::exchange(part_, std::string()));
  }
  // For as long as the answer: a text with escapes was made elsewhere.
  std::string_view stable(std::string_view text) {
    constexpr std::less_equal<> in_order;
    const bool of_answer = in_order(answer_.data(), text.data()) && in_order(text.data(), answer_.data() + answer_.size());
    const bool of_ours = !texts_.empty() && text.data() == texts_.back().data();
    return of_answer || of_ours ? text : std::string_view(texts_.emplace_back(text));
  }

  const std::string_view answer_;
  bool (*left_out_)(std::string_view);
  std::vector<Open> open_;
  std::string_view table_;
  std::string_view name_;
  std::string part_;
  std::deque<std::string> texts_;
  json::value_stack tree_;
  std::size_t trees_open_ = 0;  // lists and objects of the tree that are not complete
  std::deque<json::value> trees_;
};

}  // namespace

class TypedAnswer::Parser : public json::basic_parser<Reader> {
 public:
  using json::basic_parser<Reader>::basic_parser;
};

TypedAnswer::TypedAnswer(std::string_view answer, bool (*left_out)(std::string_view attribute)) {
  json::parse_options options;
  options.max_depth = max_depth;
  parser_ = std::make_unique<Parser>(options, answer, left_out);
  json::error_code ec;
  const std::size_t read = parser_->write_some(false, answer.data(), answer.size(), ec);
  valid_ = !ec && read == answer.size() && parser_->done();
}

TypedAnswer::~TypedAnswer() = default;

bool TypedAnswer::has_list() const { return parser_->handler().has_list; }
std::size_t TypedAnswer::size() const { return parser_->handler().items.size(); }
const std::string& TypedAnswer::last_key() const { return parser_->handler().last_key; }
const std::string& TypedAnswer::unprocessed() const { return parser_->handler().unprocessed; }

TypedItem TypedAnswer::operator[](std::size_t number) const {
  const Reader& reader = parser_->handler();
  const Reader::Item& item = reader.items[number];
  return {item.table, std::span(reader.attributes).subspan(item.first, item.end - item.first)};
}

}  // namespace nss
