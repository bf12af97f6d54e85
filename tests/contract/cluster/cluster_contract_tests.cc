// The promises of ports/cluster.h, one test each.
#include <fmt/core.h>

#include <algorithm>

#include "contract/cluster/cluster_contract.h"

namespace nss {
namespace {

constexpr std::array kinds = {WorkloadKind::deployment, WorkloadKind::stateful_set, WorkloadKind::daemon_set};

TEST_P(ClusterContract, SaysWhichClusterItIs) {
  std::string uid;
  std::atomic<bool> answered = false;
  under_test_->cluster().identify([&](Result<ClusterIdentity> identity) {
    uid = identity ? identity->uid : identity.error().message.en;
    answered = true;
    under_test_->changed();
  });
  ASSERT_TRUE(wait([&] { return answered.load(); }));
  EXPECT_EQ(uid, under_test_->uid());
}

TEST_P(ClusterContract, ListsWhatThereIsThenTellsWhatComes) {
  const auto before = new_namespace("list");
  const auto deployment = new_workload(WorkloadKind::deployment, before, "web", {.replicas = 3});
  const auto stateful = new_workload(WorkloadKind::stateful_set, before, "db", {.replicas = 2});
  const auto daemon = new_workload(WorkloadKind::daemon_set, before, "agent");
  start();
  for (const auto& [ref, replicas] : std::map<WorkloadRef, int>{{deployment, 3}, {stateful, 2}, {daemon, 1}}) {
    const auto workload = observed_->workload(ref);
    ASSERT_TRUE(workload) << ref.name << " was there before the list";
    EXPECT_EQ(workload->replicas, replicas) << ref.name;
    EXPECT_FALSE(workload->uid.empty());
    EXPECT_FALSE(workload->resource_version.empty());
    EXPECT_FALSE(workload->original || workload->stamp || workload->excluded || workload->terminating);
    EXPECT_GT(workload->created_at.time_since_epoch().count(), 0);
  }
  const auto after = new_namespace("watch");
  const auto late = new_workload(WorkloadKind::deployment, after, "late", {.replicas = 5});
  EXPECT_TRUE(wait_for_replicas(late, 5)) << "the watch tells what was created after the list";
  EXPECT_TRUE(wait([&] { return observed_->ns(after).has_value(); }));
}

TEST_P(ClusterContract, SwitchesEachKindOffAndOn) {
  const auto ns = new_namespace("offon");
  for (const WorkloadKind kind : kinds) new_workload(kind, ns, "svc", {.replicas = 3});
  start();
  for (const WorkloadKind kind : kinds) {
    SCOPED_TRACE(to_string(kind));
    const WorkloadRef ref{kind, ns, "svc"};
    const int usual = kind == WorkloadKind::daemon_set ? 1 : 3;
    const WorkloadPatch off = off_patch(kind, 1, usual);
    const auto asleep = patch_current(ref, off);
    ASSERT_TRUE(asleep) << asleep.error().message.en;
    EXPECT_EQ(asleep->replicas, 0);
    EXPECT_EQ(asleep->original, off.original) << "what we wrote comes back as it was";
    EXPECT_EQ(asleep->stamp, off.stamp);
    EXPECT_EQ(asleep->original_problem, "");
    const auto found = read(ref);
    ASSERT_TRUE(found && *found);
    EXPECT_EQ((*found)->replicas, 0) << "the answer was not only an answer";
    EXPECT_EQ((*found)->original, off.original);
    EXPECT_TRUE(wait_for_replicas(ref, 0)) << "the watch tells it too";

    const auto awake = patch_current(ref, on_patch(kind, 2, 3));
    ASSERT_TRUE(awake) << awake.error().message.en;
    EXPECT_EQ(awake->replicas, usual);
    EXPECT_FALSE(awake->original) << "the original is gone";
    EXPECT_EQ(awake->stamp, on_patch(kind, 2, 3).stamp) << "the stamp stays";
    EXPECT_EQ(awake->uid, asleep->uid);
    EXPECT_TRUE(wait_for_replicas(ref, usual));
  }
}

TEST_P(ClusterContract, AStampAloneChangesNothingElse) {
  const auto ns = new_namespace("stamp");
  const auto ref = new_workload(WorkloadKind::deployment, ns, "web", {.replicas = 4});
  WorkloadPatch only_stamp;
  only_stamp.stamp = Stamp{7, "op_seven", false};
  const auto touched = patch_current(ref, only_stamp);
  ASSERT_TRUE(touched) << touched.error().message.en;
  EXPECT_EQ(touched->replicas, 4);
  EXPECT_EQ(touched->stamp, only_stamp.stamp);
  EXPECT_FALSE(touched->original);
}

TEST_P(ClusterContract, AStaleVersionChangesNothing) {
  const auto ns = new_namespace("stale");
  const auto ref = new_workload(WorkloadKind::deployment, ns, "web", {.replicas = 3});
  const auto old = read(ref);
  ASSERT_TRUE(old && *old);
  under_test_->scale(ref, 5);
  WorkloadPatch off = off_patch(ref.kind, 1, 3);
  off.resource_version = (*old)->resource_version;
  const auto refused = patch(ref, off);
  ASSERT_FALSE(refused) << "somebody wrote in between";
  EXPECT_EQ(refused.error().kind, ErrorKind::conflict);
  const auto now = read(ref);
  ASSERT_TRUE(now && *now);
  EXPECT_EQ((*now)->replicas, 5);
  EXPECT_FALSE((*now)->original || (*now)->stamp) << "nothing of the refused patch is there";
}

TEST_P(ClusterContract, OfTwoPatchesOnOneVersionOneWins) {
  const auto ns = new_namespace("race");
  const auto ref = new_workload(WorkloadKind::daemon_set, ns, "agent");
  for (int round = 0; round < 10; ++round) {
    const auto current = read(ref);
    ASSERT_TRUE(current && *current);
    std::atomic<int> answers = 0;
    std::atomic<int> done = 0;
    std::atomic<int> conflicts = 0;
    for (const std::int64_t number : {1, 2}) {
      WorkloadPatch patch;
      patch.stamp = Stamp{2 * round + number, "op_race", false};
      patch.resource_version = (*current)->resource_version;
      under_test_->cluster().patch(ref, patch, [&](Result<Workload> result) {
        if (result) ++done;
        if (!result && result.error().kind == ErrorKind::conflict) ++conflicts;
        ++answers;
        under_test_->changed();
      });
    }
    ASSERT_TRUE(wait([&] { return answers == 2; }));
    // A controller may have written first: then nobody won.
    EXPECT_LE(done, 1);
    EXPECT_EQ(done + conflicts, 2);
  }
}

TEST_P(ClusterContract, WhatIsNotThereIsNotFound) {
  const auto ns = new_namespace("missing");
  const auto web = new_workload(WorkloadKind::deployment, ns, "web", {.replicas = 1});
  const auto version = read(web);
  ASSERT_TRUE(version && *version);
  for (const WorkloadKind kind : kinds) {
    for (const std::string& where : {ns, ns + "-other"}) {
      SCOPED_TRACE(fmt::format("{} in {}", to_string(kind), where));
      const WorkloadRef ref{kind, where, "nothing"};
      const auto found = read(ref);
      ASSERT_TRUE(found) << "to read what is not there is no error: " << found.error().message.en;
      EXPECT_FALSE(*found);
      WorkloadPatch off = off_patch(kind, 1, 1);
      off.resource_version = (*version)->resource_version;
      const auto patched = patch(ref, off);
      ASSERT_FALSE(patched);
      EXPECT_EQ(patched.error().kind, ErrorKind::not_found);
    }
  }
}

TEST_P(ClusterContract, TellsWhoWroteTheCountLast) {
  const auto ns = new_namespace("writer");
  start();
  for (const WorkloadKind kind : {WorkloadKind::deployment, WorkloadKind::stateful_set}) {
    SCOPED_TRACE(to_string(kind));
    const auto ref = new_workload(kind, ns, "svc", {.replicas = 2});
    const auto writer = [&] { return (*read(ref))->writer; };
    EXPECT_FALSE(writer().through_scale) << "a manifest made it";
    ASSERT_TRUE(patch_current(ref, off_patch(kind, 1, 2)));
    EXPECT_EQ(writer(), (ReplicaWriter{std::string(field_manager), false})) << "we switched it off";
    under_test_->scale(ref, 1);
    EXPECT_TRUE(writer().through_scale) << "kubectl scale is a passing act";
    EXPECT_NE(writer().manager, field_manager);
    EXPECT_TRUE(wait([&] {
      const auto seen = observed_->workload(ref);
      return seen && seen->replicas == 1 && seen->writer.through_scale && seen->original.has_value();
    })) << "the watch tells it, and the original is still there";
    under_test_->apply(ref, 4);
    EXPECT_EQ(writer(), (ReplicaWriter{manifest_manager, false})) << "a manifest is not a passing act";
    EXPECT_TRUE(wait_for_replicas(ref, 4));
    const auto after = read(ref);
    EXPECT_TRUE((*after)->original && (*after)->stamp) << "a manifest that does not name our annotations leaves them";
  }
}

TEST_P(ClusterContract, ADeletedWorkloadIsGoneAndItsSuccessorIsAnother) {
  const auto ns = new_namespace("again");
  start();
  for (const WorkloadKind kind : kinds) {
    SCOPED_TRACE(to_string(kind));
    const auto ref = new_workload(kind, ns, "svc");
    ASSERT_TRUE(wait([&] { return observed_->workload(ref).has_value(); }));
    const auto first = observed_->workload(ref);
    under_test_->remove(ref);
    EXPECT_TRUE(wait([&] { return !observed_->workload(ref) && observed_->saw_gone(first->uid); }));
    const auto found = read(ref);
    ASSERT_TRUE(found);
    EXPECT_FALSE(*found);
    new_workload(kind, ns, "svc");
    ASSERT_TRUE(wait([&] { return observed_->workload(ref).has_value(); }));
    EXPECT_NE(observed_->workload(ref)->uid, first->uid);
  }
}

TEST_P(ClusterContract, ADeletedNamespaceIsTerminatingThenGone) {
  const auto ns = new_namespace("ends");
  const auto ref = new_workload(WorkloadKind::deployment, ns, "web", {.replicas = 2});
  start();
  const auto first = observed_->ns(ns);
  const auto workload = observed_->workload(ref);
  ASSERT_TRUE(first && workload);
  EXPECT_FALSE(first->terminating);
  under_test_->delete_namespace(ns);
  EXPECT_TRUE(wait([&] {
    const auto now = observed_->ns(ns);
    return !now || now->terminating;
  }));
  EXPECT_TRUE(wait([&] { return observed_->saw_gone(workload->uid); })) << "its workloads go with it";
  EXPECT_TRUE(wait([&] { return observed_->saw_gone(first->uid) && !observed_->ns(ns); }));
  under_test_->create_namespace(ns, {}, {});
  ASSERT_TRUE(wait([&] { return observed_->ns(ns).has_value(); }));
  EXPECT_NE(observed_->ns(ns)->uid, first->uid);
}

TEST_P(ClusterContract, AHeldDaemonSetKeepsItsUsersOwnSelector) {
  const auto ns = new_namespace("hold");
  const ClusterUnderTest::Texts own = {{"disktype", "ssd"}, {"equipo.ejemplo.co/zona", "a"}};
  const auto ref = new_workload(WorkloadKind::daemon_set, ns, "agent", {.node_selector = own});
  ASSERT_TRUE(patch_current(ref, off_patch(ref.kind, 1, 1)));
  auto held = own;
  held[std::string(selector_paused)] = "true";
  EXPECT_EQ(under_test_->node_selector(ref), held);
  ASSERT_TRUE(patch_current(ref, on_patch(ref.kind, 2, 1)));
  EXPECT_EQ(under_test_->node_selector(ref), own) << "exactly our key goes";
}

TEST_P(ClusterContract, AHeldDaemonSetWithoutASelectorHasNoneAfterwards) {
  const auto ns = new_namespace("bare");
  const auto ref = new_workload(WorkloadKind::daemon_set, ns, "agent");
  ASSERT_TRUE(patch_current(ref, off_patch(ref.kind, 1, 1)));
  ASSERT_TRUE(patch_current(ref, on_patch(ref.kind, 2, 1)));
  EXPECT_TRUE(under_test_->node_selector(ref).empty());
}

TEST_P(ClusterContract, ResyncListsEverythingAgain) {
  const auto ns = new_namespace("resync");
  const auto ref = new_workload(WorkloadKind::stateful_set, ns, "db", {.replicas = 2});
  start();
  std::array<int, resource_count> before{};
  for (std::size_t i = 0; i < resource_count; ++i) before[i] = observed_->lists(static_cast<Resource>(i));
  under_test_->cluster().resync();
  EXPECT_TRUE(wait([&] {
    for (std::size_t i = 0; i < resource_count; ++i) {
      if (observed_->lists(static_cast<Resource>(i)) <= before[i]) return false;
    }
    return true;
  }));
  EXPECT_TRUE(observed_->workload(ref)) << "it is in the second list too";
  under_test_->scale(ref, 6);
  EXPECT_TRUE(wait_for_replicas(ref, 6)) << "and the watch goes on after it";
}

TEST_P(ClusterContract, ManyWorkloadsComeInPagesAndPatchesAllLand) {
  constexpr int count = 300;
  const auto ns = new_namespace("many");
  for (int i = 0; i < count; ++i) new_workload(WorkloadKind::deployment, ns, fmt::format("w{:03d}", i), {.replicas = i % 5 + 1});
  start();
  ASSERT_EQ(observed_->workloads_in(ns).size(), std::size_t{count}) << "all of them are in the first list";

  // All at once, as a firing does it; who meets a controller's write tries again, as the product does.
  std::vector<Workload> left = observed_->workloads_in(ns);
  for (int round = 0; round < 10 && !left.empty(); ++round) {
    std::mutex mutex;
    std::vector<WorkloadRef> conflicts;
    std::vector<std::string> failures;
    std::atomic<std::size_t> answers = 0;
    for (const Workload& workload : left) {
      WorkloadPatch off = off_patch(workload.ref.kind, 1, workload.replicas);
      off.resource_version = workload.resource_version;
      under_test_->cluster().patch(workload.ref, off, [&, ref = workload.ref](Result<Workload> result) {
        {
          const std::scoped_lock lock(mutex);
          if (!result && result.error().kind == ErrorKind::conflict) conflicts.push_back(ref);
          if (!result && result.error().kind != ErrorKind::conflict) failures.push_back(result.error().message.en);
        }
        ++answers;
        under_test_->changed();
      });
    }
    ASSERT_TRUE(wait([&] { return answers == left.size(); })) << answers << " of " << left.size() << " were answered";
    EXPECT_EQ(failures, std::vector<std::string>{});
    left.clear();
    for (const WorkloadRef& ref : conflicts) left.push_back((*read(ref)).value());
  }
  EXPECT_TRUE(left.empty()) << left.size() << " still in conflict";
  EXPECT_TRUE(wait([&] {
    const auto all = observed_->workloads_in(ns);
    return all.size() == count && std::all_of(all.begin(), all.end(), [](const Workload& w) {
             return w.replicas == 0 && w.original && w.original->replicas == std::stoi(w.ref.name.substr(1)) % 5 + 1;
           });
  })) << "every original is the one of its workload";
}

TEST_P(ClusterContract, NamespacesCarryLabelsAndOurAnnotations) {
  const auto plain = unique_name("plain");
  const auto odd = unique_name("odd");
  under_test_->create_namespace(plain, {{"cost-center", "CC-007"}, {"team", "pagos"}}, {{"foreign", "x"}});
  under_test_->create_namespace(odd, {},
                                {{std::string(annotation_display_name), "Facturación (demo) ñandú"},
                                 {std::string(annotation_exclude), "true"},
                                 {std::string(annotation_exclude_until), "2026-12-01T05:00:00Z"}});
  start();
  const auto first = observed_->ns(plain);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->labels.at("cost-center"), "CC-007");
  EXPECT_EQ(first->labels.at("team"), "pagos");
  EXPECT_EQ(first->labels.at("kubernetes.io/metadata.name"), plain) << "the server adds it";
  EXPECT_EQ(first->display_name, "");
  EXPECT_FALSE(first->excluded || first->exclude_until || first->terminating);
  EXPECT_FALSE(first->uid.empty() || first->resource_version.empty());
  EXPECT_GT(first->created_at.time_since_epoch().count(), 0);
  const auto second = observed_->ns(odd);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->display_name, "Facturación (demo) ñandú");
  EXPECT_TRUE(second->excluded);
  EXPECT_EQ(second->exclude_until, parse_rfc3339("2026-12-01T05:00:00Z"));
}

