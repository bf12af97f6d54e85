#include "domain/places.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>

#include "support/generators.h"

namespace nss {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

const BusinessHours& office() {
  static const BusinessHours parsed = *BusinessHours::parse("07:00-20:00", "MON-FRI");
  return parsed;
}

const TimeZone& bogota_zone() {
  static const TimeZone zone = *TimeZone::load("America/Bogota");
  return zone;
}

PlaceRules rules(int limit = 5) { return PlaceRules{{office(), bogota_zone()}, limit}; }

// Hours from Monday 23 November 2026, 00:00 in Bogotá.
Seconds at(int hour, int minute = 0) { return Seconds(std::chrono::seconds(1'795'410'000)) + hours(hour) + minutes(minute); }

PlaceRequest request(const std::string& ns, Seconds now, std::optional<Seconds> until = std::nullopt,
                     const std::string& payer = "CC-1") {
  return PlaceRequest{ns,    "uid-" + ns, payer, "ana", "ana",
                      false, "op_" + ns,  now,   until, [](const std::string&) { return 1000; }};
}

PlacesRecord taken(int count, Seconds from, std::optional<Seconds> until) {
  PlacesRecord places;
  for (int i = 0; i < count; ++i) {
    const std::string ns = "team" + std::to_string(i);
    places.places.push_back({ns, "uid-" + ns, "CC-1", "luis", "luis", "op", from, until});
  }
  return places;
}

using Kind = PlaceDecision::Kind;

TEST(Places, WhoNeedsOne) {
  const struct {
    const char* sentence;
    Seconds now;
    std::optional<Seconds> until;
    Kind kind;
  } rows[] = {
      {"at night without an end", at(21), std::nullopt, Kind::booked},
      {"at night for an hour", at(21), at(22), Kind::booked},
      {"at seven sharp business begins", at(31), std::nullopt, Kind::none_needed},
      {"a second before it is night", at(30, 59), at(30, 59) + std::chrono::seconds(60), Kind::booked},
      {"in business hours without an end", at(10), std::nullopt, Kind::none_needed},
      {"an end inside business hours says nothing", at(10), at(15), Kind::none_needed},
      {"an end at the end of business says nothing", at(10), at(20), Kind::none_needed},
      {"keep on until 23:00", at(10), at(23), Kind::booked},
      {"on Saturday", at(5 * 24 + 12), std::nullopt, Kind::booked},
  };
  for (const auto& row : rows) {
    const auto decision = decide_place({}, request("pagos", row.now, row.until), rules());
    ASSERT_TRUE(decision.has_value()) << row.sentence;
    EXPECT_EQ(decision->kind, row.kind) << row.sentence;
    EXPECT_EQ(decision->place.has_value(), row.kind == Kind::booked) << row.sentence;
    EXPECT_EQ(decision->next.places.size(), row.kind == Kind::booked ? 1U : 0U) << row.sentence;
  }
}

TEST(Places, TheSixthIsRefusedWithTheHoldersAndWhenEachFrees) {
  PlacesRecord places = taken(5, at(20), at(26));
  places.places[2].until = std::nullopt;
  const auto refused = decide_place(places, request("pagos", at(21)), rules());
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, "limit_exceeded");
  EXPECT_EQ(refused.error().message.en, "limit exceeded: 5 of 5 off-hours places are taken; the first frees at 02:00.");
  EXPECT_EQ(refused.error().message.es,
            "Límite alcanzado (limit exceeded): 5 de 5 cupos fuera de horario están ocupados; el primero se libera a las 02:00.");
  EXPECT_EQ(refused.error().extra.find("\"limit\":5,\"current\":5,\"holders\":[{\"namespace\":\"team0\",\"cost_center\":\"CC-1\","
                                       "\"requested_by\":\"luis\",\"frees_at\":\""),
            0U)
      << refused.error().extra;
  EXPECT_NE(refused.error().extra.find(to_rfc3339(at(31))), std::string::npos) << "without an end it frees at the business start";
  EXPECT_TRUE(decide_place(places, request("pagos", at(26)), rules()).has_value()) << "those with an end are over";
  EXPECT_EQ(decide_place(taken(0, at(20), at(26)), request("pagos", at(21)), rules(0)).error().message.en,
            "limit exceeded: 0 of 0 off-hours places are taken.");
}

TEST(Places, ItsOwnMaximumIsLookedAtFirst) {
  PlaceRequest wanted = request("pagos", at(21), std::nullopt, "CC-2");
  wanted.maximum_of = [](const std::string& id) { return id == "CC-2" ? 1 : 1000; };
  PlacesRecord places = taken(5, at(20), at(26));
  EXPECT_EQ(decide_place(places, wanted, rules()).error().code, "limit_exceeded") << "it pays none yet";
  places.places[0].cost_center = "CC-2";
  const auto refused = decide_place(places, wanted, rules());
  EXPECT_EQ(refused.error().code, "cost_center_limit_exceeded");
  EXPECT_EQ(refused.error().message.en, "limit exceeded: cost centre CC-2 uses 1 of its 1 places; the first frees at 02:00.");
  EXPECT_NE(refused.error().extra.find("\"limit\":1,\"current\":1"), std::string::npos);
  wanted.maximum_of = [](const std::string&) { return 0; };
  EXPECT_EQ(decide_place({}, wanted, rules()).error().code, "cost_center_limit_exceeded");
}

TEST(Places, NightsAheadCount) {
  // Five are booked until tomorrow night; whoever wants that night too gets none, tonight alone is free for nobody either.
  const PlacesRecord places = taken(5, at(10), at(24 + 22));
  EXPECT_FALSE(decide_place(places, request("pagos", at(12), at(21)), rules()).has_value());
  EXPECT_FALSE(decide_place(places, request("pagos", at(34), at(24 + 23)), rules()).has_value()) << "asked in the morning";
  const PlacesRecord tonight = taken(5, at(10), at(22));
  EXPECT_TRUE(decide_place(tonight, request("pagos", at(22), at(24 + 22)), rules()).has_value());
}

TEST(Places, ASecondRequestLengthensForAnybodyAndShortensForItsHolder) {
  const PlacesRecord places = taken(1, at(21), at(24));
  const auto again = [&](Seconds until, const std::string& user, bool administrator = false) {
    PlaceRequest wanted = request("team0", at(22), until);
    wanted.user_id = user;
    wanted.administrator = administrator;
    return decide_place(places, wanted, rules());
  };
  const auto longer = again(at(26), "otro");
  ASSERT_TRUE(longer.has_value());
  EXPECT_EQ(longer->kind, Kind::moved);
  EXPECT_EQ(longer->next.places.at(0).until, at(26));
  EXPECT_EQ(longer->next.places.at(0).requested_by, "luis") << "its holder stays";
  EXPECT_EQ(again(at(23), "otro").error().code, "forbidden");
  EXPECT_EQ(again(at(23), "luis")->kind, Kind::moved);
  EXPECT_EQ(again(at(23), "otro", true)->kind, Kind::moved) << "an administrator";
  EXPECT_EQ(again(at(24), "otro")->kind, Kind::unchanged);
  EXPECT_EQ(decide_place(places, request("team0", at(22)), rules())->kind, Kind::unchanged)
      << "without an end it changes nothing";
  PlacesRecord endless = taken(1, at(21), std::nullopt);
  PlaceRequest end = request("team0", at(22), at(24));
  EXPECT_EQ(decide_place(endless, end, rules()).error().code, "forbidden") << "any end before the next shutdown is shorter";
  end.until = at(24 + 23);
  EXPECT_EQ(decide_place(endless, end, rules())->kind, Kind::moved);
}

TEST(Places, LengtheningIntoANightThatIsFullIsRefused) {
  PlacesRecord places = taken(5, at(10), at(24 + 22));
  places.places[0].until = at(23);
  PlacesRecord sixth = places;
  sixth.places.push_back({"zeta", "u", "CC-1", "luis", "luis", "op", at(24 + 9), at(24 + 23)});
  PlaceRequest longer = request("team0", at(22), at(24 + 21));
  longer.user_id = "luis";
  EXPECT_EQ(decide_place(sixth, longer, rules()).error().code, "limit_exceeded");
  EXPECT_TRUE(decide_place(places, longer, rules()).has_value());
}

TEST(Places, WhatIsOverOrGoneIsNoPlaceAnyMore) {
  PlacesRecord places = taken(3, at(21), at(24));
  places.places[1].until = std::nullopt;
  const auto all = [](const Place&) { return true; };
  EXPECT_EQ(current_places(places, rules(), at(23), all).places.size(), 3U);
  EXPECT_EQ(current_places(places, rules(), at(24), all).places.size(), 1U);
  EXPECT_EQ(current_places(places, rules(), at(31), all).places.size(), 0U) << "without an end it frees at the business start";
  EXPECT_EQ(current_places(places, rules(), at(23), [](const Place& p) { return p.ns != "team0"; }).places.size(), 2U);
  EXPECT_EQ(without_place(places, "team1").places.size(), 2U);
  EXPECT_EQ(find_place(places, "nadie"), nullptr);
}

TEST(Places, WhenEachFrees) {
  Place place{"pagos", "u", "CC-1", "ana", "ana", "op", at(21), at(23)};
  EXPECT_EQ(frees_at(place, rules(), at(22)), at(23));
  place.until = at(24 + 23);
  EXPECT_EQ(frees_at(place, rules(), at(22)), at(31)) << "the next business start comes first";
  EXPECT_EQ(frees_at(place, rules(), at(32)), at(24 + 23)) << "in the morning its next night counts";
  place.until.reset();
  EXPECT_EQ(frees_at(place, rules(), at(22)), at(31));
}

// Whatever was accepted, at no minute of the next days do more than the limit count, nor more than its own maximum of a cost
// centre; and what was refused would have been one too many at some minute.
RC_GTEST_PROP(Places, AgainstCountingMinuteByMinute, ()) {
  const auto zone = *TimeZone::load(*rc::gen::element<std::string>("America/Bogota", "Europe/Madrid", "America/Santiago"));
  const int limit = *rc::gen::inRange(0, 4);
  const PlaceRules these{{office(), zone}, limit};
  const Seconds begin = *rc::gen::element(at(9), at(21), at(5 * 24), Seconds(std::chrono::seconds(1'774'700'000)));
  std::map<std::string, std::int64_t> maximum{{"CC-1", *rc::gen::inRange(0, 4)}, {"CC-2", *rc::gen::inRange(1, 4)}};
  PlacesRecord places;
  Seconds now = begin;
  const auto busiest = [&](const PlacesRecord& all, const std::string& payer) {
    int most = 0;
    for (Seconds t = now; t < now + std::chrono::days(8); t += minutes(10)) {
      int count = 0;
      for (const Place& place : all.places)
        count += (payer.empty() || place.cost_center == payer) && counts_at(place, these, t) ? 1 : 0;
      most = std::max(most, count);
    }
    return most;
  };
  for (int step = 0; step < 8; ++step) {
    now += minutes(10 * *rc::gen::inRange(0, 60));
    places = current_places(places, these, now, [](const Place&) { return true; });
    PlaceRequest wanted = request("ns" + std::to_string(*rc::gen::inRange(0, 6)), now);
    wanted.cost_center = *rc::gen::element<std::string>("CC-1", "CC-2");
    wanted.maximum_of = [&](const std::string& id) { return maximum.at(id); };
    wanted.administrator = true;
    if (*rc::gen::inRange(0, 3) > 0) wanted.until = now + minutes(10 * *rc::gen::inRange(1, 6 * 24 * 7));
    const bool held = find_place(places, wanted.ns) != nullptr;
    const auto decision = decide_place(places, wanted, these);
    if (decision) {
      RC_ASSERT(busiest(decision->next, "") <= std::max(limit, busiest(places, "")));
      places = decision->next;
    } else if (!held) {
      PlacesRecord one_more = places;
      one_more.places.push_back({wanted.ns, "u", wanted.cost_center, "", "", "", now, wanted.until});
      const bool too_many =
          busiest(one_more, "") > limit || busiest(one_more, wanted.cost_center) > maximum.at(wanted.cost_center);
      RC_ASSERT(too_many);
    }
    RC_ASSERT(busiest(places, "") <= limit);
    for (const auto& [payer, most] : maximum) RC_ASSERT(busiest(places, payer) <= most);
  }
}

}  // namespace
}  // namespace nss
