// GET /api/openapi.json: the OpenAPI 3.1 document, built from the table of routes (router.h), a description of each
// (openapi_operations.cc) and the shapes of what goes in and out (openapi_schemas.cc). A route without a description, or the
// other way round, fails a test; so does an answer of a golden that does not have the shape that is written here.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nss {

// Shapes are written short. A shape is JSON Schema ("{…}"), or a word of the table in openapi_schemas.cc ("time"), or words
// with bars between ("on|off"), or the name of a schema; "[X]" is a list of X, "X?" is X or null.
std::string shape_schema(std::string_view shape);

struct SchemaMember {
  const char* name;  // "reason?": may be left out
  const char* shape;
};

// An object with exactly these members.
struct Schema {
  const char* name;
  std::vector<SchemaMember> members;
  const char* extra = "";  // more of JSON Schema, as text
};
const std::vector<Schema>& openapi_schemas();
// Parts of it, in files of their own.
std::vector<Schema> week_schemas();
std::vector<Schema> holiday_schemas();
std::vector<Schema> calendar_schemas();

struct OperationDescription {
  const char* method;
  const char* path;  // with the parameters' names: "/api/tasks/{id}"
  const char* summary;
  const char* request;                               // shape of the body; empty: none
  std::vector<std::pair<int, const char*>> answers;  // status, shape of `data`; "text:TYPE": outside the envelope
  std::vector<int> refusals;                         // its own; those of every endpoint come with it
};
const std::vector<OperationDescription>& operation_descriptions();

// The same for every request of one version.
std::string openapi_document(std::string_view version);

}  // namespace nss
