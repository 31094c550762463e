#include "adapters/sip/registrar.h"

#include <algorithm>

namespace tipring::sip {
namespace {

RegistrationOutcome refused(int status, std::string reason) {
  return {status, std::move(reason), {}};
}

std::pair<Instant, std::pair<std::string, std::string>> deadline_of(const Binding& binding) {
  return {binding.expires, {binding.phone, binding.uri}};
}

}  // namespace

Duration Registrar::time_for(const Registration& registration, const Registration::Contact& contact) const {
  const Duration asked = contact.expires.value_or(registration.expires.value_or(settings_.usual));
  return std::min(asked, settings_.longest);
}

std::optional<RegistrationOutcome> Registrar::refusal_of(const Registration& registration,
                                                         const Places& places) const {
  if (registration.all && (!registration.contacts.empty() || registration.expires != Duration::zero()))
    return refused(400, "Contact * Wants Expires 0");
  std::size_t places_after = places.size();
  const auto too_late = [&](const Binding& known) {
    return known.call_id == registration.call_id && registration.cseq <= known.cseq;
  };
  if (registration.all &&
      std::any_of(places.begin(), places.end(), [&](const auto& place) { return too_late(place.second); }))
    return refused(500, "CSeq Out Of Order");
  for (const Registration::Contact& contact : registration.contacts) {
    const auto known = places.find(contact.uri);
    if (known != places.end() && too_late(known->second)) return refused(500, "CSeq Out Of Order");
    const Duration time = time_for(registration, contact);
    if (time != Duration::zero() && time < settings_.shortest) return refused(423, "");
    const bool moved = std::any_of(places.begin(), places.end(), [&](const auto& place) {
      return !contact.instance.empty() && place.second.instance == contact.instance;
    });
    if (known == places.end() && !moved && time != Duration::zero()) ++places_after;
    if (known != places.end() && time == Duration::zero()) --places_after;
  }
  if (places_after > places.size() && places_after > registration.most_contacts)
    return refused(403, "Too Many Contacts");
  return std::nullopt;
}

RegistrationOutcome Registrar::take(const Registration& registration, Instant now) {
  RegistrationOutcome outcome;
  Places& places = phones_[registration.phone];
  if (auto refusal = refusal_of(registration, places)) {
    outcome = std::move(*refusal);
  } else if (registration.all) {
    while (!places.empty()) {
      outcome.changes.push_back({BindingChange::Kind::removed, places.begin()->second});
      erase(places, places.begin()->first);
    }
  } else {
    for (const Registration::Contact& contact : registration.contacts)
      take_contact(places, registration, contact, now, outcome.changes);
  }
  if (places.empty()) phones_.erase(registration.phone);
  return outcome;
}

void Registrar::take_contact(Places& places, const Registration& registration,
                             const Registration::Contact& contact, Instant now,
                             std::vector<BindingChange>& changes) {
  const auto remove = [&](const std::string& uri) {
    changes.push_back({BindingChange::Kind::removed, places.at(uri)});
    erase(places, uri);
  };
  const bool known = places.contains(contact.uri);
  const Duration time = time_for(registration, contact);
  if (time == Duration::zero()) {
    if (known) remove(contact.uri);
    return;
  }
  // A device that comes back from elsewhere leaves its old place.
  const auto elsewhere = std::find_if(places.begin(), places.end(), [&](const auto& place) {
    return !contact.instance.empty() && place.second.instance == contact.instance && place.first != contact.uri;
  });
  if (elsewhere != places.end()) remove(std::string(elsewhere->first));
  Binding binding{.phone = registration.phone,
                  .uri = contact.uri,
                  .preference = contact.preference,
                  .expires = now + time,
                  .call_id = registration.call_id,
                  .cseq = registration.cseq,
                  .path = registration.path,
                  .source = registration.source,
                  .transport = registration.transport,
                  .behind_nat = registration.behind_nat,
                  .instance = contact.instance,
                  .user_agent = registration.user_agent};
  changes.push_back({known ? BindingChange::Kind::renewed : BindingChange::Kind::added, binding});
  put(places, std::move(binding));
}

void Registrar::put(Places& places, Binding binding) {
  erase(places, binding.uri);
  deadlines_.insert(deadline_of(binding));
  sources_[binding.source].insert(binding.phone);
  places.emplace(binding.uri, std::move(binding));
}

void Registrar::erase(Places& places, const std::string& uri) {
  const auto found = places.find(uri);
  if (found == places.end()) return;
  deadlines_.erase(deadline_of(found->second));
  const auto source = sources_.find(found->second.source);
  source->second.erase(source->second.find(found->second.phone));
  if (source->second.empty()) sources_.erase(source);
  places.erase(found);
}

void Registrar::restore(Binding binding, Instant now) {
  if (binding.expires <= now) return;
  Places& places = phones_[binding.phone];
  put(places, std::move(binding));
}

std::vector<Binding> Registrar::places(const std::string& phone) const {
  std::vector<Binding> places;
  const auto found = phones_.find(phone);
  if (found == phones_.end()) return places;
  for (const auto& [uri, binding] : found->second)
    places.push_back(binding);
  std::ranges::stable_sort(places, std::greater<>(), &Binding::preference);
  return places;
}

const Binding* Registrar::find(const std::string& phone, const std::string& uri) const {
  const auto places = phones_.find(phone);
  if (places == phones_.end()) return nullptr;
  const auto found = places->second.find(uri);
  return found == places->second.end() ? nullptr : &found->second;
}

std::string Registrar::phone_at(const std::string& source) const {
  const auto found = sources_.find(source);
  if (found == sources_.end()) return {};
  const auto& phones = found->second;
  return *phones.begin() == *phones.rbegin() ? *phones.begin() : std::string();
}

void Registrar::each_after(const std::string& phone, const std::string& uri,
                           const std::function<bool(const Binding&)>& visit) const {
  for (auto places = phones_.lower_bound(phone); places != phones_.end(); ++places) {
    const bool begun = places->first == phone;
    auto place = begun ? places->second.upper_bound(uri) : places->second.begin();
    for (; place != places->second.end(); ++place) {
      if (!visit(place->second)) return;
    }
  }
}

std::optional<BindingChange> Registrar::remove(const std::string& phone, const std::string& uri,
                                               BindingChange::Kind why) {
  const auto places = phones_.find(phone);
  if (places == phones_.end() || !places->second.contains(uri)) return std::nullopt;
  BindingChange change{why, places->second.at(uri)};
  erase(places->second, uri);
  if (places->second.empty()) phones_.erase(places);
  return change;
}

std::vector<BindingChange> Registrar::keep_phones(
    const std::function<bool(const std::string& phone)>& is_known) {
  std::vector<Binding> gone;
  each_after({}, {}, [&](const Binding& binding) {
    if (!is_known(binding.phone)) gone.push_back(binding);
    return true;
  });
  std::vector<BindingChange> changes;
  for (const Binding& binding : gone)
    changes.push_back(*remove(binding.phone, binding.uri, BindingChange::Kind::phone_gone));
  return changes;
}

std::optional<Instant> Registrar::deadline() const {
  return deadlines_.empty() ? std::nullopt : std::optional(deadlines_.begin()->first);
}

std::vector<BindingChange> Registrar::expire(Instant now) {
  std::vector<BindingChange> changes;
  while (!deadlines_.empty() && deadlines_.begin()->first <= now) {
    const auto [phone, uri] = deadlines_.begin()->second;
    auto change = remove(phone, uri);
    change->kind = BindingChange::Kind::expired;
    changes.push_back(std::move(*change));
  }
  return changes;
}

}  // namespace tipring::sip
