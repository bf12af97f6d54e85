// The tables and the rights as infrastructure code, for those who do not let a program make tables: the same as init-dynamodb
// makes (table_setup.h). Pure functions, any thread.
// Sources: AWS::DynamoDB::Table in the CloudFormation reference; "Using IAM policy conditions for fine-grained access control"
// in the Amazon DynamoDB Developer Guide.
#pragma once

#include <string>

#include "adapters/dynamodb/tables.h"

namespace nss {

// A CloudFormation template (JSON) of the four tables. They are kept when the stack is deleted.
std::string cloudformation_template(const TableNames& names);

// The least that a server of this cluster needs: its own keys only, no deletion of an activity, no change of an audit link.
// IAM cannot demand that a put has a condition, so that a stolen role could still write over a link: `audit verify` sees it.
std::string iam_policy(const TableNames& names, const std::string& region, const std::string& cluster);

}  // namespace nss