TEST_P(ClusterContract, WorkloadsCarryWhatDecisionsNeed) {
  const auto ns = new_namespace("facts");
  const auto store =
      new_workload(WorkloadKind::stateful_set, ns, "db", {.deletes_volumes = true, .cpu = "250m", .memory = "1Gi"});
  const auto allowed =
      new_workload(WorkloadKind::stateful_set, ns, "cache",
                   {.annotations = {{std::string(annotation_allow_pvc_delete), "true"}}, .deletes_volumes = true});
  const auto excluded = new_workload(WorkloadKind::deployment, ns, "guard",
                                     {.annotations = {{std::string(annotation_exclude), "true"},
                                                      {std::string(annotation_exclude_until), "2026-12-01T00:00:00-05:00"}}});
  const auto zero = new_workload(WorkloadKind::deployment, ns, "yearly", {.replicas = 0});
  start();
  EXPECT_TRUE(observed_->workload(store)->deletes_volumes);
  EXPECT_FALSE(observed_->workload(store)->allows_pvc_delete);
  EXPECT_EQ(observed_->workload(store)->cpu_millicores, 250);
  EXPECT_EQ(observed_->workload(store)->memory_bytes, std::int64_t{1} << 30);
  EXPECT_TRUE(observed_->workload(allowed)->allows_pvc_delete);
  EXPECT_FALSE(observed_->workload(zero)->deletes_volumes);
  EXPECT_TRUE(observed_->workload(excluded)->excluded);
  EXPECT_EQ(observed_->workload(excluded)->exclude_until, parse_rfc3339("2026-12-01T05:00:00Z"));
  EXPECT_EQ(observed_->workload(zero)->replicas, 0);
}

