#include "adapters/rest/openapi.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "adapters/rest/router.h"
#include "unit/adapters/rest/rest_fixture.h"
#include "unit/adapters/rest/schema_check.h"

namespace nss {
namespace {

JsonValue document() { return parse_json(openapi_document("1.0.0")).value(); }

TEST(OpenApi, DescribesEachRouteAndNothingElse) {
  std::set<std::string> served;
  for (const Route& route : routes()) EXPECT_TRUE(served.insert(std::string(route.method) + " " + route.pattern).second);
  std::set<std::string> described;
  for (const OperationDescription& operation : operation_descriptions()) {
    const std::string pattern = std::regex_replace(operation.path, std::regex("\\{[a-z_]+\\}"), "{}");
    EXPECT_TRUE(described.insert(std::string(operation.method) + " " + pattern).second) << operation.path;
    EXPECT_FALSE(operation.answers.empty()) << operation.path;
  }
  EXPECT_EQ(served, described);
}

void collect_references(const JsonValue& value, std::set<std::string>& names) {
  if (const auto* object = value.object()) {
    for (const JsonMember& member : *object) {
      const auto* text = std::get_if<std::string>(&member.value.value);
      if (member.name == "$ref" && text != nullptr) names.insert(*text);
      collect_references(member.value, names);
    }
  } else if (const auto* array = std::get_if<JsonValue::Array>(&value.value)) {
    for (const JsonValue& each : *array) collect_references(each, names);
  }
}

TEST(OpenApi, EveryReferenceIsThereAndEverySchemaIsUsed) {
  const JsonValue whole = document();
  std::set<std::string> used;
  collect_references(whole, used);
  std::set<std::string> there;
  for (const JsonMember& schema : *whole.find("components")->find("schemas")->object())
    EXPECT_TRUE(there.insert("#/components/schemas/" + schema.name).second);
  for (const JsonMember& response : *whole.find("components")->find("responses")->object())
    there.insert("#/components/responses/" + response.name);
  EXPECT_EQ(used, there);
}

bool body_is_required(const JsonValue& whole, const char* path) {
  const JsonValue* body = whole.find("paths")->find(path)->find("post")->find("requestBody");
  return std::get<bool>(body->find("required")->value);
}

TEST(OpenApi, ABodyIsRequiredWhereAMemberOfItIs) {
  const JsonValue whole = document();
  EXPECT_TRUE(body_is_required(whole, "/api/namespaces/{namespace}/activate"));
  EXPECT_TRUE(body_is_required(whole, "/api/namespaces/actions"));
  EXPECT_FALSE(body_is_required(whole, "/api/namespaces/{namespace}/deactivate"));
  EXPECT_FALSE(body_is_required(whole, "/api/tasks/{id}/run"));
}

class OpenApiTest : public RestFixture {};

TEST_F(OpenApiTest, IsServed) {
  const Asked answer = get("/api/openapi.json");
  EXPECT_EQ(answer.status(), 200);
  EXPECT_EQ(answer.header("content-type"), "application/json");
  EXPECT_EQ(answer.response.content(), openapi_document("1.0.0"));
  EXPECT_EQ(answer.text("openapi"), "3.1.0");
}

TEST(SchemaCheck, FindsWhatDoesNotFit) {
  const JsonValue none = parse_json(R"({"components":{"schemas":{"A":{"type":"integer","maximum":3}}}})").value();
  struct Case {
    const char* schema;
    const char* value;
    bool fits;
  };
  for (const Case& each :
       {Case{R"({"$ref":"#/components/schemas/A"})", "3", true}, Case{R"({"$ref":"#/components/schemas/A"})", "4", false},
        Case{R"({"$ref":"#/components/schemas/B"})", "3", false}, Case{R"({"type":["string","null"]})", "null", true},
        Case{R"({"type":"string"})", "null", false}, Case{R"({"type":"string","minLength":1})", "\"\"", false},
        Case{R"({"type":"string","maxLength":1})", "\"ab\"", false}, Case{R"({"format":"date-time"})", "\"x\"", false},
        Case{R"({"format":"date"})", "\"2026-02-30\"", false}, Case{R"({"format":"date"})", "\"2026-02-28\"", true},
        Case{R"({"pattern":"^a$"})", "\"b\"", false}, Case{R"({"enum":["a",null]})", "\"b\"", false},
        Case{R"({"const":true})", "false", false}, Case{R"({"anyOf":[{"type":"null"},{"type":"array"}]})", "1", false},
        Case{R"({"items":{"type":"integer"}})", "[1,1.5]", false}, Case{R"({"type":"number"})", "1.5", true},
        Case{R"({"type":"object","required":["a"]})", "{}", false},
        Case{R"({"type":"object","additionalProperties":false})", R"({"a":1})", false},
        Case{R"({"additionalProperties":{"type":"string"}})", R"({"a":1})", false}})
    EXPECT_EQ(schema_fault(none, parse_json(each.schema).value(), parse_json(each.value).value()).empty(), each.fits)
        << each.schema << " " << each.value;
}

}  // namespace
}  // namespace nss
