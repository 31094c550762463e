#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "runtime/base/clock.h"

namespace tipring::sip {

/// Where a phone said that it can be reached (RFC 3261, section 10).
struct Binding {
  std::string phone{};              ///< The phone's name in the site: "100".
  std::string uri{};                ///< Of its Contact.
  double preference = 1;            ///< q, 0 to 1: higher ones are called first.
  Instant expires{};                ///< When it ends unless it is renewed.
  std::string call_id{};            ///< Of the REGISTER that made or renewed it.
  std::uint32_t cseq = 0;           ///< Likewise.
  std::vector<std::string> path{};  ///< Proxies to go by, as name-addrs, the nearest to us first (RFC 3327).
  std::string source{};             ///< Where the REGISTER came from: "192.0.2.7:5060".
  std::string transport{};          ///< By what: "udp", "tcp", "tls".
  bool behind_nat = false;          ///< Its Contact is no address of ours to reach: calls go to `source`.
  std::string instance{};           ///< +sip.instance, which stays the same device's (RFC 5626). May be empty.
  std::string user_agent{};         ///< For people.

  friend bool operator==(const Binding&, const Binding&) = default;
};

struct RegistrarSettings {
  Duration shortest = std::chrono::minutes{1};  ///< Shorter ones are refused by 423.
  Duration longest = std::chrono::hours{1};     ///< Longer ones are cut to this.
  Duration usual = std::chrono::hours{1};       ///< Where a phone asks for no time.
};

/// A REGISTER whose sender is known to be the phone.
struct Registration {
  struct Contact {
    std::string uri;
    double preference = 1;
    std::optional<Duration> expires;  ///< Of this Contact alone.
    std::string instance;
  };
  std::string phone;
  std::size_t most_contacts = 1;  ///< So many places at once, for this phone.
  std::vector<Contact> contacts;  ///< None: the phone only asks.
  bool all = false;               ///< Contact: *
  std::optional<Duration> expires;
  std::string call_id;
  std::uint32_t cseq = 0;
  std::vector<std::string> path;
  std::string source;
  std::string transport;
  bool behind_nat = false;
  std::string user_agent;
};

/// What changed of one place.
struct BindingChange {
  enum class Kind : std::uint8_t {
    added,
    renewed,
    removed,          ///< By the phone.
    removed_by_hand,  ///< By an operator.
    phone_gone,       ///< Its phone is none of the site's any more.
    expired,
  };
  Kind kind = Kind::added;
  Binding binding;
};

struct RegistrationOutcome {
  int status = 200;                    ///< 200, 400, 403 (too many places), 423, 500 (out of order).
  std::string reason;                  ///< For the refusal.
  std::vector<BindingChange> changes;  ///< None where it was refused.
};

/// All places where phones are (RFC 3261, section 10.3), each until its time is up. A REGISTER takes force as a
/// whole or not at all. Pure: time is passed in.
class Registrar {
 public:
  explicit Registrar(RegistrarSettings settings) : settings_(settings) {}

  RegistrationOutcome take(const Registration& registration, Instant now);

  /// A place known from before. Nothing where its time is up already.
  void restore(Binding binding, Instant now);

  /// The phone's places, those it prefers first.
  std::vector<Binding> places(const std::string& phone) const;
  /// Null where the phone has no such place.
  const Binding* find(const std::string& phone, const std::string& uri) const;
  /// The phone whose registration came from `source`; empty where there is none, or more than one.
  std::string phone_at(const std::string& source) const;
  /// Visits places in the order of phones and URIs, from the one behind `phone` and `uri` on (both empty: the
  /// first), until `visit` returns false.
  void each_after(const std::string& phone, const std::string& uri,
                  const std::function<bool(const Binding&)>& visit) const;
  std::size_t size() const { return deadlines_.size(); }

  /// Removes one, for this reason. Nothing where there is none.
  std::optional<BindingChange> remove(const std::string& phone, const std::string& uri,
                                      BindingChange::Kind why = BindingChange::Kind::removed_by_hand);
  /// Those places whose phones are no more among the site's.
  std::vector<BindingChange> keep_phones(const std::function<bool(const std::string& phone)>& is_known);

  /// When the first one's time is up.
  std::optional<Instant> deadline() const;
  std::vector<BindingChange> expire(Instant now);

  const RegistrarSettings& settings() const { return settings_; }

 private:
  using Places = std::map<std::string, Binding, std::less<>>;  // By URI.

  std::optional<RegistrationOutcome> refusal_of(const Registration& registration, const Places& places) const;
  Duration time_for(const Registration& registration, const Registration::Contact& contact) const;
  void take_contact(Places& places, const Registration& registration, const Registration::Contact& contact,
                    Instant now, std::vector<BindingChange>& changes);
  void put(Places& places, Binding binding);
  void erase(Places& places, const std::string& uri);

  RegistrarSettings settings_;
  std::map<std::string, Places, std::less<>> phones_;
  std::set<std::pair<Instant, std::pair<std::string, std::string>>> deadlines_;  // Phone and URI.
  std::map<std::string, std::multiset<std::string>> sources_;                    // Phones, by source.
};

}  // namespace tipring::sip
