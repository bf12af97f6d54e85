// Whether a value has the shape that a document of ours demands: as much of JSON Schema as openapi_schemas.cc writes.
#pragma once

#include <string>

#include "adapters/rest/json_value.h"

namespace nss {

// Empty: it has. Else where it has not, and why.
std::string schema_fault(const JsonValue& document, const JsonValue& schema, const JsonValue& value,
                         const std::string& where = "");

// The schema of what this operation answers with this status and content type; nullptr: not in the document.
const JsonValue* answer_schema(const JsonValue& document, const std::string& method, const std::string& path, int status,
                               const std::string& content_type);
const JsonValue* request_schema(const JsonValue& document, const std::string& method, const std::string& path);

}  // namespace nss
