#include "adapters/sip/gatekeeper.h"

#include <algorithm>
#include <array>
#include <utility>

namespace tipring::sip {
namespace {

// So many sources are remembered, some hundred bytes each.
constexpr std::size_t most_sources = 10'000;

std::string seconds_of(Duration time) {
  return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(time).count()) + " s";
}

char lower_case(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
}

}  // namespace

bool Gatekeeper::trusts(const std::string& ip) const {
  return std::ranges::any_of(settings_.trusted, [&](const AddressRange& range) { return range.contains(ip); });
}

bool Gatekeeper::is_banned(const std::string& ip, Instant now) const {
  const auto found = records_.find(ip);
  return found != records_.end() && (!found->second.ban.until || *found->second.ban.until > now);
}

Gatekeeper::Verdict Gatekeeper::admit(const std::string& ip, std::string_view method, Instant now) {
  const Verdict verdict = judge(ip, method, now);
  ++verdicts_.at(static_cast<std::size_t>(verdict));
  return verdict;
}

Gatekeeper::Verdict Gatekeeper::judge(const std::string& ip, std::string_view method, Instant now) {
  if (trusts(ip)) return Verdict::admitted;
  if (settings_.only_trusted) return Verdict::unknown;
  if (is_banned(ip, now)) return Verdict::banned;
  if (buckets_.size() >= most_sources) make_room(now);
  const auto [place, fresh] =
      buckets_.try_emplace(ip + " " + std::string(method), Bucket{settings_.burst, now});
  Bucket& bucket = place->second;
  const double passed = std::chrono::duration<double>(now - bucket.at).count();
  bucket.tokens = std::min(settings_.burst, bucket.tokens + passed * settings_.rate);
  bucket.at = now;
  if (bucket.tokens < 1) return Verdict::too_fast;
  bucket.tokens -= 1;
  return Verdict::admitted;
}

// What has not been heard of for a while is as good as new; failing that, all begin anew.
void Gatekeeper::make_room(Instant now) {
  const Duration refill = std::chrono::duration_cast<Duration>(
      std::chrono::duration<double>(settings_.burst / std::max(settings_.rate, 0.001)));
  std::erase_if(buckets_, [&](const auto& entry) { return now - entry.second.at > refill; });
  if (buckets_.size() >= most_sources) buckets_.clear();
}

std::optional<Ban> Gatekeeper::failed(const std::string& ip, const std::string& what, Instant now) {
  if (trusts(ip) || is_banned(ip, now)) return std::nullopt;
  if (failures_.size() >= most_sources) failures_.clear();
  Failures& failures = failures_[ip];
  if (failures.count == 0 || now - failures.since > settings_.memory) failures = {0, now};
  if (++failures.count < settings_.failures) return std::nullopt;
  failures_.erase(ip);
  return impose(ip, std::nullopt,
                std::to_string(settings_.failures) + " refused requests within " +
                    seconds_of(settings_.memory) + ", the last: " + what,
                now);
}

Ban Gatekeeper::impose(const std::string& ip, std::optional<Duration> time, const std::string& reason,
                       Instant now) {
  if (records_.size() >= most_sources) {
    std::erase_if(records_, [&](const auto& entry) { return !is_banned(entry.first, now); });
    if (records_.size() >= most_sources) records_.erase(records_.begin());
  }
  Record& record = records_[ip];
  Duration usual = settings_.first_ban;
  for (int times = 0; times < record.times && usual < settings_.longest_ban; ++times)
    usual *= 2;
  ++record.times;
  record.ban = {ip, now + time.value_or(std::min(usual, settings_.longest_ban)), reason};
  return record.ban;
}

Result<void> Gatekeeper::check_bannable(const std::string& ip) const {
  const auto range = parse_address_range(ip);
  if (!range || ip.find('/') != std::string::npos)
    return Error{"bad-address", "'" + ip + "' is no numeric address such as 192.0.2.7"};
  if (trusts(ip)) return Error{"wrong-state", ip + " is trusted by the site and cannot be banned"};
  return {};
}

Result<Ban> Gatekeeper::ban(const std::string& ip, std::optional<Duration> time, const std::string& reason,
                            Instant now) {
  if (auto bannable = check_bannable(ip); !bannable) return bannable.error();
  return impose(ip, time, reason, now);
}

Result<Ban> Gatekeeper::ban_for_good(const std::string& ip, const std::string& reason) {
  if (auto bannable = check_bannable(ip); !bannable) return bannable.error();
  Record& record = records_[ip];
  ++record.times;
  record.ban = {ip, std::nullopt, reason};
  return record.ban;
}

Result<void> Gatekeeper::lift(const std::string& ip, Instant now) {
  if (!is_banned(ip, now)) return Error{"not-found", ip + " is not banned"};
  records_.erase(ip);
  return {};
}

std::vector<Ban> Gatekeeper::bans(Instant now) const {
  std::vector<Ban> bans;
  for (const auto& [ip, record] : records_) {
    if (is_banned(ip, now)) bans.push_back(record.ban);
  }
  return bans;
}

std::string_view scanner_named(std::string_view user_agent) {
  static constexpr std::array<std::string_view, 9> names{"friendly-scanner", "friendly-request", "sipvicious",
                                                         "sipcli",           "sundayddr",        "sip-scan",
                                                         "vaxsipuseragent",  "pplsip",           "sipptk"};
  const auto same = [](char letter, char of_name) { return lower_case(letter) == of_name; };
  const auto named = std::ranges::find_if(names, [&](std::string_view name) {
    return std::search(user_agent.begin(), user_agent.end(), name.begin(), name.end(), same) !=
           user_agent.end();
  });
  return named == names.end() ? std::string_view() : *named;
}

}  // namespace tipring::sip