TEST_P(ClusterContract, ForeignTextInOurAnnotationsIsAConditionAndNoMore) {
  const auto ns = new_namespace("foreign");
  start();
  const auto ref = new_workload(WorkloadKind::deployment, ns, "web", {.replicas = 2});
  for (const std::string& text : {std::string("not json"), std::string("{}"), std::string(2000, 'x')}) {
    under_test_->annotate(ref, std::string(annotation_original), text);
    const auto found = read(ref);
    ASSERT_TRUE(found && *found) << text.substr(0, 20);
    EXPECT_FALSE((*found)->original) << text.substr(0, 20);
    EXPECT_EQ((*found)->original_problem, "unreadable_original") << text.substr(0, 20);
    EXPECT_EQ((*found)->replicas, 2);
    under_test_->annotate(ref, std::string(annotation_seq), text);
    EXPECT_EQ(read(ref).value()->stamp_problem, "unreadable_seq") << text.substr(0, 20);
  }
  EXPECT_TRUE(wait([&] {
    const auto seen = observed_->workload(ref);
    return seen && seen->original_problem == "unreadable_original";
  })) << "the stream goes on with it";
  const auto mended = patch_current(ref, off_patch(ref.kind, 1, 2));
  ASSERT_TRUE(mended);
  EXPECT_EQ(mended->original_problem, "");
  EXPECT_EQ(mended->stamp_problem, "");
}

