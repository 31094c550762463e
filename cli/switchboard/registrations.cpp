#include "cli/switchboard/registrations.h"

#include <utility>

#include <nlohmann/json.hpp>

namespace tipring::cli {
namespace {

using Json = nlohmann::json;

std::string state_of(const sip::Binding& binding) {
  return Json{{"q", binding.preference},
              {"call_id", binding.call_id},
              {"cseq", binding.cseq},
              {"path", binding.path},
              {"source", binding.source},
              {"transport", binding.transport},
              {"behind_nat", binding.behind_nat},
              {"instance", binding.instance},
              {"user_agent", binding.user_agent}}
      .dump(-1, ' ', false, Json::error_handler_t::replace);
}

// Nothing where it is not as state_of() writes it.
std::optional<sip::Binding> binding_of(const sqlite::StoredRegistration& stored) {
  try {
    const Json json = Json::parse(stored.state);
    sip::Binding binding;
    binding.phone = stored.phone;
    binding.uri = stored.uri;
    json.at("q").get_to(binding.preference);
    json.at("call_id").get_to(binding.call_id);
    json.at("cseq").get_to(binding.cseq);
    json.at("path").get_to(binding.path);
    json.at("source").get_to(binding.source);
    json.at("transport").get_to(binding.transport);
    json.at("behind_nat").get_to(binding.behind_nat);
    json.at("instance").get_to(binding.instance);
    json.at("user_agent").get_to(binding.user_agent);
    return binding;
  } catch (const Json::exception&) {
    return std::nullopt;
  }
}

std::string why_of(sip::BindingChange::Kind kind) {
  switch (kind) {
    case sip::BindingChange::Kind::expired:
      return "expired";
    case sip::BindingChange::Kind::removed_by_hand:
      return "removed by operator";
    case sip::BindingChange::Kind::phone_gone:
      return "phone removed";
    default:
      return "left";
  }
}

}  // namespace

Registrations::Registrations(std::unique_ptr<sqlite::RegistrationStore> store, sip::SipAgent& agent,
                             Ledger& ledger, RunLoop& loop, std::function<void(const std::string& phone)> there)
    : store_(std::move(store)),
      agent_(agent),
      ledger_(ledger),
      loop_(loop),
      clock_(loop.clock()),
      there_(std::move(there)) {
  restore();
  restore_mailboxes();
  ledger_.follow([this](const Entry& entry) { take(entry); });
  agent_.on_registration([this](const sip::BindingChange& change) { changed(change); });
  agent_.on_trunk([this](const sip::TrunkStatus& trunk) { changed(trunk); });
}

// SIP tells between two turns; what a turn writes leaves with it.
void Registrations::write(Entry entry) {
  loop_.post([&ledger = ledger_, entry = std::move(entry)] { ledger.write(entry); });
}

std::int64_t Registrations::utc_of(Instant time) const {
  return (clock_.utc() + (time - clock_.now())).time_since_epoch().count();
}

void Registrations::restore() {
  for (const sqlite::StoredRegistration& stored : store_->found()) {
    auto binding = binding_of(stored);
    if (!binding) continue;
    binding->expires = clock_.now() + (UtcTime(Duration(stored.expires)) - clock_.utc());
    agent_.restore(*binding);
    // Those that are over, or whose phone is gone from the site, are not kept.
    if (agent_.registrar().find(stored.phone, stored.uri) == nullptr) store_->remove(stored.phone, stored.uri);
  }
}

void Registrations::restore_mailboxes() {
  for (const sqlite::StoredMailbox& stored : store_->found_mailboxes())
    agent_.show_waiting(stored.phone, {static_cast<int>(stored.fresh), static_cast<int>(stored.old)});
}

void Registrations::take(const Entry& entry) {
  if (entry.kind != EntryKind::messages_waiting) return;
  store_->put(sqlite::StoredMailbox{*entry.field<std::string>("phone"), *entry.field<std::int64_t>("new"),
                                    *entry.field<std::int64_t>("old")});
}

void Registrations::changed(const sip::BindingChange& change) {
  const sip::Binding& binding = change.binding;
  if (change.kind == sip::BindingChange::Kind::added || change.kind == sip::BindingChange::Kind::renewed) {
    store_->put({binding.phone, binding.uri, utc_of(binding.expires), state_of(binding)});
    if (change.kind == sip::BindingChange::Kind::added)
      write({.kind = EntryKind::phone_registered,
             .fields = {{"phone", binding.phone}, {"contact", binding.uri}, {"source", binding.source}}});
    // A renewal tells it too: one that lost its network for a minute is still registered when it is back.
    loop_.post([there = there_, phone = binding.phone] { there(phone); });
    return;
  }
  store_->remove(binding.phone, binding.uri);
  write({.kind = EntryKind::phone_unregistered,
         .fields = {{"phone", binding.phone}, {"contact", binding.uri}, {"why", why_of(change.kind)}}});
}

void Registrations::changed(const sip::TrunkStatus& trunk) {
  const std::string answers = trunk.answers ? (*trunk.answers ? "yes" : "no") : "unknown";
  write({.kind = EntryKind::trunk_changed,
         .fields = {{"trunk", trunk.name},
                    {"registration", std::string(to_string(trunk.registration))},
                    {"answers", answers},
                    {"problem", trunk.problem}}});
}

}  // namespace tipring::cli
