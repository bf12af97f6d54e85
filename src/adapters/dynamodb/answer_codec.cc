#include "adapters/dynamodb/answer_codec.h"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>

#include "adapters/dynamodb/item_codec.h"
#include "adapters/dynamodb/typed_items_codec.h"
#include "adapters/records/record_codec.h"

namespace nss {
namespace {

tl::unexpected<Error> bad_answer(std::string_view what) {
  return fail(ErrorKind::transient, "bad_answer", fmt::format("DynamoDB's answer is not what it should be: {}", what));
}

// A flattened record's members among the attributes of its item.
class ItemMembers final : public RecordMembers {
 public:
  ItemMembers(Table table, const TypedItem& item) : table_(table), shape_(shape_of(table)), item_(item) {}

  RecordMember attribute(std::string_view name) const {
    for (const TypedAttribute& one : item_.attributes) {
      if (one.name == name) return one.value;
    }
    return {};
  }
  template <typename Form>
  std::optional<Form> attribute_as(std::string_view name) const {
    const RecordMember value = attribute(name);
    const Form* form = std::get_if<Form>(&value);
    return form != nullptr ? std::optional(*form) : std::nullopt;
  }

  std::optional<StorageKey> key() const {
    const auto hash = attribute_as<std::string_view>(shape_.hash);
    if (!hash) return std::nullopt;
    if (shape_.numeric) {
      const auto range = attribute_as<std::int64_t>(shape_.range);
      return range ? std::optional(key_of(table_, *hash, std::to_string(*range))) : std::nullopt;
    }
    const auto range = attribute_as<std::string_view>(shape_.range);
    return range ? std::optional(key_of(table_, *hash, *range)) : std::nullopt;
  }

  RecordMember find(std::string_view name) const override {
    if (name == "t") return attribute(type_attribute);
    if (name == "v") return attribute(format_attribute);
    if (table_ == Table::activity && name == shape_.hash) {
      // The attribute names the cluster too, the record's member of the same name does not.
      const auto hash = attribute_as<std::string_view>(name);
      return hash ? RecordMember(hash->substr(hash->find('#') + 1)) : RecordMember();
    }
    return attribute(name);
  }

  std::size_t count() const override {
    std::size_t others = table_ == Table::activity ? 0 : table_ == Table::metrics ? 2 : 1;  // of the key, in no member
    for (const char* beside : {version_attribute, expires_attribute, index_range})
      others += attribute(beside).index() != 0 ? 1 : 0;
    return item_.attributes.size() - others;
  }

 private:
  Table table_;
  const TableShape& shape_;
  TypedItem item_;
};

// Into an item that is where it will stay.
Result<void> decode_item(Table table, const TypedItem& typed, bool index, StoredItem& stored) {
  const ItemMembers item(table, typed);
  auto key = item.key();
  if (!key) return bad_answer("an item has no key");
  stored.key = std::move(*key);
  const auto corrupt = [&](Error error) {
    const auto named = [&](std::string& text) { text = fmt::format("{}/{}: {}", stored.key.partition, stored.key.sort, text); };
    named(error.message.es);
    named(error.message.en);
    return fail(std::move(error));
  };
  const auto version = item.attribute_as<std::int64_t>(version_attribute);
  const auto body = table == Table::state ? item.attribute_as<std::string_view>(body_attribute) : std::nullopt;
  if (!version || (table == Table::state && !body)) {
    return corrupt(make_error(ErrorKind::invalid, "corrupt_record", "it has no version or no body"));
  }
  auto record = body ? decode(*body) : decode(item);
  if (!record) return corrupt(record.error());
  stored.record = std::move(*record);
  stored.version = *version;
  if (index) stored.index_sort = item.attribute_as<std::string_view>(index_range).value_or("");
  return {};
}

// `table_of` tells a table by the name that the answer has for it (empty: the only one that was asked), or nothing.
template <typename TableOf>
Result<std::vector<StoredItem>> decode_items(const TypedAnswer& answer, bool index, const TableOf& table_of) {
  if (!answer.valid()) return bad_answer("it is not JSON of its shape");
  std::vector<StoredItem> items;
  items.reserve(answer.size());
  for (std::size_t i = 0; i < answer.size(); ++i) {
    const std::optional<Table> table = table_of(answer[i].table);
    if (!table) return bad_answer("it has items of a table that was not asked for");
    if (auto item = decode_item(*table, answer[i], index, items.emplace_back()); !item) return fail(item.error());
  }
  return items;
}

auto always(Table table) {
  return [table](std::string_view) { return std::optional(table); };
}

// A query's or a scan's.
Result<std::vector<StoredItem>> decode_page(Table table, const TypedAnswer& answer, bool index) {
  auto items = decode_items(answer, index, always(table));
  if (items && !answer.has_list()) return bad_answer("it has no list of items");
  return items;
}

}  // namespace

Result<std::optional<StoredItem>> decode_get(Table table, std::string_view answer) {
  auto items = decode_items(TypedAnswer(answer, is_never_read), false, always(table));
  if (!items) return fail(items.error());
  return items->empty() ? std::nullopt : std::optional(std::move(items->front()));
}

Result<BatchAnswer> decode_batch_get(const TableNames& names, std::string_view answer) {
  const TypedAnswer typed(answer, is_never_read);
  auto items = decode_items(typed, false, [&](std::string_view name) {
    const auto* table =
        std::find_if(std::begin(all_tables), std::end(all_tables), [&](Table t) { return name_of(names, t) == name; });
    return table != std::end(all_tables) ? std::optional(*table) : std::nullopt;
  });
  if (!items) return fail(items.error());
  if (!typed.has_list()) return bad_answer("it has no responses");
  return BatchAnswer{std::move(*items), typed.unprocessed()};
}

Result<QueryPage> decode_query(const QueryPlan& plan, std::string_view answer) {
  const TypedAnswer typed(answer, is_never_read);
  auto items = decode_page(plan.table, typed, plan.index != nullptr);
  if (!items) return fail(items.error());
  return QueryPage{std::move(*items), typed.last_key()};
}

Result<DumpPage> decode_scan(Table table, std::string_view answer) {
  const TypedAnswer typed(answer, is_never_read);
  auto items = decode_page(table, typed, false);
  if (!items) return fail(items.error());
  DumpPage page;
  for (std::size_t i = 0; i < items->size(); ++i) {
    DumpedItem dumped{std::move((*items)[i]), std::nullopt};
    const auto expires = ItemMembers(table, typed[i]).attribute_as<std::int64_t>(expires_attribute);
    if (expires) dumped.expires = Seconds(std::chrono::seconds(*expires));
    page.items.push_back(std::move(dumped));
  }
  page.last_key = typed.last_key();
  return page;
}

}  // namespace nss