TEST_P(ClusterContract, AutoscalersAreSeenAndGone) {
  const auto ns = new_namespace("hpa");
  const auto ref = new_workload(WorkloadKind::deployment, ns, "web", {.replicas = 3});
  const Autoscaler before{ns, "web", "Deployment", "web", 2, 6};
  under_test_->create_autoscaler(before);
  start();
  EXPECT_EQ(observed_->autoscaler(ns, "web"), before);
  const Autoscaler later{ns, "later", "StatefulSet", "db", 1, 4};
  under_test_->create_autoscaler(later);
  EXPECT_TRUE(wait([&] { return observed_->autoscaler(ns, "later") == later; }));
  under_test_->delete_autoscaler(ns, "web");
  EXPECT_TRUE(wait([&] { return !observed_->autoscaler(ns, "web"); }));
}

TEST_P(ClusterContract, AfterStopThereIsNoEventAndEveryCallIsAnswered) {
  const auto ns = new_namespace("stop");
  const auto ref = new_workload(WorkloadKind::deployment, ns, "web", {.replicas = 2});
  start();
  std::atomic<int> answers = 0;
  constexpr int calls = 20;
  for (int i = 0; i < calls; ++i) {
    under_test_->cluster().read(ref, [&](const Result<std::optional<Workload>>& result) {
      EXPECT_TRUE(result || result.error().code == "stopping");
      ++answers;
    });
  }
  under_test_->cluster().stop();
  EXPECT_EQ(answers, calls) << "each once, done or stopping";
  const auto lists = observed_->lists(Resource::deployments);
  under_test_->scale(ref, 7);
  EXPECT_EQ(observed_->lists(Resource::deployments), lists);
  EXPECT_EQ(observed_->workload(ref)->replicas, 2);
  under_test_->cluster().stop();  // a second time is nothing
}

}  // namespace
}  // namespace nss
