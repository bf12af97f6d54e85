#include "adapters/kubernetes/patch_codec.h"

#include <fmt/core.h>

#include "adapters/kubernetes/original_codec.h"
#include "base/check.h"

namespace nss {
namespace {

using Edit = WorkloadPatch::OriginalEdit;

std::string annotations_of(const WorkloadPatch& patch) {
  std::string members = fmt::format("{}:{}", json_string(annotation_seq), json_string(to_text(patch.stamp)));
  if (patch.original_edit == Edit::set) {
    members += fmt::format(",{}:{}", json_string(annotation_original), json_string(encode_original(*patch.original)));
  } else if (patch.original_edit == Edit::remove) {
    members += fmt::format(",{}:null", json_string(annotation_original));
  }
  return members;
}

std::string spec_of(const WorkloadPatch& patch) {
  if (patch.replicas) return fmt::format(R"(,"spec":{{"replicas":{}}})", *patch.replicas);
  if (!patch.hold) return {};
  return fmt::format(R"(,"spec":{{"template":{{"spec":{{"nodeSelector":{{{}:{}}}}}}}}})", json_string(selector_paused),
                     *patch.hold ? R"("true")" : "null");
}

}  // namespace

std::string encode_patch(WorkloadKind kind, const WorkloadPatch& patch) {
  NSS_CHECK(patch.original.has_value() == (patch.original_edit == Edit::set));
  NSS_CHECK(!(kind == WorkloadKind::daemon_set ? patch.replicas.has_value() : patch.hold.has_value()));
  return fmt::format(R"({{"metadata":{{"resourceVersion":{},"annotations":{{{}}}}}{}}})", json_string(patch.resource_version),
                     annotations_of(patch), spec_of(patch));
}

}  // namespace nss
