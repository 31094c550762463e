#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "runtime/base/address_range.h"
#include "runtime/base/clock.h"
#include "runtime/base/result.h"

namespace tipring::sip {

/// How much strangers may ask of us.
struct GatekeeperSettings {
  std::vector<AddressRange> trusted = loopback_ranges();  ///< Never limited, never banned.
  bool only_trusted = false;                              ///< All others are refused.
  double rate = 50;    ///< Requests a second of one source and method, over time.
  double burst = 200;  ///< More than `rate` at once, until that is used up.
  int failures = 20;   ///< So many within `memory` lead to a ban.
  Duration memory = std::chrono::minutes{1};
  Duration first_ban = std::chrono::minutes{5};   ///< Doubled with each further ban of the source,
  Duration longest_ban = std::chrono::hours{24};  ///< up to this.
};

/// A source that is not answered.
struct Ban {
  std::string source;            ///< Numeric address.
  std::optional<Instant> until;  ///< Nothing: until somebody lifts it.
  std::string reason;
};

/// Decides which requests from outside any SIP dialog are looked at, by the source's address: pure, time passed
/// in, memory bounded however many sources there are. Addresses of UDP can be forged: a ban of a stranger costs
/// no more than that stranger's requests, and peers that matter are to be trusted by the site.
class Gatekeeper {
 public:
  explicit Gatekeeper(GatekeeperSettings settings) : settings_(std::move(settings)) {}

  /// From now on. Bans that are there, and what is known of sources, stay.
  void change_to(GatekeeperSettings settings) { settings_ = std::move(settings); }

  enum class Verdict : std::uint8_t {
    admitted,
    too_fast,  ///< Over its rate: 503 with Retry-After.
    banned,    ///< Not to be answered at once.
    unknown,   ///< Only trusted sources are taken, and it is none.
  };
  /// `method`: "INVITE". `ip`: numeric, without port.
  Verdict admit(const std::string& ip, std::string_view method, Instant now);

  /// How many requests got which verdict, by its number.
  const std::array<std::uint64_t, 4>& verdicts() const { return verdicts_; }

  /// The source did what scanners do: a malformed request, a number that does not exist. The ban that it leads
  /// to, where it leads to one.
  std::optional<Ban> failed(const std::string& ip, const std::string& what, Instant now);

  /// Bans a source, for the usual time where none is given. Fails with "bad-address", and with "wrong-state"
  /// for one that is trusted.
  Result<Ban> ban(const std::string& ip, std::optional<Duration> time, const std::string& reason, Instant now);
  /// Bans it until it is lifted. Fails alike.
  Result<Ban> ban_for_good(const std::string& ip, const std::string& reason);
  /// Fails with "not-found" where the source is not banned.
  Result<void> lift(const std::string& ip, Instant now);

  /// How much is remembered of sources that are not banned.
  std::size_t sources() const { return buckets_.size() + failures_.size(); }

  /// In the order of their addresses' texts.
  std::vector<Ban> bans(Instant now) const;

 private:
  struct Bucket {
    double tokens = 0;
    Instant at{};
  };
  struct Failures {
    int count = 0;
    Instant since{};
  };
  struct Record {
    Ban ban;
    int times = 0;  // How often it has been banned.
  };

  Verdict judge(const std::string& ip, std::string_view method, Instant now);
  bool trusts(const std::string& ip) const;
  bool is_banned(const std::string& ip, Instant now) const;
  Result<void> check_bannable(const std::string& ip) const;
  Ban impose(const std::string& ip, std::optional<Duration> time, const std::string& reason, Instant now);
  void make_room(Instant now);

  std::array<std::uint64_t, 4> verdicts_{};
  GatekeeperSettings settings_;
  std::unordered_map<std::string, Bucket> buckets_;     // By address and method.
  std::unordered_map<std::string, Failures> failures_;  // By address.
  std::map<std::string, Record> records_;
};

/// The name of a program that is known to search for open telephones, as its User-Agent gives it; empty for
/// others.
std::string_view scanner_named(std::string_view user_agent);

}  // namespace tipring::sip
