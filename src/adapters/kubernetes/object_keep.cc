#include "adapters/kubernetes/object_keep.h"

#include <array>

namespace nss {
namespace {

constexpr std::string_view our_selector_field = "f:namespace-scheduler.io/paused";

Keep keep_metadata(std::vector<KeepMember> more) {
  Keep metadata{{{"name", {}},
                 {"namespace", {}},
                 {"uid", {}},
                 {"resourceVersion", {}},
                 {"creationTimestamp", {}},
                 {"deletionTimestamp", {}}}};
  for (auto& member : more) metadata.members.push_back(std::move(member));
  return metadata;
}

Keep annotations_keep(std::initializer_list<std::string_view> names) {
  Keep keep;
  for (const auto name : names) keep.members.push_back({name, {}});
  return keep;
}

Keep workload_keep() {
  const Keep owned_selector{{{our_selector_field, {}}}};
  const Keep owned_template{{{"f:spec", Keep{{{"f:nodeSelector", owned_selector}}}}}};
  const Keep owned_spec{{{"f:replicas", {}}, {"f:template", owned_template}}};
  const Keep managed{{{"manager", {}}, {"subresource", {}}, {"fieldsV1", Keep{{{"f:spec", owned_spec}}}}}};
  const Keep owner{{{"kind", {}}, {"name", {}}, {"controller", {}}}};
  const Keep annotations = annotations_keep(
      {annotation_original, annotation_seq, annotation_exclude, annotation_exclude_until, annotation_allow_pvc_delete});
  const Keep requests{{{"requests", Keep{{{"cpu", {}}, {"memory", {}}}}}}};
  const Keep pod{{{"nodeSelector", Keep{{{selector_paused, {}}}}}, {"containers", Keep{{{"resources", requests}}}}}};
  const Keep spec{{{"replicas", {}},
                   {"persistentVolumeClaimRetentionPolicy", Keep{{{"whenScaled", {}}}}},
                   {"template", Keep{{{"spec", pod}}}}}};
  const Keep status{{{"readyReplicas", {}}, {"desiredNumberScheduled", {}}, {"numberReady", {}}}};
  return {{{"metadata", keep_metadata({{"annotations", annotations}, {"ownerReferences", owner}, {"managedFields", managed}})},
           {"spec", spec},
           {"status", status}}};
}

Keep namespace_keep() {
  Keep labels;
  labels.everything = true;
  const Keep annotations = annotations_keep({annotation_exclude, annotation_exclude_until, annotation_display_name});
  return {{{"metadata", keep_metadata({{"labels", labels}, {"annotations", annotations}})}, {"status", Keep{{{"phase", {}}}}}}};
}

Keep autoscaler_keep() {
  const Keep target{{{"kind", {}}, {"name", {}}}};
  return {
      {{"metadata", keep_metadata({})}, {"spec", Keep{{{"scaleTargetRef", target}, {"minReplicas", {}}, {"maxReplicas", {}}}}}}};
}

Keep make_object_keep(Resource resource) {
  switch (resource) {
    case Resource::namespaces: return namespace_keep();
    case Resource::autoscalers: return autoscaler_keep();
    default: return workload_keep();
  }
}

Keep make_list_keep(Resource resource) {
  Keep items = object_keep(resource);
  items.each = true;
  return {{{"kind", {}}, {"metadata", Keep{{{"resourceVersion", {}}, {"continue", {}}}}}, {"items", items}}};
}

// An ERROR line carries a Status in the place of the object: its members are kept beside the object's.
Keep make_watch_keep(Resource resource) {
  Keep object = object_keep(resource);
  for (const std::string_view name : {"kind", "code", "reason", "message"}) object.members.push_back({name, {}});
  return {{{"type", {}}, {"object", object}}};
}

using Keeps = std::array<Keep, resource_count>;

Keeps for_each_resource(Keep (*make)(Resource)) {
  Keeps keeps;
  for (std::size_t i = 0; i < resource_count; ++i) keeps[i] = make(static_cast<Resource>(i));
  return keeps;
}

}  // namespace

const Keep& object_keep(Resource resource) {
  static const Keeps keeps = for_each_resource(make_object_keep);
  return keeps[static_cast<std::size_t>(resource)];
}

const Keep& list_keep(Resource resource) {
  static const Keeps keeps = for_each_resource(make_list_keep);
  return keeps[static_cast<std::size_t>(resource)];
}

const Keep& watch_keep(Resource resource) {
  static const Keeps keeps = for_each_resource(make_watch_keep);
  return keeps[static_cast<std::size_t>(resource)];
}

}  // namespace nss
