#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "adapters/sip/trunk_line.h"

namespace tipring::sip {

/// All trunks of a site. Internal to this room.
class Trunks {
 public:
  /// All references outlive it.
  Trunks(SipStack& stack, RunLoop& loop, Chance& chance, Log& log, Resolver* resolver)
      : stack_(stack), loop_(loop), chance_(chance), log_(log), resolver_(resolver) {}

  ~Trunks() { loop_.cancel(leaving_timer_); }
  Trunks(const Trunks&) = delete;
  Trunks& operator=(const Trunks&) = delete;

  void open(const std::vector<TrunkSettings>& trunks);
  /// See SipAgent::set_trunks().
  void change_to(const std::vector<TrunkSettings>& trunks);
  /// Where we listen has changed.
  void listeners_changed();
  void on_change(TrunkLine::Changed changed) { changed_ = std::move(changed); }

  /// Null where there is none.
  TrunkLine* find(const std::string& name) const;
  TrunkLine* at(const Origin& origin) const;
  /// The name of one that has the host; see TrunkLine::has_host(). Empty: none has.
  std::string at_host(const std::string& host) const;
  /// Whether one of them has the address, whatever else a request must have to be its.
  bool any_at(const std::string& ip) const;
  /// The trunk that a request is of: one that is reached where it came from; else, unless the request says to
  /// be a phone of the site, which may stand behind the same address, one at that IP.
  /// Of several there, the one that registers under `called`, the user part of the request URI.
  TrunkLine* sending_from(const Origin& origin, const std::string& called, bool says_phone) const;

  void leave();
  bool settled() const;
  std::vector<TrunkStatus> status() const;

 private:
  using Line = std::unique_ptr<TrunkLine>;
  Line make(const TrunkSettings& settings);
  void change(Line& line, const TrunkSettings& settings);
  /// Ends its registration, and then it goes.
  void let_go(Line line);
  void look_at_leaving();

  SipStack& stack_;
  RunLoop& loop_;
  Chance& chance_;
  Log& log_;
  Resolver* resolver_;
  TrunkLine::Changed changed_;
  std::map<std::string, Line> trunks_;
  std::vector<Line> leaving_;  // No trunks any more, but their registrations are being ended.
  TimerHandle leaving_timer_;
};

}  // namespace tipring::sip
