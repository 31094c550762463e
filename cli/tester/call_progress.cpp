#include "cli/tester/call_progress.h"

#include <algorithm>
#include <utility>

#include "cli/tester/hearing.h"
#include "cli/tester/party_story.h"
#include "dsl/binding/word_call.h"
#include "runtime/ports/reason_phrase.h"

namespace tipring::cli {
namespace {

using Reached = std::function<Judgement(const PartyView&)>;

/// An expectation that the call comes to a point. `what`: "is answered".
Expectation comes_so_far(const Stage& stage, PartyId party, std::string what, Duration within,
                         Reached reached) {
  Expectation expectation;
  expectation.within = within;
  expectation.judge = [&stage, party, what, reached = std::move(reached)] {
    const PartyView view = stage.look(party);
    const Judgement judgement = reached(view);
    if (judgement.is != Judgement::Is::fails) return judgement;
    return Judgement::fails("expected that " + view.name + " " + what + ", but it " + tell_state(view));
  };
  expectation.too_late = [&stage, party, what, within] {
    const PartyView view = stage.look(party);
    return "expected that " + view.name + " " + what + " within " + dsl::format_duration(within) + ", but it " +
           tell_state(view);
  };
  return expectation;
}

Judgement open_unless_over(const PartyView& view) {
  return view.state == PartyState::over ? Judgement::fails({}) : Judgement::open();
}

bool ended_by_site(const Ending& ending) {
  return !ending.by_party && (ending.how == Ending::How::hung_up || ending.how == Ending::How::cancelled);
}

std::string state_of(const PartyView& view) {
  return std::string(sim::to_string(view.state));
}

bool hears_that(const PartyView& view, const std::string& wanted) {
  if (view.hearing == nullptr) return wanted.empty();
  if (wanted.empty()) return false;
  return view.hearing->name == wanted || find_without_case(view.hearing->text, wanted, 0).has_value();
}

/// What of `traits` the party is not; empty when it is like that.
std::string differences(const PartyView& view, const PartyTraits& traits) {
  std::string out;
  const auto add = [&out](const std::string& name, const std::string& expected, const std::string& found) {
    out += "\n  " + name + ": expected " + expected + ", is " + found;
  };
  if (traits.state && *traits.state != state_of(view)) add("state", *traits.state, state_of(view));
  const int status = view.ending ? view.ending->status : 0;
  if (traits.status && *traits.status != status) {
    add("status", std::to_string(*traits.status), status == 0 ? "none" : std::to_string(status));
  }
  const std::string reason = view.ending ? view.ending->reason : std::string();
  if (traits.reason && *traits.reason != reason)
    add("reason", *traits.reason, reason.empty() ? "none" : reason);
  if (traits.path && *traits.path != view.path)
    add("path", *traits.path, view.path.empty() ? "none" : view.path);
  if (traits.hearing && !hears_that(view, *traits.hearing)) {
    add("hearing", traits.hearing->empty() ? "nothing" : "\"" + *traits.hearing + "\"",
        view.hearing == nullptr ? "nothing" : tell(*view.hearing));
  }
  return out;
}

}  // namespace

Expectation is_called(const Stage& stage, PartyId party, Duration within) {
  return comes_so_far(stage, party, "is called", within, [](const PartyView& view) {
    return view.called ? Judgement::holds() : open_unless_over(view);
  });
}

Expectation is_ringing(const Stage& stage, PartyId party, Duration within) {
  return comes_so_far(stage, party, "rings", within, [](const PartyView& view) {
    if (view.has_rung) return Judgement::holds();
    return view.was_answered ? Judgement::fails({}) : open_unless_over(view);
  });
}

Expectation is_answered(const Stage& stage, PartyId party, Duration within) {
  return comes_so_far(stage, party, "is answered", within, [](const PartyView& view) {
    return view.was_answered ? Judgement::holds() : open_unless_over(view);
  });
}

Expectation has_changed(const Stage& stage, PartyId party, std::string what, Duration within) {
  Expectation expectation;
  expectation.within = within;
  expectation.judge = [&stage, party, what] {
    const PartyView view = stage.look(party);
    const std::string wanted = "expected that " + view.name + " " + what + ", but ";
    if (view.state != PartyState::answered) return Judgement::fails(wanted + "it " + tell_state(view));
    if (view.changing) return Judgement::open();
    if (view.change_refusal == 0) return Judgement::holds();
    return Judgement::fails(wanted + "that was refused with " + std::to_string(view.change_refusal) + " " +
                            std::string(reason_phrase(view.change_refusal)));
  };
  expectation.too_late = [&stage, party, what, within] {
    return "expected that " + stage.look(party).name + " " + what + " within " + dsl::format_duration(within) +
           ", but what it asked for has no answer";
  };
  return expectation;
}

Expectation has_transferred(const Stage& stage, PartyId party, int status, Duration within) {
  return comes_so_far(stage, party, "is told that its transfer came to " + std::to_string(status), within,
                      [status](const PartyView& view) {
                        if (view.transfer_status == status) return Judgement::holds();
                        if (view.transfer_status == 0) return open_unless_over(view);
                        return Judgement::fails(view.name + "'s transfer came to " +
                                                std::to_string(view.transfer_status) + ", not to " +
                                                std::to_string(status));
                      });
}

Expectation is_refused(const Stage& stage, PartyId party, int status, Duration within) {
  const std::string what = status == 0 ? "is refused" : "is refused with " + std::to_string(status);
  return comes_so_far(stage, party, what, within, [status](const PartyView& view) {
    if (view.was_answered) return Judgement::fails({});
    if (view.state != PartyState::over) return Judgement::open();
    const bool refused = view.ending && view.ending->how == Ending::How::refused;
    return refused && (status == 0 || view.ending->status == status) ? Judgement::holds()
                                                                     : Judgement::fails({});
  });
}

Expectation is_redirected(const Stage& stage, PartyId party, std::string target, Duration within) {
  const std::string what = target.empty() ? "is redirected" : "is redirected to " + target;
  return comes_so_far(stage, party, what, within, [target = std::move(target)](const PartyView& view) {
    if (view.was_answered) return Judgement::fails({});
    if (view.state != PartyState::over) return Judgement::open();
    const bool redirected = view.ending && view.ending->how == Ending::How::redirected;
    if (!redirected) return Judgement::fails({});
    const auto& targets = view.ending->targets;
    const bool there = target.empty() || std::find(targets.begin(), targets.end(), target) != targets.end();
    return there ? Judgement::holds() : Judgement::fails({});
  });
}

Expectation is_released(const Stage& stage, PartyId party, Duration within) {
  return comes_so_far(stage, party, "is released", within, [](const PartyView& view) {
    if (view.state != PartyState::over) return Judgement::open();
    return view.ending && ended_by_site(*view.ending) ? Judgement::holds() : Judgement::fails({});
  });
}

Expectation is_like(const Stage& stage, PartyId party, PartyTraits traits, Duration within) {
  Expectation expectation;
  expectation.within = within;
  const auto problem = [&stage, party, traits = std::move(traits)] {
    const PartyView view = stage.look(party);
    const std::string out = differences(view, traits);
    return out.empty() ? out : view.name + " is not as expected:" + out;
  };
  expectation.judge = [&stage, problem] {
    const std::string text = problem();
    if (text.empty() && stage.at_rest()) return Judgement::holds();
    return stage.at_rest() && !stage.may_still_change() ? Judgement::fails(text) : Judgement::open();
  };
  expectation.too_late = problem;
  return expectation;
}

}  // namespace tipring::cli
