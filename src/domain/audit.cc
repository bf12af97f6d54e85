#include "domain/audit.h"

#include <fmt/core.h>

#include "base/crypto.h"
#include "base/json_text.h"

namespace nss {
namespace {

// RFC 8785 3.2.2.2: the short escapes, \\u00xx for the other controls, everything else as it is.
void append_canonical(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_sequence(text, at);
    const char c = text[at];
    if (length == 0) {
      out += "\xEF\xBF\xBD";
    } else if (length > 1) {
      out += text.substr(at, length);
    } else if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\b') {
      out += "\\b";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\f') {
      out += "\\f";
    } else if (c == '\r') {
      out += "\\r";
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    } else {
      out += c;
    }
    at += length == 0 ? 1 : length;
  }
  out += '"';
}

struct ValueWriter {
  std::string& out;
  void operator()(bool value) const { out += value ? "true" : "false"; }
  void operator()(std::int64_t value) const { out += std::to_string(value); }
  void operator()(const std::string& value) const { append_canonical(out, value); }
  void operator()(const std::vector<std::string>& values) const {
    out += '[';
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i > 0) out += ',';
      append_canonical(out, values[i]);
    }
    out += ']';
  }
};

void append_member(std::string& out, std::string_view name, std::string_view text) {
  out += out.size() == 1 ? "" : ",";
  append_canonical(out, name);
  out += ':';
  append_canonical(out, text);
}

}  // namespace

std::string canonical_json(const AuditPayload& payload) {
  std::string out = "{";
  for (const auto& [name, value] : payload) {
    if (out.size() > 1) out += ',';
    append_canonical(out, name);
    out += ':';
    std::visit(ValueWriter{out}, value);
  }
  return out + "}";
}

// The members in the order of their names. The payload is an object already.
std::string hash_of(const AuditLink& link) {
  std::string text = "{";
  append_member(text, "at", to_rfc3339(link.at));
  append_member(text, "event", link.event);
  append_member(text, "namespace", link.ns);
  append_member(text, "operation_id", link.operation_id);
  text += ",\"payload\":" + link.payload;
  append_member(text, "prev_hash", link.prev_hash);
  text += ",\"seq\":" + std::to_string(link.seq);
  append_member(text, "user_id", link.user_id);
  return sha256_hex(text + "}");
}

AuditLink seal(AuditLink link, const ChainHead* head) {
  link.seq = head == nullptr ? 1 : head->seq + 1;
  link.prev_hash = head == nullptr ? std::string(first_prev_hash) : head->hash;
  link.hash = hash_of(link);
  return link;
}

ChainHead head_of(const AuditLink& link) { return ChainHead{link.ns, link.seq, link.hash}; }

std::optional<BrokenLink> ChainCheck::next(std::int64_t key_seq, const AuditLink& link) {
  const std::int64_t expected = last_seq_ + 1;
  if (key_seq > expected) return BrokenLink{expected, "missing"};
  if (key_seq < expected || link.ns != ns_) return BrokenLink{key_seq, "inserted"};
  if (link.seq != key_seq) return BrokenLink{key_seq, "reordered"};
  if (link.hash != hash_of(link)) return BrokenLink{key_seq, "changed"};
  // Sound in itself, but not made to follow what is before it.
  if (link.prev_hash != last_hash_) return BrokenLink{key_seq, "inserted"};
  last_seq_ = key_seq;
  last_hash_ = link.hash;
  return std::nullopt;
}

std::optional<BrokenLink> ChainCheck::end(const ChainHead* head) const {
  const std::int64_t head_seq = head == nullptr ? 0 : head->seq;
  if (head_seq > last_seq_) return BrokenLink{last_seq_ + 1, "cut"};
  if (head_seq < last_seq_) return BrokenLink{head_seq + 1, "inserted"};
  if (head != nullptr && head->hash != last_hash_) return BrokenLink{last_seq_, "changed"};
  return std::nullopt;
}

}  // namespace nss
