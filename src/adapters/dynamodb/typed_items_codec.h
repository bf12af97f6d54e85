// The items in DynamoDB's answers, their values without the types: {"S":"a"} is "a", {"N":"7"} is 7, and so on in lists and maps.
// Nothing is copied that can be pointed to, and no tree is built: a page of items has thousands of such values. Any thread.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "adapters/records/record_codec.h"

namespace nss {

struct TypedAttribute {
  std::string_view name;
  RecordMember value;  // a number that is no int64 is its text; a type that we never write (SS, NULL, B …) is JSON's null
};

struct TypedItem {
  std::string_view table;  // of a batch's answer; else empty
  std::span<const TypedAttribute> attributes;
};

class TypedAnswer {
 public:
  // `answer` outlives this. An item's attributes that `left_out` names are not there.
  TypedAnswer(std::string_view answer, bool (*left_out)(std::string_view attribute));
  ~TypedAnswer();
  TypedAnswer(const TypedAnswer&) = delete;
  TypedAnswer& operator=(const TypedAnswer&) = delete;

  // False for what is not JSON, not of an answer's shape, or deeper than anything we write: then the rest is of no use.
  bool valid() const { return valid_; }

  bool has_list() const;  // Items or Responses was there
  std::size_t size() const;
  TypedItem operator[](std::size_t number) const;

  // As JSON text, to be sent back as they came; empty: not there, or nothing in it.
  const std::string& last_key() const;
  const std::string& unprocessed() const;

 private:
  class Parser;

  std::unique_ptr<Parser> parser_;  // with all that it read
  bool valid_ = false;
};

}  // namespace nss
