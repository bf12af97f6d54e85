#include "app/live_settings.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "app/read_later.h"
#include "app/refusals.h"
#include "base/crypto.h"
#include "base/log.h"

namespace nss {
namespace {

constexpr const char* contention_key = "#settings";

// What a flag, a variable or the file says wins over what is stored.
LiveSettingsView view_of(const FixedSettings& fixed, const StoredSettings& stored) {
  LiveSettingsView view;
  const auto source = [&](const char* name, bool kept) {
    const auto place = fixed.places.find(name);
    view.sources[name] = place != fixed.places.end() ? place->second.source : kept ? "stored" : "default";
    return place != fixed.places.end() ? &fixed.values : &stored;
  };
  view.holidays = source("holidays", stored.holidays.has_value())->holidays.value_or(view.holidays);
  view.prices.cpu_hour = source("price_cpu_hour", stored.price_cpu_hour.has_value())->price_cpu_hour;
  view.prices.gib_hour = source("price_gib_hour", stored.price_gib_hour.has_value())->price_gib_hour;
  view.prices.currency = source("currency", stored.currency.has_value())->currency.value_or(view.prices.currency);
  const auto text = [](const std::optional<Micros>& price) { return price ? price_text(*price) : std::string("-"); };
  const std::string whole = fmt::format("{} {} {} {}", to_string(view.holidays), text(view.prices.cpu_hour),
                                        text(view.prices.gib_hour), view.prices.currency);
  view.etag = "\"" + sha256_hex(whole).substr(0, 32) + "\"";
  return view;
}

Error setting_fixed(const std::string& name, const std::string& place) {
  Error error{ErrorKind::refused, "setting_fixed",
              Text{fmt::format("«{}» no se puede cambiar aquí: lo decide {}.", name, place),
                   fmt::format("\"{}\" cannot be changed here: it is decided by {}.", name, place)}};
  error.pointer = "/" + name;
  return error;
}

}  // namespace

LiveSettings::LiveSettings(Ports ports, FixedSettings fixed, std::function<void()> changed)
    : ports_(ports), fixed_(std::move(fixed)), changed_(std::move(changed)) {
  publish();
}

void LiveSettings::publish() {
  view_ = view_of(fixed_, stored_);
  shared_.store(std::make_shared<const LiveSettingsView>(view_));
}

// ---- the start ----

void LiveSettings::load(Store::Then<void> then) {
  RangeQuery query;
  query.partition = ports_.keys.rules_versions();
  reload([this, query, then = std::move(then)](Result<void> loaded) {
    if (!loaded) return then(std::move(loaded));
    rules_.clear();  // of an attempt that the store left halfway
    engine_.clear();
    ports_.store.scan(
        query,
        [this](const StoredItem& item) {
          if (const auto* version = std::get_if<RulesVersion>(&item.record)) took(*version);
        },
        [this, then](Result<void> read) {
          if (read) note_start();
          then(std::move(read));
        });
  });
}

void LiveSettings::note_start() {
  const auto version = next_version(rules_of(view_.holidays, ports_.holidays.local()));
  if (!version) return;
  took(*version);
  StorageTransaction transaction;
  transaction.writes.push_back(rules_write(ports_.keys, *version));
  // Not written, the next start writes it: its rules are others than the last ones stored.
  ports_.store.commit(std::move(transaction), [](const Result<CommitReceipt>& receipt) {
    if (!receipt) log::warn("the rules are not recorded", {{"code", receipt.error().code}});
  });
}

// ---- the rules ----

RulesVersion LiveSettings::rules_of(HolidayMode mode, const LocalHolidays& local) const {
  const Policy& policy = ports_.policy;
  RulesVersion rules{ports_.loop.now(), policy.hours.hours_text(), policy.hours.days_text(), policy.zone.name(), mode, {}};
  if (mode == HolidayMode::mark) return rules;
  for (const auto& [date, record] : local) rules.local_days.push_back(to_text(date));
  return rules;
}

std::optional<RulesVersion> LiveSettings::next_version(RulesVersion rules) const {
  if (!rules_.empty() && rules_.back().same_rules(rules)) return std::nullopt;
  return rules;
}

std::optional<RulesVersion> LiveSettings::version_with(const LocalHolidays& local) const {
  return next_version(rules_of(view_.holidays, local));
}

void LiveSettings::took(const RulesVersion& version) {
  auto settings = settings_version(version);
  if (!settings) {
    log::error("stored rules cannot be read", {{"valid_from", to_rfc3339(version.valid_from)}, {"code", settings.error().code}});
    return;
  }
  // Two in one second are one: the last.
  if (!rules_.empty() && rules_.back().valid_from == version.valid_from) {
    rules_.pop_back();
    engine_.pop_back();
  }
  rules_.push_back(version);
  engine_.push_back(std::move(*settings));
}

bool LiveSettings::observed_now(std::chrono::sys_days day) const {
  return !engine_.empty() && engine_.back().observed && engine_.back().observed(day);
}

// ---- changing ----

std::optional<Error> LiveSettings::refusal(const SettingsPatch& patch) const {
  if (patch.if_match.empty()) {
    return Error{ErrorKind::refused, "precondition_required",
                 Text{"Falta If-Match: el ETag de la configuración que se cambia.",
                      "If-Match is missing: the ETag of the settings that are changed."}};
  }
  if (!etag_matches(patch.if_match, view_.etag)) {
    return Error{ErrorKind::refused, "precondition_failed",
                 Text{"La configuración cambió desde que se leyó.", "The settings have changed since they were read."}};
  }
  const std::array<std::pair<const char*, bool>, 4> members{{{"holidays", patch.holidays.has_value()},
                                                             {"price_cpu_hour", patch.price_cpu_hour.has_value()},
                                                             {"price_gib_hour", patch.price_gib_hour.has_value()},
                                                             {"currency", patch.currency.has_value()}}};
  for (const auto& [name, given] : members) {
    const auto place = fixed_.places.find(name);
    if (given && place != fixed_.places.end()) return setting_fixed(name, place->second.place);
  }
  return std::nullopt;
}

StoredSettings LiveSettings::wanted(const SettingsPatch& patch) const {
  StoredSettings next = stored_;
  if (patch.holidays) next.holidays = *patch.holidays;
  if (patch.price_cpu_hour) next.price_cpu_hour = *patch.price_cpu_hour;
  if (patch.price_gib_hour) next.price_gib_hour = *patch.price_gib_hour;
  if (patch.currency) next.currency = *patch.currency;
  next.changed_at = ports_.loop.now();
  next.changed_by = patch.context.user_id;
  return next;
}

void LiveSettings::patch(const SettingsPatch& patch, Reply<LiveSettingsView> reply) {
  if (!patch.context.administrator) {
    return reply(fail(Error{ErrorKind::refused, "forbidden",
                            Text{"Solo un administrador cambia la configuración.", "Only an administrator changes settings."}}));
  }
  const auto work = [this, patch, reply] {
    if (auto refused = refusal(patch)) {
      ports_.ledger.release(contention_key);
      return reply(fail(std::move(*refused)));
    }
    commit(wanted(patch), [this, user = patch.context.user_id, reply](Result<void> done) {
      ports_.ledger.release(contention_key);
      if (!done) return reply(fail(done.error()));
      log::info("settings changed", {{"user_id", user}, {"holidays", to_string(view_.holidays)}});
      reply(view_);
    });
  };
  if (!ports_.ledger.acquire(contention_key, work)) {
    reply(fail(ErrorKind::unavailable, "not_ready", "too many requests wait for the settings"));
  }
}

void LiveSettings::commit(const StoredSettings& next, std::function<void(Result<void>)> then) {
  StorageTransaction transaction;
  transaction.writes.push_back(StorageWrite{ports_.keys.settings(), next,
                                            version_ == 0 ? Precondition::absent() : Precondition::at(version_), std::nullopt});
  const auto rules = next_version(rules_of(view_of(fixed_, next).holidays, ports_.holidays.local()));
  if (rules) transaction.writes.push_back(rules_write(ports_.keys, *rules));
  ports_.store.commit(std::move(transaction), [this, next, rules, then = std::move(then)](Result<CommitReceipt> receipt) {
    if (receipt) {
      stored_ = next;
      version_ = receipt->versions.at(0);
      if (rules) took(*rules);
      publish();
      changed_();
      return then({});
    }
    // Nobody knows what the store has: it is read before anybody decides by it.
    reload_rules([this, why = receipt.error(), then](const Result<void>& read) {
      if (!read) {
        read_later(ports_.store, ports_.ledger, contention_key,
                   [this](Store::Then<void> done) { reload_rules(std::move(done)); });
      }
      then(fail(told_of(why)));
    });
  });
}

void LiveSettings::reload_rules(Store::Then<void> then) {
  reload([this, then = std::move(then)](Result<void> read) {
    const auto found = read ? next_version(rules_of(view_.holidays, ports_.holidays.local())) : std::nullopt;
    if (found) took(*found);
    changed_();
    then(std::move(read));
  });
}

void LiveSettings::reload(Store::Then<void> then) {
  ports_.store.load({ports_.keys.settings()},
                    [this, then = std::move(then)](Result<std::vector<std::optional<StoredItem>>> items) {
                      if (!items) return then(fail(items.error()));
                      const auto& item = items->at(0);
                      const auto* record = item ? std::get_if<StoredSettings>(&item->record) : nullptr;
                      stored_ = record != nullptr ? *record : StoredSettings{};
                      version_ = item ? item->version : 0;
                      publish();
                      then({});
                    });
}

}  // namespace nss
